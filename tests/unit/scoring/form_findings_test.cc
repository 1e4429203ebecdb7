// Findings of money, kinds, leftovers and the summary: each fires where it should and is silent where it should be.
#include <string>

#include "form_builder.h"
#include "gmock/gmock.h"
#include "policy_files.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using testing::Count;
using testing::Find;
using testing::FormBuilder;
using testing::Row;
using testing::ScoreUnder;

bool Has(const FormContent& form, const char* id) { return Find(ScoreUnder("mof-2020", form), id) != nullptr; }

bool HasWith(const Row& row, const char* id) {
  FormBuilder builder;
  builder.Add(row);
  return Has(builder.form(), id);
}

Row Under(const char* level2, const char* target, const char* actual) {
  return {target, actual, "90", "90", "", "产出指标", level2, ""};
}

TEST(ValueUnderWrongKindTest, MoneyAndDatesHaveTheirLevels) {
  const char* id = "value-under-wrong-kind";
  EXPECT_TRUE(HasWith(Under("时效指标", "21572元", "21572元"), id));
  EXPECT_TRUE(HasWith(Under("质量指标", "≥98%", "5万元"), id));
  EXPECT_TRUE(HasWith(Under("数量指标", "2022年12月31日", "2022年12月1日"), id));
  EXPECT_FALSE(HasWith(Under("成本指标", "≤49.88万元", "25.65万元"), id));
  EXPECT_FALSE(HasWith(Under("经济效益指标", "5亿元", "6.47亿元"), id));
  EXPECT_FALSE(HasWith(Under("时效指标", "2022年12月31日", "2022年12月1日"), id));
  EXPECT_FALSE(HasWith(Under("时效", "1年", "1年"), id));
  EXPECT_FALSE(HasWith(Under("", "2022年12月31日", "2022年12月1日"), id));
}

TEST(TargetUnreachableTest, PartsOfAWholeEndAtAHundredPercent) {
  Row row = Under("服务对象满意度", "≥105%", "98%");
  row.name = "群众满意度";
  EXPECT_TRUE(HasWith(row, "target-unreachable"));
  row.target = ">100%";
  EXPECT_TRUE(HasWith(row, "target-unreachable"));
  row.target = "≥100%";
  EXPECT_FALSE(HasWith(row, "target-unreachable"));
  row.target = "≥105%";
  row.name = "收入增长率";
  EXPECT_FALSE(HasWith(row, "target-unreachable"));
}

TEST(TargetLoweredTest, AnEasierTargetWantsAReason) {
  FormBuilder builder;
  builder.Add({"≥50次", "45次", "90", "90"}).last().set_adjusted_target("≥40次");
  EXPECT_TRUE(Has(builder.form(), "target-lowered"));
  builder.form().mutable_funds()->set_adjustment_reason("财政收回预算");
  EXPECT_FALSE(Has(builder.form(), "target-lowered"));
  FormBuilder harder;
  harder.Add({"≥50次", "65次", "90", "90"}).last().set_adjusted_target("≥60次");
  EXPECT_FALSE(Has(harder.form(), "target-lowered"));
  FormBuilder limit;
  limit.Add({"≤50天", "55天", "90", "90"}).last().set_adjusted_target("≤60天");
  EXPECT_TRUE(Has(limit.form(), "target-lowered"));
}

TEST(IndicatorsOutrunSpendingTest, SilentWhereTheSavingIsExplained) {
  const char* id = "indicators-outrun-spending";
  FormBuilder builder;
  builder.Funds("100", "90").Add({"≥50次", "55次", "90", "90"});
  EXPECT_TRUE(Has(builder.form(), id));
  builder.form().mutable_funds()->set_execution_reason("招标节约");
  EXPECT_FALSE(Has(builder.form(), id));
  builder.form().mutable_funds()->set_execution_reason("无");
  EXPECT_TRUE(Has(builder.form(), id));
  builder.last().set_deviation_reason("按实际业务,年初预算已核减,稍有偏差");
  EXPECT_FALSE(Has(builder.form(), id));
  FormBuilder exact;
  exact.Funds("100", "95").Add({"≥50次", "55次", "90", "90"});
  EXPECT_FALSE(Has(exact.form(), id));  // 5 % is not more than 5 %
}

TEST(IndicatorsOutrunSpendingTest, ClaimsBeyondAllThereIsAreNoGap) {
  FormBuilder builder;
  builder.Add({"≥50次", "55次", "", "60"}).Add({"有效", "有效", "", "40"});
  EXPECT_EQ(Find(ScoreUnder("hubei-2020", builder.form()), "indicators-outrun-spending"), nullptr);
}

