// Labels of a form as people write them: "项 目\n名称：" is 项目名称. Inner part of read_form.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/form.pb.h"

namespace heng::forms {

// A text spelled for comparison: full-width glyphs folded, blanks and line breaks away. Only its first
// kMaxLabelChars characters; no label is longer.
inline constexpr size_t kMaxLabelChars = 60;
struct SpelledText {
  std::string text;
  std::vector<size_t> at;    // for each byte of `text` where its character begins in the original; and its end
  std::vector<bool> spaced;  // for each byte: blanks stood before it
  bool whole = true;         // nothing was cut
};
SpelledText Spell(std::string_view text, size_t max_chars = kMaxLabelChars);

// `text` without blanks at its ends, of any kind.
std::string_view Trim(std::string_view text);
// The same, without blanks and line breaks within either: 产\n出\n指\n标.
std::string Squeeze(std::string_view text);

struct LabelHit {
  bool embedded = false;                                        // more text follows in the cell: 负责人：张三
  size_t value = 0;                                             // where it begins in the original text
  heng::v1::MoneyUnit unit = heng::v1::MONEY_UNIT_UNSPECIFIED;  // as (万元) beside the label says
  int year = 0;
};

// One spelling of a label, with {money_unit} and {fiscal_year} in it.
class LabelPattern {
 public:
  explicit LabelPattern(std::string_view label);

  // A label alone, or with a bracket after it: 全年预算数（A）; or with a colon and more text; with `blank_ends` also
  // with a blank and more text.
  std::optional<LabelHit> Match(const SpelledText& cell, bool blank_ends = false) const;
  const std::string& text() const { return text_; }
  // A number alone is no label to find anything by.
  bool is_number() const { return is_number_; }

 private:
  std::string text_;                // spelled, without a colon at its end
  std::vector<std::string> parts_;  // literals and marks in turn
  bool is_number_ = false;
};

// 元 or 万元, as a heading such as 单位：万元 names it; unspecified: it is no such heading.
heng::v1::MoneyUnit UnitHeading(const SpelledText& cell);

}  // namespace heng::forms
