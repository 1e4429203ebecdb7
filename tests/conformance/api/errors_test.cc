// Every error a caller can provoke, with its reason, its field and both languages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::CreateEvaluationRequest;
using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::GetEvaluationRequest;
using heng::v1::ScoreEvaluationRequest;
using ::testing::HasSubstr;

constexpr char kService[] = "/heng.v1.EvaluationService/";

// The error of scoring `form`; creating and submitting it must say the same.
Error ErrorOfForm(const FormContent& form) {
  ScoreEvaluationRequest score;
  *score.mutable_form() = form;
  CreateEvaluationRequest create;
  *create.mutable_evaluation()->mutable_form() = form;
  heng::v1::SubmitEvaluationRequest submit;
  *submit.mutable_evaluation()->mutable_form() = form;
  const Error scored = Call(score).error();
  for (const Error& other : {Call(create).error(), Call(submit).error()}) {
    EXPECT_EQ(other.code, scored.code) << other;
    EXPECT_EQ(other.reason, scored.reason) << other;
    EXPECT_EQ(other.fields, scored.fields) << other;
  }
  return scored;
}

TEST(Errors, AWeightBelowZeroIsNamedWithItsRow) {
  FormContent form = SmallForm();
  form.mutable_indicators(2)->set_weight("-1");
  const Error error = ErrorOfForm(form);
  ExpectInvalidField(error, "form.indicators[2].weight");
  EXPECT_THAT(error.fields.at("form.indicators[2].weight"), HasSubstr("-1"));
  EXPECT_THAT(error.message, HasSubstr("form.indicators[2].weight"));
  EXPECT_THAT(error.chinese, HasSubstr("form.indicators[2].weight"));
}

TEST(Errors, ANumberThatIsNoneIsNamedWithWhatItSays) {
  for (const char* text : {"abc", "十分", "1e3", "+1", " 1", "1.", "0x10", "NaN", "１０", "10.00001"}) {
    SCOPED_TRACE(text);
    FormContent form = SmallForm();
    form.mutable_indicators(0)->set_weight(text);
    const Error error = ErrorOfForm(form);
    ExpectInvalidField(error, "form.indicators[0].weight");
    EXPECT_THAT(error.fields.at("form.indicators[0].weight"), HasSubstr(text));
  }
}

TEST(Errors, AllMistakesComeAtOnce) {
  FormContent form = SmallForm();
  form.clear_org();
  form.set_subject("an-office");
  form.set_fiscal_year(22);
  form.set_subject_kind(heng::v1::SUBJECT_KIND_UNSPECIFIED);
  form.mutable_funds()->mutable_total()->set_executed("1.234");
  form.mutable_indicators(1)->set_id(form.indicators(0).id());
  form.set_claimed_total("much");
  const Error error = ErrorOfForm(form);
  for (const char* path : {"form.org", "form.subject", "form.fiscalYear", "form.subjectKind",
                           "form.funds.total.executed", "form.indicators[1].id", "form.claimedTotal"}) {
    ExpectInvalidField(error, path);
  }
}

TEST(Errors, ContactsAreCheckedToo) {
  CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  request.mutable_evaluation()->mutable_contacts()->set_phone(std::string(5000, '1'));
  ExpectInvalidField(Call(request).error(), "contacts.phone");
}

TEST(Errors, MoreMistakesThanFitAreCounted) {
  FormContent form = FormWithRows(100);
  for (auto& row : *form.mutable_indicators()) row.set_weight("十分");
  const Error error = ErrorOfForm(form);
  ExpectInvalidField(error, "form.indicators[0].weight");
  EXPECT_EQ(error.fields.count("…"), 1u) << "the rest is not left out silently";
}

TEST(Errors, ACallWithoutAFormSaysWhatIsMissing) {
  ExpectInvalidField(Call(ScoreEvaluationRequest()).error(), "form.subject");
  ExpectInvalidField(Call(CreateEvaluationRequest()).error(), "form.subject");
}

