#include "client/cli/render_review.h"

#include <gtest/gtest.h>

#include "client/cli/form_labels.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

template <typename Message>
Message From(const char* text) {
  Message message;
  const auto mistakes = json::ReadMessage(text, &message);
  EXPECT_TRUE(mistakes.empty()) << mistakes[0].path << mistakes[0].en;
  return message;
}

const heng::v1::ReviewRecord& Review() {
  static const auto kReview = From<heng::v1::ReviewRecord>(R"({
    "comments": [
      {"id": "c1", "rowId": "r1", "field": "actual", "text": "缺少佐证\n请补充", "author": "principals/li",
       "role": "reviewer", "time": "2023-04-01T02:00:00Z", "needsAnswer": true, "answer": "已补充",
       "answeredBy": "principals/zhang", "answerTime": "2023-04-02T02:00:00Z"},
      {"id": "c2", "text": "\u001b[31m缺附件", "author": "principals/li", "role": "reviewer", "needsAnswer": true}],
    "waivers": [{"finding": "actual-missing", "rowId": "r2", "field": "actual", "reason": "次年统计",
                 "role": "REVIEWER", "principal": "principals/li"}],
    "rechecks": [{"id": "r1", "source": "FINANCE_BUREAU", "conclusion": "ADJUST", "selfTotal": "94", "selfGrade":
                  "EXCELLENT", "total": "88.5", "grade": "GOOD", "reason": "佐证不足", "principal": "principals/wang",
                  "role": "finance", "sample": "samples/s1",
                  "rows": [{"rowId": "r1", "selfScore": "20", "score": "14.5", "reason": "只有一半"}]}]})");
  return kReview;
}

const heng::v1::FormContent& Form() {
  static const auto kForm = From<heng::v1::FormContent>(
      R"({"indicators": [{"id": "r1", "level2": "数量指标", "name": "驻村人数"}, {"id": "r2"}]})");
  return kForm;
}

TEST(RenderReview, SaysWhoSaidWhatOfWhichPlace) {
  EXPECT_EQ(RenderReview(Review(), RowNamesOf(Form()), {}),
            "\n审核意见\n"
            "  c1 · r1 数量指标/驻村人数 · 实际完成值\n"
            "    缺少佐证\n    请补充\n"
            "    — principals/li（主管部门），2023-04-01 10:00:00\n"
            "    答复：已补充\n"
            "    — principals/zhang，2023-04-02 10:00:00\n"
            "  c2 · 整张表\n"
            "    \\x1b[31m缺附件\n"
            "    — principals/li（主管部门）\n"
            "    等待答复\n"
            "\n复评和复核\n"
            "  r1 · 财政部门复核：调整，自评 94.00 优 → 88.50 良\n"
            "    r1 数量指标/驻村人数：20.00 → 14.50，只有一半\n"
            "    原因：佐证不足\n"
            "    — principals/wang（财政部门），samples/s1\n"
            "\n豁免\n"
            "  actual-missing · r2 · 实际完成值\n"
            "    次年统计\n"
            "    — principals/li（主管部门）\n");
  EXPECT_EQ(RenderReview({}, RowNamesOf(Form()), {}), "");
}

TEST(RenderReview, RowsOfTargetsAreCalledByTheirYear) {
  const auto form = From<heng::v1::TargetContent>(R"({
    "annualFunds": {"lines": [{"id": "f1", "label": "市县资金"}]},
    "indicators": [{"id": "r1", "term": {"name": "三年"}, "annual": {"level2": "数量指标", "name": "一年"}},
                   {"id": "r2", "term": {"name": "三年"}}, {"id": "r3"}]})");
  const RowNames names = RowNamesOf(form);
  EXPECT_EQ(names("r1"), "数量指标/一年");
  EXPECT_EQ(names("r2"), "三年");
  EXPECT_EQ(names("r3"), "r3");
  EXPECT_EQ(names("f1"), "市县资金");
  EXPECT_EQ(names("nowhere"), "nowhere");
}

TEST(FormLabels, KnowBothKindsOfForms) {
  EXPECT_EQ(StateText("targets/x", "APPROVED", Language::kChinese), "已批复");
  EXPECT_EQ(StateText("evaluations/x", "APPROVED", Language::kChinese), "审核通过");
  EXPECT_EQ(StateText("evaluations/x", "NEW_ONE", Language::kChinese), "NEW_ONE");
  EXPECT_EQ(FormActionText("targets/x", "approve", Language::kChinese), "批复");
  EXPECT_EQ(FormActionText("evaluations/x", "ask_withdrawal", Language::kChinese), "申请撤回");
  EXPECT_EQ(FormActionText("evaluations/x", "import", Language::kChinese), "导入");
  EXPECT_EQ(RoleText("unit_head", Language::kChinese), "单位负责人");
  EXPECT_EQ(RoleText("stranger", Language::kChinese), "stranger");
  heng::v1::Target::State state{};
  EXPECT_TRUE(ParseState("reviewed", &state) && state == heng::v1::Target::REVIEWED);
  EXPECT_FALSE(ParseState("published", &state));
}

TEST(FormLabels, NameTheCommandOfAnAction) {
  EXPECT_EQ(CommandFor("evaluations/x", "submit", Language::kChinese), "heng eval submit evaluations/x");
  EXPECT_EQ(CommandFor("targets/x", "approve", Language::kChinese), "heng target approve targets/x");
  EXPECT_EQ(CommandFor("evaluations/x", "return", Language::kChinese),
            "heng review return evaluations/x --comment 意见");
  EXPECT_EQ(CommandFor("evaluations/x", "return", Language::kEnglish),
            "heng review return evaluations/x --comment TEXT");
  EXPECT_EQ(CommandFor("targets/x", "publish", Language::kChinese), "");
  EXPECT_EQ(CommandFor("targets/x", "unheard-of", Language::kChinese), "");
}

}  // namespace
}  // namespace heng::cli
