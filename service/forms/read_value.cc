#include "service/forms/read_value.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scoring/decimal.h"
#include "scoring/text.h"
#include "service/forms/read_label.h"

namespace heng::forms {
namespace {

using scoring::Decimal;
using scoring::IsDigit;

constexpr int kScorePlaces = 4;
constexpr int kRatePlaces = 6;
constexpr size_t kMaxNumberBytes = 100;

// Blanks and 全角 away; nothing of a long text is a number.
std::string Compact(std::string_view text) {
  text = Trim(text);
  if (text.size() > kMaxNumberBytes) return {};
  return Spell(text, kMaxNumberBytes).text;
}

bool TakeBack(std::string& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.resize(text.size() - end.size());
  return true;
}
bool TakeFront(std::string& text, std::string_view begin) {
  if (!text.starts_with(begin)) return false;
  text.erase(0, begin.size());
  return true;
}

// "1,910,000" without its commas; false: they stand where none belong.
bool Ungroup(std::string& text) {
  const size_t point = std::min(text.find('.'), text.size());
  const size_t comma = text.find(',');
  if (comma == std::string::npos) return true;
  if (comma == 0 || comma > 3 || text.find(',', point) != std::string::npos) return false;
  for (size_t i = comma; i < point; ++i) {
    if ((text[i] == ',') != ((i - comma) % 4 == 0)) return false;
  }
  if ((point - comma) % 4 != 0) return false;
  std::erase(text, ',');
  return true;
}

// Digits with at most one point, after signs and separators are away.
std::optional<std::string> Digits(std::string text) {
  bool negative = false;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = true;
    text = text.substr(1, text.size() - 2);
  }
  for (const std::string_view sign : {"￥", "¥", "RMB", "人民币"}) TakeFront(text, sign);
  if (!TakeFront(text, "+") && TakeFront(text, "-")) negative = !negative;
  for (const std::string_view sign : {"￥", "¥"}) TakeFront(text, sign);
  if (!Ungroup(text)) return std::nullopt;
  if (text.starts_with('.')) text.insert(0, 1, '0');
  const size_t points = static_cast<size_t>(std::count(text.begin(), text.end(), '.'));
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return IsDigit(c) || c == '.'; });
  if (text.empty() || !plain || points > 1 || text.ends_with('.')) return std::nullopt;
  return (negative ? "-" : "") + text;
}

int PlacesOf(std::string_view number) {
  const size_t point = number.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(number.size() - point - 1);
}

// The number without zeros at its end: what counts for how precise it is.
std::string_view Significant(std::string_view number) {
  if (number.find('.') == std::string_view::npos) return number;
  while (number.ends_with('0')) number.remove_suffix(1);
  if (number.ends_with('.')) number.remove_suffix(1);
  return number;
}

NumberRead ReadNumber(std::string text, int places) {
  NumberRead read;
  const auto digits = Digits(std::move(text));
  if (digits && PlacesOf(Significant(*digits)) > places) {
    read.trouble = Trouble::kTooPrecise;
  } else if (!digits || !Decimal::Parse(Significant(*digits), places)) {
    read.trouble = Trouble::kNotUnderstood;  // no number, or more digits than any form has
  } else {
    // Zeros beyond the places a form has say nothing.
    read.number = PlacesOf(*digits) > places ? std::string(Significant(*digits)) : *digits;
  }
  return read;
}

struct UnitName {
  std::string_view name;
  int zeros;  // of its value in 元
};
constexpr std::array<UnitName, 6> kUnits = {{{"亿元", 8}, {"万元", 4}, {"亿", 8}, {"万", 4}, {"元整", 0}, {"元", 0}}};

}  // namespace

std::optional<std::string> PlainNumber(std::string_view text) { return Digits(Compact(text)); }

bool SameNumber(std::string_view a, std::string_view b) {
  std::string first = Compact(a), second = Compact(b);
  if (TakeBack(first, "%") != TakeBack(second, "%")) return false;
  const auto one = Digits(std::move(first)), other = Digits(std::move(second));
  if (!one || !other) return false;
  const auto x = Decimal::Parse(Significant(*one)), y = Decimal::Parse(Significant(*other));
  return x && y && *x == *y;
}

