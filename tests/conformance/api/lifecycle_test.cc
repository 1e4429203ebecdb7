// Create, get, submit, discard: the life of one form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::CreateEvaluationRequest;
using heng::v1::DiscardEvaluationRequest;
using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::SubmitEvaluationRequest;

SubmitEvaluationRequest SubmitOf(const Evaluation& draft) {
  SubmitEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  return request;
}

SubmitEvaluationRequest SubmitOf(const FormContent& form) {
  SubmitEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = form;
  return request;
}

DiscardEvaluationRequest DiscardOf(const Evaluation& draft) {
  DiscardEvaluationRequest request;
  request.set_name(draft.name());
  request.set_etag(draft.etag());
  return request;
}

bool MayDo(const Evaluation& evaluation, const std::string& action) {
  for (const auto& allowed : evaluation.allowed_actions()) {
    if (allowed.action() != action) continue;
    EXPECT_EQ(allowed.reason().zh().empty(), allowed.allowed()) << "a refusal says why";
    return allowed.allowed();
  }
  ADD_FAILURE() << "nothing is said about " << action;
  return false;
}

TEST(Lifecycle, ADraftIsScoredAndKeptWordForWord) {
  CreateEvaluationRequest request;
  request.mutable_evaluation()->set_name("evaluations/" + UniqueId("draft"));
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  request.mutable_evaluation()->mutable_contacts()->set_preparer("张三");
  const auto created = Call(request);
  ASSERT_TRUE(created.ok()) << created.error();
  const Evaluation& draft = created.message;
  EXPECT_EQ(draft.name(), request.evaluation().name());
  EXPECT_EQ(draft.state(), Evaluation::DRAFT);
  EXPECT_EQ(draft.etag(), "1");
  EXPECT_TRUE(draft.has_create_time());
  EXPECT_FALSE(draft.has_submit_time());
  EXPECT_EQ(draft.policy().name(), "policies/shanxi-2022@1");
  EXPECT_EQ(draft.policy().content_sha256().size(), 64u);
  EXPECT_TRUE(SameBytes(draft.form(), request.evaluation().form()));
  EXPECT_EQ(draft.contacts().preparer(), "张三");
  EXPECT_EQ(draft.score().total(), "99");
  EXPECT_TRUE(MayDo(draft, "update"));
  EXPECT_TRUE(MayDo(draft, "submit"));
  EXPECT_TRUE(MayDo(draft, "discard"));
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
}

TEST(Lifecycle, TheSummarySaysWhatListsShow) {
  const FormContent form = SmallForm();
  const Evaluation draft = CreateDraft(form);
  const auto& summary = draft.summary();
  EXPECT_EQ(summary.subject(), form.subject());
  EXPECT_EQ(summary.subject_kind(), heng::v1::PROJECT);
  EXPECT_EQ(summary.org(), form.org());
  EXPECT_EQ(summary.fiscal_year(), 2022);
  EXPECT_EQ(summary.project_name(), form.project_name());
  EXPECT_EQ(summary.total(), "99.00");
  EXPECT_EQ(summary.grade(), heng::v1::EXCELLENT);
  EXPECT_EQ(summary.execution_score(), "9.00");
  EXPECT_EQ(summary.execution_rate(), "90.00");
  EXPECT_EQ(summary.annual_budget(), "200000.00");
  EXPECT_EQ(summary.executed(), "180000.00");
  EXPECT_EQ(summary.error_count(), 0);
}

TEST(Lifecycle, AFormWithoutANameGetsOneOfItsOwn) {
  const Evaluation one = CreateDraft(SmallForm());
  const Evaluation other = CreateDraft(SmallForm());
  EXPECT_THAT(one.name(), ::testing::MatchesRegex("evaluations/[a-z][a-z0-9-]{2,62}"));
  EXPECT_NE(one.name(), other.name());
}

TEST(Lifecycle, ADraftWithErrorsIsKept) {
  const Evaluation draft = CreateDraft(FormWithWrongWeights());
  EXPECT_EQ(draft.state(), Evaluation::DRAFT);
  EXPECT_EQ(draft.summary().error_count(), 1);
}

