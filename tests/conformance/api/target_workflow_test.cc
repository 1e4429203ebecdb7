// The life of a target, and what evaluations take from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/api/office.h"

namespace heng::conformance {
namespace {

using heng::v1::Evaluation;
using heng::v1::Target;

Target WithGoal(const Office& office, const Target& form, const std::string& goal) {
  heng::v1::UpdateTargetRequest request;
  request.mutable_target()->set_name(form.name());
  request.mutable_target()->set_etag(form.etag());
  request.mutable_target()->mutable_form()->set_annual_goal(goal);
  request.mutable_update_mask()->add_paths("form.annual_goal");
  return office.Must<Target>("preparer", "TargetService/UpdateTarget", request);
}

Target ApprovedTarget(const Office& office) {
  const Target reviewed = office.Do("reviewer", "ReviewTarget", office.Submit("preparer", office.TargetDraft()));
  return office.Do("finance", "ApproveTarget", reviewed);
}

Target InForce(const Office& office, const Target& form) {
  heng::v1::GetTargetRequest request;
  request.set_name(form.name());
  request.set_in_force(true);
  return office.Must<Target>("preparer", "TargetService/GetTarget", request);
}

TEST(TargetLife, FromDraftToApprovalThroughTwoReviewersAndFinance) {
  const Office office("review_steps: 2");
  Target form = office.Submit("preparer", office.TargetDraft());
  EXPECT_EQ(form.state(), Target::SUBMITTED);
  ExpectRefusal(office.Refused("second", "ReviewTarget", form), "NOT_YOUR_TURN", "审核", "it is the turn of");
  form = office.Do("reviewer", "ReviewTarget", form);
  EXPECT_EQ(form.state(), Target::SUBMITTED);
  EXPECT_EQ(form.summary().review_step(), 1);
  ExpectRefusal(office.Refused("finance", "ApproveTarget", form), "WRONG_STATE", "状态是已提交", "it is SUBMITTED");
  form = office.Do("second", "ReviewTarget", form);
  EXPECT_EQ(form.state(), Target::REVIEWED);
  form = office.Do("finance", "ApproveTarget", form);
  EXPECT_EQ(form.state(), Target::APPROVED);
  EXPECT_EQ(form.in_force_etag(), "2") << "of what was submitted";
  std::string steps;
  for (const auto& step : form.review().transitions()) steps += step.action() + ":" + step.to() + " ";
  EXPECT_EQ(steps, "submit:SUBMITTED review:SUBMITTED review:REVIEWED approve:APPROVED ");
}

TEST(TargetLife, FinanceReturnsWhatTheDepartmentReviewed) {
  const Office office;
  Target form = office.Do("reviewer", "ReviewTarget", office.Submit("preparer", office.TargetDraft()));
  form = office.Return("finance", form, "r1", "目标偏低");
  EXPECT_EQ(form.state(), Target::RETURNED);
  EXPECT_EQ(form.summary().returned(), 1);
  form = office.AnswerAll("preparer", form);
  form = office.Do("reviewer", "ReviewTarget", office.Submit("preparer", form));
  EXPECT_EQ(form.state(), Target::REVIEWED);
}

TEST(TargetLife, BackToItsAuthorFreelyUntilItIsOpenedThenWithConsent) {
  const Office office;
  Target form = office.Do("preparer", "WithdrawTarget", office.Submit("preparer", office.TargetDraft()));
  EXPECT_EQ(form.state(), Target::DRAFT);
  form = office.Do("reviewer", "OpenTarget", office.Submit("preparer", form));
  ExpectRefusal(office.Refused("preparer", "WithdrawTarget", form), "REVIEW_BEGUN", "申请撤回", "ask for it back");
  form = office.Do("preparer", "AskTargetWithdrawal", form, "漏填");
  form = office.Do("reviewer", "AllowTargetWithdrawal", form);
  EXPECT_EQ(form.state(), Target::DRAFT);
}

TEST(TargetLife, WhatIsAmendedStaysInForceUntilTheAmendmentIsApproved) {
  const Office office;
  Target form = ApprovedTarget(office);
  const std::string goal = form.form().annual_goal();
  ExpectInvalidField(office.Refused("preparer", "AmendTarget", form), "reason");
  form = office.Do("preparer", "AmendTarget", form, "预算调减");
  EXPECT_EQ(form.state(), Target::DRAFT);
  EXPECT_NE(form.in_force_etag(), "");
  form = WithGoal(office, form, "整理一半档案");
  EXPECT_EQ(form.form().annual_goal(), "整理一半档案");
  EXPECT_EQ(InForce(office, form).form().annual_goal(), goal);
  form = office.Do("reviewer", "ReviewTarget", office.Submit("preparer", form));
  EXPECT_EQ(InForce(office, form).form().annual_goal(), goal);
  form = office.Do("finance", "ApproveTarget", form);
  EXPECT_EQ(InForce(office, form).form().annual_goal(), "整理一半档案");
}

TEST(TargetLife, AnAmendmentThatIsDiscardedLeavesWhatWasInForce) {
  const Office office;
  const Target approved = ApprovedTarget(office);
  Target form = office.Do("preparer", "AmendTarget", approved, "预算调减");
  form = WithGoal(office, form, "整理一半档案");
  form = office.Do("preparer", "DiscardTarget", form);
  EXPECT_EQ(form.state(), Target::APPROVED);
  EXPECT_EQ(form.form().annual_goal(), approved.form().annual_goal());
  form = office.Read("preparer", form);
  EXPECT_EQ(form.form().annual_goal(), approved.form().annual_goal());
  EXPECT_EQ(InForce(office, form).form().annual_goal(), approved.form().annual_goal());
  // And it can be amended again.
  EXPECT_EQ(office.Do("preparer", "AmendTarget", form, "再调").state(), Target::DRAFT);
}

TEST(TargetLife, NothingIsInForceBeforeTheFirstApproval) {
  const Office office;
  heng::v1::GetTargetRequest request;
  request.set_name(office.TargetDraft().name());
  request.set_in_force(true);
  const auto answer = office.As<Target>("preparer", "TargetService/GetTarget", request);
  ExpectError(answer.error(), grpc::StatusCode::NOT_FOUND, "NOTHING_IN_FORCE");
}

heng::v1::PrefillEvaluationResponse Prefill(const Office& office, const std::string& request) {
  return office.Must<heng::v1::PrefillEvaluationResponse>("preparer", "EvaluationService/PrefillEvaluation",
                                                          Parsed<heng::v1::PrefillEvaluationRequest>(request));
}

TEST(Prefill, FromTheTargetInForceAndTheBudget) {
  const Office office;
  const Target target = ApprovedTarget(office);
  office.ImportBudget(target.form().subject(), "190000.00", "171000.00");
  const auto filled = Prefill(office, "target: '" + target.name() + "'");
  EXPECT_EQ(filled.form().subject(), target.form().subject());
  EXPECT_EQ(filled.form().fiscal_year(), 2022);
  ASSERT_EQ(filled.form().indicators_size(), target.form().indicators_size());
  EXPECT_EQ(filled.form().indicators(0).id(), "r1");
  EXPECT_EQ(filled.form().indicators(0).initial_target(), "≥1200卷");
  EXPECT_EQ(filled.form().funds().total().declared_in_target(), "200000.00");
  EXPECT_EQ(filled.form().funds().total().annual_budget(), "190000.00");
  EXPECT_EQ(filled.form().funds().total().executed(), "171000.00");
  EXPECT_EQ(filled.form().target(), target.name());
  ASSERT_GE(filled.notes_size(), 2);
  EXPECT_THAT(filled.notes(0).zh(), ::testing::HasSubstr("（版本 2）"));
  EXPECT_THAT(filled.notes(0).en(), ::testing::HasSubstr("(revision 2)"));
  // It is a form that can be kept.
  EXPECT_EQ(office.Draft(filled.form()).state(), Evaluation::DRAFT);
}

TEST(Prefill, FromLastYearAndFromNothingButTheBudget) {
  const Office office;
  const Evaluation last = office.Draft();
  const auto next = Prefill(office, "evaluation: '" + last.name() + "'");
  EXPECT_EQ(next.form().fiscal_year(), 2023);
  EXPECT_EQ(next.form().indicators(0).name(), last.form().indicators(0).name());
  EXPECT_FALSE(next.form().indicators(0).has_actual());
  EXPECT_FALSE(next.form().has_claimed_total());

  const std::string project = office.NewProject();
  office.ImportBudget(project, "5000.00", "4000.00");
  const auto bare = Prefill(office, "subject: '" + project + "' org: '" + office.unit() + "' fiscal_year: 2022");
  EXPECT_EQ(bare.form().funds().total().annual_budget(), "5000.00");
  EXPECT_EQ(bare.form().subject_kind(), heng::v1::PROJECT);
}

}  // namespace
}  // namespace heng::conformance
