// Budgets: what is kept of them, and which forms become stale by them.
#include <gmock/gmock.h>

#include "service/core/budgets/budget_entry.h"
#include "service/core/names.h"
#include "tests/unit/core/office_testing.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::BudgetResult;
using heng::v1::Evaluation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BudgetsTest : public OfficeTest {
 protected:
  void SetUp() override {
    for (const char* id : {"one", "two"}) ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  }

  static Budget BudgetOf(const std::string& project, const std::string& annual, const std::string& executed,
                         const std::string& org = "an-office") {
    Budget budget;
    budget.set_subject("projects/" + project);
    budget.set_org("orgs/" + org);
    budget.set_fiscal_year(2022);
    budget.mutable_total()->set_annual_budget(annual);
    budget.mutable_total()->set_executed(executed);
    return budget;
  }

  std::vector<BudgetResult> Import(const std::vector<Budget>& budgets, const std::string& as = testing::kTester,
                                   bool validate_only = false) {
    heng::v1::ImportBudgetsRequest request;
    for (const Budget& budget : budgets) *request.add_rows()->mutable_budget() = budget;
    request.set_validate_only(validate_only);
    const auto answer = CallOn<heng::v1::ImportBudgetsResponse>(&budgets_, &Budgets::ImportBudgets, request, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return {};
    return {answer->results().begin(), answer->results().end()};
  }
  std::vector<std::string> Outcomes(const std::vector<Budget>& budgets, const std::string& as = testing::kTester,
                                    bool validate_only = false) {
    std::vector<std::string> outcomes;
    for (const auto& result : Import(budgets, as, validate_only)) {
      std::string text = BudgetResult::Outcome_Name(result.outcome());
      if (!result.evaluation().empty()) absl::StrAppend(&text, " ", result.evaluation());
      if (!result.reason().empty()) absl::StrAppend(&text, " ", result.reason());
      outcomes.push_back(text);
    }
    return outcomes;
  }
  void PutScored(const std::string& id, int32_t state, int64_t annual, int64_t executed) {
    PutForm(id, state, [&](store::Header* form) {
      form->annual_budget = annual;
      form->executed = executed;
    });
  }
  bool IsStale(const std::string& id) { return (HeaderOf(id).flags & store::kStale) != 0; }
};

TEST_F(BudgetsTest, AnImportIsRepeatable) {
  const auto one = BudgetOf("one", "100.50", "80");
  EXPECT_THAT(Outcomes({one, BudgetOf("two", "1", "1")}), ElementsAre("CREATED", "CREATED"));
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes({one, BudgetOf("two", "1", "2")}), ElementsAre("UNCHANGED", "UPDATED"));
  EXPECT_EQ(EventsBehind(before).size(), 1u);
  const auto found = FindBudget(store_.get(), "projects/two", "an-office", 2022);
  ASSERT_TRUE(found.ok());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->total().executed(), "2");
  EXPECT_EQ((*found)->etag(), "2");
  EXPECT_FALSE(FindBudget(store_.get(), "projects/two", "an-office", 2023)->has_value());
}

TEST_F(BudgetsTest, AFormScoredOnOtherFiguresBecomesStaleAndFreshAgain) {
  PutScored("one", Evaluation::DRAFT, 10050, 8000);
  EXPECT_THAT(Outcomes({BudgetOf("one", "100.50", "80.00")}), ElementsAre("CREATED"));
  EXPECT_FALSE(IsStale("one"));
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes({BudgetOf("one", "100.50", "90")}), ElementsAre("UPDATED evaluations/one"));
  EXPECT_TRUE(IsStale("one"));
  EXPECT_EQ(HeaderOf("one").etag, 2);
  EXPECT_EQ(HeaderOf("one").content_rev, 1);
  EXPECT_THAT(EventsBehind(before), ElementsAre("budget.import " + BudgetName("projects/one", "an-office", 2022),
                                                "evaluation.stale evaluations/one"));
  // Stale already: nothing new is said.
  EXPECT_THAT(Outcomes({BudgetOf("one", "100.50", "91")}), ElementsAre("UPDATED"));
  const int64_t after = LastSequence();
  EXPECT_THAT(Outcomes({BudgetOf("one", "100.5", "80")}), ElementsAre("UPDATED"));
  EXPECT_FALSE(IsStale("one"));
  EXPECT_EQ(EventsBehind(after).back(), "evaluation.fresh evaluations/one");
}

TEST_F(BudgetsTest, ABudgetThatWasThereMakesALaterFormStaleToo) {
  ASSERT_THAT(Outcomes({BudgetOf("one", "100", "80")}), ElementsAre("CREATED"));
  PutScored("one", Evaluation::PUBLISHED, 10000, 7000);
  EXPECT_THAT(Outcomes({BudgetOf("one", "100", "80")}), ElementsAre("UNCHANGED evaluations/one"));
  EXPECT_TRUE(IsStale("one"));
}

TEST_F(BudgetsTest, WhatABudgetLeavesOpenIsNotComparedAndNobodyElsesFormIsTouched) {
  PutScored("one", Evaluation::SUBMITTED, 10000, 7000);
  Budget budget = BudgetOf("one", "100", "1");
  budget.mutable_total()->clear_executed();
  EXPECT_THAT(Outcomes({budget}), ElementsAre("CREATED"));
  EXPECT_THAT(Outcomes({BudgetOf("one", "1", "1", "another-office")}), ElementsAre("REFUSED PROJECT_UNUSABLE"));
  EXPECT_FALSE(IsStale("one"));
}

