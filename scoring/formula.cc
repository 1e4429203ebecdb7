#include "scoring/formula.h"

#include <algorithm>
#include <string_view>

#include "absl/time/civil_time.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;
using heng::v1::RowRule;

constexpr Decimal kZero;
constexpr Decimal kOne = Decimal::FromInt(1);

StepWriter WeightStep(const FormulaInput& in, std::string_view rule) {
  StepWriter step(in.step, rule);
  step.Operand("weight", in.weight, in.row, "weight");
  return step;
}

// Weight, actual and target as the cells were read.
StepWriter NumberStep(const FormulaInput& in, std::string_view rule) {
  StepWriter step = WeightStep(in, rule);
  step.Operand("actual", in.reading.actual.number, in.row, "actual");
  step.Operand("target", in.reading.target.number, in.row, in.reading.target_field);
  return step;
}

FormulaResult Scored(Outcome outcome, StepWriter step, Decimal computed) {
  FormulaResult result;
  result.outcome = outcome;
  result.computed = computed;
  step.Result(computed);
  return result;
}

// No rule gives points: the step only says why, quoting the cell.
FormulaResult NotScorable(const FormulaInput& in, Outcome outcome, std::string_view rule) {
  FormulaResult result;
  result.outcome = outcome;
  StepWriter step(in.step, rule);
  const auto quote = [&](std::string_view name, std::string_view text, std::string_view field) {
    constexpr size_t kLongest = 120;  // bytes; a longer cell is not repeated
    if (text.size() <= kLongest) step.TextOperand(name, text, in.row, field);
  };
  quote("target", in.reading.target_text, in.reading.target_field);
  quote("actual", in.reading.actual_text, "actual");
  return result;
}

FormulaResult Missing(const FormulaInput& in, Outcome outcome, RowRule::OnMissing rule) {
  const bool target = outcome == Outcome::kTargetMissing;
  if (rule != RowRule::ZERO) return NotScorable(in, outcome, target ? "target-missing" : "actual-missing");
  FormulaResult result = Scored(outcome, WeightStep(in, target ? "target-missing-zero" : "actual-missing-zero"), kZero);
  result.zero_by_rule = true;
  return result;
}

// ---- bands ----

// The claim inside the band, else the nearest edge; no claim: the upper edge. Edges are rounded like row scores.
FormulaResult InBand(const FormulaInput& in, int number, Outcome outcome, std::string_view rule, Decimal lower_share) {
  const BandRule& band = in.rules.Band(number);
  const auto& rounding = in.rules.row_rounding;
  StepWriter step = WeightStep(in, rule);
  step.Operand("band", Decimal::FromInt(number), in.row, "actual");
  step.Operand("band_upper", band.upper);
  step.Operand("band_lower", lower_share);
  const auto edge = [&](Decimal share) {  // never above the weight, which may have more places than a score
    return std::min(MulDiv(in.weight, share, kOne, rounding.places(), rounding.mode()), in.weight);
  };
  const Decimal upper = edge(band.upper);
  const Decimal lower = edge(lower_share);
  step.Rounded(rounding);
  if (!in.claimed) {
    FormulaResult result = Scored(outcome, step, upper);
    result.unclaimed_band = true;
    return result;
  }
  step.Operand("claimed", *in.claimed, in.row, "claimed");
  return Scored(outcome, step, std::clamp(*in.claimed, lower, upper));
}

FormulaResult Band(const FormulaInput& in, int number) {
  return InBand(in, number, Outcome::kBand, in.claimed ? "band" : "band-unclaimed", in.rules.Band(number).lower);
}

// ---- dates ----

// late_share_per_day of the weight is lost each day, down to 0.
FormulaResult LatePerDay(const FormulaInput& in) {
  StepWriter step = WeightStep(in, "date-late-per-day");
  const Decimal days = Decimal::FromInt(in.reading.actual.date - in.reading.target.date);
  step.Operand("days", days);
  step.Operand("per_day", in.rules.late_share_per_day);
  const Decimal lost = MulDiv(days, in.rules.late_share_per_day, kOne, Decimal::kPlaces, heng::v1::Rounding::DOWN);
  if (lost >= kOne) return Scored(Outcome::kLate, step, kZero);
  const Decimal computed = std::min(step.Quotient(in.weight, kOne - lost, kOne, in.rules.row_rounding), in.weight);
  return Scored(Outcome::kLate, step, computed);
}

FormulaResult Late(const FormulaInput& in) {
  if (in.rules.rows.late_date() == RowRule::LATE_PER_DAY) return LatePerDay(in);
  if (in.rules.rows.late_date() == RowRule::LATE_BAND) {
    return InBand(in, 2, Outcome::kLate, in.claimed ? "date-late" : "date-late-unclaimed", kZero);
  }
  return Scored(Outcome::kLate, WeightStep(in, "date-late-zero"), kZero);
}

