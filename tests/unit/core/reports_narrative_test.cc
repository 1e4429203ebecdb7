// 自评综述 of one form. The texts of the seven seed forms stand in tests/data/narratives/;
// HENG_WRITE_GOLDEN=1 writes them anew: read the difference.
#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/unit/core/reports_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::Recheck;
using ::testing::HasSubstr;
using ::testing::Not;

class NarrativeTest : public ReportsTest {
 protected:
  std::string TextOf(const std::string& id) {
    const auto answer = Narrative(id);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return "";
    ExpectEveryNumberHasItsSource(answer->text());
    return AllOf(answer->text());
  }
  std::string RemarksOn(const std::string& id) { return RemarksOf(Narrative(id)->text()); }
};

TEST_F(NarrativeTest, OfTheSevenSeedForms) {
  int number = 0;
  for (const std::string& stem : SevenSeeds()) {
    FormContent form = SeedForm(stem);
    form.set_org("orgs/an-office");
    const std::string id = "seed-" + std::to_string(++number);
    PutContent(id, form);
    const std::string path = "narratives/" + stem + ".txt";
    const std::string text = TextOf(id) + RemarksOn(id);
    if (std::getenv("HENG_WRITE_GOLDEN") != nullptr) std::ofstream(DataFile(path)) << text;
    EXPECT_EQ(text, ReadDataFile(path)) << stem;
  }
}

TEST_F(NarrativeTest, FiguresOfTheSeeds) {
  PutContent("two", SeedForm("2-zhucun-bangfu"));
  ChangeForm("two", [](store::Header* form) { form->org_id = "an-office"; });
  const std::string text = TextOf("two");
  EXPECT_THAT(text, HasSubstr("得分为88.77分，等级为“良”"));
  EXPECT_THAT(text, HasSubstr("全年预算数为21万元，执行数为10.026万元，执行率为47.74%，预算执行情况得分4.77分"));
  // 44, where the report that was published says 40.
  EXPECT_THAT(text, HasSubstr("一是产出指标，得分44分"));
  EXPECT_THAT(text, HasSubstr("发现的主要问题及原因：无。"));
  EXPECT_THAT(text, HasSubstr("实际完成值填写为“=100100”"));
  EXPECT_THAT(RemarksOn("two"), HasSubstr("读不懂"));
}

TEST_F(NarrativeTest, AnEmptyFormSaysSo) {
  FormContent form = FormOf("abc");
  form.clear_claimed_indicator_total();
  form.clear_claimed_total();
  form.mutable_funds()->mutable_total()->clear_executed();
  form.mutable_funds()->mutable_total()->clear_annual_budget();
  form.set_project_name("空表");
  PutContent("empty", form, [](store::Header* header) { header->state = Evaluation::DRAFT; });
  EXPECT_EQ(TextOf("empty"),
            "空表项目绩效自评综述：根据年初设定的绩效目标，未得出自评总分（自评表未填写完整）。项目全年预算数未填写，"
            "执行数未填写，执行率无法计算（预算数或执行数未填写）。项目绩效目标完成情况：未填写。发现的主要问题及原因："
            "未填写。下一步改进措施：未填写（项目自评表详见附件1）。\n");
  EXPECT_THAT(RemarksOn("empty"), HasSubstr("尚未审核通过"));
}

TEST_F(NarrativeTest, ABudgetOfZeroHasNoRate) {
  PutContent("zero", Budgeted("abc", "an-office", "0", "0"));
  EXPECT_THAT(TextOf("zero"), HasSubstr("全年预算数为0元，执行数为0元，执行率不适用（全年预算数为零）"));
}

TEST_F(NarrativeTest, WithoutRowsTheGoalsOrThePointsStand) {
  PutContent("points", Budgeted("abc", "an-office", "100", "100"));
  EXPECT_THAT(TextOf("points"), HasSubstr("完成情况：自评表未列各项指标，指标得分合计90分。"));
  FormContent form = Budgeted("def", "an-office", "100", "100");
  form.add_goals()->set_achieved("培训3次。");
  form.add_goals()->set_achieved("发放\n及时；");
  PutContent("goals", form);
  EXPECT_THAT(TextOf("goals"), HasSubstr("完成情况：一是培训3次；二是发放及时。"));
}

