// What every gRPC client expects of a server beside its services: health and reflection.
//
// Debian packages neither contract, so the few bytes are written out.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/conformance/api/connection.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kServing[] = "\x08\x01";  // HealthCheckResponse{status: SERVING}

// Field 1 as a string.
std::string ServiceField(const std::string& service) {
  return "\x0a" + std::string(1, static_cast<char>(service.size())) + service;
}

TEST(Server, SaysItIsServing) {
  const auto whole = CallRaw(kHealthCheck, "");
  ASSERT_TRUE(whole.ok()) << whole.error();
  EXPECT_EQ(whole.message, kServing);
  const auto service = CallRaw(kHealthCheck, ServiceField("heng.v1.EvaluationService"));
  ASSERT_TRUE(service.ok()) << service.error();
  EXPECT_EQ(service.message, kServing);
  EXPECT_EQ(CallRaw(kHealthCheck, ServiceField("heng.v1.EventService")).message, kServing);
  EXPECT_EQ(CallRaw(kHealthCheck, ServiceField("heng.v1.Nothing")).status.error_code(), StatusCode::NOT_FOUND);
}

TEST(Server, ReflectionListsTheService) {
  grpc::GenericStub stub(Channel());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  grpc::CompletionQueue queue;
  const auto next = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  auto call = stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  call->StartCall(nullptr);
  ASSERT_TRUE(next());
  const grpc::Slice list_services(std::string("\x3a\x01*"));  // ServerReflectionRequest{list_services: "*"}
  call->Write(grpc::ByteBuffer(&list_services, 1), nullptr);
  ASSERT_TRUE(next());
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  ASSERT_TRUE(next());
  grpc::Slice body;
  ASSERT_TRUE(response.DumpToSingleSlice(&body).ok());
  const std::string bytes(reinterpret_cast<const char*>(body.begin()), body.size());
  EXPECT_THAT(bytes, ::testing::HasSubstr("heng.v1.EvaluationService"));
  EXPECT_THAT(bytes, ::testing::HasSubstr("grpc.health.v1.Health"));
  call->WritesDone(nullptr);
  ASSERT_TRUE(next());
  grpc::Status status;
  call->Finish(&status, nullptr);
  ASSERT_TRUE(next());
  EXPECT_TRUE(status.ok()) << status.error_message();
}

}  // namespace
}  // namespace heng::conformance
