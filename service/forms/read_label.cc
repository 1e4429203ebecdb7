#include "service/forms/read_label.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "scoring/text.h"

namespace heng::forms {
namespace {

constexpr std::string_view kUnit = "{money_unit}", kYear = "{fiscal_year}";

bool IsBlank(const scoring::CodePoint& c) {
  if (!c.valid) return false;
  const char32_t v = c.value;
  return v == U' ' || (v >= U'\t' && v <= U'\r') || v == 0xA0 || v == 0x3000 || v == 0x200B || v == 0xFEFF ||
         (v >= 0x2000 && v <= 0x200A) || v == 0x2028 || v == 0x2029;
}

// Brackets and colons of other looks, to the ASCII ones.
std::string_view OtherLook(char32_t c) {
  switch (c) {
    case U'【':
    case U'〔':
    case U'﹝':
    case U'［':
      return "(";
    case U'】':
    case U'〕':
    case U'﹞':
    case U'］':
      return ")";
    case U'︰':
    case U'﹕':
    case U'∶':
      return ":";
    default:
      return {};
  }
}

std::string SpellCharacter(std::string_view bytes, char32_t value) {
  if (bytes.size() == 3 && scoring::AtCommonChinese(bytes)) return std::string(bytes);
  const std::string_view look = OtherLook(value);
  return look.empty() ? scoring::FoldGlyphs(bytes) : std::string(look);
}

heng::v1::MoneyUnit UnitOf(std::string_view text) {
  if (absl::StrContains(absl::string_view(text.data(), text.size()), "万元")) return heng::v1::WAN_YUAN;
  if (absl::StrContains(absl::string_view(text.data(), text.size()), "元")) return heng::v1::YUAN;
  return heng::v1::MONEY_UNIT_UNSPECIFIED;
}

// Takes 元, 万元 or nothing but room to write it.
void TakeUnit(std::string_view text, size_t& at, LabelHit& hit) {
  for (const std::string_view name : {"单位:", "万元", "元"}) {
    if (!text.substr(at).starts_with(name)) continue;
    at += name.size();
    if (name == "万元") hit.unit = heng::v1::WAN_YUAN;
    if (name == "元") hit.unit = heng::v1::YUAN;
    if (hit.unit != heng::v1::MONEY_UNIT_UNSPECIFIED) return;
  }
}

void TakeYear(std::string_view text, size_t& at, LabelHit& hit) {
  size_t digits = 0;
  int year = 0;
  while (digits < 4 && at + digits < text.size() && scoring::IsDigit(text[at + digits])) {
    year = year * 10 + (text[at + digits++] - '0');
  }
  if (digits == 4) hit.year = year;
  at += digits;
  while (at < text.size() && absl::StrContains("xX_*", text[at])) ++at;
}

// 全年预算数(A), 项目资金(万元), with or without a colon after it.
bool IsBracket(std::string_view rest) {
  if (rest.ends_with(':')) rest.remove_suffix(1);
  constexpr size_t kMost = 30;
  return rest.size() >= 2 && rest.size() <= kMost && rest.front() == '(' && rest.find(')') == rest.size() - 1;
}

}  // namespace

std::string_view Trim(std::string_view text) {
  while (!text.empty()) {
    const scoring::CodePoint c = scoring::FirstCodePoint(text);
    if (!IsBlank(c)) break;
    text.remove_prefix(c.length);
  }
  size_t end = 0;
  for (size_t i = 0; i < text.size();) {
    const scoring::CodePoint c = scoring::FirstCodePoint(text.substr(i));
    i += c.length;
    if (!IsBlank(c)) end = i;
  }
  return text.substr(0, end);
}

std::string Squeeze(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const scoring::CodePoint c = scoring::FirstCodePoint(text.substr(i));
    if (!IsBlank(c)) out.append(text.substr(i, c.length));
    i += c.length;
  }
  return out;
}