TEST_F(NarrativeTest, TheScoreThatCountsIsTold) {
  FormContent form = SeedForm("5-dangan-guanli");
  form.set_org("orgs/an-office");
  heng::v1::ReviewRecord review;
  Recheck* const recheck = review.add_rechecks();
  recheck->set_source(heng::v1::FINANCE_BUREAU);
  recheck->set_conclusion(Recheck::ADJUST);
  recheck->set_etag("1");
  recheck->set_self_total("95");
  recheck->set_total("93.5");
  auto* const row = recheck->add_rows();
  row->set_row_id(form.indicators(0).id());
  row->set_score("8.5");
  const auto adjust = [](store::Header* header) {
    header->etag = 1;
    header->total = 935'000;
    header->score_source = heng::v1::FINANCE_BUREAU;
  };
  PutContent("one", form, adjust, review);
  ChangeForm("one", Nothing);  // the recheck was made of etag 1
  const std::string text = TextOf("one");
  EXPECT_THAT(text, HasSubstr("自评得分为95分，经财政部门复核得分为93.5分，等级为“优”"));
  EXPECT_THAT(text, HasSubstr("一是产出指标，得分43.5分"));
  EXPECT_THAT(RemarksOn("one"), Not(HasSubstr("不等于总分")));
}

TEST_F(NarrativeTest, PartsThatDoNotMakeTheTotalAreRemarked) {
  FormContent form = SeedForm("5-dangan-guanli");
  form.set_org("orgs/an-office");
  PutContent("one", form, [](store::Header* header) { header->total = 940'000; });
  EXPECT_THAT(RemarksOn("one"), HasSubstr("不等于总分"));
}

TEST_F(NarrativeTest, OfAWholeUnit) {
  PutOrg(kShebao, "大同市社会保险中心");
  FormContent form = WholeUnitForm(kShebao);
  form.clear_claimed_total();
  PutContent("unit", form);
  EXPECT_THAT(TextOf("unit"),
              HasSubstr("大同市社会保险中心部门（单位）整体支出绩效自评综述：根据年初设定的绩效目标，"
                        "部门（单位）整体绩效自评得分为99分，等级为“优”。部门（单位）全年预算数为200000元"));
}

TEST_F(NarrativeTest, AFileOfIt) {
  PutContent("one", Budgeted("abc", "an-office", "100", "100"));
  const auto text = Narrative("one", testing::kTester, 7, heng::v1::TEXT);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->file().file_name(), "项目abc-自评综述.txt");
  EXPECT_EQ(text->file().content(), AllOf(text->text()));
  EXPECT_THAT(text->file().content(), HasSubstr("附件7"));
  const auto html = Narrative("one", testing::kTester, 0, heng::v1::HTML);
  EXPECT_THAT(html->file().content(), HasSubstr("<p>项目abc项目绩效自评综述"));
  EXPECT_EQ(ReasonFor(Narrative("one", testing::kTester, 0, heng::v1::XLSX).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonFor(Narrative("one", testing::kTester, -1).status()), "INVALID_FIELDS");
}

TEST_F(NarrativeTest, WhoMayReadTheFormAndNobodyOfAClassifiedOne) {
  ASSERT_NO_FATAL_FAILURE(PutProject("secret", "an-office", heng::v1::Project::TIER_TWO));
  PutContent("one", Budgeted("abc", "an-office", "100", "100"));
  PutContent("two", Budgeted("secret", "an-office", "100", "100"));
  AddPrincipal("elsewhere", {{heng::v1::PREPARER, "another-office"}});
  AddPrincipal("here", {{heng::v1::PREPARER, "an-office"}});
  EXPECT_EQ(ReasonFor(Narrative("one", "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Narrative("none", "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Narrative("none", "here").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Narrative("none").status()), "EVALUATION_NOT_FOUND");
  EXPECT_EQ(ReasonFor(Narrative("two", "here").status()), "OK");
  Classify("secret");
  EXPECT_EQ(ReasonFor(Narrative("two", "here").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Narrative("two").status()), "CLASSIFIED");
}

}  // namespace
}  // namespace heng::core
