#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "scoring/policy_reader.h"
#include "scoring/text.h"
#include "scoring/value.h"

namespace heng::scoring {

void PolicyReader::ReadWeights() {
  rules_.full_marks = Number(policy_.full_marks(), "full_marks", "1", "1000");
  rules_.execution_weight = Number(policy_.execution().weight(), "execution.weight", "0", "1000");
  if (policy_.execution().has_rate_rounding()) {
    rules_.rate_rounding = RoundingOf(true, policy_.execution().rate_rounding(), "execution.rate_rounding");
  }
  rules_.execution_rounding = RoundingOf(policy_.execution().has_score_rounding(), policy_.execution().score_rounding(),
                                         "execution.score_rounding");
  if (rules_.execution_weight > rules_.full_marks) Mistake("execution.weight", "is more than full_marks");
  rules_.row_rounding = RoundingOf(policy_.rounding().has_row(), policy_.rounding().row(), "rounding.row");
  rules_.total_rounding = RoundingOf(policy_.rounding().has_total(), policy_.rounding().total(), "rounding.total");
}

// The weights per level. With a scaling they sum to what the forms print, else to what the indicators are worth.
void PolicyReader::ReadTemplate() {
  if (!heng::v1::WeightRule_IsValid(policy_.weights())) Mistake("weights", "must be chosen");
  rules_.weights_template = policy_.weights() != heng::v1::WEIGHTS_NONE;
  if (!rules_.weights_template) {
    if (!policy_.level_weights().empty()) Mistake("level_weights", "must be empty with weights: WEIGHTS_NONE");
    return;
  }
  Decimal sum;
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < policy_.level_weights_size(); ++i) {
    const auto& level = policy_.level_weights(i);
    const std::string field = absl::StrCat("level_weights[", i, "]");
    Required(level.level1(), field + ".level1");
    if (!seen.insert(level.level1()).second) Mistake(field + ".level1", level.level1() + " is there twice");
    rules_.level_weights.push_back({level.level1(), Number(level.weight(), field + ".weight", "0", "1000")});
    sum += rules_.level_weights.back().weight;
  }
  if (policy_.level_weights().empty()) Mistake("level_weights", "is empty");
  const bool scaled = !policy_.scaling().indicator_weights().empty();
  const Decimal expected = scaled
                               ? Number(policy_.scaling().indicator_weights(), "scaling.indicator_weights", "1", "1000")
                               : rules_.IndicatorMarks();
  if (sum != expected) {
    Mistake("level_weights",
            absl::StrCat("they sum to ", sum.ToString(), ", not to ", expected.ToString(),
                         scaled ? ", scaling.indicator_weights" : ", full_marks less execution.weight"));
  }
}

void PolicyReader::ReadTotals() {
  if (policy_.has_scaling()) {
    using heng::v1::Scaling;
    const Scaling& scaling = policy_.scaling();
    ScalingRule rule;
    rule.indicator_weights = Optional(scaling.indicator_weights(), "scaling.indicator_weights", "1", "1000");
    rule.rounding = RoundingOf(scaling.has_rounding(), scaling.rounding(), "scaling.rounding");
    if (!Scaling::NotApplicable_IsValid(scaling.not_applicable())) Mistake("scaling.not_applicable", "must be chosen");
    rule.redistribute = scaling.not_applicable() == Scaling::REDISTRIBUTE;
    rules_.scaling = rule;
  }
  for (int i = 0; i < policy_.total_caps_size(); ++i) {
    const auto& cap = policy_.total_caps(i);
    const std::string field = absl::StrCat("total_caps[", i, "]");
    rules_.total_caps.push_back(
        {Number(cap.below_rate(), field + ".below_rate", "0", "1000"), Number(cap.cap(), field + ".cap", "0", "1000")});
    if (i == 0) continue;
    const TotalCapRule& before = rules_.total_caps[static_cast<size_t>(i) - 1];
    if (rules_.total_caps.back().below_rate >= before.below_rate) {
      Mistake(field + ".below_rate", "must be below the rate before");
    }
    if (rules_.total_caps.back().cap > before.cap) Mistake(field + ".cap", "must not be above the cap before");
  }
  const auto& lights = policy_.lights();
  rules_.red_gap = Optional(lights.red_gap_percent(), "lights.red_gap_percent", "0", "100");
  rules_.yellow_unspent = Optional(lights.yellow_unspent_percent(), "lights.yellow_unspent_percent", "0", "100");
  if (policy_.has_lights() && !rules_.red_gap && !rules_.yellow_unspent) Mistake("lights", "is empty");
}

void PolicyReader::ReadGrades() {
  if (policy_.grades().empty()) Mistake("grades", "is empty");
  absl::flat_hash_set<std::string> labels;
  absl::flat_hash_set<int> grades;
  for (int i = 0; i < policy_.grades_size(); ++i) {
    const auto& band = policy_.grades(i);
    const std::string field = absl::StrCat("grades[", i, "]");
    Chosen(band.grade(), heng::v1::Grade_IsValid(band.grade()), field + ".grade");
    if (!grades.insert(band.grade()).second) Mistake(field + ".grade", "is there twice");
    GradeRule rule = {band.grade(), Number(band.from(), field + ".from", "0", "1000"), FoldText(band.label()), {}};
    if (i > 0 && rule.from >= rules_.grades.back().from) Mistake(field + ".from", "must be below the grade before");
    Required(rule.label, field + ".label");
    if (!labels.insert(rule.label).second) Mistake(field + ".label", rule.label + " is there twice");
    for (const std::string& alias : band.aliases()) {
      rule.aliases.push_back(Folded(alias, field + ".aliases"));
      if (!labels.insert(rule.aliases.back()).second) Mistake(field + ".aliases", alias + " is there twice");
    }
    rules_.grades.push_back(std::move(rule));
  }
  if (!rules_.grades.empty() && !rules_.grades.back().from.IsZero()) {
    Mistake(absl::StrCat("grades[", rules_.grades.size() - 1, "].from"), "the last grade must start at 0");
  }
}

}  // namespace heng::scoring