SpelledText Spell(std::string_view text, size_t max_chars) {
  SpelledText spelled;
  size_t chars = 0;
  bool spaced = false;
  size_t i = 0;
  while (i < text.size()) {
    const scoring::CodePoint c = scoring::FirstCodePoint(text.substr(i));
    if (IsBlank(c)) {
      spaced = true;
      i += c.length;
      continue;
    }
    if (++chars > max_chars) {
      spelled.whole = false;
      break;
    }
    const std::string character = SpellCharacter(text.substr(i, c.length), c.value);
    for (size_t byte = 0; byte < character.size(); ++byte) {
      spelled.at.push_back(i);
      spelled.spaced.push_back(spaced && byte == 0);
    }
    spelled.text += character;
    spaced = false;
    i += c.length;
  }
  spelled.at.push_back(i);
  spelled.spaced.push_back(false);
  return spelled;
}

LabelPattern::LabelPattern(std::string_view label) {
  text_ = Spell(label, label.size()).text;
  // A bracket after a label is matched anyway.
  const std::string bracket = "(" + std::string(kUnit) + ")";
  while (text_.ends_with(':')) text_.pop_back();
  if (text_.size() > bracket.size() && text_.ends_with(bracket)) text_.resize(text_.size() - bracket.size());
  std::string_view rest = text_;
  while (!rest.empty()) {
    const size_t mark = std::min(rest.find(kUnit), rest.find(kYear));
    if (mark == std::string_view::npos) break;
    const std::string_view name = rest.substr(mark).starts_with(kUnit) ? kUnit : kYear;
    parts_.emplace_back(rest.substr(0, mark));
    parts_.emplace_back(name);
    rest.remove_prefix(mark + name.size());
  }
  parts_.emplace_back(rest);
  is_number_ = !text_.empty() && std::all_of(text_.begin(), text_.end(),
                                             [](char c) { return scoring::IsDigit(c) || c == '.' || c == '%'; });
}

std::optional<LabelHit> LabelPattern::Match(const SpelledText& cell, bool blank_ends) const {
  std::string_view text = cell.text;
  size_t at = text.starts_with('*') ? 1 : 0;  // *项目名称: has to be filled in
  LabelHit hit;
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (i % 2 == 1) {
      parts_[i] == kUnit ? TakeUnit(text, at, hit) : TakeYear(text, at, hit);
    } else if (text.substr(at).starts_with(parts_[i])) {
      at += parts_[i].size();
    } else {
      return std::nullopt;
    }
  }
  const std::string_view rest = text.substr(at);
  if ((rest.empty() || rest == ":") && cell.whole) return hit;
  if (IsBracket(rest) && cell.whole) {
    if (hit.unit == heng::v1::MONEY_UNIT_UNSPECIFIED) hit.unit = UnitOf(rest);
    return hit;
  }
  if (rest.starts_with(':')) {
    hit.embedded = true;
    hit.value = cell.at[at + 1];
    return hit;
  }
  if (blank_ends && cell.spaced[at]) {
    hit.embedded = true;
    hit.value = cell.at[at];
    return hit;
  }
  return std::nullopt;
}

heng::v1::MoneyUnit UnitHeading(const SpelledText& cell) {
  if (!cell.whole) return heng::v1::MONEY_UNIT_UNSPECIFIED;
  std::string_view text = cell.text;
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
  for (const std::string_view before : {"金额单位", "货币单位", "单位", "计量单位"}) {
    if (!text.starts_with(before)) continue;
    std::string_view unit = text.substr(before.size());
    if (unit.starts_with(':')) unit.remove_prefix(1);
    if (unit.starts_with("人民币")) unit.remove_prefix(std::string_view("人民币").size());
    if (unit == "万元") return heng::v1::WAN_YUAN;
    if (unit == "元") return heng::v1::YUAN;
  }
  return heng::v1::MONEY_UNIT_UNSPECIFIED;
}

}  // namespace heng::forms
