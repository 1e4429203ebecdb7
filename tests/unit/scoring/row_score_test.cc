// Rows: what the rules give, and what becomes of a claim.
#include <algorithm>
#include <functional>
#include <vector>

#include "form_builder.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;
using heng::v1::RowRule;
using heng::v1::RowScore;
using heng::v1::ScoreSheet;
using testing::Find;
using testing::FormBuilder;
using testing::Or;
using testing::Row;
using testing::ScoreUnder;
using testing::Shipped;

RowScore RowUnder(const std::string& policy, const Row& row) {
  return ScoreUnder(policy, FormBuilder().Add(row).form()).rows(0);
}

// "computed/score", "-" where there is none.
std::string Points(const RowScore& row) {
  return Or(row.has_computed(), row.computed()) + "/" + Or(row.has_score(), row.score());
}

struct Case {
  const char *name, *target, *actual, *weight, *claimed, *mof, *shanxi;  // points as computed/score
};

void PrintTo(const Case& c, std::ostream* os) { *os << c.target << " -> " << c.actual; }

class RowCaseTest : public ::testing::TestWithParam<Case> {};

TEST_P(RowCaseTest, HasItsPointsUnderBothPolicies) {
  const Case& c = GetParam();
  const Row row = {c.target, c.actual, c.weight, c.claimed};
  EXPECT_EQ(Points(RowUnder("mof-2020", row)), c.mof);
  EXPECT_EQ(Points(RowUnder("shanxi-2022", row)), c.shanxi);
}

