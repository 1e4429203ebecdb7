// 待办 and 催报: what waits for whom, and who has not filed.
#include <gmock/gmock.h>

#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"
#include "service/core/access/access.h"
#include "tests/unit/core/office_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Target;
using heng::v1::WorkflowRules;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WorkListsTest : public OfficeTest {
 protected:
  void SetUp() override {
    AddPrincipal("preparer", {{heng::v1::PREPARER, "an-office"}});
    AddPrincipal("head", {{heng::v1::UNIT_HEAD, "an-office"}});
    AddPrincipal("program", {{heng::v1::INTEGRATOR, "an-office"}});
    AddPrincipal("reviewer", {{heng::v1::REVIEWER, testing::kTestDepartment}});
    AddPrincipal("root-reviewer", {{heng::v1::REVIEWER, testing::kTestRoot}});
    AddPrincipal("finance", {{heng::v1::FINANCE, testing::kTestRoot}});
    AddPrincipal("elsewhere", {{heng::v1::PREPARER, "another-office"}, {heng::v1::UNIT_HEAD, "another-office"}});
  }

  // "action form" of all pages.
  std::vector<std::string> Tasks(const std::string& as, int page_size = 0, heng::v1::ListTasksRequest request = {}) {
    request.set_page_size(page_size);
    std::vector<std::string> tasks;
    do {
      const auto page = CallOn<heng::v1::ListTasksResponse>(&workflows_, &Workflows::ListTasks, request, as);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->tasks_size(), page_size > 0 ? page_size : 100);
      for (const auto& task : page->tasks()) tasks.push_back(task.action() + " " + task.form());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return tasks;
  }

  std::vector<std::string> Missing(heng::v1::ListMissingFormsRequest request, const std::string& as) {
    request.set_fiscal_year(2022);
    if (request.form_type() == 0) request.set_form_type(heng::v1::EVALUATION);
    std::vector<std::string> missing;
    do {
      const auto page =
          CallOn<heng::v1::ListMissingFormsResponse>(&workflows_, &Workflows::ListMissingForms, request, as);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& form : page->forms()) {
        missing.push_back(form.project() + (form.form().empty() ? "" : " " + form.form() + " " + form.state()));
        last_ = form;
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return missing;
  }

  static Change Flag(int32_t flags) {
    return [flags](store::Header* form) { form->flags = flags; };
  }

  heng::v1::MissingForm last_;
};

TEST_F(WorkListsTest, AuthorsHaveDraftsAndWhatCameBack) {
  PutForm("draft", Evaluation::DRAFT);
  PutForm("returned", Evaluation::RETURNED);
  PutForm("commented", Evaluation::RETURNED, [](store::Header* form) { form->open_comments = 2; });
  PutForm("checked", Evaluation::CHECKED);
  PutForm("stale-draft", Evaluation::DRAFT, Flag(store::kStale));
  PutForm("targets/draft", Target::DRAFT);
  PutForm("targets/returned", Target::RETURNED);
  PutForm("submitted", Evaluation::SUBMITTED);
  EXPECT_THAT(Tasks("preparer"),
              ElementsAre("edit evaluations/draft", "submit evaluations/returned", "answer evaluations/commented",
                          "submit evaluations/checked", "budget evaluations/stale-draft", "edit targets/draft",
                          "submit targets/returned"));
  EXPECT_THAT(Tasks("program"),
              ElementsAre("submit evaluations/returned", "answer evaluations/commented", "submit evaluations/checked",
                          "budget evaluations/stale-draft", "submit targets/returned"));
  EXPECT_THAT(Tasks("elsewhere"), IsEmpty());
  EXPECT_THAT(Tasks("finance"), IsEmpty());
}

TEST_F(WorkListsTest, WhereTheRulesSaySoTheHeadChecksAndFinanceAccepts) {
  PutForm("draft", Evaluation::DRAFT);
  PutForm("returned", Evaluation::RETURNED);
  PutForm("approved", Evaluation::APPROVED);
  PutForm("accepted", Evaluation::ACCEPTED);
  EXPECT_THAT(Tasks("head"), ElementsAre("submit evaluations/returned", "publish evaluations/approved",
                                         "publish evaluations/accepted"));
  EXPECT_THAT(Tasks("finance"), IsEmpty());
  WorkflowRules rules = RulesOf(testing::kTestRoot);
  rules.set_unit_check(WorkflowRules::ON);
  rules.set_acceptance(WorkflowRules::ON);
  ASSERT_TRUE(SetRules(rules).ok());
  EXPECT_THAT(Tasks("head"),
              ElementsAre("check evaluations/draft", "check evaluations/returned", "publish evaluations/accepted"));
  EXPECT_THAT(Tasks("finance"), ElementsAre("accept evaluations/approved"));
  EXPECT_THAT(Tasks("preparer"), ElementsAre("edit evaluations/draft", "edit evaluations/returned"));
}

TEST_F(WorkListsTest, EachStepOfAReviewWaitsForItsOwnReviewer) {
  WorkflowRules rules = RulesOf(testing::kTestRoot);
  rules.set_review_steps(2);
  ASSERT_TRUE(SetRules(rules).ok());
  PutForm("first-step", Evaluation::SUBMITTED);
  PutForm("second-step", Evaluation::SUBMITTED, [](store::Header* form) { form->review_step = 1; });
  PutForm("asked-back", Evaluation::SUBMITTED, Flag(store::kWithdrawalAsked));
  PutForm("targets/first-step", Target::SUBMITTED);
  PutForm("targets/reviewed", Target::REVIEWED);
  EXPECT_THAT(Tasks("reviewer"), ElementsAre("approve evaluations/first-step", "consent evaluations/asked-back",
                                             "review targets/first-step"));
  EXPECT_THAT(Tasks("root-reviewer"), ElementsAre("approve evaluations/second-step"));
  EXPECT_THAT(Tasks("finance"), ElementsAre("approve targets/reviewed"));
}

TEST_F(WorkListsTest, WhatWasDrawnWaitsForFinance) {
  PutForm("approved", Evaluation::APPROVED, Flag(store::kSampled));
  PutForm("accepted", Evaluation::ACCEPTED, Flag(store::kSampled));
  PutForm("stale-one", Evaluation::APPROVED, Flag(store::kStale));
  EXPECT_THAT(Tasks("finance"), ElementsAre("recheck evaluations/approved", "recheck evaluations/accepted"));
  EXPECT_THAT(Tasks("head"), IsEmpty()) << "nothing is published before, nor on other figures";
}

TEST_F(WorkListsTest, PagesHoldEveryTaskOnceInTheOrderTheFormsWereCreated) {
  std::vector<std::string> expected;
  for (int i = 0; i < 30; ++i) {
    const bool returned = i % 3 == 0;
    PutForm(absl::StrCat("form-", i), returned ? Evaluation::RETURNED : Evaluation::DRAFT);
    PutForm(absl::StrCat("targets/form-", i), Target::DRAFT);
    expected.push_back(absl::StrCat(returned ? "submit" : "edit", " evaluations/form-", i));
    expected.push_back(absl::StrCat("edit targets/form-", i));
  }
  for (const int page_size : {1, 7, 1000}) EXPECT_EQ(Tasks("preparer", page_size), expected) << page_size;
  heng::v1::ListTasksRequest targets, next_year;
  targets.set_form_type(heng::v1::TARGET);
  EXPECT_EQ(Tasks("preparer", 0, targets).size(), 30u);
  next_year.set_fiscal_year(2023);
  EXPECT_THAT(Tasks("preparer", 0, next_year), IsEmpty());
  heng::v1::ListTasksRequest other_org;
  other_org.set_org("orgs/another-office");
  EXPECT_THAT(Tasks("preparer", 0, other_org), IsEmpty());
}

TEST_F(WorkListsTest, ATaskSaysWhoseItIsAndUntilWhen) {
  heng::v1::SetFilingWindowRequest window;
  window.mutable_window()->set_org(std::string("orgs/") + testing::kTestRoot);
  window.mutable_window()->set_fiscal_year(2022);
  window.mutable_window()->set_form_type(heng::v1::EVALUATION);
  window.mutable_window()->set_close_date("2023-03-31");
  Access access(core_.writes());
  ASSERT_TRUE(CallOn<heng::v1::FilingWindow>(&access, &Access::SetFilingWindow, window, testing::kTester).ok());
  PutForm("returned", Evaluation::RETURNED, [](store::Header* form) {
    form->returned = 3;
    form->update_time = 5'000'000;
  });
  const auto page =
      CallOn<heng::v1::ListTasksResponse>(&workflows_, &Workflows::ListTasks, heng::v1::ListTasksRequest(), "preparer");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->tasks_size(), 1);
  const auto& task = page->tasks(0);
  EXPECT_EQ(task.role(), heng::v1::PREPARER);
  EXPECT_EQ(task.state(), "RETURNED");
  EXPECT_EQ(task.org(), "orgs/an-office");
  EXPECT_EQ(task.subject(), "projects/returned");
  EXPECT_EQ(task.fiscal_year(), 2022);
  EXPECT_EQ(task.due_date(), "2023-03-31");
  EXPECT_EQ(task.returned(), 3);
  EXPECT_EQ(task.since().seconds(), 5);
}

