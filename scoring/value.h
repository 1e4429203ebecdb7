// Reading a value: what a cell such as "≥96次", "22年12月31日" or "部分达成预期指标" says. One pure parser for targets
// and actuals; the text itself is never changed. Rules: domain.md, "Reading a value".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "heng/v1/policy.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"
#include "scoring/phrases.h"
#include "scoring/text.h"

namespace heng::scoring {

// What was read. The numbers behind heng.v1.Reading.
struct Value {
  heng::v1::Reading::State state = heng::v1::Reading::MISSING;
  heng::v1::Reading::Operator op = heng::v1::Reading::OPERATOR_UNSPECIFIED;  // as written
  bool inferred = false;  // set by indicator scoring, never by the reader
  Decimal number;         // NUMBER, RANGE (lower end), INCREASE; multiplied out: 42万 is 420000
  Decimal upper;          // RANGE
  std::string unit;       // after the multiplier, full-width folded: 人, %, 元, 次/年
  absl::CivilDay date;    // DATE: the last day the text allows
  int band = 0;           // BAND

  heng::v1::Reading ToProto() const;
  // The same into a new message.
  void Write(heng::v1::Reading* reading) const;
};

enum class CellKind { kTarget, kActual };

// Reads one cell. `phrases` and the missing list come from the policy; `fiscal_year` completes dates without a year.
// Band phrases are read for actuals only; in a target they are text. Never fails: what can't be read is TEXT, CORRUPT
// or AMBIGUOUS.
Value ReadValue(std::string_view text, CellKind kind, const heng::v1::Phrases& phrases, int fiscal_year);
// The same for many cells: phrases made ready and the cell folded once. `pool` takes what has to be spelled anew.
Value ReadValue(const FoldedText& folded, CellKind kind, const ValuePhrases& phrases, int fiscal_year, TextPool& pool);

// True if the cell says nothing: blank, or one of the policy's phrases for a missing value.
bool IsMissing(std::string_view text, const heng::v1::Phrases& phrases);
bool IsMissing(std::string_view text, const ValuePhrases& phrases);

// Full-width digits, letters and signs to half-width, thousands separators and outer blanks away, ≧ ＞＝ >= 不低于 … to
// ≥ and so on: the form values are compared in ("actual equal to the target text").
std::string FoldText(std::string_view text);

// How many times a unit holds the base unit of its dimension: 万元 -> (10000, 元), 万册 -> (10000, 册). nullopt: not a
// unit that converts.
struct UnitScale {
  Decimal factor;
  std::string base;
};
std::optional<UnitScale> ScaleOfUnit(std::string_view unit);

}  // namespace heng::scoring