INSTANTIATE_TEST_SUITE_P(AtLeast, RowCaseTest,
                         ::testing::Values(Case{"Above", "≥50次", "96次", "20", "20", "20/20", "20/20"},
                                           Case{"Equal", "≥50次", "50次", "20", "20", "20/20", "20/20"},
                                           Case{"Below", "≥50次", "40次", "20", "20", "16/16", "16/20"},
                                           Case{"BelowClaimedLess", "≥50次", "40次", "20", "15", "16/15", "16/15"},
                                           Case{"BelowUnclaimed", "≥50次", "40次", "20", "", "16/16", "16/16"},
                                           Case{"Zero", "≥50次", "0次", "20", "0", "0/0", "0/0"},
                                           Case{"Negative", "≥5%", "-2%", "20", "0", "0/0", "0/0"},
                                           Case{"NegativeTargetMet", "≥-5%", "-2%", "20", "20", "20/20", "20/20"},
                                           Case{"NegativeTargetMissed", "≥-5%", "-6%", "20", "20", "0/0", "0/20"},
                                           Case{"GreaterThanZeroMissed", ">0次", "0次", "20", "20", "0/0", "0/20"},
                                           Case{"Multiplier", "≥42万人", "420000人", "5", "5", "5/5", "5/5"}),
                         [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(AtMost, RowCaseTest,
                         ::testing::Values(Case{"Below", "≤10天", "9天", "10", "10", "10/10", "10/10"},
                                           Case{"Equal", "≤10天", "10天", "10", "10", "10/10", "10/10"},
                                           Case{"Over", "≤10天", "12天", "10", "10", "8/8", "8/10"},
                                           Case{"Twice", "≤10天", "20天", "10", "10", "0/0", "0/10"},
                                           Case{"MoreThanTwice", "≤10天", "35天", "10", "0", "0/0", "0/0"},
                                           Case{"NegativeActual", "≤5%", "-2%", "10", "10", "10/10", "10/10"},
                                           Case{"ZeroTargetMissed", "≤0次", "1次", "10", "10", "0/0", "0/10"},
                                           Case{"NegativeTargetMissed", "≤-5%", "-4%", "10", "10", "0/0", "0/10"},
                                           Case{"OtherMoneyUnit", "≤49.88万元", "256500元", "3", "2.9", "3/2.9",
                                                "3/2.9"}),
                         [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(Exactly, RowCaseTest,
                         ::testing::Values(Case{"Equal", "=3个", "3个", "20", "20", "20/20", "20/20"},
                                           Case{"Above", "=3个", "4个", "20", "20", "20/20", "20/20"},
                                           Case{"Below", "=3个", "2个", "20", "20", "13.33/13.33", "13.33/20"},
                                           Case{"ZeroMet", "=0起", "0起", "15", "15", "15/15", "15/15"},
                                           Case{"ZeroMetByWord", "=0起", "无", "15", "15", "15/15", "15/15"},
                                           Case{"ZeroMissed", "=0起", "2起", "15", "15", "0/0", "0/15"},
                                           Case{"NegativeMet", "=-1%", "-1%", "15", "15", "15/15", "15/15"},
                                           Case{"NegativeMissed", "=-1%", "-2%", "15", "15", "0/0", "0/15"}),
                         [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(Units, RowCaseTest,
                         ::testing::Values(Case{"InheritsPercent", "=100%", "100", "10", "10", "10/10", "10/10"},
                                           Case{"InheritsMultiplier", "≤90万元", "90", "10", "10", "10/10", "10/10"},
                                           Case{"InheritsMultiplierMissed", "≥42万人", "21", "10", "10", "5/5", "5/10"},
                                           Case{"KeepsOwnMultiplier", "≥42万人", "42万", "10", "10", "10/10", "10/10"},
                                           Case{"TargetWithoutUnit", "100", "100%", "10", "10", "10/10", "10/10"},
                                           Case{"TargetWithoutMultiplier", "50", "50万元", "10", "9", "-/9", "-/9"},
                                           Case{"Converts", "≥2公里", "1500米", "10", "10", "7.5/7.5", "7.5/10"},
                                           Case{"OtherDimension", "≥5次", "5人", "10", "9", "-/9", "-/9"},
                                           Case{"PercentAsRatio", "≥98%", "0.99", "10", "10", "-/10", "-/10"},
                                           Case{"PercentAsOne", "=100%", "1", "10", "10", "-/10", "-/10"},
                                           Case{"SmallPercentOfAtMost", "≤5%", "0.8", "10", "10", "10/10", "10/10"},
                                           Case{"WrittenPercentIsTaken", "≥98%", "0.99%", "10", "10", "0.1/0.1",
                                                "0.1/10"}),
                         [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Dates, RowCaseTest,
    ::testing::Values(Case{"InTime", "2022年12月31日", "2022年12月31日", "10", "10", "10/10", "10/10"},
                      Case{"Late", "2022年6月30日", "2022年7月1日", "10", "10", "8/8", "8/10"},
                      Case{"LateClaimedLess", "2022年6月30日", "2022年7月1日", "10", "3", "3/3", "3/3"},
                      Case{"LateUnclaimed", "2022年6月30日", "2022年7月1日", "10", "", "8/8", "8/8"},
                      Case{"ByPhrase", "22年12月31日", "部分达成预期指标并具有一", "10", "10", "8/8", "8/10"},
                      Case{"ByText", "12月底前", "按计划推进", "10", "9", "-/9", "-/9"}),
    [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Bands, RowCaseTest,
    ::testing::Values(Case{"Inside", "及时", "达成预期指标", "10", "9", "9/9", "9/9"},
                      Case{"SharedEdgeFromAbove", "及时", "达成预期指标", "10", "8", "8/8", "8/8"},
                      Case{"SharedEdgeFromBelow", "及时", "部分达成预期指标", "10", "8", "8/8", "8/8"},
                      Case{"LowerEdge", "及时", "部分达成预期指标", "10", "6", "6/6", "6/6"},
                      Case{"Above", "及时", "部分达成预期指标", "10", "10", "8/8", "8/10"},
                      Case{"Below", "及时", "部分达成预期指标", "10", "5", "6/5", "6/5"},
                      Case{"Unclaimed", "及时", "部分达成预期指标", "10", "", "8/8", "8/8"},
                      Case{"Lowest", "及时", "未达成预期指标且效果较差", "10", "0", "0/0", "0/0"},
                      Case{"RoundedEdge", "及时", "部分达成预期指标", "22.22", "22", "17.78/17.78", "17.78/22"},
                      Case{"SameTextIsBandOne", "及时足额", "及时足额", "10", "10", "10/10", "10/10"},
                      Case{"OtherTextHasNoBand", "及时", "较为顺利", "10", "9", "-/9", "-/9"},
                      Case{"OtherTextUnclaimed", "及时", "较为顺利", "10", "", "-/-", "-/-"},
                      Case{"ForANumber", "≥100次", "基本完成", "10", "10", "8/8", "8/10"},
                      Case{"ForARange", "80%-90%", "达成预期指标", "10", "10", "10/10", "10/10"}),
    [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(Unscorable, RowCaseTest,
                         ::testing::Values(Case{"TargetMissing", "未填报", "达成预期指标", "10", "4", "-/4", "-/4"},
                                           Case{"TargetMissingUnclaimed", "", "5次", "10", "", "-/-", "-/-"},
                                           Case{"TargetMissingOverclaimed", "/", "5次", "10", "12", "-/10", "-/10"},
                                           Case{"ActualMissing", "≥5次", "—", "10", "10", "0/0", "-/10"},
                                           Case{"ActualMissingUnclaimed", "≥5次", "", "10", "", "0/0", "-/-"},
                                           Case{"Corrupt", "=100100", "=100100", "10", "10", "-/10", "-/10"},
                                           Case{"CorruptTargetReached", "=100100", "达成预期指标", "10", "10", "-/10",
                                                "-/10"},
                                           Case{"Ambiguous", "≥5次", "3次5人", "10", "7", "-/7", "-/7"},
                                           Case{"Increase", "提高10%", "提高12%", "10", "10", "-/10", "-/10"},
                                           Case{"InsideRange", "80%-90%", "85%", "10", "9", "10/9", "10/9"},
                                           Case{"OutsideRange", "80%-90%", "95%", "10", "9", "-/9", "-/9"}),
                         [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(Claims, RowCaseTest,
                         ::testing::Values(Case{"OverWeight", "≥5次", "5次", "10", "12", "10/10", "10/12"},
                                           Case{"Negative", "≥5次", "5次", "10", "-2", "10/0", "10/-2"},
                                           Case{"WeightZero", "≥5次", "5次", "0", "0", "0/0", "0/0"}),
                         [](const auto& param) { return param.param.name; });

TEST(DirectionTest, AColumnDecidesWithoutAGuess) {
  FormBuilder builder;
  builder.Add({"10", "12", "10", "10"}).last().set_direction(heng::v1::LOWER);
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Points(sheet.rows(0)), "8/8");
  EXPECT_EQ(sheet.rows(0).target().operator_(), Reading::AT_MOST);
  EXPECT_TRUE(sheet.rows(0).target().inferred());
  EXPECT_EQ(Find(sheet, "direction-inferred"), nullptr);
}

TEST(DirectionTest, AGuessNeverOverridesAClaim) {
  const ScoreSheet sheet = ScoreUnder("mof-2020", FormBuilder().Add({"100", "90", "10", "10"}).form());
  EXPECT_EQ(Points(sheet.rows(0)), "9/10");
  EXPECT_NE(Find(sheet, "direction-inferred"), nullptr);
  EXPECT_EQ(Find(sheet, "missed-but-full"), nullptr);
}

TEST(DirectionTest, AGuessStandsWhereNothingIsClaimed) {
  EXPECT_EQ(Points(RowUnder("mof-2020", {"100", "90", "10", ""})), "9/9");
}

TEST(DirectionTest, CostRowsInMoneyAndCertainNamesReadLower) {
  const auto operator_of = [](Row row) { return RowUnder("mof-2020", row).target().operator_(); };
  EXPECT_EQ(operator_of({"50万元", "40万元", "10", "10", "", "产出指标", "成本指标"}), Reading::AT_MOST);
  EXPECT_EQ(operator_of({"50万元", "40万元", "10", "10", "", "成本指标", "经济成本指标"}), Reading::AT_MOST);
  EXPECT_EQ(operator_of({"50万元", "40万元", "10", "10", "", "产出指标", "数量指标"}), Reading::AT_LEAST);
  EXPECT_EQ(operator_of({"50个", "40个", "10", "10", "", "产出指标", "成本指标"}), Reading::AT_LEAST);
  EXPECT_EQ(operator_of({"5%", "4%", "10", "10", "", "产出指标", "质量指标", "结转结余变动率"}), Reading::AT_MOST);
  EXPECT_EQ(operator_of({"5%", "4%", "10", "10", "", "产出指标", "质量指标", "变动率提升数"}), Reading::AT_LEAST);
}

TEST(UnitTest, TheUnitColumnCompletesTheTarget) {
  FormBuilder builder;
  builder.Add({"42", "43", "10", "10"}).last().set_unit("万人");
  const RowScore row = ScoreUnder("mof-2020", builder.form()).rows(0);
  EXPECT_EQ(row.target().number(), "420000");
  EXPECT_EQ(row.actual().number(), "430000");
  EXPECT_EQ(row.actual().unit(), "人");
  EXPECT_EQ(Points(row), "10/10");
}

TEST(TargetTest, TheAdjustedOneIsScoredWhereItSaysSomething) {
  FormBuilder builder;
  builder.Add({"≥10次", "8次", "10", "10"}).last().set_adjusted_target("≥8次");
  builder.Add({"≥10次", "8次", "10", "10"}).last().set_adjusted_target("—");
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Points(sheet.rows(0)), "10/10");
  EXPECT_EQ(Points(sheet.rows(1)), "8/8");
}

TEST(BonusTest, CountsUpToItsMaximumWhereTheTargetIsMet) {
  const auto points = [](const std::string& policy, const char* actual, const char* claimed) {
    FormBuilder builder;
    builder.Add({"≥10次", actual, "10", claimed}).last().set_bonus_max("2");
    return Points(ScoreUnder(policy, builder.form()).rows(0));
  };
  EXPECT_EQ(points("mof-2020", "15次", "11"), "10/11");
  EXPECT_EQ(points("mof-2020", "15次", "13"), "10/12");
  EXPECT_EQ(points("shanxi-2022", "15次", "13"), "10/13");
  EXPECT_EQ(points("mof-2020", "8次", "11"), "8/8");  // missed: no bonus
  EXPECT_EQ(points("mof-2020", "15次", ""), "10/10");
}

// A policy that differs from a shipped one in one rule.
ScoreSheet ScoreWith(const std::function<void(heng::v1::Policy&)>& change, const Row& row) {
  heng::v1::Policy policy = Shipped("mof-2020")->proto();
  change(policy);
  const auto compiled = CompiledPolicy::Compile(policy);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return Score(**compiled, FormBuilder().Add(row).form());
}

TEST(RuleTest, AtMostMayBeInverse) {
  const auto inverse = [](heng::v1::Policy& p) { p.mutable_rows()->set_at_most(RowRule::INVERSE); };
  EXPECT_EQ(Points(ScoreWith(inverse, {"≤10天", "12天", "10", "10"}).rows(0)), "8.33/8.33");
  EXPECT_EQ(Points(ScoreWith(inverse, {"≤10天", "9天", "10", "10"}).rows(0)), "10/10");
}

TEST(RuleTest, LateMayBeZero) {
  const auto zero = [](heng::v1::Policy& p) { p.mutable_rows()->set_late_date(RowRule::LATE_ZERO); };
  EXPECT_EQ(Points(ScoreWith(zero, {"2022年6月30日", "2022年7月1日", "10", "10"}).rows(0)), "0/0");
}

TEST(RuleTest, AMissingTargetMayBeZeroWhateverIsClaimed) {
  const auto zero = [](heng::v1::Policy& p) {
    p.mutable_rows()->set_target_missing(RowRule::ZERO);
    p.set_claims(heng::v1::AUTHORITATIVE);
  };
  EXPECT_EQ(Points(ScoreWith(zero, {"未填报", "5次", "10", "10"}).rows(0)), "0/0");
}

TEST(RuleTest, OtherBandsMoveTheEdges) {
  const auto wide = [](heng::v1::Policy& p) {
    p.mutable_bands(1)->set_lower("0.5");
    p.mutable_bands(2)->set_upper("0.5");
  };
  EXPECT_EQ(Points(ScoreWith(wide, {"及时", "部分达成预期指标", "10", "5"}).rows(0)), "5/5");
  EXPECT_EQ(Points(ScoreWith(wide, {"及时", "未达成预期指标", "10", "6"}).rows(0)), "5/5");
}

// ---- which rows count ----

TEST(CountingTest, AGroupCountsOnceAndIsFullOnlyIfEveryMemberIsMet) {
  for (const char* second : {"100%", "90%"}) {
    FormBuilder builder;
    builder.Add({"≥1次", "1次", "60", "60"});
    builder.Add({"≥100%", "100%", "", "", "", "效益指标", "经济效益指标", "", "g"});
    builder.Add({"≥100%", second, "30", "30", "", "效益指标", "社会效益指标", "", "g"});
    builder.Add({"", "", "", "", "", "效益指标", "生态效益指标", "", "g"});
    const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
    const bool met = std::string(second) == "100%";
    EXPECT_EQ(Points(sheet.rows(1)), "-/-");
    EXPECT_EQ(Points(sheet.rows(2)), met ? "30/30" : "27/27");
    EXPECT_EQ(sheet.total(), met ? "100" : "97");
    EXPECT_FALSE(sheet.rows(1).has_weight());
    EXPECT_EQ(Find(sheet, "weights-not-100"), nullptr);
    EXPECT_EQ(testing::Count(sheet, "actual-missing"), 0);
  }
}

TEST(CountingTest, AGroupMemberThatCantBeReadLeavesTheClaim) {
  FormBuilder builder;
  builder.Add({"≥100%", "100%", "30", "28", "", "效益指标", "经济效益指标", "", "g"});
  builder.Add({"=100100", "=100100", "", "", "", "效益指标", "社会效益指标", "", "g"});
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(Points(sheet.rows(0)), "-/28");
  EXPECT_EQ(Find(sheet, "value-corrupt")->place().row_id(), "r2");
}

TEST(CountingTest, APrintedRepeatOfAGroupsPointsCountsOnce) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "60", "60"});
  for (int i = 0; i < 2; ++i) builder.Add({"≥100%", "100%", "30", "30", "", "效益指标", "经济效益指标", "", "g"});
  EXPECT_EQ(ScoreUnder("mof-2020", builder.form()).total(), "100");
}

TEST(CountingTest, MemoRowsNeverCount) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "90", "90"}).Add({"≥1次", "0次", "10", "10"}).last().set_memo(true);
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(sheet.total(), "100");
  EXPECT_EQ(Points(sheet.rows(1)), "-/-");
}

TEST(CountingTest, RowsWithoutWeightDoNotCountBesideWeightedOnes) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "90", "90"}).Add({"≥1次", "0次", "", "5"}).Add({"", ""});
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(sheet.total(), "100");
  EXPECT_EQ(Points(sheet.rows(1)), "-/-");
}

TEST(CountingTest, OnAFormThatPrintsNoWeightsClaimsStand) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "", "50"}).Add({"≥1次", "0次", "", "35.5"}).Add({"", "", "", ""});
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(sheet.indicator_total(), "85.5");
  EXPECT_EQ(sheet.total(), "95.5");
  EXPECT_EQ(Find(sheet, "weights-not-100"), nullptr);
}

