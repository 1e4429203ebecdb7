// 预算绩效情况说明 (1) to (5).
#include <gmock/gmock.h>

#include <cstdlib>

#include "absl/strings/str_split.h"
#include "tests/unit/core/reports_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Project;
using ::testing::HasSubstr;
using ::testing::Not;

class DisclosureTest : public ReportsTest {
 protected:
  std::string Remarks(const std::string& org, const std::string& as = testing::kTester) {
    return RemarksOf(Disclosure(org, as)->text());
  }
};

TEST_F(DisclosureTest, DatongAsItIsToRead) {
  PutDatong();
  heng::v1::YearFacts facts = FactsOf(kShebao);
  facts.set_project_expenditure("7110994.38");
  facts.set_source("公开03表 支出决算表");
  facts.set_general_public_funds("5113100");
  facts.set_other_matters("无");
  ASSERT_TRUE(SetFacts(facts).ok());
  const std::string path = "narratives/datong-2022.txt";
  const std::string text = DisclosureText(kShebao) + Remarks(kShebao);
  if (std::getenv("HENG_WRITE_GOLDEN") != nullptr) std::ofstream(DataFile(path)) << text;
  EXPECT_EQ(text, ReadDataFile(path));
  EXPECT_THAT(text, HasSubstr("涵盖一级项目0个，二级项目7个，共涉及资金5113100元（自评表全年预算数合计），"
                              "占项目支出决算数7110994.38元的71.90%，其中一般公共预算项目支出5113100元、"));
  EXPECT_THAT(text,
              HasSubstr("二级项目绩效自评个数7个，涉及资金5113100元：5个项目自评等级为“优”，1个项目自评等级为“良”，"
                        "0个项目自评等级为“中”，0个项目自评等级为“差”，1个项目未得出等级。"));
}

TEST_F(DisclosureTest, WithoutBasisTheShareIsNotStated) {
  PutDatong();
  const std::string text = DisclosureText(kShebao);
  EXPECT_THAT(text, HasSubstr("共涉及资金5113100元（自评表全年预算数合计），自评表未按四本预算分列。"));
  EXPECT_THAT(text, Not(HasSubstr("决算数")));
  EXPECT_THAT(Remarks(kShebao), HasSubstr("heng year-facts set --org orgs/sx-datong-121005 --year 2022"));
}

TEST_F(DisclosureTest, MoreThanEverythingStandsAsItIs) {
  PutContent("one", Budgeted("abc", "an-office", "1007943.96", "781943.33"));
  heng::v1::YearFacts facts = FactsOf("an-office");
  facts.set_project_expenditure("781943.33");
  facts.set_project_budget("2000000");
  ASSERT_TRUE(SetFacts(facts).ok());
  EXPECT_THAT(DisclosureText("an-office"),
              HasSubstr("占项目支出决算数781943.33元的128.90%，占年初项目支出预算数2000000元"
                        "的50.40%"));
  EXPECT_THAT(Remarks("an-office"), HasSubstr("128.90%，超过 100%"));
  facts.set_project_expenditure("0");
  ASSERT_TRUE(SetFacts(facts).ok());
  EXPECT_THAT(DisclosureText("an-office"), Not(HasSubstr("决算数0元")));
  EXPECT_THAT(Remarks("an-office"), HasSubstr("决算数为 0"));
}

TEST_F(DisclosureTest, BudgetsThatDoNotAddUpAreNotPrinted) {
  PutContent("one", Budgeted("abc", "an-office", "100", "50"));
  heng::v1::YearFacts facts = FactsOf("an-office");
  facts.set_general_public_funds("60");
  facts.set_government_fund_funds("39.99");
  ASSERT_TRUE(SetFacts(facts).ok());
  EXPECT_THAT(DisclosureText("an-office"), HasSubstr("未按四本预算分列"));
  EXPECT_THAT(Remarks("an-office"), HasSubstr("四本预算合计 99.99元，与自评资金 100元 不等"));
  facts.set_state_capital_funds("0.01");
  ASSERT_TRUE(SetFacts(facts).ok());
  EXPECT_THAT(DisclosureText("an-office"),
              HasSubstr("一般公共预算项目支出60元、政府性基金预算项目支出39.99元、国有资本经营预算项目支出0.01元、"
                        "社会保险基金预算项目支出0元"));
}

