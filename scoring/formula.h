// The score the rules give one row: at least, at most, exactly, dates, bands, ranges. domain.md, "Scoring".
#pragma once

#include <optional>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy_rules.h"
#include "scoring/row_reading.h"

namespace heng::scoring {

// What came of comparing actual and target.
enum class Outcome {
  kMet,              // full marks
  kUnmet,            // a share of the weight, or 0
  kNotProportional,  // missed a target below 0: there is no share, 0
  kBand,             // placed in a band
  kBandNotStated,    // other text for a qualitative target: no rule
  kLate,             // after the day
  kTargetMissing,
  kActualMissing,
  kCorrupt,
  kAmbiguous,     // can't be read as what the target wants
  kBaseMissing,   // an increase without its base
  kPercentScale,  // 0.99 against ≥98%
  kUnitMismatch,
  kNotApplicable,  // the row says so, and the policy gives its weight to the rest
};

struct FormulaInput {
  const PolicyRules& rules;
  const heng::v1::Indicator& row;
  const RowReading& reading;
  Decimal weight;
  std::optional<Decimal> claimed;
  heng::v1::Step* step = nullptr;  // says how; its result is what was computed. Null: nobody asks
};

struct FormulaResult {
  Outcome outcome = Outcome::kAmbiguous;
  std::optional<Decimal> computed;  // absent: no rule can
  bool zero_by_rule = false;        // the policy says 0 points whatever is claimed
  bool guessed = false;             // rests on a guessed direction
  bool unclaimed_band = false;      // a band without a claim: the upper edge was taken
  bool text_for_number = false;     // text as actual of a number or a date
  bool overshoot = false;           // from the policy's ratio of the target on
  bool undershoot = false;          // at most, and only up to the policy's ratio
};

FormulaResult Compute(const FormulaInput& input);

}  // namespace heng::scoring