TEST_F(BudgetsTest, ARehearsalSaysTheSameAndWritesNothing) {
  PutScored("one", Evaluation::DRAFT, 10000, 7000);
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes({BudgetOf("one", "100", "80")}, testing::kTester, /*validate_only=*/true),
              ElementsAre("CREATED evaluations/one"));
  EXPECT_EQ(LastSequence(), before);
}

TEST_F(BudgetsTest, ARowIsRefusedAloneAndAnsweredInItsPlace) {
  Budget bad = BudgetOf("one", "12,000", "-1");
  bad.set_as_of("2022-13-01");
  bad.add_lines()->set_source(heng::v1::CENTRAL);
  bad.add_lines()->set_source(heng::v1::CENTRAL);
  bad.add_lines();
  const auto results = Import({bad, BudgetOf("two", "1", "1"), BudgetOf("two", "2", "2"), BudgetOf("none", "1", "1")});
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[0].reason(), "INVALID_FIELDS");
  for (const char* field : {"budgets[0].total.annualBudget", "budgets[0].total.executed", "budgets[0].asOf",
                            "budgets[0].lines[1].source", "budgets[0].lines[2].source"}) {
    EXPECT_NE(results[0].message().en().find(field), std::string::npos) << field;
    EXPECT_NE(results[0].message().zh().find(field), std::string::npos) << field;
  }
  EXPECT_EQ(results[1].outcome(), BudgetResult::CREATED);
  EXPECT_EQ(results[2].reason(), "INVALID_FIELDS");
  EXPECT_EQ(results[3].reason(), "PROJECT_UNUSABLE");
}

TEST_F(BudgetsTest, ManyRowsAreAnsweredInOrder) {
  std::vector<Budget> rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back(BudgetOf(i % 3 == 0 ? "one" : "none", "1", "1"));
    rows.back().set_fiscal_year(2000 + i % 100);
  }
  const auto outcomes = Outcomes(rows);
  ASSERT_EQ(outcomes.size(), 200u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(outcomes[i], i % 3 == 0 ? "CREATED" : "REFUSED PROJECT_UNUSABLE") << i;
}

TEST_F(BudgetsTest, OnlyWhoKeepsBudgetsOfTheOrgImportsThem) {
  AddPrincipal("elsewhere", {{heng::v1::FINANCE, "another-office"}});
  EXPECT_THAT(Outcomes({BudgetOf("one", "1", "1")}, "elsewhere"), ElementsAre("REFUSED PERMISSION_DENIED"));
}

TEST_F(BudgetsTest, OfAClassifiedProjectNothingIsSeenWithoutClearance) {
  AddPrincipal("finance", {{heng::v1::FINANCE, testing::kTestRoot}});
  ASSERT_THAT(Outcomes({BudgetOf("one", "1", "1"), BudgetOf("two", "1", "1")}), ElementsAre("CREATED", "CREATED"));
  const auto listed = [&] {
    const auto answer = CallOn<heng::v1::ListBudgetsResponse>(&budgets_, &Budgets::ListBudgets,
                                                              heng::v1::ListBudgetsRequest(), "finance");
    return answer->budgets_size();
  };
  const auto get = [&](const std::string& project) {
    heng::v1::GetBudgetRequest request;
    request.set_subject("projects/" + project);
    request.set_org("orgs/an-office");
    request.set_fiscal_year(2022);
    return ReasonFor(CallOn<Budget>(&budgets_, &Budgets::GetBudget, request, "finance").status());
  };
  EXPECT_EQ(listed(), 2);
  EXPECT_EQ(get("two"), "OK");
  heng::v1::Project secret = *GetProject("two");
  secret.set_classified(true);
  ASSERT_TRUE(UpdateProject(secret, {"classified"}).ok());
  EXPECT_EQ(listed(), 1);
  EXPECT_EQ(get("two"), "PERMISSION_DENIED");
  EXPECT_THAT(Outcomes({BudgetOf("two", "2", "2")}, "finance"), ElementsAre("REFUSED PROJECT_UNUSABLE"));
  heng::v1::ListEventsRequest events;
  events.set_page_size(1000);
  const auto seen = CallOn<heng::v1::ListEventsResponse>(&events_, &Events::List, events, "finance");
  ASSERT_TRUE(seen.ok());
  for (const auto& event : seen->events()) {
    EXPECT_NE(event.resource(), BudgetName("projects/two", "an-office", 2022));
  }
}

TEST_F(BudgetsTest, NamesAreIdsAndKeptApart) {
  const std::string longest(63, 'a');
  const std::string name = BudgetName("projects/" + longest, longest, 2022);
  EXPECT_TRUE(IsResourceId(name.substr(8))) << name;
  EXPECT_NE(BudgetName("projects/a-b", "c-d", 2022), BudgetName("projects/a", "b-c-d", 2022));
  EXPECT_NE(BudgetName("projects/abc", "def", 2022), BudgetName("projects/abc", "def", 2023));
}

}  // namespace
}  // namespace heng::core