TEST(CountingTest, ARowWithoutAScoreLeavesTheFormIncomplete) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "60", "60"}).Add({"未填报", "完成", "30", ""});
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_FALSE(sheet.complete());
  EXPECT_FALSE(sheet.has_total());
  EXPECT_FALSE(sheet.has_indicator_total());
  EXPECT_EQ(sheet.grade(), heng::v1::GRADE_UNSPECIFIED);
}

TEST(CountingTest, TheThreeTotalsStandBesideEachOther) {
  FormBuilder builder;
  builder.Add({"≥10次", "8次", "90", "90"}).form().set_claimed_total("100");
  const ScoreSheet sheet = ScoreUnder("shanxi-2022", builder.form());
  EXPECT_EQ(sheet.claimed_total(), "100");
  EXPECT_EQ(sheet.computed_total(), "82");
  EXPECT_EQ(sheet.total(), "100");
}

// ---- robustness and properties ----

TEST(RobustnessTest, NumbersThatAreNoNumbersCountAsAbsent) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "abc", "x"})
      .Add({"≥1次", "1次", "-5", "1e9"})
      .Add({"≥1次", "1次", "99999999999999999", "1"});
  builder.form().mutable_funds()->mutable_total()->set_annual_budget("1,000");
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_FALSE(sheet.complete());
  EXPECT_FALSE(sheet.rows(0).has_weight());
}

