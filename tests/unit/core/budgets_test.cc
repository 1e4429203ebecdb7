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
    budget.set_as_of("2022-12-31");
    return budget;
  }
  static Budget OfDay(Budget budget, const std::string& day) {
    budget.set_as_of(day);
    return budget;
  }

  heng::v1::ImportBudgetsRequest RequestOf(const std::string& batch, const std::vector<Budget>& budgets) {
    heng::v1::ImportBudgetsRequest request;
    request.set_system("test");
    request.set_batch(batch);
    for (const Budget& budget : budgets) {
      auto* const row = request.add_rows();
      row->set_row(std::to_string(request.rows_size()));
      *row->mutable_budget() = budget;
    }
    return request;
  }

  std::vector<BudgetResult> Import(const std::vector<Budget>& budgets, const std::string& as = testing::kTester,
                                   bool validate_only = false) {
    auto request = RequestOf(absl::StrCat("batch-", ++batches_), budgets);
    request.set_validate_only(validate_only);
    return Send(request, as);
  }
  std::vector<BudgetResult> Send(const heng::v1::ImportBudgetsRequest& request,
                                 const std::string& as = testing::kTester) {
    const auto answer = CallOn<heng::v1::ImportBudgetsResponse>(&budgets_, &Budgets::ImportBudgets, request, as);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return {};
    return {answer->results().begin(), answer->results().end()};
  }
  std::vector<std::string> Outcomes(const std::vector<Budget>& budgets, const std::string& as = testing::kTester,
                                    bool validate_only = false) {
    return TextsOf(Import(budgets, as, validate_only));
  }
  static std::vector<std::string> TextsOf(const std::vector<BudgetResult>& results) {
    std::vector<std::string> outcomes;
    for (const auto& result : results) {
      std::string text = BudgetResult::Outcome_Name(result.outcome());
      if (!result.evaluation().empty()) absl::StrAppend(&text, " ", result.evaluation());
      if (!result.reason().empty()) absl::StrAppend(&text, " ", result.reason());
      if (!result.filled().empty()) absl::StrAppend(&text, " fills ", result.filled());
      if (result.repeated_row()) text += " again";
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

  int batches_ = 0;
};

TEST_F(BudgetsTest, AnImportIsRepeatable) {
  const auto one = BudgetOf("one", "100.50", "80");
  EXPECT_THAT(Outcomes({one, BudgetOf("two", "1", "1")}), ElementsAre("CREATED", "CREATED"));
  const int64_t before = LastSequence();
  EXPECT_THAT(Outcomes({one, BudgetOf("two", "1", "2")}), ElementsAre("UNCHANGED", "UPDATED"));
  EXPECT_EQ(EventsBehind(before).size(), 2u);  // who confirmed it is kept, too
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
  // Stale already: nothing happens to the form, and its author still has to confirm.
  EXPECT_THAT(Outcomes({BudgetOf("one", "100.50", "91")}), ElementsAre("UPDATED evaluations/one"));
  EXPECT_EQ(HeaderOf("one").etag, 2);
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
  for (const char* field : {"rows[0].budget.total.annualBudget", "rows[0].budget.total.executed", "rows[0].budget.asOf",
                            "rows[0].budget.lines[1].source", "rows[0].budget.lines[2].source"}) {
    EXPECT_NE(results[0].message().en().find(field), std::string::npos) << field;
    EXPECT_NE(results[0].message().zh().find(field), std::string::npos) << field;
  }
  EXPECT_EQ(results[1].outcome(), BudgetResult::CREATED);
  EXPECT_EQ(results[2].reason(), "ROW_TWICE");
  EXPECT_NE(results[2].message().en().find("row \"2\""), std::string::npos) << results[2].message().en();
  for (size_t i = 0; i < results.size(); ++i) EXPECT_EQ(results[i].row(), std::to_string(i + 1));
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

TEST_F(BudgetsTest, ARowOfABatchCountsOnceWhoeverSendsIt) {
  AddPrincipal("finance", {{heng::v1::FINANCE, testing::kTestRoot}});
  const auto request = RequestOf("b1", {BudgetOf("one", "100", "80"), BudgetOf("two", "1", "1")});
  EXPECT_THAT(TextsOf(Send(request)), ElementsAre("CREATED", "CREATED"));
  const int64_t after = LastSequence();
  EXPECT_THAT(TextsOf(Send(request, "finance")), ElementsAre("CREATED again", "CREATED again"));
  EXPECT_EQ(LastSequence(), after);
  // Also when something else has come in between.
  EXPECT_THAT(Outcomes({BudgetOf("one", "200", "80")}), ElementsAre("UPDATED"));
  EXPECT_THAT(TextsOf(Send(request)), ElementsAre("CREATED again", "CREATED again"));
  EXPECT_EQ((*FindBudget(store_.get(), "projects/one", "an-office", 2022))->total().annual_budget(), "200");
  auto other = request;
  other.mutable_rows(0)->mutable_budget()->mutable_total()->set_executed("81");
  const auto results = Send(other);
  EXPECT_THAT(TextsOf(results), ElementsAre("REFUSED ROW_REUSED", "CREATED again"));
  EXPECT_NE(results[0].message().en().find("new batch id"), std::string::npos);
  other.set_batch("b2");
  EXPECT_THAT(TextsOf(Send(other)), ElementsAre("UPDATED", "UNCHANGED"));
  // Whoever may not import it is not told that it was.
  AddPrincipal("elsewhere", {{heng::v1::FINANCE, "another-office"}});
  EXPECT_THAT(TextsOf(Send(request, "elsewhere")),
              ElementsAre("REFUSED PERMISSION_DENIED", "REFUSED PERMISSION_DENIED"));
}

TEST_F(BudgetsTest, BatchesAndRowsOfDifferentNamesAreDifferentRows) {
  auto one = RequestOf("a.b", {BudgetOf("one", "1", "1")}), two = RequestOf("a", {BudgetOf("two", "1", "1")});
  one.mutable_rows(0)->set_row("c");
  two.mutable_rows(0)->set_row("b.c");
  EXPECT_THAT(TextsOf(Send(one)), ElementsAre("CREATED"));
  EXPECT_THAT(TextsOf(Send(two)), ElementsAre("CREATED"));
  const std::string longest(64, 'x');
  auto three = RequestOf(longest, {OfDay(BudgetOf("two", "2", "1"), "2023-01-31")});
  three.mutable_rows(0)->set_row(longest);
  EXPECT_THAT(TextsOf(Send(three)), ElementsAre("UPDATED"));
  EXPECT_THAT(TextsOf(Send(three)), ElementsAre("UPDATED again"));
}

TEST_F(BudgetsTest, WhoSendsWhatHasToBeSaid) {
  const auto fields = [&](heng::v1::ImportBudgetsRequest request) {
    const auto answer =
        CallOn<heng::v1::ImportBudgetsResponse>(&budgets_, &Budgets::ImportBudgets, request, testing::kTester);
    return answer.ok() ? std::vector<std::string>() : FieldsOf(answer.status());
  };
  heng::v1::ImportBudgetsRequest request;
  EXPECT_THAT(fields(request), ElementsAre("system", "batch"));
  request.set_system("a system");
  request.set_batch(std::string(65, 'x'));
  EXPECT_THAT(fields(request), ElementsAre("system", "batch"));
  request = RequestOf("b", {BudgetOf("one", "1", "1"), OfDay(BudgetOf("two", "1", "1"), ""),
                            OfDay(BudgetOf("two", "1", "1"), "1999-12-31")});
  request.mutable_rows(0)->clear_row();
  *request.add_rows() = request.rows(2);
  request.mutable_rows(3)->mutable_budget()->clear_total();
  const auto results = Send(request);
  EXPECT_NE(results[0].message().en().find("rows[0].row"), std::string::npos);
  EXPECT_NE(results[1].message().en().find("rows[1].budget.asOf: is missing"), std::string::npos);
  EXPECT_NE(results[2].message().en().find("is no day of 2000 to 2100"), std::string::npos);
  EXPECT_NE(results[3].message().en().find("there is no amount at all"), std::string::npos);
}

TEST_F(BudgetsTest, AnEarlierDayNeverReplacesALaterOne) {
  EXPECT_THAT(Outcomes({BudgetOf("one", "100", "80")}), ElementsAre("CREATED"));
  const int64_t after = LastSequence();
  const auto results = Import({OfDay(BudgetOf("one", "50", "40"), "2022-06-30")});
  EXPECT_EQ(results[0].outcome(), BudgetResult::SUPERSEDED);
  EXPECT_NE(results[0].message().en().find("batch batch-1, row 1"), std::string::npos) << results[0].message().en();
  EXPECT_EQ(LastSequence(), after);
}

TEST_F(BudgetsTest, AStaleFormIsToldWithWhatItWouldComeTo) {
  const auto form = CreateForm(FormOf("one"));
  ASSERT_TRUE(form.ok()) << form.status();
  for (const bool rehearsal : {true, false}) {
    const auto results = Import({BudgetOf("one", "200000", "100000")}, testing::kTester, rehearsal);
    EXPECT_EQ(results[0].evaluation(), form->name());
    EXPECT_EQ(results[0].preview().old_total(), "99.00");
    EXPECT_EQ(results[0].preview().old_grade(), heng::v1::EXCELLENT);
    EXPECT_EQ(results[0].preview().new_total(), "95.00");
    EXPECT_EQ(results[0].preview().new_grade(), heng::v1::EXCELLENT);
  }
  // A correction that leaves it stale says it anew; figures that are there already don't.
  auto results = Import({BudgetOf("one", "200000", "50000")});
  EXPECT_EQ(results[0].evaluation(), form->name());
  EXPECT_EQ(results[0].preview().new_total(), "92.50");
  EXPECT_EQ(Import({BudgetOf("one", "200000", "50000")})[0].evaluation(), "");
  EXPECT_THAT(Outcomes({BudgetOf("one", "200000", "100000")}), ElementsAre("UPDATED " + form->name()));
  heng::v1::ApplyBudgetRequest apply;
  const auto stale = GetForm(form->name());
  apply.set_name(stale->name());
  apply.set_etag(stale->etag());
  const auto applied = CallOn<Evaluation>(&evaluations_, &Evaluations::ApplyBudget, apply, testing::kTester);
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(applied->score().total(), "95");  // the preview told the truth
}

TEST_F(BudgetsTest, ABlankDraftIsFilledAndNothingThatWasTypedIsTouched) {
  auto content = FormOf("one");
  content.mutable_funds()->clear_total();
  content.mutable_funds()->mutable_total()->set_id("total");
  content.mutable_funds()->mutable_total()->set_initial_budget("190000");
  AddPrincipal("author", {{heng::v1::PREPARER, "an-office"}});
  const auto form = CreateForm(content, "author");
  ASSERT_TRUE(form.ok()) << form.status();
  Budget budget = BudgetOf("one", "200000", "180000");
  budget.mutable_total()->set_initial_budget("150000");
  auto* const line = budget.add_lines();
  line->set_source(heng::v1::CENTRAL);
  line->set_executed("180000");
  int64_t before = LastSequence();
  EXPECT_THAT(Outcomes({budget}, testing::kTester, /*validate_only=*/true),
              ElementsAre("CREATED fills " + form->name()));
  EXPECT_EQ(LastSequence(), before);
  EXPECT_THAT(Outcomes({budget}), ElementsAre("CREATED fills " + form->name()));
  EXPECT_THAT(EventsBehind(before), ElementsAre("budget.import " + BudgetName("projects/one", "an-office", 2022),
                                                "evaluation.stale " + form->name(), "evaluation.fill " + form->name()));
  const auto filled = GetForm(form->name());
  ASSERT_TRUE(filled.ok());
  EXPECT_EQ(filled->form().funds().total().initial_budget(), "190000");  // the author's
  EXPECT_EQ(filled->form().funds().total().annual_budget(), "200000");
  EXPECT_EQ(filled->form().funds().total().executed(), "180000");
  ASSERT_EQ(filled->form().funds().breakdowns_size(), 1);
  EXPECT_EQ(filled->form().funds().breakdowns(0).lines(0).executed(), "180000");
  EXPECT_EQ(filled->form().funds().breakdowns(0).lines(0).label(), "中央财政资金");
  EXPECT_EQ(filled->score().total(), "99");
  EXPECT_FALSE(filled->summary().stale());
  EXPECT_EQ(HeaderOf(form->name().substr(12)).editor, "author");
  // What is filled once is compared from then on.
  EXPECT_THAT(Outcomes({BudgetOf("one", "200000", "170000")}), ElementsAre("UPDATED " + form->name()));
}

TEST_F(BudgetsTest, AFormSaysWhereItDiffersFromTheImport) {
  ASSERT_THAT(Outcomes({BudgetOf("one", "200000.01", "18")}), ElementsAre("CREATED"));
  const auto form = CreateForm(FormOf("one"));
  ASSERT_TRUE(form.ok()) << form.status();
  const auto ids = [](const google::protobuf::RepeatedPtrField<heng::v1::Finding>& findings) {
    std::vector<std::string> all;
    for (const auto& finding : findings) {
      if (finding.id() == "budget-differs-from-import" || finding.id() == "money-unit-suspect") {
        all.push_back(finding.id() + " " + finding.place().field() + " " + finding.stated() + " " + finding.expected());
      }
    }
    return all;
  };
  const auto both = ElementsAre("budget-differs-from-import annual_budget 200000.00 200000.01",
                                "money-unit-suspect executed 180000.00 18");
  EXPECT_THAT(ids(form->score().findings()), both);
  EXPECT_EQ(form->score().total(), "99");  // a finding changes no number
  heng::v1::ScoreEvaluationRequest score;
  *score.mutable_form() = FormOf("one");
  const auto scored = [&](const std::string& as) {
    return CallOn<heng::v1::ScoreEvaluationResponse>(&evaluations_, &Evaluations::Score, score, as);
  };
  EXPECT_THAT(ids(scored(testing::kTester)->score().findings()), both);
  // Whoever may not see the budget learns nothing of it.
  AddPrincipal("elsewhere", {{heng::v1::PREPARER, "another-office"}});
  EXPECT_THAT(ids(scored("elsewhere")->score().findings()), IsEmpty());
  // As far as the form prints: 20.00 万元 are any amount from 199 950 to 200 050 yuan.
  score.mutable_form()->mutable_funds()->set_printed_unit(heng::v1::WAN_YUAN);
  score.mutable_form()->mutable_funds()->set_printed_decimals(2);
  EXPECT_THAT(ids(scored(testing::kTester)->score().findings()),
              ElementsAre("money-unit-suspect executed 180000.00 18"));
}

TEST_F(BudgetsTest, ARowInAnotherUnitIsSuspect) {
  ASSERT_THAT(Outcomes({BudgetOf("one", "200000", "180000")}), ElementsAre("CREATED"));
  auto results = Import({BudgetOf("one", "20", "18.5")});
  ASSERT_EQ(results[0].findings_size(), 1);
  EXPECT_EQ(results[0].findings(0).id(), "money-unit-suspect");
  EXPECT_EQ(results[0].findings(0).severity(), heng::v1::Finding::WARNING);
  EXPECT_EQ(results[0].findings(0).place().field(), "annual_budget");
  EXPECT_NE(results[0].findings(0).message().en().find("200000"), std::string::npos);
  EXPECT_EQ(results[0].outcome(), BudgetResult::UPDATED);  // it hinders nothing
  PutScored("two", Evaluation::SUBMITTED, 2000000, 1);
  results = Import({BudgetOf("two", "200000000", "5")});
  ASSERT_EQ(results[0].findings_size(), 1);
  EXPECT_EQ(results[0].findings(0).stated(), "200000000");
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