AmountRead ReadAmount(std::string_view text, heng::v1::MoneyUnit unit) {
  AmountRead read;
  std::string rest = Compact(text);
  const int form_zeros = unit == heng::v1::WAN_YUAN ? 4 : 0;
  int zeros = form_zeros;
  for (const UnitName& name : kUnits) {
    if (!TakeBack(rest, name.name)) continue;
    zeros = name.zeros;
    break;
  }
  read.own_unit = zeros != form_zeros;
  const auto digits = Digits(std::move(rest));
  const std::string_view significant = digits ? Significant(*digits) : std::string_view();
  if (!digits) {
    read.trouble = Trouble::kNotUnderstood;
    return read;
  }
  // Cents are the end, in whatever unit.
  if (PlacesOf(significant) > std::min(zeros + 2, Decimal::kPlaces)) {
    read.trouble = PlacesOf(significant) > zeros + 2 ? Trouble::kTooPrecise : Trouble::kNotUnderstood;
    return read;
  }
  const auto number = Decimal::Parse(significant);
  absl::int128 millionths = number ? number->millionths() : 0;
  for (int i = 0; i < zeros; ++i) millionths *= 10;
  const std::string yuan = Decimal::FromMillionths(millionths).ToString(2);
  if (!number || !Decimal::Parse(yuan, 2)) {  // more digits than any form has
    read.trouble = Trouble::kNotUnderstood;
    return read;
  }
  read.yuan = yuan;
  read.decimals = std::min(PlacesOf(*digits), Decimal::kPlaces);
  return read;
}

NumberRead ReadScore(std::string_view text) {
  std::string rest = Compact(text);
  TakeBack(rest, "分");
  return ReadNumber(std::move(rest), kScorePlaces);
}

NumberRead ReadRate(std::string_view text) {
  std::string rest = Compact(text);
  TakeBack(rest, "%");
  return ReadNumber(std::move(rest), kRatePlaces);
}

std::string CellText(const WorkbookCell& cell) {
  if (cell.kind != CellKind::kDate) return cell.text;
  const std::string& text = cell.text;
  constexpr size_t kDay = 10;  // 2022-12-31
  if (text.size() < kDay || text[4] != '-' || text[7] != '-') return text;
  const auto number = [&](size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  return text.substr(0, 4) + "年" + std::to_string(number(5)) + "月" + std::to_string(number(8)) + "日" +
         text.substr(kDay);
}

std::string LocalPrefix(std::string_view project_name) {
  for (const std::string_view prefix : {"QT", "XM", "J", "Z"}) {
    if (!project_name.starts_with(prefix)) continue;
    if (scoring::AtCommonChinese(project_name.substr(prefix.size()))) return std::string(prefix);
  }
  return {};
}

std::string ProjectCode(std::string_view project_name) {
  constexpr size_t kLength = 21, kRegion = 8;  // region, a letter, a number
  if (project_name.size() < kLength) return {};
  for (size_t i = 0; i < kLength; ++i) {
    const bool letter = project_name[i] >= 'A' && project_name[i] <= 'Z';
    if (i == kRegion ? !letter : !IsDigit(project_name[i])) return {};
  }
  const bool ends = project_name.size() == kLength || !IsDigit(project_name[kLength]);
  return ends ? std::string(project_name.substr(0, kLength)) : std::string();
}

int YearIn(std::string_view text) {
  constexpr std::string_view kYear = "年";
  for (size_t at = text.find(kYear); at != std::string_view::npos; at = text.find(kYear, at + 1)) {
    if (at < 4 || (at > 4 && IsDigit(text[at - 5]))) continue;
    int year = 0;
    for (size_t i = at - 4; i < at; ++i) year = IsDigit(text[i]) ? year * 10 + (text[i] - '0') : -1'000'000;
    if (year >= 2000 && year <= 2100) return year;
  }
  return 0;
}

}  // namespace heng::forms
