// Two people at one form, and one submission sent again and again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/conformance/api/office.h"

namespace heng::conformance {
namespace {

using heng::v1::Evaluation;
using heng::v1::Target;
using ::testing::HasSubstr;

heng::v1::UpdateEvaluationRequest NewActual(const Evaluation& form, const std::string& actual) {
  heng::v1::UpdateEvaluationRequest request;
  request.mutable_evaluation()->set_name(form.name());
  request.mutable_evaluation()->set_etag(form.etag());
  auto* const rows = request.mutable_evaluation()->mutable_form()->mutable_indicators();
  *rows = form.form().indicators();
  rows->Mutable(0)->set_actual(actual);
  request.mutable_update_mask()->add_paths("form.indicators");
  return request;
}

void ExpectConflict(const Error& error, const std::string& by, const std::string& field) {
  ExpectError(error, grpc::StatusCode::ABORTED, "ETAG_MISMATCH");
  EXPECT_EQ(error.metadata.at("changed_by"), by);
  EXPECT_THAT(error.metadata.at("changed_fields"), HasSubstr(field));
  for (const std::string& text : {error.message, error.chinese}) {
    EXPECT_THAT(text, HasSubstr(by));
    EXPECT_THAT(text, HasSubstr(field));
  }
  EXPECT_THAT(error.message, HasSubstr("Nothing was overwritten"));
  EXPECT_THAT(error.chinese, HasSubstr("没有覆盖任何内容"));
}

TEST(Conflict, TheSecondEditorIsToldWhoChangedWhatAndOverwritesNothing) {
  const Office office;
  const Evaluation draft = office.Draft();
  const auto first =
      office.Must<Evaluation>("preparer2", "EvaluationService/UpdateEvaluation", NewActual(draft, "1300卷"));
  const auto second =
      office.As<Evaluation>("preparer", "EvaluationService/UpdateEvaluation", NewActual(draft, "1400卷"));
  ExpectConflict(second.error(), office.PrincipalOf("preparer2"), "indicators[r1].actual");
  EXPECT_EQ(second.error().metadata.at("etag"), "2");
  EXPECT_TRUE(SameBytes(office.Read("preparer2", draft), first));
}

TEST(Conflict, AnActionOnWhatChangedMeanwhileIsNotDone) {
  const Office office;
  const Evaluation form = office.Submit("preparer", office.Draft());
  const Evaluation back = office.Do("preparer", "WithdrawEvaluation", form);
  const Error error = office.Refused("reviewer", "ApproveEvaluation", form);
  ExpectConflict(error, office.PrincipalOf("preparer"), "");
  EXPECT_THAT(error.message, HasSubstr("evaluation.withdraw"));
  EXPECT_TRUE(SameBytes(office.Read("preparer", form), back));
}

TEST(Conflict, TheSameForTargets) {
  const Office office;
  const Target draft = office.TargetDraft();
  heng::v1::UpdateTargetRequest request;
  request.mutable_target()->set_name(draft.name());
  request.mutable_target()->set_etag(draft.etag());
  request.mutable_target()->mutable_form()->set_annual_goal("改过的目标");
  request.mutable_update_mask()->add_paths("form.annual_goal");
  const auto first = office.Must<Target>("preparer2", "TargetService/UpdateTarget", request);
  request.mutable_target()->mutable_form()->set_annual_goal("另一个目标");
  const auto second = office.As<Target>("preparer", "TargetService/UpdateTarget", request);
  ExpectConflict(second.error(), office.PrincipalOf("preparer2"), "annualGoal");
  EXPECT_EQ(office.Read("preparer", draft).form().annual_goal(), "改过的目标");
}

// Of all who change one state of a form at once, one does.
TEST(Conflict, OneOfTenEditorsAtOnceWins) {
  const Office office;
  const Evaluation draft = office.Draft();
  std::vector<Answer<Evaluation>> answers(10);
  std::vector<std::thread> editors;
  for (size_t i = 0; i < answers.size(); ++i) {
    editors.emplace_back([&, i] {
      answers[i] = office.As<Evaluation>("preparer", "EvaluationService/UpdateEvaluation",
                                         NewActual(draft, std::to_string(1300 + i) + "卷"));
    });
  }
  for (auto& editor : editors) editor.join();
  int done = 0;
  for (const auto& answer : answers) {
    if (answer.ok()) {
      ++done;
      EXPECT_TRUE(SameBytes(office.Read("preparer", draft), answer.message));
    } else {
      EXPECT_EQ(answer.error().reason, "ETAG_MISMATCH");
    }
  }
  EXPECT_EQ(done, 1);
}

TEST(Conflict, TenTimesTheSameSubmissionAtOnceIsOneWithOneEvent) {
  const Office office;
  const Evaluation draft = office.Draft();
  heng::v1::SubmitEvaluationRequest request;
  request.mutable_evaluation()->set_name(draft.name());
  request.mutable_evaluation()->set_etag(draft.etag());
  request.set_request_id(UniqueId("ten"));
  std::vector<Answer<Evaluation>> answers(10);
  std::vector<std::thread> callers;
  for (auto& answer : answers) {
    callers.emplace_back(
        [&] { answer = office.As<Evaluation>("preparer", "EvaluationService/SubmitEvaluation", request); });
  }
  for (auto& caller : callers) caller.join();
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.error();
    EXPECT_TRUE(SameBytes(answer.message, answers[0].message));
  }
  EXPECT_EQ(answers[0].message.state(), Evaluation::SUBMITTED);
  EXPECT_EQ(answers[0].message.etag(), "2");
  EXPECT_EQ(answers[0].message.review().transitions_size(), 1);
  heng::v1::ListEventsRequest list;
  list.set_resource(draft.name());
  const auto events = Call(list);
  ASSERT_TRUE(events.ok()) << events.error();
  ASSERT_EQ(events.message.events_size(), 2) << "one of the draft, one of its submission";
  EXPECT_EQ(events.message.events(1).action(), "evaluation.submit");
  EXPECT_EQ(events.message.events(1).request_id(), request.request_id());
}

}  // namespace
}  // namespace heng::conformance