FormulaResult Date(const FormulaInput& in) {
  const bool late = in.reading.actual.date > in.reading.target.date;
  const FormulaResult result = late ? Late(in) : Scored(Outcome::kMet, WeightStep(in, "date-met"), in.weight);
  if (in.step == nullptr) return result;
  StepWriter step(in.step);
  step.TextOperand("actual", absl::FormatCivilTime(in.reading.actual.date), in.row, "actual");
  step.TextOperand("target", absl::FormatCivilTime(in.reading.target.date), in.row, in.reading.target_field);
  return result;
}

// ---- numbers ----

// weight x share of the step; the step shows `from` and `share`.
FormulaResult AtStep(const FormulaInput& in, std::string_view rule, const ShareStepRule& share) {
  StepWriter step = NumberStep(in, rule);
  step.Operand("from", share.from);
  step.Operand("share", share.share);
  const Decimal computed = std::min(step.Quotient(in.weight, share.share, kOne, in.rules.row_rounding), in.weight);
  return Scored(computed == in.weight ? Outcome::kMet : Outcome::kUnmet, step, computed);
}

// What the policy makes of the share b / c other than taking it as it is; nullopt: nothing.
std::optional<FormulaResult> SteppedShare(const FormulaInput& in, Decimal b, Decimal c) {
  const auto reaches = [&](Decimal from) { return CompareProducts(b, kOne, c, from) >= 0; };
  if (in.rules.pass_share && !reaches(*in.rules.pass_share)) {
    StepWriter step = NumberStep(in, "below-pass");
    step.Operand("pass", *in.rules.pass_share);
    return Scored(Outcome::kUnmet, step, kZero);
  }
  if (in.rules.share_steps.empty()) return std::nullopt;
  for (const ShareStepRule& share : in.rules.share_steps) {
    if (reaches(share.from)) return AtStep(in, "share-step", share);
  }
  StepWriter step = NumberStep(in, "below-share-steps");
  step.Operand("from", in.rules.share_steps.back().from);
  return Scored(Outcome::kUnmet, step, kZero);
}

FormulaResult Share(const FormulaInput& in, std::string_view rule, Decimal a, Decimal b, Decimal c) {
  if (const std::optional<FormulaResult> stepped = SteppedShare(in, b, c)) return *stepped;
  StepWriter step = NumberStep(in, rule);
  Decimal computed;
  if (b > kZero) computed = std::min(step.Quotient(a, b, c, in.rules.row_rounding), in.weight);
  return Scored(Outcome::kUnmet, step, computed);
}

// Missed a target of 0, or below 0: there is no ratio to take.
FormulaResult NoRatio(const FormulaInput& in) {
  const bool below_zero = in.reading.target.number.IsNegative();
  return Scored(below_zero ? Outcome::kNotProportional : Outcome::kUnmet,
                NumberStep(in, below_zero ? "not-proportional" : "zero-target-missed"), kZero);
}

bool IsMet(Reading::Operator op, Decimal actual, Decimal target) {
  switch (op) {
    case Reading::AT_MOST:
      return actual <= target;
    case Reading::LESS:
      return actual < target;
    case Reading::GREATER:
      return actual > target;
    case Reading::EXACTLY:  // more than a target above 0 is met too
      return target > kZero ? actual >= target : actual == target;
    default:
      return actual >= target;
  }
}

FormulaResult OverAtMost(const FormulaInput& in, Decimal actual, Decimal target) {
  if (in.rules.rows.at_most() == RowRule::INVERSE) return Share(in, "at-most-inverse", in.weight, target, actual);
  return Share(in, "at-most-linear", in.weight, target + target - actual, target);
}

// The full marks of a target that was met, less what the policy takes for overshooting it.
FormulaResult Met(const FormulaInput& in, std::string_view rule, bool at_most) {
  const Decimal target = in.reading.target.number;
  for (const ShareStepRule& over : in.rules.overshoot_steps) {
    if (at_most || target <= kZero) break;
    if (CompareProducts(in.reading.actual.number, kOne, target, over.from) < 0) continue;
    return AtStep(in, "overshoot-step", over);
  }
  return Scored(Outcome::kMet, NumberStep(in, rule), in.weight);
}

