#include "client/cli/rpc_error.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace heng::cli {
namespace {

TEST(DecodeError, TakesAllDetails) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason("STORE_BUSY");
  google::rpc::LocalizedMessage chinese;
  chinese.set_locale("zh-CN");
  chinese.set_message("忙");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  google::rpc::BadRequest bad_request;
  bad_request.add_field_violations()->set_field("form.title");
  details.add_details()->PackFrom(info);
  details.add_details()->PackFrom(chinese);
  details.add_details()->PackFrom(retry);
  details.add_details()->PackFrom(bad_request);
  const RpcError error =
      DecodeError(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy", details.SerializeAsString()));
  EXPECT_EQ(error.code, grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(error.reason, "STORE_BUSY");
  EXPECT_EQ(error.en, "busy");
  EXPECT_EQ(error.zh, "忙");
  EXPECT_EQ(error.retry_delay, absl::Milliseconds(1500));
  ASSERT_EQ(error.fields.size(), 1u);
  EXPECT_EQ(error.fields[0].field, "form.title");
}

TEST(DecodeError, WorksWithoutOrWithBrokenDetails) {
  for (const char* details : {"", "\xFF\xFF garbage"}) {
    const RpcError error = DecodeError(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone", details));
    EXPECT_EQ(error.code, grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(error.en, "gone");
    EXPECT_EQ(error.reason, "");
    EXPECT_FALSE(error.retry_delay.has_value());
  }
}

TEST(HalfOf, PicksTheLanguage) {
  EXPECT_EQ(HalfOf("中文。 / English.", Language::kChinese), "中文。");
  EXPECT_EQ(HalfOf("中文。 / English.", Language::kEnglish), "English.");
  EXPECT_EQ(HalfOf("only one", Language::kEnglish), "only one");
}

TEST(CodeName, CoversAllCodes) {
  EXPECT_STREQ(CodeName(grpc::StatusCode::OK), "OK");
  EXPECT_STREQ(CodeName(grpc::StatusCode::UNAVAILABLE), "UNAVAILABLE");
  EXPECT_STREQ(CodeName(grpc::StatusCode::UNAUTHENTICATED), "UNAUTHENTICATED");
  EXPECT_STREQ(CodeName(grpc::StatusCode::DO_NOT_USE), "UNKNOWN");
}

}  // namespace
}  // namespace heng::cli
