// A third party can redo every number of a sheet from its steps alone: this file is that third party. It reads nothing
// but steps, and uses none of the scoring code but Decimal.
#include <algorithm>
#include <map>
#include <vector>

#include "form_builder.h"
#include "gtest/gtest.h"
#include "policy_files.h"
#include "scoring/decimal.h"

namespace heng::scoring {
namespace {

using heng::v1::RowScore;
using heng::v1::ScoreSheet;
using heng::v1::Step;
using testing::FormBuilder;
using testing::ScoreUnder;

Decimal D(const std::string& text) {
  const auto value = Decimal::Parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Decimal());
}

bool Has(const Step& step, const std::string& name) {
  return std::any_of(step.operands().begin(), step.operands().end(), [&](const auto& o) { return o.name() == name; });
}

Decimal Op(const Step& step, const std::string& name) {
  for (const auto& operand : step.operands()) {
    if (operand.name() == name) return D(operand.value());
  }
  ADD_FAILURE() << step.rule() << " has no operand " << name;
  return Decimal();
}

Decimal Quotient(const Step& step, Decimal a, Decimal b, Decimal c) {
  return MulDiv(a, b, c, step.rounding().places(), step.rounding().mode());
}

Decimal Sum(const Step& step) {
  Decimal sum;
  for (const auto& operand : step.operands()) sum += D(operand.value());
  return step.has_rounding() ? sum.Rounded(step.rounding().places(), step.rounding().mode()) : sum;
}

Decimal Edge(const Step& step, const std::string& share) {
  return Quotient(step, Op(step, "weight"), Op(step, share), Decimal::FromInt(1));
}

Decimal InBand(const Step& step) {
  const Decimal upper = Edge(step, "band_upper");
  return Has(step, "claimed") ? std::clamp(Op(step, "claimed"), Edge(step, "band_lower"), upper) : upper;
}

// What the step's rule makes of its operands; nullopt: the rule gives no number.
std::optional<Decimal> Redo(const Step& step) {
  const std::string& rule = step.rule();
  const Decimal hundred = Decimal::FromInt(100);
  if (rule == "unspent") return Op(step, "annual_budget") - Op(step, "executed");
  if (rule == "execution-rate") return Quotient(step, Op(step, "executed"), hundred, Op(step, "annual_budget"));
  if (rule == "execution-score-capped") return Quotient(step, Op(step, "weight"), hundred, hundred);
  if (rule == "execution-score") {
    return Has(step, "rate") ? Quotient(step, Op(step, "weight"), Op(step, "rate"), hundred)
                             : Quotient(step, Op(step, "weight"), Op(step, "executed"), Op(step, "annual_budget"));
  }
  if (rule == "at-least-met" || rule == "at-most-met" || rule == "exactly-met" || rule == "range-met" ||
      rule == "date-met") {
    return Op(step, "weight");
  }
  if (rule == "at-least-unmet" || rule == "exactly-unmet") {
    const Decimal actual = Op(step, "actual");
    return actual.IsNegative() ? Decimal() : Quotient(step, Op(step, "weight"), actual, Op(step, "target"));
  }
  if (rule == "at-most-linear") {
    const Decimal target = Op(step, "target");
    const Decimal rest = target + target - Op(step, "actual");
    return rest <= Decimal() ? Decimal() : Quotient(step, Op(step, "weight"), rest, target);
  }
  if (rule == "at-most-inverse") return Quotient(step, Op(step, "weight"), Op(step, "target"), Op(step, "actual"));
  if (rule == "zero-target-missed" || rule == "not-proportional" || rule == "date-late-zero" ||
      rule == "actual-missing-zero" || rule == "target-missing-zero" || rule == "zero-by-rule") {
    return Decimal();
  }
  if (rule == "band" || rule == "band-unclaimed" || rule == "date-late" || rule == "date-late-unclaimed") {
    return InBand(step);
  }
  if (rule == "below-pass" || rule == "below-share-steps") return Decimal();
  if (rule == "share-step" || rule == "overshoot-step") {
    return Quotient(step, Op(step, "weight"), Op(step, "share"), Decimal::FromInt(1));
  }
  if (rule == "coefficient") return Quotient(step, Op(step, "weight"), Op(step, "coefficient"), Decimal::FromInt(1));
  if (rule == "band-capped") return Quotient(step, Op(step, "weight"), Op(step, "cap"), Decimal::FromInt(1));
  if (rule == "date-late-per-day") {
    const Decimal one = Decimal::FromInt(1);
    const Decimal lost = MulDiv(Op(step, "days"), Op(step, "per_day"), one, 6, heng::v1::Rounding::DOWN);
    return lost >= one ? Decimal() : Quotient(step, Op(step, "weight"), one - lost, one);
  }
  if (rule == "indicators-scaled") {
    return Quotient(step, Op(step, "indicator_total"), Op(step, "marks"), Op(step, "weights"));
  }
  if (rule == "total-capped") return std::min(Op(step, "total"), Op(step, "cap"));
  if (rule == "computed-indicators") return Sum(step);
  if (rule == "score-group") {
    Decimal lowest = D(step.operands(0).value());
    for (const auto& operand : step.operands()) lowest = std::min(lowest, D(operand.value()));
    return lowest;
  }
  if (rule == "claim-checked" || rule == "claim-kept" || rule == "claim-over-guess") {
    const Decimal score = std::min(Op(step, "claimed"), Op(step, "limit"));
    return Has(step, "least") ? std::max(score, Op(step, "least")) : score;
  }
  if (rule == "claim-authoritative" || rule == "claim-without-weight") return Op(step, "claimed");
  if (rule == "computed-taken") return Op(step, "computed");
  if (rule == "claimed-indicator-total" || rule == "indicator-total" || rule == "computed-total" || rule == "total") {
    return Sum(step);
  }
  return std::nullopt;
}

void ExpectRedone(const Step& step) {
  const std::optional<Decimal> redone = Redo(step);
  if (!redone) return;
  ASSERT_TRUE(step.has_result()) << step.ShortDebugString();
  EXPECT_EQ(*redone, D(step.result())) << step.ShortDebugString();
}

const Step& StepOf(const google::protobuf::RepeatedPtrField<Step>& steps, const std::string& rule) {
  static const Step kNone;
  const auto it = std::find_if(steps.begin(), steps.end(), [&](const Step& step) { return step.rule() == rule; });
  EXPECT_NE(it, steps.end()) << rule;
  return it == steps.end() ? kNone : *it;
}

void ExpectWholeSheetRedone(const ScoreSheet& sheet) {
  for (const Step& step : sheet.execution().steps()) ExpectRedone(step);
  for (const RowScore& row : sheet.rows()) {
    for (const Step& step : row.steps()) ExpectRedone(step);
    if (row.has_score()) {
      ASSERT_GT(row.steps_size(), 0) << row.row_id();
      EXPECT_EQ(row.steps(row.steps_size() - 1).result(), row.score());
    }
  }
  for (const Step& step : sheet.steps()) ExpectRedone(step);
  if (sheet.has_indicator_total()) {
    EXPECT_EQ(sheet.steps(0).result(), sheet.indicator_total());
  }
  if (sheet.has_total()) {
    EXPECT_EQ(StepOf(sheet.steps(), "grade").operands(0).value(), sheet.total());
    const auto& steps = sheet.steps();
    const bool capped =
        std::any_of(steps.begin(), steps.end(), [](const auto& s) { return s.rule() == "total-capped"; });
    if (!capped) {
      EXPECT_EQ(StepOf(steps, "total").result(), sheet.total());
    }
  }
  if (sheet.has_scaled_indicator_total()) {
    EXPECT_EQ(StepOf(sheet.steps(), "indicators-scaled").result(), sheet.scaled_indicator_total());
  }
  if (sheet.has_computed_total() && !sheet.has_scaled_indicator_total()) {
    EXPECT_EQ(StepOf(sheet.steps(), "computed-total").result(), sheet.computed_total());
  }
  const auto& execution = sheet.execution();
  if (execution.has_unspent()) {
    EXPECT_EQ(StepOf(execution.steps(), "unspent").result(), execution.unspent());
  }
  if (execution.has_rate()) {
    EXPECT_EQ(StepOf(execution.steps(), "execution-rate").result(), execution.rate());
  }
  if (execution.has_score()) {
    EXPECT_EQ(execution.steps(execution.steps_size() - 1).result(), execution.score());
  }
}

TEST(StepsTest, EveryNumberOfEveryCaseCanBeRedoneFromItsSteps) {
  int redone = 0;
  for (const std::string& policy : ShippedPolicies::Get().Names()) {
    for (const auto& policy_case : testing::Shipped(policy)->proto().cases()) {
      SCOPED_TRACE(policy_case.name());
      ExpectWholeSheetRedone(ScoreUnder(policy, policy_case.form()));
      ++redone;
    }
  }
  EXPECT_GE(redone, 60);
}

TEST(StepsTest, TheCasesOfTheWhatIfPoliciesToo) {
  for (const char* name : {"caps", "partial-band-80", "execution-20", "gap-light"}) {
    const auto policy = testing::WhatIf(name);
    for (const auto& policy_case : policy->proto().cases()) {
      SCOPED_TRACE(policy_case.name());
      ExpectWholeSheetRedone(Score(*policy, policy_case.form()));
    }
  }
}

TEST(StepsTest, TheTotalFollowsFromTheResultsOfTheRowsAndTheExecution) {
  FormBuilder builder;
  builder.Funds("22000", "21000")
      .Add({"≥3次", "2次", "50", "", "缺员"})
      .Add({"及时", "达成预期指标", "40", "37.5", "略迟"});
  const ScoreSheet sheet = ScoreUnder("shanxi-2022", builder.form());
  Decimal sum = D(sheet.execution().steps(sheet.execution().steps_size() - 1).result());
  for (const RowScore& row : sheet.rows()) sum += D(row.steps(row.steps_size() - 1).result());
  EXPECT_EQ(sum, D(sheet.total()));
  EXPECT_EQ(sheet.total(), "80.37");  // 9.54 + 33.33 + 37.5
}

TEST(StepsTest, OperandsSayWhereTheyStandOnTheForm) {
  FormBuilder builder;
  builder.Add({"≥3次", "2次", "50", "40"}).last().set_adjusted_target("≥4次");
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  std::map<std::string, heng::v1::Place> places;
  for (const auto& operand : sheet.rows(0).steps(0).operands()) places[operand.name()] = operand.place();
  EXPECT_EQ(places["target"].field(), "adjusted_target");
  EXPECT_EQ(places["actual"].field(), "actual");
  EXPECT_EQ(places["weight"].field(), "weight");
  for (const auto& [name, place] : places) {
    EXPECT_EQ(place.row_id(), "r1") << name;
    EXPECT_EQ(place.cell(), "F1") << name;
  }
}

TEST(StepsTest, TheClauseStandsOnTheDecidingStepOnly) {
  FormBuilder builder;
  builder.Add({"≥3次", "2次", "50", "40"});
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  const auto& steps = sheet.rows(0).steps();
  EXPECT_TRUE(steps[0].clause().empty());
  EXPECT_FALSE(steps[steps.size() - 1].clause().empty());
}

TEST(StepsTest, TheSheetOfATenRowFormStaysSmall) {
  FormBuilder builder;
  for (int i = 0; i < 10; ++i) builder.Add({"≥50次", "≥55次", "9", "9"});
  EXPECT_LT(ScoreUnder("shanxi-2022", builder.form()).ByteSizeLong(), 8'000U);
}

}  // namespace
}  // namespace heng::scoring
