#include "service/core/reports/crosscheck/flat_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scoring/text.h"

namespace heng::core::crosscheck {
namespace {

using scoring::CodePoint;
using scoring::FirstCodePoint;
using scoring::IsDigit;

constexpr size_t kMaxNameBytes = 300;
constexpr size_t kQuoteAround = 12;  // characters on each side
constexpr size_t kMaxQuoteBytes = 240;
constexpr size_t kMaxNumeralBytes = 9;  // 二十一; more digits are no number of a list

// Labels of the cells beside which people write texts, in the spellings of the official forms.
constexpr std::array<std::string_view, 7> kTextLabels = {
    "预算执行情况", "产出情况", "效益情况", "满意度情况", "主要经验做法", "问题及原因分析", "措施及管理建议"};

bool IsBlank(char32_t c) {
  return c <= U' ' || c == U'\u00A0' || c == U'\u3000' || c == U'\uFEFF' || (c >= U'\u2000' && c <= U'\u200F');
}

// One spelling of the signs figures and labels are written with; 0: left out.
char32_t Spelled(char32_t c) {
  if (IsBlank(c) || c == U'*' || c == U'#') return 0;
  if (c == U'\uFF0C') return c;  // tells it from a thousands separator until FoldCommas
  if (c >= U'\uFF01' && c <= U'\uFF5E') return c - 0xFEE0;
  switch (c) {
    case U'\u201C':
    case U'\u201D':
    case U'\u300C':
    case U'\u300D':
      return U'"';
    case U'\u2267':
    case U'\u2A7E':
      return U'≥';
    case U'\uFF61':
      return U'。';
    default:
      return c;
  }
}

// Without blanks and marks of lists and headings at both ends.
std::string_view Stripped(std::string_view text) {
  constexpr std::string_view kMarks = " \t\r\v\f#*>-";
  while (!text.empty()) {
    if (kMarks.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (text.starts_with("\u3000") || text.starts_with("\uFEFF")) {
      text.remove_prefix(3);
    } else {
      break;
    }
  }
  while (!text.empty()) {
    if (kMarks.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.ends_with("\u3000")) {
      text.remove_suffix(3);
    } else {
      break;
    }
  }
  return text;
}

bool TakeNumeral(scoring::Cursor& in) {
  constexpr std::array<std::string_view, 10> kNumerals = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  if (!in.TakeDigits().empty()) return true;
  bool any = false;
  while (in.TakeAny(kNumerals)) any = true;
  return any;
}

// "（四）…", "三、…", "2. …", "第三部分 …", "备注": what begins a paragraph whatever stands before it.
bool BeginsParagraph(std::string_view line) {
  constexpr std::array<std::string_view, 2> kOpen = {"(", "（"};
  constexpr std::array<std::string_view, 2> kClose = {")", "）"};
  constexpr std::array<std::string_view, 3> kPoint = {"、", "．", "."};
  scoring::Cursor in(line);
  if (in.TakeAny(kOpen)) return TakeNumeral(in) && in.TakeAny(kClose);
  if (line.starts_with("备注") || line.starts_with("附件")) return true;
  if (in.Take("第")) return TakeNumeral(in) && in.Take("部分");
  if (!TakeNumeral(in) || line.size() - in.rest().size() > kMaxNumeralBytes) return false;
  return in.TakeAny(kPoint) && !in.AtEnd() && !in.AtDigit();
}

bool HasPunctuation(std::string_view line) {
  constexpr std::array<std::string_view, 8> kSigns = {"，", "。", "；", "：", ",", ";", ":", "！"};
  return std::any_of(kSigns.begin(), kSigns.end(),
                     [line](std::string_view sign) { return line.find(sign) != std::string_view::npos; });
}

bool EndsSentence(std::string_view line) {
  constexpr std::array<std::string_view, 9> kSigns = {"。", "！", "？", "；", "：", ";", ":", "!", "?"};
  return std::any_of(kSigns.begin(), kSigns.end(), [line](std::string_view sign) { return line.ends_with(sign); });
}

// Whether the comma at `i` of `text` separates thousands: "7,110,994.38".
bool SeparatesThousands(std::string_view text, size_t i) {
  if (i == 0 || !IsDigit(text[i - 1]) || i + 3 >= text.size()) return false;
  for (size_t k = 1; k <= 3; ++k) {
    if (!IsDigit(text[i + k])) return false;
  }
  if (i + 4 < text.size() && IsDigit(text[i + 4])) return false;
  size_t digits = 0;
  while (digits < 4 && digits < i && IsDigit(text[i - 1 - digits])) ++digits;
  return digits <= 3;
}

bool IsTextLabel(std::string_view cell) {
  if (cell.size() > 60) return false;
  return std::any_of(kTextLabels.begin(), kTextLabels.end(),
                     [cell](std::string_view label) { return cell.find(label) != std::string_view::npos; });
}

// Where the text behind its label begins in a line without tabs; npos: it is none.
size_t BehindLabel(std::string_view line) {
  for (const std::string_view label : kTextLabels) {
    const size_t at = line.substr(0, 90).find(label);
    if (at != std::string_view::npos) return at + label.size();
  }
  return std::string_view::npos;
}

}  // namespace

struct FlatText::Line {
  std::string_view text;
  uint32_t offset = 0;  // of its first byte
  int32_t number = 1;
};

FlatText::FlatText(std::string_view original) : original_(original) {
  text_.reserve(original.size());
  places_.reserve(original.size());
  Line line;
  for (size_t at = 0; at < original.size();) {
    const size_t end = std::min(original.find('\n', at), original.size());
    line.text = original.substr(at, end - at);
    line.offset = static_cast<uint32_t>(at);
    AddLine(line);
    ++line.number;
    at = end + 1;
  }
  FoldCommas();
}

// Thousands separators away, which may stand at a line's end, and one spelling for the commas that are left.
void FlatText::FoldCommas() {
  constexpr std::string_view kWide = "，";
  std::string folded;
  folded.reserve(text_.size());
  size_t form = 0;
  for (size_t from = 0; from < text_.size();) {
    for (; form < forms_.size() && forms_[form].at <= from; ++form) forms_[form].at = folded.size();
    const bool wide = std::string_view(text_).substr(from, kWide.size()) == kWide;
    if (wide || text_[from] != ',' || !SeparatesThousands(text_, from)) {
      places_[folded.size()] = places_[from];
      folded.push_back(wide ? ',' : text_[from]);
    }
    from += wide ? kWide.size() : 1;
  }
  for (; form < forms_.size(); ++form) forms_[form].at = folded.size();
  text_ = std::move(folded);
  places_.resize(text_.size());
}

void FlatText::Break() {
  if (text_.empty() || text_.back() == '\n') return;
  const TextPlace place = places_.back();
  text_.push_back('\n');
  places_.push_back(place);
}

void FlatText::AddLine(const Line& line) {
  const std::string_view stripped = Stripped(line.text);
  if (stripped.empty()) return;
  if (stripped.find('\t') != std::string_view::npos) return AddCells(line);
  const bool begins = BeginsParagraph(stripped);
  if (stripped.starts_with("项目名称") && !EndsSentence(stripped)) {
    Break();
    in_form_ = true;
    std::string_view name = stripped.substr(std::string_view("项目名称").size());
    name = Stripped(name.substr(0, name.find("主管部门")));
    forms_.push_back({text_.size(), std::string(name.substr(0, kMaxNameBytes))});
    return;
  }
  if (in_form_) {
    const bool over = (stripped.starts_with("第") && begins) || stripped.find("自评综述") != std::string_view::npos ||
                      stripped.find("预算绩效情况说明") != std::string_view::npos;
    if (!over) {
      const size_t behind = BehindLabel(stripped);
      if (behind != std::string_view::npos) {
        Break();
        AddText(stripped.substr(behind), line);
        in_cell_text_ = !EndsSentence(stripped);
      } else if (in_cell_text_ && !begins) {
        AddText(stripped, line);
        in_cell_text_ = !EndsSentence(stripped);
      }
      return;
    }
    in_form_ = false;
    // What follows belongs to no form.
    Break();
    forms_.push_back({text_.size(), ""});
  }
  if (begins || heading_before_) Break();
  AddText(stripped, line);
  if (EndsSentence(stripped)) Break();
  const bool marked = line.text.substr(0, line.text.find(stripped.front())).find('#') != std::string_view::npos;
  heading_before_ = marked && !HasPunctuation(stripped);
}

void FlatText::AddCells(const Line& line) {
  std::string_view label, text;
  bool name_next = false;
  for (std::string_view rest = line.text; !rest.empty();) {
    const size_t end = std::min(rest.find('\t'), rest.size());
    const std::string_view cell = Stripped(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (cell.empty()) continue;
    if (name_next) {
      Break();
      in_form_ = true;
      forms_.push_back({text_.size(), std::string(cell.substr(0, kMaxNameBytes))});
      return;
    }
    name_next = cell == "项目名称";
    if (!label.empty()) text = cell;
    if (IsTextLabel(cell)) label = cell;
  }
  in_cell_text_ = false;
  if (!in_form_ || text.empty() || text == label) return;
  Break();
  AddText(text, line);
  in_cell_text_ = !EndsSentence(text);
  if (!in_cell_text_) Break();
}

void FlatText::AddText(std::string_view text, const Line& line) {
  const size_t skipped = static_cast<size_t>(text.data() - line.text.data());
  TextPlace place{line.offset + static_cast<uint32_t>(skipped), line.number,
                  1 + static_cast<int32_t>(scoring::CountCodePoints(line.text.substr(0, skipped)))};
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = FirstCodePoint(text.substr(i));
    const char32_t c = point.valid ? Spelled(point.value) : 0;
    if (c != 0) {
      scoring::AppendUtf8(c, &text_);
      places_.resize(text_.size(), place);
    }
    i += point.length;
    place.offset += static_cast<uint32_t>(point.length);
    ++place.column;
  }
}

TextPlace FlatText::PlaceOf(size_t at) const {
  if (at < places_.size()) return places_[at];
  TextPlace end;
  end.offset = static_cast<uint32_t>(original_.size());
  if (!places_.empty()) end.line = places_.back().line, end.column = places_.back().column;
  return end;
}

std::string FlatText::Quote(size_t begin, size_t end) const {
  const auto at_character = [this](size_t i) { return (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80; };
  for (size_t n = 0; n < kQuoteAround && begin > 0 && text_[begin - 1] != '\n'; ++n) {
    do --begin;
    while (begin > 0 && !at_character(begin));
  }
  for (size_t n = 0; n < kQuoteAround && end < text_.size() && text_[end] != '\n'; ++n) {
    do ++end;
    while (end < text_.size() && !at_character(end));
  }
  const size_t from = PlaceOf(begin).offset;
  const size_t last = PlaceOf(end == 0 ? 0 : end - 1).offset;
  const size_t to = std::min(last + FirstCodePoint(original_.substr(last)).length, from + kMaxQuoteBytes);
  std::string quote;
  for (size_t i = from; i < to;) {
    const CodePoint point = FirstCodePoint(original_.substr(i));
    if (i + point.length > to) break;
    if (point.valid && !IsBlank(point.value)) quote.append(original_.substr(i, point.length));
    i += point.length;
  }
  return quote;
}

}  // namespace heng::core::crosscheck
