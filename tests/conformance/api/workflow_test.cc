// The life of an evaluation, as those who have to do with it see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/api/office.h"

namespace heng::conformance {
namespace {

using heng::v1::Evaluation;
using heng::v1::RecheckEvaluationRequest;
using ::testing::HasSubstr;

RecheckEvaluationRequest AdjustmentOf(const Evaluation& form, const std::string& score) {
  RecheckEvaluationRequest request;
  request.set_name(form.name());
  request.set_etag(form.etag());
  request.set_conclusion(heng::v1::Recheck::ADJUST);
  request.set_reason("佐证不足");
  auto* const row = request.add_rows();
  row->set_row_id("r1");
  row->set_score(score);
  row->set_reason("台账不全");
  return request;
}

RecheckEvaluationRequest Concluding(const Evaluation& form, heng::v1::Recheck::Conclusion conclusion) {
  RecheckEvaluationRequest request;
  request.set_name(form.name());
  request.set_etag(form.etag());
  request.set_conclusion(conclusion);
  request.set_reason("经复核");
  return request;
}

// Draws one of the office's approved forms, and reads it again.
heng::v1::Sample DrawIn(const Office& office) {
  return office.Must<heng::v1::Sample>(
      "finance", "SampleService/DrawSample",
      Parsed<heng::v1::DrawSampleRequest>("sample { org: '" + office.bureau() +
                                          "' fiscal_year: 2022 method: RANDOM size: 1 seed: 's' }"));
}

TEST(Life, FromDraftToPublicationWithEveryStepOfTheOffice) {
  const Office office("unit_check: ON acceptance: ON review_steps: 2");
  Evaluation form = office.Draft();
  ExpectRefusal(office.SubmitRefused("preparer", form), "CHECK_NEEDED", "须先由单位负责人核对",
                "unit head has to check");
  form = office.Do("head", "CheckEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::CHECKED);
  form = office.Submit("preparer", form);
  EXPECT_EQ(form.state(), Evaluation::SUBMITTED);
  EXPECT_TRUE(form.has_submit_time());

  ExpectRefusal(office.Refused("second", "ApproveEvaluation", form), "NOT_YOUR_TURN", office.department() + " 审核",
                "it is the turn of " + office.department());
  form = office.Do("reviewer", "ApproveEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::SUBMITTED);
  EXPECT_EQ(form.summary().review_step(), 1);
  ExpectRefusal(office.Refused("reviewer", "ApproveEvaluation", form), "NOT_YOUR_TURN", office.bureau() + " 审核",
                "it is the turn of " + office.bureau());
  form = office.Do("second", "ApproveEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::APPROVED);
  ExpectRefusal(office.Refused("reviewer", "PublishEvaluation", form), "ACCEPTANCE_NEEDED", "须先由财政部门接收",
                "finance has to accept it");
  form = office.Do("finance", "AcceptEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::ACCEPTED);
  form = office.Do("head", "PublishEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::PUBLISHED);

  std::vector<std::string> steps;
  for (const auto& step : form.review().transitions()) {
    steps.push_back(step.action() + " " + step.from() + ">" + step.to() + " " + step.role());
    EXPECT_TRUE(step.has_time());
    EXPECT_NE(step.policy().content_sha256(), "");
    EXPECT_FALSE(step.own_work());
  }
  EXPECT_THAT(steps,
              ::testing::ElementsAre("check DRAFT>CHECKED unit_head", "submit CHECKED>SUBMITTED preparer",
                                     "approve SUBMITTED>SUBMITTED reviewer", "approve SUBMITTED>APPROVED reviewer",
                                     "accept APPROVED>ACCEPTED finance", "publish ACCEPTED>PUBLISHED unit_head"));
  EXPECT_EQ(form.review().transitions(3).principal(), office.PrincipalOf("second"));
  EXPECT_EQ(form.etag(), "7");
}

TEST(Life, AChangeTakesTheCheckBack) {
  const Office office("unit_check: ON");
  Evaluation form = office.Do("head", "CheckEvaluation", office.Draft());
  form = office.Retitle("preparer", form, "改过");
  EXPECT_EQ(form.state(), Evaluation::DRAFT);
  form = office.Do("head", "CheckEvaluation", form);
  form = office.Do("preparer", "WithdrawEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::DRAFT);
}

TEST(Life, WhatIsReturnedIsAnsweredBeforeItIsFiledAgain) {
  const Office office;
  Evaluation form = office.Submit("preparer", office.Draft());
  heng::v1::ReturnFormRequest request;
  request.set_name(form.name());
  request.set_etag(form.etag());
  ExpectInvalidField(office.As<Evaluation>("reviewer", "EvaluationService/ReturnEvaluation", request).error(),
                     "comments");
  request.add_comments()->set_row_id("no-such-row");
  request.mutable_comments(0)->set_text("数据不符");
  ExpectInvalidField(office.As<Evaluation>("reviewer", "EvaluationService/ReturnEvaluation", request).error(),
                     "comments[0].rowId");

  form = office.Return("reviewer", form, "r2", "数据不符");
  EXPECT_EQ(form.state(), Evaluation::RETURNED);
  EXPECT_EQ(form.summary().returned(), 1);
  EXPECT_EQ(form.summary().open_comments(), 1);
  const auto& comment = form.review().comments(0);
  EXPECT_EQ(comment.row_id(), "r2");
  EXPECT_EQ(comment.author(), office.PrincipalOf("reviewer"));
  EXPECT_EQ(comment.role(), "reviewer");
  EXPECT_EQ(comment.etag(), "2") << "of the form it was made on";
  ExpectRefusal(office.SubmitRefused("preparer", form), "COMMENTS_OPEN", "意见没有答复", "comments wait for an answer");
  form = office.AnswerAll("preparer2", form);
  EXPECT_EQ(form.review().comments(0).answer(), "已改");
  EXPECT_EQ(form.review().comments(0).answered_by(), office.PrincipalOf("preparer2"));
  EXPECT_EQ(form.summary().open_comments(), 0);
  form = office.Submit("preparer", form);
  EXPECT_EQ(form.state(), Evaluation::SUBMITTED);
  EXPECT_EQ(form.review().comments_size(), 1) << "the answer stays";
}

TEST(Life, BackToItsAuthorFreelyUntilItIsOpenedThenWithConsent) {
  const Office office;
  Evaluation form = office.Submit("preparer", office.Draft());
  ExpectRefusal(office.Refused("preparer", "AskEvaluationWithdrawal", form, "填错"), "REVIEW_NOT_BEGUN", "直接撤回",
                "can be withdrawn without asking");
  form = office.Do("preparer", "WithdrawEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::DRAFT);
  form = office.Do("reviewer", "OpenEvaluation", office.Submit("preparer", form));
  EXPECT_TRUE(form.summary().opened());
  ExpectRefusal(office.Refused("preparer", "WithdrawEvaluation", form), "REVIEW_BEGUN", "申请撤回",
                "ask for it back with a reason");
  ExpectRefusal(office.Refused("reviewer", "AllowEvaluationWithdrawal", form), "NOT_ASKED_BACK", "没有申请撤回",
                "has not asked for it back");
  ExpectInvalidField(office.Refused("preparer", "AskEvaluationWithdrawal", form), "reason");
  form = office.Do("preparer", "AskEvaluationWithdrawal", form, "金额填错");
  EXPECT_TRUE(form.summary().withdrawal_asked());
  EXPECT_EQ(form.review().transitions(form.review().transitions_size() - 1).reason(), "金额填错");
  form = office.Do("reviewer", "AllowEvaluationWithdrawal", form);
  EXPECT_EQ(form.state(), Evaluation::DRAFT);
  EXPECT_FALSE(form.summary().opened());
  EXPECT_FALSE(form.summary().withdrawal_asked());
}

TEST(Life, TheDepartmentRechecksBeforeItApproves) {
  const Office office;
  Evaluation form = office.Submit("preparer", office.Draft());
  EXPECT_EQ(form.summary().total(), "99.00");
  auto too_much = AdjustmentOf(form, "20.01");
  ExpectInvalidField(office.As<Evaluation>("reviewer", "EvaluationService/RecheckEvaluation", too_much).error(),
                     "rows[0].score");
  form = office.Must<Evaluation>("reviewer", "EvaluationService/RecheckEvaluation", AdjustmentOf(form, "8"));
  EXPECT_EQ(form.state(), Evaluation::SUBMITTED);
  EXPECT_EQ(form.summary().score_source(), heng::v1::DEPARTMENT);
  EXPECT_EQ(form.summary().total(), "87.00");
  EXPECT_EQ(form.score().total(), "99") << "the unit's own stays";
  const auto& recheck = form.review().rechecks(0);
  EXPECT_EQ(recheck.source(), heng::v1::DEPARTMENT);
  EXPECT_EQ(recheck.self_total(), "99");
  EXPECT_EQ(recheck.total(), "87");
  EXPECT_EQ(recheck.rows(0).self_score(), "20");
  EXPECT_EQ(recheck.principal(), office.PrincipalOf("reviewer"));
  form = office.Do("reviewer", "ApproveEvaluation", form);
  form = office.Do("head", "PublishEvaluation", form);
  EXPECT_EQ(form.summary().total(), "87.00") << "what counts is what is published";
}

TEST(Life, FinanceRechecksWhatWasDrawn) {
  const Office office;
  Evaluation form = office.Approved();
  ExpectRefusal(
      office.As<Evaluation>("finance", "EvaluationService/RecheckEvaluation", AdjustmentOf(form, "5")).error(),
      "NOT_DRAWN", "不在抽查样本中", "it is not in a sample");
  const auto sample = DrawIn(office);
  ASSERT_EQ(sample.forms_size(), 1);
  EXPECT_EQ(sample.forms(0).evaluation(), form.name());
  form = office.Read("finance", form);
  EXPECT_TRUE(form.summary().sampled());
  ExpectRefusal(office.Refused("head", "PublishEvaluation", form), "RECHECK_DUE", "复核完成前", "drawn for a recheck");
  auto request = AdjustmentOf(form, "5");
  request.set_sample(sample.name());
  form = office.Must<Evaluation>("finance", "EvaluationService/RecheckEvaluation", request);
  EXPECT_EQ(form.summary().score_source(), heng::v1::FINANCE_BUREAU);
  EXPECT_EQ(form.summary().total(), "84.00");
  EXPECT_TRUE(form.summary().rechecked());
  EXPECT_FALSE(form.summary().sampled());
  EXPECT_EQ(form.review().rechecks(0).sample(), sample.name());
  EXPECT_EQ(office.Do("head", "PublishEvaluation", form).state(), Evaluation::PUBLISHED);
}

TEST(Life, FinanceUpholdsOrSendsBack) {
  const Office office;
  Evaluation upheld = office.Approved();
  DrawIn(office);
  upheld = office.Must<Evaluation>("finance", "EvaluationService/RecheckEvaluation",
                                   Concluding(office.Read("finance", upheld), heng::v1::Recheck::UPHOLD));
  EXPECT_EQ(upheld.state(), Evaluation::APPROVED);
  EXPECT_EQ(upheld.summary().total(), "99.00");
  EXPECT_TRUE(upheld.summary().rechecked());

  Evaluation back = office.Approved();
  DrawIn(office);
  back = office.Must<Evaluation>("finance", "EvaluationService/RecheckEvaluation",
                                 Concluding(office.Read("finance", back), heng::v1::Recheck::SEND_BACK));
  EXPECT_EQ(back.state(), Evaluation::RETURNED);
  EXPECT_EQ(back.summary().returned(), 1);
  EXPECT_EQ(back.summary().open_comments(), 1);
  EXPECT_EQ(back.review().comments(0).text(), "经复核");
  back = office.Submit("preparer", office.AnswerAll("preparer", back));
  EXPECT_FALSE(back.summary().rechecked());
}

TEST(Life, FinanceReopensWhatIsApprovedOrPublished) {
  const Office office;
  Evaluation form = office.Do("head", "PublishEvaluation", office.Approved());
  ExpectInvalidField(office.Refused("finance", "ReopenEvaluation", form), "reason");
  form = office.Do("finance", "ReopenEvaluation", form, "审计发现问题");
  EXPECT_EQ(form.state(), Evaluation::RETURNED);
  EXPECT_EQ(form.review().comments(0).text(), "审计发现问题");
  EXPECT_EQ(form.review().comments(0).role(), "finance");
  ExpectRefusal(office.SubmitRefused("preparer", form), "COMMENTS_OPEN", "答复", "answer");
}

TEST(Life, NobodyApprovesTheirOwnWorkWhereTheOfficeDoesNotAllowIt) {
  const Office office;
  // One person who prepares and reviews.
  heng::v1::AddGrantRequest grant;
  for (const std::string& caller : {std::string("preparer")}) {
    grant.set_principal(office.PrincipalOf(caller));
    grant.mutable_grant()->set_role(heng::v1::REVIEWER);
    grant.mutable_grant()->set_org(office.department());
    office.Must<heng::v1::Principal>("tester", "AccessService/AddGrant", grant);
  }
  Evaluation form = office.Submit("preparer", office.Draft());
  ExpectRefusal(office.Refused("preparer", "ApproveEvaluation", form), "FOUR_EYES", "最后由您本人修改",
                "you edited this form last");
  office.SetRules(office.unit(), "four_eyes: WARN");
  form = office.Do("preparer", "ApproveEvaluation", office.Read("preparer", form));
  EXPECT_EQ(form.state(), Evaluation::APPROVED);
  EXPECT_TRUE(form.review().transitions(form.review().transitions_size() - 1).own_work());
}

TEST(Life, AllowedActionsSayWhatMayBeDoneNowAndWhyNot) {
  const Office office;
  Evaluation form = office.Draft();
  EXPECT_EQ(AllowedOf(form), "update submit waive discard");
  form = office.Submit("preparer", form);
  EXPECT_EQ(AllowedOf(form), "withdraw");
  EXPECT_EQ(AllowedOf(office.Read("reviewer", form)), "open return approve recheck comment");
  EXPECT_EQ(AllowedOf(office.Read("second", form)), "comment");
  const Evaluation of_second = office.Read("second", form);
  for (const auto& action : of_second.allowed_actions()) {
    if (action.action() != "approve") continue;
    EXPECT_THAT(action.reason().zh(), HasSubstr("现在不由您所在的单位审核"));
    EXPECT_THAT(action.reason().en(), HasSubstr("not your office's turn"));
  }
}

TEST(Life, AClassifiedProjectIsNeverPublished) {
  const Office office;
  auto content = SmallForm();
  content.set_org(office.unit());
  content.set_subject(office.NewProject(/*classified=*/true));
  heng::v1::SubmitEvaluationRequest submit;
  *submit.mutable_evaluation()->mutable_form() = content;
  Evaluation form = office.Must<Evaluation>("tester", "EvaluationService/SubmitEvaluation", submit);
  office.SetRules(office.unit(), "four_eyes: WARN");
  // The reviewers without clearance see nothing of it; one with clearance acts for the department.
  ExpectError(office.Refused("reviewer", "ApproveEvaluation", form), grpc::StatusCode::PERMISSION_DENIED,
              "PERMISSION_DENIED");
  heng::v1::AddGrantRequest grant;
  grant.set_principal(office.PrincipalOf("second"));
  grant.mutable_grant()->set_role(heng::v1::REVIEWER);
  grant.mutable_grant()->set_org(office.department());
  grant.mutable_grant()->set_clearance(true);
  office.Must<heng::v1::Principal>("tester", "AccessService/AddGrant", grant);
  form = office.Do("second", "ApproveEvaluation", form);
  EXPECT_EQ(form.state(), Evaluation::APPROVED);
  ExpectRefusal(office.Refused("second", "PublishEvaluation", form), "CLASSIFIED", "涉密项目不公开",
                "classified projects are never published");
}

}  // namespace
}  // namespace heng::conformance
