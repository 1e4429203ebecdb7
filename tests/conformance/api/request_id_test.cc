// Calls sent twice, and calls that only ask.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"
#include "tests/conformance/api/office.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::CreateEvaluationRequest;
using heng::v1::DiscardEvaluationRequest;
using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::SubmitEvaluationRequest;
using heng::v1::UpdateEvaluationRequest;

CreateEvaluationRequest CreateOf(const FormContent& form) {
  CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = form;
  return request;
}

UpdateEvaluationRequest RetitleOf(const Evaluation& draft, const std::string& title) {
  UpdateEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  request.mutable_evaluation()->mutable_form()->set_title(title);
  request.mutable_update_mask()->add_paths("form.title");
  return request;
}

SubmitEvaluationRequest SubmitOf(const Evaluation& draft) {
  SubmitEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  return request;
}

DiscardEvaluationRequest DiscardOf(const Evaluation& draft) {
  DiscardEvaluationRequest request;
  request.set_name(draft.name());
  request.set_etag(draft.etag());
  return request;
}

// How many forms the org of `form` has, discarded ones left out.
int CountOf(const FormContent& form) {
  heng::v1::ListEvaluationsRequest list;
  list.set_org(form.org());
  const auto answer = Call(list);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message.evaluations_size();
}

template <typename Request>
Evaluation Succeed(const Request& request) {
  auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message;
}

TEST(RequestId, ARepeatedCreateAnswersTheSameAndMakesNothing) {
  auto request = CreateOf(SmallForm());
  request.set_request_id(UniqueId("r"));
  const Evaluation first = Succeed(request);
  EXPECT_TRUE(SameBytes(Succeed(request), first));
  EXPECT_EQ(CountOf(first.form()), 1);
}

// The replay shows what the call did, not what came of the form later.
TEST(RequestId, EveryCallIsReplayedAsItWasAlsoAfterLaterChanges) {
  auto create = CreateOf(SmallForm());
  create.set_request_id(UniqueId("r"));
  const Evaluation created = Succeed(create);
  auto update = RetitleOf(created, "第一次");
  update.set_request_id(UniqueId("r"));
  const Evaluation updated = Succeed(update);
  auto again = RetitleOf(updated, "第二次");
  const Evaluation later = Succeed(again);
  auto submit = SubmitOf(later);
  submit.set_request_id(UniqueId("r"));
  const Evaluation submitted = Succeed(submit);

  EXPECT_TRUE(SameBytes(Succeed(create), created));
  EXPECT_TRUE(SameBytes(Succeed(update), updated));
  EXPECT_TRUE(SameBytes(Succeed(submit), submitted));
  EXPECT_TRUE(SameBytes(Get(created.name()), submitted));
}

// The same of actions: each is sent again after all that followed.
TEST(RequestId, EveryActionIsReplayedAsItWasAlsoAfterLaterChanges) {
  const Office office("unit_check: ON acceptance: ON");
  struct Sent {
    std::string caller, method;
    heng::v1::FormActionRequest request;
    Evaluation answer;
  };
  std::vector<Sent> all;
  Evaluation form = office.Draft();
  for (const auto& [caller, action] : {std::pair{"head", "Check"},
                                       {"preparer", "Withdraw"},
                                       {"head", "Check"},
                                       {"preparer", ""},
                                       {"reviewer", "Open"},
                                       {"preparer", "Ask"},
                                       {"reviewer", "Allow"},
                                       {"head", "Check"},
                                       {"preparer", ""},
                                       {"reviewer", "Approve"},
                                       {"finance", "Accept"},
                                       {"head", "Publish"},
                                       {"finance", "Reopen"}}) {
    if (*action == '\0') {
      form = office.Submit(caller, form);
      continue;
    }
    const bool withdrawal = std::string(action) == "Ask" || std::string(action) == "Allow";
    Sent sent{
        caller, "EvaluationService/" + std::string(action) + "Evaluation" + (withdrawal ? "Withdrawal" : ""), {}, {}};
    sent.request.set_name(form.name());
    sent.request.set_etag(form.etag());
    sent.request.set_reason("因故");
    sent.request.set_request_id(UniqueId("r"));
    form = sent.answer = office.Must<Evaluation>(caller, sent.method, sent.request);
    all.push_back(std::move(sent));
  }
  for (const Sent& sent : all) {
    SCOPED_TRACE(sent.method);
    const auto again = office.Must<Evaluation>(sent.caller, sent.method, sent.request);
    EXPECT_EQ(again.state(), sent.answer.state());
    EXPECT_EQ(again.etag(), sent.answer.etag());
    EXPECT_TRUE(SameBytes(again.review(), sent.answer.review()));
    EXPECT_TRUE(SameBytes(again.form(), sent.answer.form()));
    EXPECT_EQ(again.update_time().nanos(), sent.answer.update_time().nanos());
  }
  EXPECT_TRUE(SameBytes(office.Read("finance", form), form)) << "nothing was done again";
}

