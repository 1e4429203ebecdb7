// Server streams as the client reads them: every message once, an end told from a break, silence noticed.
#include "client/cli/stream_call.h"

#include <atomic>
#include <vector>

#include "fake_server.h"

namespace heng::cli {
namespace {

using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;

class FakeEvents final : public heng::v1::EventService::Service {
 public:
  grpc::Status WatchEvents(grpc::ServerContext* context, const WatchEventsRequest* request,
                           grpc::ServerWriter<WatchEventsResponse>* writer) override {
    const auto& metadata = context->client_metadata();
    const auto token = metadata.find("authorization");
    if (token != metadata.end()) authorization = std::string(token->second.data(), token->second.size());
    named = metadata.count("x-request-id") == 1;
    WatchEventsResponse response;
    for (int64_t i = 1; i <= messages; ++i) {
      response.set_sequence(request->after_sequence() + i);
      if (!writer->Write(response)) break;
    }
    while (hang && !context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    return end;
  }

  int64_t messages = 3;
  bool hang = false;
  grpc::Status end;
  std::string authorization;
  bool named = false;
};

struct Fixture : ::testing::Test {
  std::optional<RpcError> Read(const std::function<bool(WatchEventsResponse&)>& take,
                               absl::Duration idle = absl::Seconds(20)) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    const auto server = builder.BuildAndStart();
    Connection connection;
    connection.target = "127.0.0.1:" + std::to_string(port);
    connection.token = testing::MadeUpToken();
    Client client(connection, absl::Seconds(20), "");
    WatchEventsRequest request;
    request.set_after_sequence(10);
    auto error = ReadStream(client, &Events::WatchEvents, request, {.idle = idle}, take);
    server->Shutdown();
    return error;
  }
  bool Keep(const WatchEventsResponse& response) {
    seen.push_back(response.sequence());
    return true;
  }

  FakeEvents service;
  std::vector<int64_t> seen;
};

TEST_F(Fixture, EveryMessageOnceThenTheEnd) {
  service.messages = 500;
  const auto error = Read([this](const auto& message) { return Keep(message); });
  EXPECT_FALSE(error.has_value());
  ASSERT_EQ(seen.size(), 500u);
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int64_t>(11 + i));
  EXPECT_EQ(service.authorization, "Bearer " + testing::MadeUpToken());
  EXPECT_TRUE(service.named);
}

TEST_F(Fixture, WhatCameBeforeABreakIsKept) {
  service.end = testing::RefusedBy(grpc::StatusCode::UNAVAILABLE, "SERVER_STOPPING", "the server is stopping");
  const auto error = Read([this](const auto& message) { return Keep(message); });
  EXPECT_EQ(seen, (std::vector<int64_t>{11, 12, 13}));
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->reason, "SERVER_STOPPING");
  EXPECT_TRUE(MayGoOn(*error));
}

TEST_F(Fixture, EnoughEndsItWithoutAnError) {
  service.hang = true;
  const auto error = Read([this](const auto& message) { return Keep(message) && seen.size() < 2; });
  EXPECT_FALSE(error.has_value());
  EXPECT_EQ(seen, (std::vector<int64_t>{11, 12}));
}

TEST_F(Fixture, SilenceIsAnEndOneGoesOnFrom) {
  service.hang = true;
  const auto error = Read([this](const auto& message) { return Keep(message); }, absl::Milliseconds(300));
  EXPECT_EQ(seen.size(), 3u);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->reason, "SERVER_SILENT");
  EXPECT_TRUE(MayGoOn(*error));
}

TEST_F(Fixture, WhatTheServerCutsOffGoesOnToo) {
  service.end = {grpc::StatusCode::CANCELLED, "Cancelled on the server side"};
  const auto error = Read([this](const auto& message) { return Keep(message); });
  ASSERT_TRUE(error.has_value());
  EXPECT_TRUE(MayGoOn(*error));
}

TEST_F(Fixture, ARefusalIsFinal) {
  service.messages = 0;
  service.end = testing::RefusedBy(grpc::StatusCode::UNAUTHENTICATED, "TOKEN_REVOKED", "revoked");
  const auto error = Read([this](const auto& message) { return Keep(message); });
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->reason, "TOKEN_REVOKED");
  EXPECT_FALSE(MayGoOn(*error));
}

TEST_F(Fixture, NobodyThere) {
  Connection connection;
  connection.target = "127.0.0.1:1";
  Client client(connection, absl::Seconds(5), "");
  const auto error =
      ReadStream(client, &Events::WatchEvents, {}, {.idle = absl::Seconds(5)}, [](const auto&) { return true; });
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(MayGoOn(*error));
}

TEST(Pauses, GrowUntilSomethingComes) {
  Pauses pauses(absl::Milliseconds(300));
  RpcError error;
  EXPECT_TRUE(pauses.Wait(error));
  EXPECT_TRUE(pauses.Wait(error));
  EXPECT_EQ(pauses.failed(), 2);
  pauses.Reset();
  EXPECT_EQ(pauses.failed(), 0);
}

}  // namespace
}  // namespace heng::cli
