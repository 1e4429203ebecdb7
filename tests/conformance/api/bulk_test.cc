// ImportEvaluations and SimulatePolicy as streams: what comes twice counts once, whoever sends it and however it ends.
#include <gmock/gmock.h>

#include <memory>
#include <thread>
#include <vector>

#include "heng/v1/policy_service.grpc.pb.h"
#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using heng::v1::EvaluationResult;
using heng::v1::EvaluationService;
using heng::v1::ImportEvaluationsRequest;
using heng::v1::ImportEvaluationsResponse;
using heng::v1::PolicyService;
using heng::v1::SimulatePolicyRequest;
using heng::v1::SimulatePolicyResponse;

void AddToken(grpc::ClientContext* context) { context->AddMetadata("authorization", "Bearer " + Token()); }

// `requests` requests of `rows` forms each, of projects and units of their own.
std::vector<ImportEvaluationsRequest> Batch(int requests, int rows) {
  std::vector<ImportEvaluationsRequest> batch(static_cast<size_t>(requests));
  const std::string id = UniqueId("b").substr(0, 24);
  int line = 0;
  for (ImportEvaluationsRequest& request : batch) {
    request.set_batch(id);
    request.set_submit(true);
    for (int i = 0; i < rows; ++i) {
      auto* const row = request.add_rows();
      row->set_row(std::to_string(++line));
      *row->mutable_evaluation()->mutable_form() = SmallForm();
      Register(row->evaluation().form());
    }
  }
  return batch;
}

// The answers to as many requests as were sent; `read`: how many are waited for before the stream is cut.
std::vector<ImportEvaluationsResponse> Send(const std::vector<ImportEvaluationsRequest>& batch, size_t read) {
  const auto stub = EvaluationService::NewStub(Channel());
  grpc::ClientContext context;
  AddToken(&context);
  const auto stream = stub->ImportEvaluations(&context);
  std::vector<ImportEvaluationsResponse> answers;
  for (const ImportEvaluationsRequest& request : batch) stream->Write(request);
  ImportEvaluationsResponse answer;
  if (read == batch.size()) stream->WritesDone();
  while (answers.size() < read && stream->Read(&answer)) answers.push_back(answer);
  if (read < batch.size()) context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (read == batch.size()) {
    EXPECT_TRUE(status.ok()) << ErrorOf(status);
  }
  return answers;
}

int EventsOf(const std::string& name) {
  heng::v1::ListEventsRequest request;
  request.set_resource(name);
  const auto events = Call(request);
  EXPECT_TRUE(events.ok()) << events.error();
  return events.message.events_size();
}

std::string TextOf(const std::vector<ImportEvaluationsResponse>& answers) {
  std::string text;
  for (const auto& answer : answers) text += answer.SerializeAsString();
  return text;
}

TEST(BulkTest, ABatchThatIsSentAgainIsAnsweredAgain) {
  const auto batch = Batch(3, 4);
  const auto first = Send(batch, 3);
  ASSERT_EQ(first.size(), 3u);
  for (const auto& answer : first) {
    ASSERT_EQ(answer.results_size(), 4);
    for (const EvaluationResult& result : answer.results()) {
      EXPECT_EQ(result.outcome(), EvaluationResult::CREATED) << result.message().en();
      EXPECT_EQ(result.state(), heng::v1::Evaluation::SUBMITTED);
      EXPECT_EQ(result.total(), "99.00");
    }
  }
  EXPECT_EQ(TextOf(Send(batch, 3)), TextOf(first));
  for (const auto& answer : first) {
    for (const EvaluationResult& result : answer.results()) EXPECT_EQ(EventsOf(result.name()), 1);
  }
}

TEST(BulkTest, TwoSendersOfOneBatch) {
  const auto batch = Batch(2, 5);
  std::vector<ImportEvaluationsResponse> one, two;
  std::thread other([&] { two = Send(batch, 2); });
  one = Send(batch, 2);
  other.join();
  ASSERT_EQ(one.size(), 2u);
  EXPECT_EQ(TextOf(one), TextOf(two));
  for (const auto& answer : one) {
    for (const EvaluationResult& result : answer.results()) EXPECT_EQ(EventsOf(result.name()), 1);
  }
}

TEST(BulkTest, AStreamThatIsCutAndSentAgain) {
  const auto batch = Batch(3, 4);
  const auto first = Send(batch, 1);
  ASSERT_EQ(first.size(), 1u);
  const auto again = Send(batch, 3);
  ASSERT_EQ(again.size(), 3u);
  EXPECT_EQ(again[0].SerializeAsString(), first[0].SerializeAsString());
  for (const auto& answer : again) {
    for (const EvaluationResult& result : answer.results()) {
      EXPECT_EQ(result.outcome(), EvaluationResult::CREATED);
      EXPECT_EQ(EventsOf(result.name()), 1);
    }
  }
}

TEST(BulkTest, TheTwinWithoutStreamsIsTheSameMethod) {
  const auto batch = Batch(1, 2);
  const auto streamed = Send(batch, 1);
  ASSERT_EQ(streamed.size(), 1u);
  const auto unary = CallRaw("/heng.v1.EvaluationService/ImportEvaluationBatch", batch[0].SerializeAsString());
  ASSERT_TRUE(unary.ok()) << unary.error();
  EXPECT_EQ(unary.message, streamed[0].SerializeAsString());
}

TEST(BulkTest, ARequestThatIsNoneEndsTheStream) {
  ImportEvaluationsRequest request;
  ExpectInvalidField(CallRaw("/heng.v1.EvaluationService/ImportEvaluationBatch", request.SerializeAsString()).error(),
                     "batch");
  ExpectError(CallRaw("/heng.v1.EvaluationService/ImportEvaluationBatch", "\x12\x7F").error(),
              grpc::StatusCode::INVALID_ARGUMENT, "UNREADABLE_REQUEST");
}

TEST(BulkTest, ASimulationTellsOfEveryFormOnce) {
  const auto answers = Send(Batch(1, 3), 1);
  ASSERT_EQ(answers.size(), 1u);
  const auto stub = PolicyService::NewStub(Channel());
  grpc::ClientContext context;
  AddToken(&context);
  SimulatePolicyRequest request;
  request.set_policy("policies/mof-2020");
  const auto stream = stub->SimulatePolicy(&context, request);
  SimulatePolicyResponse message, last;
  int64_t done = 0;
  while (stream->Read(&message)) {
    EXPECT_FALSE(last.has_result()) << "the result is in the last message";
    EXPECT_GE(message.done(), done);
    EXPECT_LE(message.done(), message.all());
    done = message.done();
    last = message;
  }
  const grpc::Status status = stream->Finish();
  ASSERT_TRUE(status.ok()) << ErrorOf(status);
  ASSERT_TRUE(last.has_result());
  int64_t moved = 0;
  for (const auto& move : last.result().moves()) moved += move.forms();
  EXPECT_EQ(moved, last.result().forms());
  EXPECT_GE(last.result().forms(), 3);
  EXPECT_EQ(last.result().policy(), "policies/mof-2020@1");
}

}  // namespace
}  // namespace heng::conformance
