#include "service/api/grpc_status.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "service/core/errors.h"

namespace heng::api {
namespace {

TEST(GrpcStatus, OkIsOk) { EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok()); }

TEST(GrpcStatus, CodeMessageAndDetailsComeAcross) {
  const absl::Status status = core::InvalidField("form.org", "未填写", "is missing");
  const grpc::Status sent = ToGrpc(status);
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(sent.error_message(), std::string(status.message()));
  google::rpc::Status expected, received;
  ASSERT_TRUE(core::ReadDetails(status, &expected));
  ASSERT_TRUE(received.ParseFromString(sent.error_details()));
  EXPECT_EQ(received.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(received.code(), static_cast<int>(sent.error_code()));
  EXPECT_EQ(received.details_size(), 3) << "ErrorInfo, LocalizedMessage, BadRequest";
}

TEST(GrpcStatus, EveryCodeOfTheCatalogueIsTheSameInGrpc) {
  const std::pair<absl::Status, grpc::StatusCode> cases[] = {
      {core::UnreadableRequest(), grpc::StatusCode::INVALID_ARGUMENT},
      {core::EvaluationNotFound("evaluations/abc"), grpc::StatusCode::NOT_FOUND},
      {core::EvaluationExists("evaluations/abc"), grpc::StatusCode::ALREADY_EXISTS},
      {core::EtagMismatch("evaluations/abc", "1", 2), grpc::StatusCode::ABORTED},
      {core::NoReviewer("evaluations/abc", "orgs/abc"), grpc::StatusCode::FAILED_PRECONDITION},
      {core::FromStore(absl::ResourceExhaustedError("")), grpc::StatusCode::RESOURCE_EXHAUSTED},
      {core::FromStore(absl::DeadlineExceededError("")), grpc::StatusCode::DEADLINE_EXCEEDED},
      {core::FromStore(absl::UnavailableError("")), grpc::StatusCode::UNAVAILABLE},
      {core::FromStore(absl::DataLossError("")), grpc::StatusCode::DATA_LOSS},
      {core::FromStore(absl::InternalError("")), grpc::StatusCode::INTERNAL},
  };
  for (const auto& [status, code] : cases) EXPECT_EQ(ToGrpc(status).error_code(), code) << status;
}

TEST(GrpcStatus, AStatusFromElsewhereBecomesInternalWithoutItsText) {
  const grpc::Status sent = ToGrpc(absl::NotFoundError("no row in /var/lib/heng.db"));
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(sent.error_message().find("heng.db"), std::string::npos);
  EXPECT_EQ(sent.error_details().find("heng.db"), std::string::npos);
}

}  // namespace
}  // namespace heng::api
