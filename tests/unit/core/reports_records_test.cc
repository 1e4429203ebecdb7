// Department evaluations and figures of the final accounts.
#include <gmock/gmock.h>

#include "service/core/names.h"
#include "service/core/reports/report_entries.h"
#include "tests/unit/core/reports_testing.h"

namespace heng::core {
namespace {

using heng::v1::DepartmentEvaluation;
using heng::v1::YearFacts;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecordsTest : public ReportsTest {
 protected:
  void SetUp() override {
    PutProject("one", "an-office", heng::v1::Project::TIER_TWO);
    PutProject("two", "another-office", heng::v1::Project::TIER_TWO);
  }
  RecordAnswer Delete(const std::string& name, const std::string& etag, const std::string& as = testing::kTester) {
    heng::v1::DeleteDepartmentEvaluationRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return CallOn<DepartmentEvaluation>(&reports_, &Reports::DeleteDepartmentEvaluation, request, as);
  }
  std::vector<std::string> Listed(const std::string& org = "", const std::string& as = testing::kTester, int year = 0,
                                  int page_size = 0) {
    std::vector<std::string> titles;
    heng::v1::ListDepartmentEvaluationsRequest request;
    if (!org.empty()) request.set_org("orgs/" + org);
    request.set_fiscal_year(year);
    request.set_page_size(page_size);
    do {
      const auto page = CallOn<heng::v1::ListDepartmentEvaluationsResponse>(
          &reports_, &Reports::ListDepartmentEvaluations, request, as);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& one : page->department_evaluations()) titles.push_back(one.title());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return titles;
  }
  absl::StatusOr<YearFacts> GetFacts(const std::string& org, const std::string& as = testing::kTester) {
    heng::v1::GetYearFactsRequest request;
    request.set_org("orgs/" + org);
    request.set_fiscal_year(2022);
    return CallOn<YearFacts>(&reports_, &Reports::GetYearFacts, request, as);
  }
};

TEST_F(RecordsTest, ARecordIsMadeReplacedAndTakenBack) {
  const int64_t before = LastSequence();
  auto record = Record(RecordOf(testing::kTestDepartment, {"one", "two"}));
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_TRUE(IsDepartmentEvaluationName(record->name())) << record->name();
  EXPECT_EQ(record->etag(), "1");
  record->set_title("改");
  const auto next = Record(*record);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->etag(), "2");
  EXPECT_EQ(next->create_time().seconds(), record->create_time().seconds());
  EXPECT_EQ(ReasonFor(Record(*record).status()), "ETAG_MISMATCH");
  record->clear_etag();
  EXPECT_EQ(ReasonFor(Record(*record).status()), "RESOURCE_EXISTS");
  EXPECT_THAT(Listed(), ElementsAre("改"));
  EXPECT_EQ(ReasonFor(Delete(next->name(), "").status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonFor(Delete(next->name(), "1").status()), "ETAG_MISMATCH");
  const auto gone = Delete(next->name(), "2");
  ASSERT_TRUE(gone.ok()) << gone.status();
  EXPECT_TRUE(gone->deleted());
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(ReasonFor(Delete("departmentEvaluations/none", "1").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonFor(Delete("d-1", "1").status()), "INVALID_FIELDS");
  EXPECT_THAT(EventsBehind(before), ElementsAre("department-evaluation.record " + next->name(),
                                                "department-evaluation.record " + next->name(),
                                                "department-evaluation.delete " + next->name()));
}

TEST_F(RecordsTest, EveryWrongFieldIsNamedAtOnce) {
  DepartmentEvaluation wrong = RecordOf("an-office", {"one", "one", "X"});
  wrong.set_name("x");
  wrong.set_fiscal_year(1);
  wrong.clear_title();
  wrong.set_funds("1,000");
  wrong.set_score("100.5");
  wrong.set_grade("A");
  wrong.set_conclusion(std::string(20'001, 'x'));
  wrong.set_report("a\nb");
  const std::string at = "department_evaluation.";
  EXPECT_THAT(FieldsOf(Record(wrong).status()),
              ElementsAre(at + "name", at + "fiscalYear", at + "title", at + "projects[1]", at + "projects[2]",
                          at + "funds", at + "score", at + "grade", at + "conclusion", at + "report"));
}

TEST_F(RecordsTest, OnlyReviewersOfTheOrgAndProjectsOfIt) {
  AddPrincipal("reviewer", {{heng::v1::REVIEWER, "an-office"}});
  AddPrincipal("preparer", {{heng::v1::PREPARER, "an-office"}});
  EXPECT_EQ(ReasonFor(Record(RecordOf("an-office", {"one"}), "reviewer").status()), "OK");
  EXPECT_EQ(ReasonFor(Record(RecordOf("an-office", {"one"}), "preparer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Record(RecordOf("another-office", {"two"}), "reviewer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Record(RecordOf("an-office", {"two"}), "reviewer").status()), "PROJECT_UNUSABLE");
  EXPECT_EQ(ReasonFor(Record(RecordOf("an-office", {"none"}), "reviewer").status()), "PROJECT_UNUSABLE");
  const auto other = Record(RecordOf("another-office", {"two"}));
  EXPECT_EQ(ReasonFor(Delete(other->name(), "1", "reviewer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Delete("departmentEvaluations/none", "1", "reviewer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(Listed("", "preparer").size(), 1u);
  EXPECT_EQ(Listed("another-office", "preparer").size(), 0u);
  EXPECT_EQ(Listed().size(), 2u);
}

TEST_F(RecordsTest, ListsByYearAndPage) {
  for (const int year : {2021, 2022, 2022}) {
    DepartmentEvaluation one = RecordOf("an-office", {});
    one.set_fiscal_year(year);
    one.set_title(std::to_string(year));
    ASSERT_TRUE(Record(one).ok());
  }
  EXPECT_THAT(Listed("an-office", testing::kTester, 2022, 1), ElementsAre("2022", "2022"));
  EXPECT_THAT(Listed("an-office", testing::kTester, 0, 2), ElementsAre("2021", "2022", "2022"));
}

TEST_F(RecordsTest, ARecordOfAClassifiedProjectIsHidden) {
  AddPrincipal("reviewer", {{heng::v1::REVIEWER, testing::kTestDepartment}});
  const auto record = Record(RecordOf("an-office", {"one"}));
  ASSERT_TRUE(record.ok());
  Classify("one");
  EXPECT_THAT(Listed("", "reviewer"), IsEmpty());
  EXPECT_EQ(Listed().size(), 1u);
  EXPECT_EQ(ReasonFor(Delete(record->name(), "1", "reviewer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Record(*record, "reviewer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(Record(RecordOf("an-office", {"one"}), "reviewer").status()), "PROJECT_UNUSABLE");
}

TEST_F(RecordsTest, FactsAreSetAndReadByOrgAndYear) {
  EXPECT_EQ(ReasonFor(GetFacts("an-office").status()), "RESOURCE_NOT_FOUND");
  YearFacts facts = FactsOf("an-office");
  facts.set_project_expenditure("7110994.38");
  auto set = SetFacts(facts);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->name(), YearFactsName("an-office", 2022));
  EXPECT_EQ(set->etag(), "1");
  EXPECT_EQ(GetFacts("an-office")->project_expenditure(), "7110994.38");
  facts.set_etag("2");
  EXPECT_EQ(ReasonFor(SetFacts(facts).status()), "ETAG_MISMATCH");
  facts.set_etag("1");
  facts.clear_project_expenditure();
  set = SetFacts(facts);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->etag(), "2");
  EXPECT_FALSE(GetFacts("an-office")->has_project_expenditure());
  facts.clear_etag();
  EXPECT_EQ(SetFacts(facts)->etag(), "3");
  EXPECT_EQ(ReasonFor(GetFacts("another-office").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(RecordsTest, FactsOfTheOrgOnlyAndWellFormed) {
  AddPrincipal("here", {{heng::v1::PREPARER, "an-office"}});
  AddPrincipal("auditor", {{heng::v1::AUDITOR, "an-office"}});
  EXPECT_EQ(ReasonFor(SetFacts(FactsOf("an-office"), "here").status()), "OK");
  EXPECT_EQ(ReasonFor(SetFacts(FactsOf("another-office"), "here").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(SetFacts(FactsOf("an-office"), "auditor").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(GetFacts("an-office", "auditor").status()), "OK");
  EXPECT_EQ(ReasonFor(GetFacts("another-office", "here").status()), "PERMISSION_DENIED");
  YearFacts wrong = FactsOf("an-office");
  wrong.set_fiscal_year(22);
  wrong.set_project_expenditure("-1");
  wrong.set_project_budget("1.234");
  wrong.set_state_capital_funds("x");
  wrong.set_source(std::string(501, 'x'));
  wrong.set_other_matters(std::string(20'001, 'x'));
  EXPECT_THAT(FieldsOf(SetFacts(wrong).status()),
              ElementsAre("facts.fiscalYear", "facts.projectExpenditure", "facts.projectBudget",
                          "facts.stateCapitalFunds", "facts.source", "facts.otherMatters"));
}

TEST_F(RecordsTest, NamesAreIdsAndKeptApart) {
  const std::string longest(63, 'a');
  EXPECT_TRUE(IsResourceId(YearFactsName(longest, 2022).substr(10)));
  EXPECT_NE(YearFactsName(longest, 2022), YearFactsName(longest.substr(1), 2022));
  EXPECT_NE(YearFactsName("abc", 2022), YearFactsName("abc", 2023));
}

}  // namespace
}  // namespace heng::core
