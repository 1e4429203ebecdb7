// Every piece of policy data that a region may set, each changed in a policy that is right otherwise.
#include <functional>
#include <string>

#include "form_builder.h"
#include "gmock/gmock.h"

namespace heng::scoring {
namespace {

using heng::v1::Policy;
using heng::v1::RowRule;
using heng::v1::ScoreSheet;
using testing::Find;
using testing::FormBuilder;
using testing::Shipped;

ScoreSheet ScoreWith(const std::function<void(Policy&)>& change, const heng::v1::FormContent& form,
                     const char* base = "mof-2020") {
  Policy policy = Shipped(base)->proto();
  change(policy);
  const auto compiled = CompiledPolicy::Compile(policy);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return compiled.ok() ? Score(**compiled, form) : ScoreSheet();
}

std::string Computed(const std::function<void(Policy&)>& change, const testing::Row& row) {
  FormBuilder builder;
  builder.Add(row);
  const ScoreSheet sheet = ScoreWith(change, builder.form());
  return testing::Or(sheet.rows(0).has_computed(), sheet.rows(0).computed());
}

void Pass60(Policy& p) { p.mutable_rows()->set_pass_share("0.6"); }
void Steps(Policy& p) {
  for (const auto& [from, share] : {std::pair("0.9", "1"), std::pair("0.7", "0.8"), std::pair("0.5", "0.6")}) {
    auto* step = p.mutable_rows()->add_share_steps();
    step->set_from(from);
    step->set_share(share);
  }
}
void Overshoot(Policy& p) {
  for (const auto& [from, share] : {std::pair("2", "0.5"), std::pair("1.3", "0.9")}) {
    auto* step = p.mutable_rows()->add_overshoot_steps();
    step->set_from(from);
    step->set_share(share);
  }
}
void PerDay(Policy& p) {
  p.mutable_rows()->set_late_date(RowRule::LATE_PER_DAY);
  p.mutable_rows()->set_late_share_per_day("0.05");
}
void Redistribute(Policy& p) {
  p.mutable_scaling()->set_not_applicable(heng::v1::Scaling::REDISTRIBUTE);
  p.mutable_scaling()->mutable_rounding()->set_places(2);
  p.mutable_scaling()->mutable_rounding()->set_mode(heng::v1::Rounding::HALF_UP);
  p.mutable_phrases()->add_not_applicable("不适用");
}

TEST(PassShareTest, BelowItTheRowGetsNothing) {
  EXPECT_EQ(Computed(Pass60, {"≥10次", "6次", "10"}), "6");
  EXPECT_EQ(Computed(Pass60, {"≥10次", "5.9次", "10"}), "0");
  EXPECT_EQ(Computed(Pass60, {"=10次", "5次", "10"}), "0");
  EXPECT_EQ(Computed(Pass60, {"≤10天", "13天", "10"}), "7");
  EXPECT_EQ(Computed(Pass60, {"≤10天", "15天", "10"}), "0");
  EXPECT_EQ(Computed(Pass60, {"≥10次", "10次", "10"}), "10");
  EXPECT_EQ(Computed(Pass60, {"≥10次", "-1次", "10"}), "0");
  EXPECT_EQ(Computed(Pass60, {"=0次", "1次", "10"}), "0");
}

TEST(ShareStepsTest, TakeThePlaceOfTheProportion) {
  EXPECT_EQ(Computed(Steps, {"≥10次", "10次", "10"}), "10");
  EXPECT_EQ(Computed(Steps, {"≥10次", "9次", "10"}), "10");
  EXPECT_EQ(Computed(Steps, {"≥10次", "8.9次", "10"}), "8");
  EXPECT_EQ(Computed(Steps, {"≥10次", "7次", "10"}), "8");
  EXPECT_EQ(Computed(Steps, {"≥10次", "5次", "10"}), "6");
  EXPECT_EQ(Computed(Steps, {"≥10次", "4.9次", "10"}), "0");
  EXPECT_EQ(Computed(Steps, {"≤10天", "12天", "10"}), "8");
}

TEST(OvershootStepsTest, DeductFromARatioOn) {
  EXPECT_EQ(Computed(Overshoot, {"≥10次", "12.9次", "10"}), "10");
  EXPECT_EQ(Computed(Overshoot, {"≥10次", "13次", "10"}), "9");
  EXPECT_EQ(Computed(Overshoot, {"≥10次", "20次", "10"}), "5");
  EXPECT_EQ(Computed(Overshoot, {"≤10天", "5天", "10"}), "10");  // below a limit is no overshoot
  EXPECT_EQ(Computed(Overshoot, {"=0次", "0次", "10"}), "10");
}

TEST(LatePerDayTest, LosesAShareEachDayDownToZero) {
  EXPECT_EQ(Computed(PerDay, {"2022年6月30日", "2022年6月30日", "10"}), "10");
  EXPECT_EQ(Computed(PerDay, {"2022年6月30日", "2022年7月2日", "10"}), "9");
  EXPECT_EQ(Computed(PerDay, {"2022年6月30日", "2022年7月20日", "10"}), "0");
  EXPECT_EQ(Computed(PerDay, {"2022年6月30日", "2023年7月20日", "10"}), "0");
}

TEST(CoefficientTest, CountsOnlyWhereThePolicySaysSo) {
  FormBuilder builder;
  builder.Add({"≥10次", "9次", "10"}).last().set_score_coefficient("0.5");
  const auto use = [](Policy& p) { p.mutable_rows()->set_coefficient(RowRule::COEFFICIENT_SCORES); };
  EXPECT_EQ(ScoreWith(use, builder.form()).rows(0).computed(), "5");
  EXPECT_EQ(ScoreWith([](Policy&) {}, builder.form()).rows(0).computed(), "9");
}

TEST(ExecutionWeightTest, ZeroLeavesTheIndicatorsAlone) {
  FormBuilder builder;
  builder.Funds("100", "1").Add({"≥10次", "10次", "100"});
  const auto sheet = ScoreWith(
      [](Policy& p) {
        p.mutable_execution()->set_weight("0");
        p.mutable_level_weights(0)->set_weight("60");
      },
      builder.form());
  EXPECT_EQ(sheet.total(), "100");
  EXPECT_EQ(sheet.execution().score(), "0");
}

TEST(RedistributionTest, WeightOfRowsThatDoNotApplyGoesToTheRest) {
  FormBuilder builder;
  builder.Add({"≥10次", "8次", "60"}).Add({"≥10次", "不适用", "30"});
  const auto sheet = ScoreWith(Redistribute, builder.form());
  EXPECT_FALSE(sheet.rows(1).has_score());
  EXPECT_EQ(sheet.indicator_total(), "48");
  EXPECT_EQ(sheet.scaled_indicator_total(), "72");  // 48 of 60 are 72 of 90
  EXPECT_EQ(sheet.total(), "82");
  EXPECT_EQ(Find(sheet, "weights-not-100"), nullptr);
}

TEST(RedistributionTest, ABudgetOfZeroGivesItsWeightToTheIndicators) {
  FormBuilder builder;
  builder.Funds("0", "0").Add({"≥10次", "10次", "60"}).Add({"≥10次", "5次", "30"});
  const auto sheet = ScoreWith(Redistribute, builder.form());
  EXPECT_EQ(sheet.total(), "83.33");  // 75 of 90
  EXPECT_TRUE(sheet.complete());
  EXPECT_FALSE(ScoreWith([](Policy&) {}, builder.form()).complete());
}

TEST(RedistributionTest, AFormWhereNothingAppliesHasNoTotal) {
  FormBuilder builder;
  builder.Add({"≥10次", "不适用", "90"});
  const auto sheet = ScoreWith(Redistribute, builder.form());
  EXPECT_FALSE(sheet.complete());
  EXPECT_FALSE(sheet.has_total());
}

TEST(RedistributionTest, WithoutItTheWordsAreText) {
  FormBuilder builder;
  builder.Add({"≥10次", "不适用", "90", "90"});
  EXPECT_EQ(ScoreWith([](Policy&) {}, builder.form()).rows(0).score(), "90");
}

TEST(TotalCapTest, NeedsARate) {
  const auto caps = [](Policy& p) {
    auto* cap = p.add_total_caps();
    cap->set_below_rate("80");
    cap->set_cap("60");
  };
  FormBuilder builder;
  builder.Funds("100", "79.999").Add({"≥10次", "10次", "90"});
  EXPECT_EQ(ScoreWith(caps, builder.form()).total(), "60");
  EXPECT_EQ(ScoreWith(caps, builder.form()).computed_total(), "60");
  EXPECT_EQ(ScoreWith(caps, builder.form(), "shanxi-2022").total(), "98");  // its rate is 80.00
}

// Which rule decided, as the steps say: a third party needs no more.
TEST(PolicyDataTest, EachRuleIsAStepWithItsOperands) {
  const auto rule = [](const std::function<void(Policy&)>& change, const testing::Row& row) {
    FormBuilder builder;
    builder.Add(row);
    return ScoreWith(change, builder.form()).rows(0).steps(0).rule();
  };
  EXPECT_EQ(rule(Pass60, {"≥10次", "5次", "10"}), "below-pass");
  EXPECT_EQ(rule(Pass60, {"≥10次", "7次", "10"}), "at-least-unmet");
  EXPECT_EQ(rule(Steps, {"≥10次", "7次", "10"}), "share-step");
  EXPECT_EQ(rule(Steps, {"≥10次", "1次", "10"}), "below-share-steps");
  EXPECT_EQ(rule(Overshoot, {"≥10次", "13次", "10"}), "overshoot-step");
  EXPECT_EQ(rule(PerDay, {"2022年6月30日", "2022年7月2日", "10"}), "date-late-per-day");
  EXPECT_EQ(rule(Redistribute, {"≥10次", "不适用", "10"}), "not-applicable");
}

TEST(SeverityTest, OfTheNewFindingsIsPolicyDataToo) {
  FormBuilder builder;
  builder.Funds("100", "50").Add({"≥10次", "10次", "90", "90"});
  const auto sheet = ScoreWith(
      [](Policy& p) {
        auto* of = p.mutable_severities()->add_of();
        of->set_finding("indicators-outrun-spending");
        of->set_severity(heng::v1::Finding::ERROR);
      },
      builder.form());
  ASSERT_NE(Find(sheet, "indicators-outrun-spending"), nullptr);
  EXPECT_EQ(Find(sheet, "indicators-outrun-spending")->severity(), heng::v1::Finding::ERROR);
}

}  // namespace
}  // namespace heng::scoring