// Whose total it is, is told with the total.
TEST(RequestId, AReplayedRecheckTellsTheScoreOfTheRecheck) {
  const Office office;
  const Evaluation form = office.Submit("preparer", office.Draft());
  auto recheck = Parsed<heng::v1::RecheckEvaluationRequest>(
      "conclusion: ADJUST reason: '佐证不足' rows { row_id: 'r1' score: '8' reason: '台账不全' }");
  recheck.set_name(form.name());
  recheck.set_etag(form.etag());
  recheck.set_request_id(UniqueId("r"));
  const auto first = office.Must<Evaluation>("reviewer", "EvaluationService/RecheckEvaluation", recheck);
  office.Do("reviewer", "ApproveEvaluation", first);
  const auto again = office.Must<Evaluation>("reviewer", "EvaluationService/RecheckEvaluation", recheck);
  EXPECT_EQ(again.state(), first.state());
  EXPECT_EQ(again.summary().score_source(), first.summary().score_source());
  EXPECT_EQ(again.summary().total(), first.summary().total());
  EXPECT_EQ(again.summary().grade(), first.summary().grade());
}

TEST(RequestId, ABatchSentAgainAnswersTheSameAlsoAfterLaterChanges) {
  const Office office;
  heng::v1::BatchFormActionRequest batch;
  std::vector<Evaluation> forms;
  for (int i = 0; i < 3; ++i) {
    forms.push_back(office.Submit("preparer", office.Draft()));
    batch.add_requests()->set_name(forms.back().name());
    batch.mutable_requests(i)->set_etag(i == 1 ? "77" : forms.back().etag());
  }
  batch.set_request_id(UniqueId("b"));
  constexpr char kMethod[] = "EvaluationService/BatchApproveEvaluations";
  const auto first = office.Must<heng::v1::BatchFormActionResponse>("reviewer", kMethod, batch);
  ASSERT_EQ(first.results_size(), 3);
  EXPECT_EQ(first.results(0).state(), "APPROVED");
  EXPECT_EQ(first.results(1).code(), "ABORTED");
  EXPECT_EQ(first.results(1).reason(), "ETAG_MISMATCH");
  EXPECT_NE(first.results(1).message().zh(), "");
  EXPECT_EQ(first.results(2).state(), "APPROVED");
  office.Do("head", "PublishEvaluation", office.Read("head", forms[0]));
  EXPECT_TRUE(SameBytes(office.Must<heng::v1::BatchFormActionResponse>("reviewer", kMethod, batch), first));
  EXPECT_EQ(office.Read("head", forms[0]).state(), Evaluation::PUBLISHED);

  auto other = batch;
  other.mutable_requests(0)->set_reason("另一内容");
  const auto reused = office.Must<heng::v1::BatchFormActionResponse>("reviewer", kMethod, other);
  EXPECT_EQ(reused.results(0).reason(), "REQUEST_ID_REUSED");
  batch.set_request_id(std::string(61, 'b'));
  ExpectInvalidField(office.As<heng::v1::BatchFormActionResponse>("reviewer", kMethod, batch).error(), "requestId");
}

TEST(RequestId, ARepeatedDiscardAnswersTheSameAlsoWhenTheKeyIsTakenAgain) {
  const Evaluation draft = Succeed(CreateOf(SmallForm()));
  auto discard = DiscardOf(draft);
  discard.set_request_id(UniqueId("r"));
  const Evaluation discarded = Succeed(discard);
  Succeed(CreateOf(draft.form()));
  EXPECT_TRUE(SameBytes(Succeed(discard), discarded));
}