TEST_F(WorkListsTest, AProjectIsMissingUntilAFormOfItWasSubmitted) {
  for (const char* id : {"none-at-all", "in-draft", "handed-in", "amended", "other-year"}) {
    ASSERT_TRUE(CreateProject(ProjectOf(id)).ok());
  }
  PutForm("in-draft", Evaluation::DRAFT);
  PutForm("handed-in", Evaluation::SUBMITTED);
  PutForm("other-year", Evaluation::SUBMITTED, [](store::Header* form) { form->fiscal_year = 2021; });
  PutForm("targets/amended", Target::DRAFT, [](store::Header* form) { form->in_force_rev = 1; });
  EXPECT_THAT(Missing({}, "preparer"),
              ElementsAre("projects/none-at-all", "projects/in-draft evaluations/in-draft DRAFT", "projects/amended",
                          "projects/other-year"));
  heng::v1::ListMissingFormsRequest targets;
  targets.set_form_type(heng::v1::TARGET);
  targets.set_page_size(2);
  EXPECT_THAT(Missing(targets, "preparer"),
              ElementsAre("projects/none-at-all", "projects/in-draft", "projects/handed-in", "projects/other-year"));
  EXPECT_THAT(Missing({}, "elsewhere"), IsEmpty());
  heng::v1::Project secret = *GetProject("none-at-all");
  secret.set_classified(true);
  ASSERT_TRUE(UpdateProject(secret, {"classified"}).ok());
  EXPECT_EQ(Missing({}, "preparer").size(), 3u);
}

