// Streams of requests that are answered one by one, against a server in this process that breaks them.
#include "client/cli/batch_call.h"

#include <gmock/gmock.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include "heng/v1/budget_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::ImportBudgetsRequest;
using heng::v1::ImportBudgetsResponse;
using ::testing::ElementsAre;
using Stream = grpc::ServerReaderWriter<ImportBudgetsResponse, ImportBudgetsRequest>;

class BreakingServer : public heng::v1::BudgetService::Service {
 public:
  grpc::Status ImportBudgets(grpc::ServerContext* context, Stream* stream) override {
    ++streams;
    ImportBudgetsRequest request;
    for (int i = 0; stream->Read(&request); ++i) {
      if (i == break_behind && streams <= breaks) return {break_with, "broken"};
      while (silent && !context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
      seen.push_back(request.batch());
      ImportBudgetsResponse response;
      response.add_results()->set_row(request.batch());
      stream->Write(response);
      if (end_early) return grpc::Status::OK;
    }
    return grpc::Status::OK;
  }

  int streams = 0, breaks = 0, break_behind = -1;
  grpc::StatusCode break_with = grpc::StatusCode::UNAVAILABLE;
  bool silent = false, end_early = false;
  std::vector<std::string> seen;
};

class BatchCallTest : public ::testing::Test {
 protected:
  BatchCallTest() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    connection_.target = "127.0.0.1:" + std::to_string(port);
  }
  ~BatchCallTest() override { server_->Shutdown(std::chrono::system_clock::now()); }

  // Sends `count` requests; "OK", or the code it failed with.
  std::string Send(int count, absl::Duration timeout = absl::Seconds(20), int stop_behind = -1) {
    Client client(connection_, timeout, "");
    int next = 0;
    BatchSteps<ImportBudgetsRequest, ImportBudgetsResponse> steps;
    steps.next = [&](ImportBudgetsRequest* request) {
      if (next == count) return false;
      request->set_batch(std::to_string(next++));
      return true;
    };
    steps.answered = [&](const ImportBudgetsRequest& request, ImportBudgetsResponse* response) {
      EXPECT_EQ(response->results(0).row(), request.batch());
      answered_.push_back(request.batch());
      return static_cast<int>(answered_.size()) != stop_behind;
    };
    const auto error = CallBatches(&client, &Budgets::ImportBudgets, steps);
    return error ? CodeName(error->code) : "OK";
  }

  std::vector<std::string> Numbers(int count) {
    std::vector<std::string> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(std::to_string(i));
    return numbers;
  }

  BreakingServer service_;
  std::unique_ptr<grpc::Server> server_;
  Connection connection_;
  std::vector<std::string> answered_;
};

TEST_F(BatchCallTest, EveryRequestIsAnsweredOnceAndInOrder) {
  EXPECT_EQ(Send(50), "OK");
  EXPECT_EQ(answered_, Numbers(50));
  EXPECT_EQ(service_.streams, 1);
}

TEST_F(BatchCallTest, NothingToSendNeedsNoServer) {
  EXPECT_EQ(Send(0), "OK");
  EXPECT_EQ(service_.streams, 0);
}

TEST_F(BatchCallTest, ABrokenStreamGoesOnBehindTheLastAnswer) {
  for (const auto code : {grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    service_.break_with = code;
    service_.streams = 0;
    service_.breaks = 2;
    service_.break_behind = 3;
    answered_.clear();
    EXPECT_EQ(Send(10), "OK");
    EXPECT_EQ(answered_, Numbers(10));
    EXPECT_EQ(service_.streams, 3);
  }
}

TEST_F(BatchCallTest, WhatIsWrongForGoodIsNotTriedAgain) {
  service_.break_with = grpc::StatusCode::PERMISSION_DENIED;
  service_.breaks = 1;
  service_.break_behind = 2;
  EXPECT_EQ(Send(10), "PERMISSION_DENIED");
  EXPECT_THAT(answered_, ElementsAre("0", "1"));
  EXPECT_EQ(service_.streams, 1);
}

TEST_F(BatchCallTest, AServerThatFallsSilentIsGivenUp) {
  service_.silent = true;
  EXPECT_EQ(Send(1, absl::Milliseconds(200)), "DEADLINE_EXCEEDED");
  EXPECT_EQ(service_.streams, 1);
}

TEST_F(BatchCallTest, AnEndBeforeEverythingIsAnsweredIsAnError) {
  service_.end_early = true;
  EXPECT_EQ(Send(3), "INTERNAL");
  EXPECT_THAT(answered_, ElementsAre("0"));
}

TEST_F(BatchCallTest, ItStopsWhereItIsToldTo) {
  EXPECT_EQ(Send(100, absl::Seconds(20), 2), "OK");
  EXPECT_THAT(answered_, ElementsAre("0", "1"));
}

}  // namespace
}  // namespace heng::cli