TEST(Lifecycle, SubmittingADraftMakesItFinal) {
  const Evaluation draft = CreateDraft(SmallForm());
  const auto submitted = Call(SubmitOf(draft));
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  EXPECT_EQ(submitted.message.state(), Evaluation::SUBMITTED);
  EXPECT_EQ(submitted.message.etag(), "2");
  EXPECT_TRUE(submitted.message.has_submit_time());
  EXPECT_TRUE(SameBytes(submitted.message.form(), draft.form()));
  EXPECT_TRUE(SameBytes(submitted.message.create_time(), draft.create_time()));
  EXPECT_FALSE(MayDo(submitted.message, "update"));
  EXPECT_FALSE(MayDo(submitted.message, "submit"));
  EXPECT_FALSE(MayDo(submitted.message, "discard"));
  EXPECT_TRUE(SameBytes(Get(draft.name()), submitted.message));
}

TEST(Lifecycle, AWholeFormIsSubmittedInOneCall) {
  const FormContent form = SmallForm();
  const auto submitted = Call(SubmitOf(form));
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  EXPECT_EQ(submitted.message.state(), Evaluation::SUBMITTED);
  EXPECT_EQ(submitted.message.etag(), "1");
  EXPECT_TRUE(SameBytes(submitted.message.form(), form));
  EXPECT_TRUE(SameBytes(Get(submitted.message.name()), submitted.message));
}

TEST(Lifecycle, ASubmittedFormReplacesTheDraftOfItsKey) {
  FormContent form = SmallForm();
  const Evaluation draft = CreateDraft(form);
  form.set_project_name("改过的名称");
  const auto submitted = Call(SubmitOf(form));  // no name: the key says which draft is meant
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  EXPECT_EQ(submitted.message.name(), draft.name());
  EXPECT_EQ(submitted.message.etag(), "2");
  EXPECT_EQ(submitted.message.summary().project_name(), "改过的名称");
}

TEST(Lifecycle, ASubmittedFormWithANameReplacesThatDraft) {
  FormContent form = SmallForm();
  const Evaluation draft = CreateDraft(form);
  auto request = SubmitOf(form);
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag("7");
  auto refused = Call(request);
  ExpectError(refused.error(), StatusCode::ABORTED, "ETAG_MISMATCH");
  request.mutable_evaluation()->set_etag(draft.etag());
  const auto submitted = Call(request);
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  EXPECT_EQ(submitted.message.name(), draft.name());
  EXPECT_EQ(submitted.message.etag(), "2");
}

TEST(Lifecycle, AFormIsScoredUnderThePolicyInForce) {
  CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  request.set_policy("policies/mof-2020");
  ExpectError(Call(request).error(), grpc::StatusCode::FAILED_PRECONDITION, "POLICY_NOT_IN_FORCE");
  request.clear_policy();
  const auto draft = Call(request);
  ASSERT_TRUE(draft.ok()) << draft.error();
  EXPECT_EQ(draft.message.policy().name(), "policies/shanxi-2022@1");
  auto with_form = SubmitOf(SmallForm());
  with_form.set_policy("policies/mof-2020@1");
  ExpectError(Call(with_form).error(), grpc::StatusCode::FAILED_PRECONDITION, "POLICY_NOT_IN_FORCE");
  const auto submitted = Call(SubmitOf(draft.message));
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  EXPECT_EQ(submitted.message.policy().name(), "policies/shanxi-2022@1");
}

TEST(Lifecycle, ErrorsBlockTheSubmissionAndScoringListsThem) {
  const FormContent form = FormWithWrongWeights();
  const Evaluation draft = CreateDraft(form);
  for (const auto& request : {SubmitOf(draft), SubmitOf(form)}) {
    const auto refused = Call(request);
    ExpectError(refused.error(), StatusCode::FAILED_PRECONDITION, "BLOCKED_BY_FINDINGS");
    EXPECT_EQ(refused.error().metadata["errors"], "1");
    EXPECT_EQ(refused.error().metadata["findings"], "weights-not-100");
  }
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft)) << "a blocked submission changes nothing";

  heng::v1::ScoreEvaluationRequest score;
  *score.mutable_form() = form;
  const auto sheet = Call(score);
  ASSERT_TRUE(sheet.ok()) << sheet.error();
  EXPECT_TRUE(SameBytes(sheet.message.score(), draft.score()));
}