TEST_F(DisclosureTest, NothingDoneIsSaidAndNeverZeros) {
  PutOrg("empty-office", "空单位");
  EXPECT_EQ(DisclosureText("empty-office"),
            "（四）预算绩效情况说明\n（1）预算绩效管理工作开展情况\n"
            "根据预算绩效管理要求，空单位部门（单位）2022年度没有经审核的项目绩效自评。涉密项目除外。\n"
            "2022年度未开展部门（单位）整体支出绩效自评。\n2022年度未开展部门评价。\n（2）项目绩效自评结果\n"
            "空单位部门（单位）2022年度没有经审核的一级项目绩效自评。涉密项目除外。\n"
            "空单位部门（单位）2022年度没有经审核的二级项目绩效自评。涉密项目除外。\n"
            "（3）部门（单位）整体支出绩效自评结果\n2022年度未开展部门（单位）整体支出绩效自评。\n"
            "（4）部门评价项目绩效评价结果\n2022年度未开展部门评价。\n（5）其他需要说明的事项\n未填写。\n");
}

TEST_F(DisclosureTest, OnlyWhatIsApprovedCounts) {
  PutContent("one", Budgeted("abc", "an-office", "100", "50"));
  const auto in = [](int32_t state) { return [state](store::Header* form) { form->state = state; }; };
  PutContent("two", Budgeted("two", "an-office", "7", "7"), in(Evaluation::SUBMITTED));
  PutContent("three", Budgeted("three", "an-office", "7", "7"), in(Evaluation::DRAFT));
  PutContent("four", Budgeted("four", "an-office", "30", "30"), in(Evaluation::PUBLISHED));
  PutContent("five", Budgeted("five", "an-office", "20", "20"), in(Evaluation::ACCEPTED));
  const auto last_year = [](store::Header* form) { form->fiscal_year = 2021; };
  PutContent("six", Budgeted("six", "an-office", "20", "20"), last_year);
  EXPECT_THAT(DisclosureText("an-office"), HasSubstr("未标明级次的项目3个，共涉及资金150元"));
  EXPECT_THAT(Remarks("an-office"), HasSubstr("没有计入：草稿 1 份、已提交 1 份。"));
}

TEST_F(DisclosureTest, TiersGradesAndMeasures) {
  PutProject("first", "an-office", Project::TIER_ONE);
  PutProject("second", "an-office", Project::TIER_TWO, "projects/first");
  PutContent("one", Budgeted("first", "an-office", "100", "100"));
  const auto poor = [](store::Header* form) {
    form->total = 500'000;
    form->grade = heng::v1::POOR;
  };
  PutContent("two", Budgeted("second", "an-office", "40", "40"), poor);
  std::string text = DisclosureText("an-office");
  EXPECT_THAT(text, HasSubstr("一级项目绩效自评个数1个，涉及资金100元：1个项目自评等级为“优”"));
  EXPECT_THAT(text,
              HasSubstr("1个项目自评等级为“差”。对于自评结果为“中”和“差”的项目，改进管理措施未填写。涉密项目除外。"));
  EXPECT_THAT(Remarks("an-office"), HasSubstr("--measures"));
  heng::v1::YearFacts facts = FactsOf("an-office");
  facts.set_measures_for_fair_and_poor("压减2023年预算。");
  ASSERT_TRUE(SetFacts(facts).ok());
  text = DisclosureText("an-office");
  EXPECT_THAT(text, HasSubstr("采取的改进管理措施为压减2023年预算。涉密项目除外。"));
  EXPECT_THAT(text, HasSubstr("0个项目自评等级为“差”。没有自评结果为“中”和“差”的项目。涉密项目除外。"));
}

TEST_F(DisclosureTest, CountsAddUp) {
  PutDatong();
  const auto answer = Disclosure(kShebao);
  // Of every sentence with grades the counts add up to its own.
  int sentences = 0;
  for (const auto& paragraph : answer->text().paragraphs()) {
    std::vector<int> counts;
    for (const auto& source : paragraph.sources()) {
      if (source.rule().starts_with("count of approved evaluations")) counts.push_back(std::stoi(source.text()));
    }
    if (counts.size() < 5) continue;
    ++sentences;
    int sum = 0;
    for (size_t i = 1; i < counts.size(); ++i) sum += counts[i];
    EXPECT_EQ(counts[0], sum) << paragraph.text();
  }
  EXPECT_EQ(sentences, 1);
}