TEST_F(WorkListsTest, HowLateAFormIsCountsFromTheWindowOfTheProjectsOrgWithItsExtension) {
  ASSERT_TRUE(CreateProject(ProjectOf("one")).ok());
  heng::v1::ListMissingFormsRequest late;
  late.set_late(true);
  EXPECT_THAT(Missing({}, "preparer"), ElementsAre("projects/one"));
  EXPECT_EQ(last_.due_date(), "");
  EXPECT_THAT(Missing(late, "preparer"), IsEmpty());
  heng::v1::SetFilingWindowRequest window;
  window.mutable_window()->set_org(std::string("orgs/") + testing::kTestRoot);
  window.mutable_window()->set_fiscal_year(2022);
  window.mutable_window()->set_form_type(heng::v1::EVALUATION);
  window.mutable_window()->set_close_date("2023-03-31");
  Access access(core_.writes());
  ASSERT_TRUE(CallOn<heng::v1::FilingWindow>(&access, &Access::SetFilingWindow, window, testing::kTester).ok());
  EXPECT_THAT(Missing(late, "preparer"), ElementsAre("projects/one"));
  EXPECT_EQ(last_.due_date(), "2023-03-31");
  const int32_t days = last_.days_late();
  EXPECT_GT(days, 365);
  heng::v1::SetFilingExtensionRequest extension;
  extension.mutable_extension()->set_org("orgs/an-office");
  extension.mutable_extension()->set_fiscal_year(2022);
  extension.mutable_extension()->set_form_type(heng::v1::EVALUATION);
  extension.mutable_extension()->set_until("2023-04-10");
  extension.mutable_extension()->set_reason("停电");
  ASSERT_TRUE(
      CallOn<heng::v1::FilingExtension>(&access, &Access::SetFilingExtension, extension, testing::kTester).ok());
  EXPECT_THAT(Missing(late, "preparer"), ElementsAre("projects/one"));
  EXPECT_EQ(last_.due_date(), "2023-04-10");
  EXPECT_NEAR(last_.days_late(), days - 10, 1);  // a day may have passed
  extension.mutable_extension()->set_until("2099-04-10");
  ASSERT_TRUE(
      CallOn<heng::v1::FilingExtension>(&access, &Access::SetFilingExtension, extension, testing::kTester).ok());
  EXPECT_THAT(Missing(late, "preparer"), IsEmpty());
}

}  // namespace
}  // namespace heng::core