TEST(Lifecycle, ADiscardedDraftStaysReadable) {
  const Evaluation draft = CreateDraft(SmallForm());
  const auto discarded = Call(DiscardOf(draft));
  ASSERT_TRUE(discarded.ok()) << discarded.error();
  EXPECT_EQ(discarded.message.state(), Evaluation::DISCARDED);
  EXPECT_EQ(discarded.message.etag(), "2");
  EXPECT_TRUE(SameBytes(discarded.message.form(), draft.form()));
  EXPECT_TRUE(SameBytes(Get(draft.name()), discarded.message));
}

TEST(Lifecycle, OneFormPerSubjectOrgKindAndYear) {
  FormContent form = SmallForm();
  const Evaluation first = CreateDraft(form);
  CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = form;
  const auto refused = Call(request);
  ExpectError(refused.error(), StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN");
  EXPECT_EQ(refused.error().metadata["name"], first.name());

  form.set_fiscal_year(2023);
  CreateDraft(form);
  form.set_org("orgs/" + UniqueId("o"));
  CreateDraft(form);
  form.set_subject("projects/" + UniqueId("p"));
  CreateDraft(form);
}

TEST(Lifecycle, TheKeyOfADiscardedFormIsFreeAgain) {
  const FormContent form = SmallForm();
  const Evaluation first = CreateDraft(form);
  ASSERT_TRUE(Call(DiscardOf(first)).ok());
  const Evaluation second = CreateDraft(form);
  EXPECT_NE(second.name(), first.name());
}

TEST(Lifecycle, ANameIsGivenOnce) {
  CreateEvaluationRequest request;
  request.mutable_evaluation()->set_name("evaluations/" + UniqueId("once"));
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  const auto first = Call(request);
  ASSERT_TRUE(first.ok()) << first.error();
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  ExpectError(Call(request).error(), StatusCode::ALREADY_EXISTS, "EVALUATION_EXISTS");
  ASSERT_TRUE(Call(DiscardOf(first.message)).ok());
  ExpectError(Call(request).error(), StatusCode::ALREADY_EXISTS, "EVALUATION_EXISTS");
}

TEST(Lifecycle, OnlyADraftCanBeChanged) {
  const auto submitted = Call(SubmitOf(SmallForm()));
  ASSERT_TRUE(submitted.ok()) << submitted.error();
  const Evaluation draft = CreateDraft(SmallForm());
  const auto discarded = Call(DiscardOf(draft));
  ASSERT_TRUE(discarded.ok()) << discarded.error();
  for (const Evaluation& form : {submitted.message, discarded.message}) {
    SCOPED_TRACE(Evaluation::State_Name(form.state()));
    heng::v1::UpdateEvaluationRequest update;
    *update.mutable_evaluation() = form;
    const auto updated = Call(update);
    ExpectError(updated.error(), StatusCode::FAILED_PRECONDITION, "WRONG_STATE");
    EXPECT_EQ(updated.error().metadata["state"], Evaluation::State_Name(form.state()));
    ExpectError(Call(SubmitOf(form)).error(), StatusCode::FAILED_PRECONDITION, "WRONG_STATE");
    ExpectError(Call(DiscardOf(form)).error(), StatusCode::FAILED_PRECONDITION, "WRONG_STATE");
    EXPECT_TRUE(SameBytes(Get(form.name()), form));
  }
}

TEST(Lifecycle, SubmitAndDiscardWantTheCurrentEtag) {
  const Evaluation draft = CreateDraft(SmallForm());
  Evaluation other = draft;
  other.set_etag("2");
  for (const Error& error : {Call(SubmitOf(other)).error(), Call(DiscardOf(other)).error()}) {
    ExpectError(error, StatusCode::ABORTED, "ETAG_MISMATCH");
    EXPECT_EQ(error.metadata.at("etag"), "1");
    EXPECT_EQ(error.metadata.at("name"), draft.name());
  }
  other.clear_etag();
  for (const Error& error : {Call(SubmitOf(other)).error(), Call(DiscardOf(other)).error()}) {
    ExpectError(error, StatusCode::INVALID_ARGUMENT, "INVALID_FIELDS");
  }
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
}

}  // namespace
}  // namespace heng::conformance