TEST(Errors, ANameThatIsNoneIsRefusedWhereverItStands) {
  for (const std::string& name :
       {std::string(), std::string("evaluations/"), std::string("evaluations/ab"), std::string("evaluations/Abc"),
        std::string("evaluations/1abc"), std::string("evaluations/a/b"), std::string("evaluations/绩效"),
        std::string("orgs/abc"), "evaluations/" + std::string(64, 'a'), "评价" + std::string(1'000'000, 'a'),
        std::string("evaluations/abc' OR '1'='1")}) {
    SCOPED_TRACE(name.substr(0, 80));
    GetEvaluationRequest get;
    get.set_name(name);
    ExpectInvalidField(Call(get).error(), "name");
    heng::v1::UpdateEvaluationRequest update;
    update.mutable_evaluation()->set_name(name);
    update.mutable_evaluation()->set_etag("1");
    ExpectInvalidField(Call(update).error(), "evaluation.name");
    heng::v1::DiscardEvaluationRequest discard;
    discard.set_name(name);
    discard.set_etag("1");
    ExpectInvalidField(Call(discard).error(), "name");
    if (name.empty()) continue;  // the server names a new form then
    CreateEvaluationRequest create;
    *create.mutable_evaluation()->mutable_form() = SmallForm();
    create.mutable_evaluation()->set_name(name);
    ExpectInvalidField(Call(create).error(), "evaluation.name");
  }
}

TEST(Errors, WhatIsNotThereIsNotFound) {
  const std::string name = "evaluations/" + UniqueId("missing");
  GetEvaluationRequest get;
  get.set_name(name);
  heng::v1::UpdateEvaluationRequest update;
  update.mutable_evaluation()->set_name(name);
  update.mutable_evaluation()->set_etag("1");
  heng::v1::SubmitEvaluationRequest submit;
  *submit.mutable_evaluation() = update.evaluation();
  heng::v1::DiscardEvaluationRequest discard;
  discard.set_name(name);
  discard.set_etag("1");
  for (const Error& error : {Call(get).error(), Call(update).error(), Call(submit).error(), Call(discard).error()}) {
    ExpectError(error, StatusCode::NOT_FOUND, "EVALUATION_NOT_FOUND");
    EXPECT_EQ(error.metadata.at("name"), name);
  }
}

TEST(Errors, AnUnknownPolicyIsNamedWithThoseThereAre) {
  for (const std::string& policy : {std::string("policies/none"), std::string("policies/mof-2020@2"),
                                    std::string("国家"), std::string(3'000'000, 'p')}) {
    SCOPED_TRACE(policy.substr(0, 40));
    ScoreEvaluationRequest request;
    *request.mutable_form() = SmallForm();
    request.set_policy(policy);
    const Error error = Call(request).error();
    ExpectError(error, StatusCode::NOT_FOUND, "POLICY_NOT_FOUND");
    EXPECT_THAT(error.message, HasSubstr("policies/shanxi-2022"));
    EXPECT_THAT(error.chinese, HasSubstr("policies/mof-2020"));
  }
}

TEST(Errors, LongValuesOfCallersAreQuotedInValidText) {
  heng::v1::UpdateEvaluationRequest update;
  const Evaluation draft = CreateDraft(SmallForm());
  update.mutable_evaluation()->set_name(draft.name());
  for (int shift = 0; shift < 3; ++shift) {
    std::string text(static_cast<size_t>(shift), 'x');
    for (int i = 0; i < 500; ++i) text += "绩";
    update.mutable_evaluation()->set_etag("1");
    update.mutable_update_mask()->clear_paths();
    update.mutable_update_mask()->add_paths(text);
    ExpectInvalidField(Call(update).error(), "updateMask.paths[0]");
    update.mutable_update_mask()->set_paths(0, "contacts");
    update.mutable_evaluation()->set_etag(text);
    ExpectError(Call(update).error(), StatusCode::ABORTED, "ETAG_MISMATCH");
    GetEvaluationRequest get;
    get.set_name(text);
    ExpectInvalidField(Call(get).error(), "name");
  }
}

