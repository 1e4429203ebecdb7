#include <gtest/gtest.h>

#include "client/cli/labels.h"
#include "client/cli/render.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

heng::v1::Evaluation Sample() {
  heng::v1::Evaluation evaluation;
  const auto mistakes = json::ReadMessage(R"({
    "name": "evaluations/dt-2022-zhucun", "state": "SUBMITTED", "etag": "2", "submitTime": "2023-03-01T16:00:00Z",
    "policy": {"name": "policies/shanxi-2022@1"},
    "form": {
      "projectName": "J驻村帮扶", "fiscalYear": 2022, "unitText": "121005-大同市社会保险中心",
      "funds": {
        "total": {"id": "total", "annualBudget": "210000.00", "executed": "100260.00", "claimedRate": "47.74"},
        "breakdowns": [{"lines": [{"id": "f1", "label": "市县资金", "annualBudget": "210000.00"}]}]
      },
      "indicators": [
        {"id": "r1", "level2": "数量指标", "name": "驻村人数", "initialTarget": "≥3人", "adjustedTarget": "", "actual": "≥3人",
         "weight": "20", "claimed": "20"},
        {"id": "r2", "level2": "成本指标", "name": "成本", "adjustedTarget": "≤2", "weight": "10", "claimed": "4"}
      ]
    },
    "score": {
      "execution": {"applicable": true, "weight": "10", "rate": "47.74", "claimed": "4.77", "score": "4.77"},
      "rows": [{"rowId": "r1", "computed": "20", "score": "20"}, {"rowId": "r2", "score": "4"}],
      "claimedTotal": "88.77", "total": "88.77", "grade": "GOOD", "complete": true,
      "findings": [{"id": "actual-missing", "severity": "WARNING", "place": {"rowId": "r2", "field": "actual"},
                    "message": {"zh": "没有填写。"}}]
    },
    "allowedActions": [{"action": "update", "reason": {"zh": "状态是已提交。"}}, {"action": "submit", "allowed": true}]
  })",
                                          &evaluation);
  EXPECT_TRUE(mistakes.empty()) << mistakes[0].path << mistakes[0].en;
  return evaluation;
}

TEST(RenderEvaluation, ShowsTheWholeSheet) {
  EXPECT_EQ(RenderEvaluation(Sample(), {}),
            "名称      evaluations/dt-2022-zhucun\n"
            "状态      已提交\n"
            "版本      2\n"
            "项目      J驻村帮扶\n"
            "年度      2022\n"
            "预算单位  121005-大同市社会保险中心\n"
            "评分规则  policies/shanxi-2022@1\n"
            "提交时间  2023-03-02 00:00:00 +08:00\n"
            "\n"
            "项目资金（元，表内所填）\n"
            "资金        年初预算数  全年预算数  全年执行数  结余  执行率  得分\n"
            "资金总额                 210000.00   100260.00        47.74%\n"
            "  市县资金               210000.00\n"
            "\n"
            "绩效指标\n"
            "行  二级指标  三级指标    目标值  完成值  分值  自评  计算  采用\n"
            "              预算执行率          47.74%    10  4.77  4.77  4.77\n"
            "r1  数量指标  驻村人数    ≥3人    ≥3人      20    20    20    20\n"
            "r2  成本指标  成本        ≤2                10     4           4\n"
            "\n"
            "总分 88.77 良（表内 88.77）\n"
            "\n"
            "警告 1\n"
            "  actual-missing · 成本指标/成本 · 实际完成值\n"
            "    没有填写。\n"
            "\n"
            "现在可以做什么\n"
            "  修改：不可以。状态是已提交。\n"
            "  提交：heng eval submit evaluations/dt-2022-zhucun\n");
}

TEST(RenderEvaluation, IncompleteFormHasNoTotal) {
  heng::v1::Evaluation evaluation = Sample();
  evaluation.mutable_score()->clear_total();
  evaluation.mutable_score()->clear_grade();
  EXPECT_NE(RenderEvaluation(evaluation, {}).find("总分 无：有计分项没有得分，见下。"), std::string::npos);
}

TEST(RenderEvaluation, SheetWithFewerRowsThanTheFormIsShown) {
  heng::v1::Evaluation evaluation = Sample();
  evaluation.mutable_score()->clear_rows();
  EXPECT_NE(RenderEvaluation(evaluation, {}).find("驻村人数"), std::string::npos);
  EXPECT_NE(RenderEvaluation({}, {}).find("没有发现问题"), std::string::npos);
}

TEST(TwoDecimals, PadsAndNeverRounds) {
  EXPECT_EQ(TwoDecimals("100"), "100.00");
  EXPECT_EQ(TwoDecimals("93.7"), "93.70");
  EXPECT_EQ(TwoDecimals("8.76"), "8.76");
  EXPECT_EQ(TwoDecimals("8.7654"), "8.7654");
  EXPECT_EQ(TwoDecimals(""), "");
}

TEST(FieldLabel, TakesBothSpellingsAndPaths) {
  EXPECT_EQ(FieldLabel("claimed_total", Language::kChinese), "总分");
  EXPECT_EQ(FieldLabel("claimedTotal", Language::kChinese), "总分");
  EXPECT_EQ(FieldLabel("funds.executionReason", Language::kChinese), "执行率偏差原因");
  EXPECT_EQ(FieldLabel("form.goals[0]", Language::kEnglish), "goals");
}

}  // namespace
}  // namespace heng::cli