FormulaResult Number(const FormulaInput& in) {
  const Decimal actual = in.reading.actual.number;
  const Decimal target = in.reading.target.number;
  const Reading::Operator op = in.reading.target.op;
  const bool at_most = op == Reading::AT_MOST || op == Reading::LESS;
  const std::string_view met_rule = at_most ? "at-most-met" : op == Reading::EXACTLY ? "exactly-met" : "at-least-met";
  FormulaResult result;
  if (IsMet(op, actual, target)) {
    result = Met(in, met_rule, at_most);
  } else if (target <= kZero) {
    result = NoRatio(in);
  } else if (at_most) {
    result = OverAtMost(in, actual, target);
  } else {
    result = Share(in, op == Reading::EXACTLY ? "exactly-unmet" : "at-least-unmet", in.weight, actual, target);
  }
  result.guessed = in.reading.direction_guessed;
  if (target > kZero) {
    result.overshoot = !at_most && CompareProducts(actual, kOne, target, in.rules.overshoot_ratio) >= 0;
    result.undershoot = at_most && CompareProducts(actual, kOne, target, in.rules.undershoot_ratio) <= 0;
  }
  return result;
}

FormulaResult Range(const FormulaInput& in) {
  const Value& target = in.reading.target;
  const Value& actual = in.reading.actual;
  const Decimal last = actual.state == Reading::RANGE ? actual.upper : actual.number;
  if (actual.number < target.number || last > target.upper) {
    return NotScorable(in, Outcome::kAmbiguous, "range-missed");
  }
  StepWriter step = NumberStep(in, "range-met");
  step.Operand("target_upper", target.upper, in.row, in.reading.target_field);
  return Scored(Outcome::kMet, step, in.weight);
}

// Target and actual are both quantities.
FormulaResult Quantity(const FormulaInput& in) {
  if (in.reading.unit_mismatch) return NotScorable(in, Outcome::kUnitMismatch, "unit-mismatch");
  if (in.reading.percent_scale_suspect) return NotScorable(in, Outcome::kPercentScale, "percent-scale-suspect");
  if (in.reading.target.state == Reading::RANGE) return Range(in);
  if (in.reading.actual.state == Reading::RANGE) return NotScorable(in, Outcome::kAmbiguous, "value-ambiguous");
  return Number(in);
}

// 不适用, where the policy gives the weight of such rows to the rest.
bool DoesNotApply(const FormulaInput& in) { return Lists(in.rules.not_applicable, in.reading.folded_actual); }

// 得分系数: weight x what the form prints.
FormulaResult ByCoefficient(const FormulaInput& in, Decimal coefficient) {
  StepWriter step = WeightStep(in, "coefficient");
  step.Operand("coefficient", coefficient, in.row, "score_coefficient");
  const Decimal computed = std::min(step.Quotient(in.weight, coefficient, kOne, in.rules.row_rounding), in.weight);
  return Scored(coefficient >= kOne ? Outcome::kMet : Outcome::kUnmet, step, computed);
}

std::optional<Decimal> CoefficientOf(const FormulaInput& in) {
  if (in.rules.rows.coefficient() != RowRule::COEFFICIENT_SCORES) return std::nullopt;
  const auto coefficient = FieldDecimal(in.row.has_score_coefficient(), in.row.score_coefficient());
  if (!coefficient || coefficient->IsNegative() || *coefficient > kOne) return std::nullopt;
  return coefficient;
}

bool IsQuantity(Reading::State state) { return state == Reading::NUMBER || state == Reading::RANGE; }

}  // namespace

FormulaResult Compute(const FormulaInput& in) {
  if (DoesNotApply(in)) return NotScorable(in, Outcome::kNotApplicable, "not-applicable");
  if (const std::optional<Decimal> coefficient = CoefficientOf(in)) return ByCoefficient(in, *coefficient);
  const Reading::State target = in.reading.target.state;
  const Reading::State actual = in.reading.actual.state;
  if (actual == Reading::MISSING) return Missing(in, Outcome::kActualMissing, in.rules.rows.actual_missing());
  if (target == Reading::MISSING) return Missing(in, Outcome::kTargetMissing, in.rules.rows.target_missing());
  if (target == Reading::CORRUPT || actual == Reading::CORRUPT) {
    return NotScorable(in, Outcome::kCorrupt, "value-corrupt");
  }
  if (actual == Reading::BAND) {  // the author says how far the target was met, whatever kind it is
    FormulaResult result = Band(in, in.reading.actual.band);
    result.text_for_number = target != Reading::TEXT && target != Reading::AMBIGUOUS;
    return result;
  }
  if (target == Reading::TEXT) {
    if (in.reading.same_text) return Band(in, 1);
    return NotScorable(in, Outcome::kBandNotStated, "band-not-stated");
  }
  if (target == Reading::INCREASE || actual == Reading::INCREASE) {
    return NotScorable(in, Outcome::kBaseMissing, "base-missing");
  }
  if (target == Reading::DATE && actual == Reading::DATE) return Date(in);
  if (IsQuantity(target) && IsQuantity(actual)) return Quantity(in);
  FormulaResult result = NotScorable(in, Outcome::kAmbiguous, "value-ambiguous");
  result.text_for_number = actual == Reading::TEXT && target != Reading::AMBIGUOUS;
  return result;
}

}  // namespace heng::scoring