TEST(NotFilledTest, IsTheOnlyFindingOfAnEmptyForm) {
  FormBuilder builder;
  builder.Add({"=100%", "", "60"}).Add({"=100%", "", "30", "", "", "效益指标"});
  builder.form().clear_funds();
  const auto sheet = ScoreUnder("mof-2020", builder.form());
  ASSERT_EQ(sheet.findings_size(), 1);
  EXPECT_EQ(sheet.findings(0).id(), "not-filled");
}

TEST(ExecutionAsIndicatorTest, OnFormsWithoutWeightsToo) {
  FormBuilder builder;
  builder.Add({"90%", "100%", "", "10", "", "产出指标", "时效指标", "预算资金执行率"});
  EXPECT_TRUE(Has(builder.form(), "execution-as-indicator"));
}

TEST(IndicatorsOutrunSpendingTest, MuchUnspentIsItsWeakerForm) {
  FormBuilder builder;
  builder.Funds("100", "75").Add({"≥50次", "10次", "90", "67.5", "任务减少"});
  const auto sheet = ScoreUnder("shanxi-2022", builder.form());
  const auto* finding = Find(sheet, "indicators-outrun-spending");
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->message().zh(), ::testing::HasSubstr("25% 未支出"));
}

TEST(TargetsNotAdjustedTest, ADeepCutThatLeavesTheTargets) {
  FormBuilder builder;
  builder.Funds("79.99", "79.99").Add({"≥50次", "55次", "90", "90"});
  auto* total = builder.form().mutable_funds()->mutable_total();
  total->set_initial_budget("100");
  EXPECT_TRUE(Has(builder.form(), "targets-not-adjusted"));
  builder.last().set_adjusted_target("≥50次");
  EXPECT_TRUE(Has(builder.form(), "targets-not-adjusted"));
  builder.last().set_adjusted_target("≥40次");
  EXPECT_FALSE(Has(builder.form(), "targets-not-adjusted"));
  builder.last().clear_adjusted_target();
  total->set_annual_budget("80");
  EXPECT_FALSE(Has(builder.form(), "targets-not-adjusted"));
  total->set_initial_budget("0");
  EXPECT_FALSE(Has(builder.form(), "targets-not-adjusted"));
}

TEST(MoneyUnitSuspectTest, OffByExactlyTenThousand) {
  FormBuilder builder;
  auto* total = builder.form().mutable_funds()->mutable_total();
  total->set_initial_budget("1000000");
  EXPECT_TRUE(Has(builder.form(), "money-unit-suspect"));
  total->set_initial_budget("999999");
  EXPECT_FALSE(Has(builder.form(), "money-unit-suspect"));
  total->set_initial_budget("0");
  EXPECT_FALSE(Has(builder.form(), "money-unit-suspect"));
  auto* line = builder.form().mutable_funds()->add_breakdowns()->add_lines();
  line->set_annual_budget("0.01");
  EXPECT_TRUE(Has(builder.form(), "money-unit-suspect"));
}

TEST(TemplateTextTest, HintsOfTheTemplateAreLeftovers) {
  FormBuilder builder;
  builder.Add({"≥50次", "55次", "90", "90"});
  auto* goal = builder.form().add_goals();
  goal->set_achieved("对照年度目标，说明完成情况（100字以内）");
  const auto sheet = ScoreUnder("mof-2020", builder.form());
  ASSERT_NE(Find(sheet, "template-text"), nullptr);
  EXPECT_EQ(Find(sheet, "template-text")->place().field(), "goals[0].achieved");
  EXPECT_EQ(Count(sheet, "template-text"), 1);
  goal->set_achieved("全年无中断");
  EXPECT_FALSE(Has(builder.form(), "template-text"));
  builder.form().mutable_narrative()->set_summary("××项目自评综述");
  EXPECT_TRUE(Has(builder.form(), "template-text"));
}

TEST(TemplateTextTest, OneFindingStandsForAFormThatIsNotFilled) {
  FormBuilder builder;
  builder.Funds("100", "10").Add({"=100%", "", "60"}).Add({"=100%", "", "30"});
  builder.form().add_goals()->set_achieved("对照年度目标，100字以内");
  EXPECT_FALSE(Has(builder.form(), "template-text"));
  EXPECT_FALSE(Has(builder.form(), "indicators-outrun-spending"));
  EXPECT_TRUE(Has(builder.form(), "not-filled"));
}