TEST(Errors, BytesThatAreNoMessageAreRefused) {
  for (const char* method : {"ScoreEvaluation", "CreateEvaluation", "GetEvaluation", "ListEvaluations",
                             "UpdateEvaluation", "SubmitEvaluation", "DiscardEvaluation"}) {
    SCOPED_TRACE(method);
    for (const std::string& bytes :
         {std::string("\x0a\xff"), std::string("\xff\xff\xff\xff"), std::string(5000, '\x01')}) {
      ExpectError(CallRaw(std::string(kService) + method, bytes).error(), StatusCode::INVALID_ARGUMENT,
                  "UNREADABLE_REQUEST");
    }
  }
}

TEST(Errors, TextThatIsNotUtf8IsRefused) {
  const std::string latin1_name = "evaluations/\xe9\xe8\xe0";
  const std::string get = "\x0a" + std::string(1, static_cast<char>(latin1_name.size())) + latin1_name;
  ExpectError(CallRaw(std::string(kService) + "GetEvaluation", get).error(), StatusCode::INVALID_ARGUMENT,
              "UNREADABLE_REQUEST");

  FormContent form = SmallForm();
  form.set_project_name("REPLACE-ME");
  ScoreEvaluationRequest request;
  *request.mutable_form() = form;
  std::string bytes = request.SerializeAsString();
  bytes.replace(bytes.find("REPLACE-ME"), 10, "\xff\xfe\xc0\x80\xed\xa0\x80\xf5\xf6\xf7");
  ExpectError(CallRaw(std::string(kService) + "ScoreEvaluation", bytes).error(), StatusCode::INVALID_ARGUMENT,
              "UNREADABLE_REQUEST");
}

TEST(Errors, AnEmptyRequestIsAnEmptyMessage) {
  ExpectInvalidField(CallRaw(std::string(kService) + "GetEvaluation", "").error(), "name");
}

TEST(Errors, AnUnknownMethodIsUnimplemented) {
  EXPECT_EQ(CallRaw(std::string(kService) + "DropEverything", "").status.error_code(), StatusCode::UNIMPLEMENTED);
}

TEST(Errors, ACallWhoseDeadlineHasPassedDoesNothing) {
  const auto stub = heng::v1::EvaluationService::NewStub(Channel());
  CreateEvaluationRequest request;
  request.mutable_evaluation()->set_name("evaluations/" + UniqueId("late"));
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() - std::chrono::seconds(1));
  Evaluation answer;
  EXPECT_EQ(stub->CreateEvaluation(&context, request, &answer).error_code(), StatusCode::DEADLINE_EXCEEDED);
  GetEvaluationRequest get;
  get.set_name(request.evaluation().name());
  ExpectError(Call(get).error(), StatusCode::NOT_FOUND, "EVALUATION_NOT_FOUND");
}

// Whether a call that ran out of time was done is unknown to its caller; asked again with its id it is done once.
TEST(Errors, AShortDeadlineAndARetryMakeOneForm) {
  const auto stub = heng::v1::EvaluationService::NewStub(Channel());
  for (int microseconds = 50; microseconds < 12'000; microseconds *= 2) {
    CreateEvaluationRequest request;
    *request.mutable_evaluation()->mutable_form() = SmallForm();
    request.set_request_id(UniqueId("r"));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::microseconds(microseconds));
    Evaluation first;
    const auto status = stub->CreateEvaluation(&context, request, &first);
    const auto second = Call(request);
    ASSERT_TRUE(second.ok()) << second.error();
    EXPECT_EQ(second.message.etag(), "1");
    if (status.ok()) {
      EXPECT_TRUE(SameBytes(first, second.message));
    }
  }
}

}  // namespace
}  // namespace heng::conformance