TEST(RequestId, AnotherBodyUnderAUsedIdIsRefused) {
  auto request = CreateOf(SmallForm());
  request.set_request_id(UniqueId("r"));
  const Evaluation first = Succeed(request);
  auto other = CreateOf(SmallForm());
  other.set_request_id(request.request_id());
  const auto refused = Call(other);
  ExpectError(refused.error(), StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED");
  EXPECT_EQ(refused.error().metadata["request_id"], request.request_id());
  EXPECT_EQ(CountOf(other.evaluation().form()), 0);
  EXPECT_TRUE(SameBytes(Get(first.name()), first));
}

TEST(RequestId, OneIdMayBeUsedOncePerMethod) {
  auto create = CreateOf(SmallForm());
  create.set_request_id(UniqueId("r"));
  const Evaluation created = Succeed(create);
  auto submit = SubmitOf(created);
  submit.set_request_id(create.request_id());
  EXPECT_EQ(Succeed(submit).state(), Evaluation::SUBMITTED);
}

TEST(RequestId, FailedCallsAreNotRemembered) {
  Evaluation draft = Succeed(CreateOf(SmallForm()));
  auto submit = SubmitOf(draft);
  submit.mutable_evaluation()->set_etag("2");
  submit.set_request_id(UniqueId("r"));
  ExpectError(Call(submit).error(), StatusCode::ABORTED, "ETAG_MISMATCH");
  Succeed(RetitleOf(draft, "现在是第二版"));
  EXPECT_EQ(Succeed(submit).state(), Evaluation::SUBMITTED) << "the same request succeeds once it can";
}

TEST(RequestId, AFailedIdIsFreeForAnotherBody) {
  const Evaluation draft = Succeed(CreateOf(SmallForm()));
  auto taken = CreateOf(draft.form());
  taken.set_request_id(UniqueId("r"));
  ExpectError(Call(taken).error(), StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN");
  auto other = CreateOf(SmallForm());
  other.set_request_id(taken.request_id());
  Succeed(other);
}

TEST(RequestId, TenTimesTheSameSubmissionAtOnceIsOne) {
  SubmitEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = SmallForm();
  request.set_request_id(UniqueId("r"));
  std::vector<Answer<Evaluation>> answers(10);
  std::vector<std::thread> callers;
  Register(request.evaluation().form());
  for (auto& answer : answers) callers.emplace_back([&] { answer = Call(request); });
  for (auto& caller : callers) caller.join();
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.error();
    EXPECT_TRUE(SameBytes(answer.message, answers[0].message));
  }
  EXPECT_EQ(answers[0].message.etag(), "1");
  EXPECT_EQ(CountOf(request.evaluation().form()), 1);
}

TEST(RequestId, AnIdThatIsNoneIsNamed) {
  auto request = CreateOf(SmallForm());
  for (const std::string& id : {std::string("a b"), std::string("请求"), std::string(65, 'a'), std::string("a/b")}) {
    request.set_request_id(id);
    ExpectInvalidField(Call(request).error(), "requestId");
  }
  request.set_request_id(UniqueId("Az09._:-") + std::string(64, 'x'));
  request.mutable_request_id()->resize(64);
  Succeed(request);
}

TEST(ValidateOnly, DecidesAsTheCallWouldAndWritesNothing) {
  auto create = CreateOf(SmallForm());
  create.set_validate_only(true);
  const Evaluation would_be = Succeed(create);
  EXPECT_EQ(would_be.etag(), "1");
  EXPECT_EQ(would_be.score().total(), "99");
  EXPECT_EQ(CountOf(would_be.form()), 0);
  heng::v1::GetEvaluationRequest get;
  get.set_name(would_be.name());
  ExpectError(Call(get).error(), StatusCode::NOT_FOUND, "EVALUATION_NOT_FOUND");

  const Evaluation draft = Succeed(CreateOf(SmallForm()));
  auto update = RetitleOf(draft, "只是问问");
  update.set_validate_only(true);
  EXPECT_EQ(Succeed(update).form().title(), "只是问问");
  auto submit = SubmitOf(draft);
  submit.set_validate_only(true);
  EXPECT_EQ(Succeed(submit).state(), Evaluation::SUBMITTED);
  auto discard = DiscardOf(draft);
  discard.set_validate_only(true);
  EXPECT_EQ(Succeed(discard).state(), Evaluation::DISCARDED);
  EXPECT_TRUE(SameBytes(Get(draft.name()), draft));
}

TEST(ValidateOnly, ReportsTheErrorsTheCallWouldReport) {
  const Evaluation draft = Succeed(CreateOf(FormWithWrongWeights()));
  auto submit = SubmitOf(draft);
  submit.set_validate_only(true);
  ExpectError(Call(submit).error(), StatusCode::FAILED_PRECONDITION, "BLOCKED_BY_FINDINGS");
  auto create = CreateOf(draft.form());
  create.set_validate_only(true);
  ExpectError(Call(create).error(), StatusCode::ALREADY_EXISTS, "FORM_KEY_TAKEN");
  auto discard = DiscardOf(draft);
  discard.set_etag("9");
  discard.set_validate_only(true);
  ExpectError(Call(discard).error(), StatusCode::ABORTED, "ETAG_MISMATCH");
}

TEST(ValidateOnly, ARequestIdIsNotUsedUp) {
  auto request = CreateOf(SmallForm());
  request.set_request_id(UniqueId("r"));
  request.set_validate_only(true);
  Succeed(request);
  request.set_validate_only(false);
  const Evaluation created = Succeed(request);
  EXPECT_TRUE(SameBytes(Get(created.name()), created));
}

}  // namespace
}  // namespace heng::conformance