// A form and its summary.
bool Mismatch(const std::string& summary) {
  FormBuilder builder;
  builder.Funds("300000.00", "228400.00").Add({"≥50次", "55次", "90", "90"});
  builder.form().set_claimed_total("97.61");
  builder.form().mutable_narrative()->set_summary(summary);
  return Has(builder.form(), "narrative-mismatch");
}

TEST(NarrativeMismatchTest, ComparesLabelledFigures) {
  EXPECT_FALSE(Mismatch("项目自评得分 97.61 分，全年预算数 30 万元，执行数 22.84 万元，完成预算的 76.13%。"));
  EXPECT_FALSE(Mismatch("绩效自评得分为97.61分。全年预算数为300000元，执行数为228400元，执行率为76.13%。"));
  EXPECT_FALSE(Mismatch("一是产出指标，得分90分"));
  EXPECT_FALSE(Mismatch("自评得分为97.6分，全年预算数为300,000元，执行率为76%"));  // to the digits written
  EXPECT_TRUE(Mismatch("自评得分为97.60分"));
  EXPECT_TRUE(Mismatch("自评得分为96.71分"));
  EXPECT_TRUE(Mismatch("全年预算数为31万元"));
  EXPECT_TRUE(Mismatch("执行数为22.94万元"));
  EXPECT_TRUE(Mismatch("执行率为67.13%"));
  EXPECT_TRUE(Mismatch("完成预算的 67.13%"));
  EXPECT_TRUE(Mismatch("一是产出指标，得分50分"));
}

TEST(NarrativeMismatchTest, LeavesFreeProseAlone) {
  EXPECT_FALSE(Mismatch("经费保障率100%，共印刷3000册，服务群众42万人，得分情况良好"));
  EXPECT_FALSE(Mismatch("执行率稳步提高，较上年提高12个百分点"));
  EXPECT_FALSE(Mismatch("效益指标，得分30分"));  // the form has no such level
  EXPECT_FALSE(Mismatch(""));
}

TEST(NarrativeMismatchTest, TheWrongUnitIsNamedAsSuch) {
  FormBuilder builder;
  builder.Funds("300000.00", "228400.00").Add({"≥50次", "55次", "90", "90"});
  builder.form().mutable_narrative()->set_summary("全年预算数为30元");
  EXPECT_TRUE(Has(builder.form(), "money-unit-suspect"));
  EXPECT_FALSE(Has(builder.form(), "narrative-mismatch"));
}

// 驻村 and 网络 print 40 points for the output in the summary, 44 in the table: the cost row was left out.
TEST(SeedNarrativesTest, TwoLeaveOutTheCostRow) {
  for (const char* name : {"2-zhucun-bangfu", "3-shebao-wangluo"}) {
    const auto sheet = ScoreUnder("shanxi-2022", testing::SeedForm(name));
    ASSERT_EQ(Count(sheet, "narrative-mismatch"), 1) << name;
    EXPECT_EQ(Find(sheet, "narrative-mismatch")->stated(), "40");
    EXPECT_EQ(Find(sheet, "narrative-mismatch")->expected(), "44");
  }
}

TEST(SeedNarrativesTest, TheOthersAgreeWithTheirTables) {
  for (const char* name : {"1-canjiren-baozhangjin", "4-shebao-jingban", "5-dangan-guanli", "6-shebao-dalou",
                           "7-jinbao-gongcheng", "no-rows/2-taizhang-yinshua"}) {
    const auto sheet = ScoreUnder("shanxi-2022", testing::SeedForm(name));
    for (const char* id : {"narrative-mismatch", "money-unit-suspect", "template-text", "value-under-wrong-kind"}) {
      EXPECT_EQ(Find(sheet, id), nullptr) << name << " " << Find(sheet, id)->ShortDebugString();
    }
  }
}

TEST(ExecutionAsIndicatorTest, TheRateOfTheBudgetOnly) {
  Row row = Under("时效指标", "≥90%", "100%");
  for (const char* name : {"预算执行率", "预算资金执行率", "资金执行率"}) {
    row.name = name;
    EXPECT_TRUE(HasWith(row, "execution-as-indicator")) << name;
  }
  for (const char* name : {"政府采购执行率", "国家政策性粮收购价格执行率"}) {
    row.name = name;
    EXPECT_FALSE(HasWith(row, "execution-as-indicator")) << name;
  }
}

}  // namespace
}  // namespace heng::scoring