TEST_F(DisclosureTest, WholeUnitsAndDepartmentEvaluations) {
  PutOrg(kShebao, "社保中心");
  PutProject("first", kShebao, Project::TIER_ONE);
  heng::v1::FormContent unit = WholeUnitForm(kShebao);
  unit.clear_claimed_total();
  PutContent("unit", unit);
  heng::v1::DepartmentEvaluation record = RecordOf(testing::kTestDepartment, {"first"});
  record.set_funds("2000000");
  record.set_score("91.5");
  record.set_grade("优");
  record.set_conclusion("完成 12 项任务。");
  record.set_report("门户网站");
  ASSERT_TRUE(Record(record).ok());
  const std::string own = DisclosureText(kShebao);
  EXPECT_THAT(own, HasSubstr("组织开展了2022年度社保中心部门（单位）整体支出绩效自评，涉及资金200000元"));
  EXPECT_THAT(own, HasSubstr("1. 社保项目评价：由test-department组织，涉及项目1个，涉及资金2000000元，评价得分91.5分，"
                             "等级为“优”，评价结论：完成12项任务，评价报告见门户网站。"));
  const std::string department = DisclosureText(testing::kTestDepartment);
  EXPECT_THAT(department, HasSubstr("所属1个单位的整体支出绩效自评，涉及资金200000元"));
  EXPECT_THAT(department, HasSubstr("组织开展了1项部门评价，涉及项目1个，涉及资金2000000元。"));
  // Of somebody else's projects nothing is said.
  EXPECT_THAT(DisclosureText("an-office"), HasSubstr("未开展部门评价"));
}

TEST_F(DisclosureTest, AClassifiedProjectIsInNothingWhoeverAsks) {
  ASSERT_NO_FATAL_FAILURE(PutProject("secret", "an-office", Project::TIER_TWO));
  AddPrincipal("reader", {{heng::v1::REVIEWER, testing::kTestDepartment}});
  PutContent("one", Budgeted("abc", "an-office", "100", "50"));
  heng::v1::YearFacts facts = FactsOf("an-office");
  facts.set_project_expenditure("1000");
  ASSERT_TRUE(SetFacts(facts).ok());
  const std::string before = DisclosureText("an-office");
  const std::string remarks_before = Remarks("an-office", "reader");
  PutContent("two", Budgeted("secret", "an-office", "77", "70"));
  ASSERT_TRUE(Record(RecordOf("an-office", {"secret"})).ok());
  EXPECT_NE(DisclosureText("an-office"), before);
  Classify("secret");
  // As if it were not there: for who may know of it as for who may not, text and remarks.
  for (const std::string as : {"reader", testing::kTester}) {
    EXPECT_EQ(DisclosureText("an-office", as), before) << as;
    EXPECT_EQ(Remarks("an-office", as), remarks_before) << as;
  }
  EXPECT_THAT(before, HasSubstr("涉密项目除外"));
  EXPECT_THAT(remarks_before, HasSubstr("应当不含涉密项目的支出"));
}

TEST_F(DisclosureTest, WhoMayReadTheFormsOfTheOrg) {
  AddPrincipal("elsewhere", {{heng::v1::PREPARER, "another-office"}});
  AddPrincipal("here", {{heng::v1::PREPARER, "an-office"}});
  EXPECT_EQ(ReasonFor(Disclosure("an-office", "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Disclosure("no-office", "elsewhere").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Disclosure(testing::kTestDepartment, "here").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Disclosure("an-office", "here").status()), "OK");
  EXPECT_EQ(ReasonFor(Disclosure("an-office", "here", heng::v1::PDF).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonFor(Disclosure("an-office", "here", {}, 22).status()), "INVALID_FIELDS");
}

TEST_F(DisclosureTest, TooManyFormsAreSaidToBe) {
  for (int i = 0; i < 1001; ++i) {
    const std::string id = "many-" + std::to_string(i);
    PutForm(id, Evaluation::APPROVED);
  }
  EXPECT_EQ(ReasonFor(Disclosure("an-office").status()), "TOO_MANY");
}

TEST_F(DisclosureTest, AFileOfItIsTheSameText) {
  PutDatong();
  const auto text = Disclosure(kShebao, testing::kTester, heng::v1::TEXT);
  EXPECT_EQ(text->file().file_name(), "大同市社会保险中心-2022-预算绩效情况说明.txt");
  std::string without_empty_lines;
  for (const auto line : absl::StrSplit(text->file().content(), '\n', absl::SkipEmpty())) {
    without_empty_lines += std::string(line) + "\n";
  }
  EXPECT_EQ(without_empty_lines, AllOf(text->text()));
}

}  // namespace
}  // namespace heng::core
