#include "scoring/explain.h"

#include "form_builder.h"
#include "gmock/gmock.h"

namespace heng::scoring {
namespace {

using heng::v1::RowScore;
using heng::v1::ScoreSheet;
using testing::FormBuilder;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Row;
using testing::ScoreUnder;

std::string Sentence(const std::string& policy, const Row& row, Locale locale = Locale::kZh) {
  const ScoreSheet sheet = ScoreUnder(policy, FormBuilder().Add(row).form());
  return RenderRow(sheet.rows(0), locale);
}

TEST(ExplainTest, ARowIsOneSentence) {
  EXPECT_EQ(Sentence("mof-2020", {"≥50次", "≥96次", "20", "20"}), "50 → 96 次：完成率 192%，得满分 20");
  EXPECT_EQ(Sentence("mof-2020", {"≥50次", "≥96次", "20", "20"}, Locale::kEn),
            "50 → 96 次: 192 % reached, full marks, 20");
  EXPECT_EQ(Sentence("mof-2020", {"=3个", "2个", "20", "20"}),
            "3 → 2 个：完成率 66.67%，20 × 2 ÷ 3 = 13.33（13.3333333333 四舍五入到 2 位）");
  EXPECT_EQ(Sentence("mof-2020", {"≤10天", "12天", "10", "8"}),
            "上限 10，实际 12 天：超出，10 × (2 × 10 - 12) ÷ 10，不低于 0，得 8");
  EXPECT_EQ(Sentence("mof-2020", {"及时", "部分达成预期指标", "10", "10"}),
            "第 2 档（分值 10 的 0.6–0.8 倍），填报 10，得 8");
  EXPECT_EQ(Sentence("shanxi-2022", {"≥50次", "40次", "20", "20"}),
            "50 → 40 次：完成率 80%，20 × 40 ÷ 50 = 16；以填报为准，采用 20");
  EXPECT_EQ(Sentence("mof-2020", {"≥50次", "60次", "20", "18"}),
            "50 → 60 次：完成率 120%，得满分 20；填报 18，最高 20，采用 18");
  EXPECT_EQ(Sentence("shanxi-2022", {"未填报", "达成预期指标", "10", "4", "未按预算"}),
            "没有指标值，无法计算；保留填报得分，采用 4");
  EXPECT_EQ(Sentence("mof-2020", {"2022年12月31日", "2022年11月1日", "10", ""}),
            "期限 2022-12-31，实际 2022-11-01：按期，得满分 10");
}

TEST(ExplainTest, ARowThatDoesNotCountSaysNothing) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "90", "90"}).Add({"≥1次", "1次"});
  EXPECT_EQ(RenderRow(ScoreUnder("mof-2020", builder.form()).rows(1), Locale::kZh), "");
}

TEST(ExplainTest, ExecutionSaysWhatWasRoundedWhen) {
  const auto form = FormBuilder().Funds("22000", "21000").form();
  EXPECT_EQ(
      RenderExecution(ScoreUnder("shanxi-2022", form).execution(), Locale::kZh),
      "21000 ÷ 22000 = 95.45%（95.4545454545 四舍五入到 2 位），10 × 95.45% = 9.54（9.545 四舍六入五成双到 2 位）");
  EXPECT_THAT(RenderExecution(ScoreUnder("mof-2020", form).execution(), Locale::kEn),
              HasSubstr("10 × 21000 ÷ 22000 = 9.55 (9.5454545454 rounded half-up to 2 places)"));
}

TEST(ExplainTest, EveryStepOfASheetHasASentenceInBothLanguages) {
  FormBuilder builder;
  for (const char* policy : {"mof-2020", "shanxi-2022"}) {
    for (const auto& policy_case : testing::Shipped(policy)->proto().cases()) {
      const ScoreSheet sheet = ScoreUnder(policy, policy_case.form());
      const auto check = [&](const heng::v1::Step& step) {
        for (const Locale locale : {Locale::kZh, Locale::kEn}) {
          const std::string text = RenderStep(step, locale);
          EXPECT_THAT(text, Not(HasSubstr(step.rule() + ":"))) << policy_case.name();
          EXPECT_THAT(text, Not(HasSubstr("{"))) << policy_case.name();
        }
      };
      for (const auto& step : sheet.steps()) check(step);
      for (const auto& step : sheet.execution().steps()) check(step);
      for (const RowScore& row : sheet.rows()) {
        for (const auto& step : row.steps()) check(step);
      }
    }
  }
}

TEST(ExplainTest, AnUnknownRuleIsShownWithItsOperands) {
  heng::v1::Step step;
  step.set_rule("moon-phase");
  auto* operand = step.add_operands();
  operand->set_name("weight");
  operand->set_value("10");
  step.set_result("3");
  EXPECT_EQ(RenderStep(step, Locale::kZh), "moon-phase: weight=10 → 3");
}

}  // namespace
}  // namespace heng::scoring