TEST(RobustnessTest, AnEmptyFormIsNotFilledAndNothingElse) {
  const ScoreSheet sheet = ScoreUnder("mof-2020", heng::v1::FormContent());
  EXPECT_FALSE(sheet.complete());
  EXPECT_NE(Find(sheet, "not-filled"), nullptr);
  EXPECT_EQ(testing::Count(sheet, "not-filled"), static_cast<int>(sheet.findings_size()));
}

TEST(RobustnessTest, TheSameInputGivesTheSameBytes) {
  FormBuilder builder;
  for (int i = 0; i < 20; ++i) builder.Add({"≥50次", i % 2 ? "40次" : "完成", "5", "5"});
  const auto form = builder.form();
  EXPECT_EQ(ScoreUnder("mof-2020", form).SerializeAsString(), ScoreUnder("mof-2020", form).SerializeAsString());
}

std::string CellText() {
  static const std::vector<std::string> kPieces = {
      "≥",        "≤",    "=",  "1",      "0",    "50", "100100", "-", "%", "万", "元", "次", "达成预期指标",
      "部分达成", "提高", "无", "2022年", "12月", "/",  "、"};
  std::string text;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) text += *rc::gen::elementOf(kPieces);
  return text;
}

RC_GTEST_PROP(RowPropertyTest, UnderCheckedAScoreIsBetweenZeroAndTheWeight, ()) {
  FormBuilder builder;
  const int rows = *rc::gen::inRange(1, 6);
  for (int i = 0; i < rows; ++i) {
    const auto points = [] { return Decimal::FromMillionths(*rc::gen::inRange(0, 300'000) * 100).ToString(); };
    builder.Add({CellText(), CellText(), points(), *rc::gen::arbitrary<bool>() ? points() : ""});
  }
  const ScoreSheet sheet = ScoreUnder("mof-2020", builder.form());
  for (const RowScore& row : sheet.rows()) {
    if (!row.has_score()) continue;
    const Decimal score = *Decimal::Parse(row.score());
    RC_ASSERT(score >= Decimal());
    RC_ASSERT(score <= *Decimal::Parse(row.weight()));
  }
}

RC_GTEST_PROP(RowPropertyTest, MoreIsNeverWorseForAtLeastAndNeverBetterForAtMost, ()) {
  const int target = *rc::gen::inRange(1, 1000);
  const int less = *rc::gen::inRange(0, 3000);
  const int more = less + *rc::gen::inRange(0, 1000);
  const auto computed = [&](const char* sign, int actual) {
    return *Decimal::Parse(
        RowUnder("mof-2020", {sign + std::to_string(target) + "个", std::to_string(actual) + "个", "17.5", ""})
            .computed());
  };
  RC_ASSERT(computed("≥", less) <= computed("≥", more));
  RC_ASSERT(computed("=", less) <= computed("=", more));
  RC_ASSERT(computed("≤", less) >= computed("≤", more));
}

RC_GTEST_PROP(RowPropertyTest, TheTotalDoesNotDependOnTheOrderOfRows, ()) {
  std::vector<Row> rows;
  for (int i = 0; i < 5; ++i) {
    rows.push_back({"≥" + std::to_string(*rc::gen::inRange(1, 50)) + "个",
                    std::to_string(*rc::gen::inRange(0, 60)) + "个", "18", ""});
  }
  FormBuilder forward, backward;
  for (const Row& row : rows) forward.Add(row);
  std::reverse(rows.begin(), rows.end());
  for (const Row& row : rows) backward.Add(row);
  RC_ASSERT(ScoreUnder("mof-2020", forward.form()).total() == ScoreUnder("mof-2020", backward.form()).total());
}

}  // namespace
}  // namespace heng::scoring
