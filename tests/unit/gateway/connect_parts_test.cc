// The parts of the Connect protocol: envelopes, gzip, JSON and errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "google/rpc/error_details.pb.h"
#include "heng/v1/evaluation_service.pb.h"
#include "service/core/errors.h"
#include "service/core/errors_http.h"
#include "service/gateway/codec.h"
#include "service/gateway/connect_error.h"
#include "service/gateway/envelope.h"
#include "service/gateway/gzip.h"

namespace heng::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr size_t kLimit = 1 << 20;

TEST(Envelope, IsReadAsItWasMade) {
  for (const uint8_t flags : {uint8_t{0}, kCompressed}) {
    for (const size_t size : {size_t{0}, size_t{1}, size_t{255}, size_t{256}, size_t{70'000}}) {
      const std::string message(size, 'x');
      const std::string body = MakeEnvelope(flags, message);
      const auto read = OnlyEnvelope(body);
      ASSERT_TRUE(read.has_value()) << size;
      EXPECT_EQ(read->flags, flags);
      EXPECT_EQ(read->message, message);
    }
  }
}

TEST(Envelope, CutAtEveryByteOrFollowedByMoreIsNone) {
  const std::string body = MakeEnvelope(0, "{\"name\":\"evaluations/e-1\"}");
  for (size_t size = 0; size < body.size(); ++size) EXPECT_FALSE(OnlyEnvelope(body.substr(0, size))) << size;
  EXPECT_FALSE(OnlyEnvelope(body + "x"));
  EXPECT_FALSE(OnlyEnvelope(body + body));
}

TEST(Envelope, FlagsOfNoRequestAreRefused) {
  for (int flags = 2; flags < 256; ++flags) {
    EXPECT_FALSE(OnlyEnvelope(MakeEnvelope(static_cast<uint8_t>(flags), "x"))) << flags;
  }
}

TEST(Gzip, ThereAndBack) {
  for (const std::string& text : {std::string(), std::string("衡"), std::string(300'000, 'x')}) {
    std::string plain;
    EXPECT_EQ(Gunzip(Gzip(text), kLimit, &plain), Inflated::kOk);
    EXPECT_EQ(plain, text);
  }
}

TEST(Gzip, ABombStopsAtTheLimit) {
  const std::string bomb = Gzip(std::string(100 << 20, '0'));
  EXPECT_LT(bomb.size(), 600'000U);
  std::string plain;
  EXPECT_EQ(Gunzip(bomb, kLimit, &plain), Inflated::kTooLarge);
  EXPECT_LE(plain.capacity(), 2 * kLimit + 100);
  EXPECT_EQ(Gunzip(Gzip(std::string(kLimit, '0')), kLimit, &plain), Inflated::kOk);
  EXPECT_EQ(Gunzip(Gzip(std::string(kLimit + 1, '0')), kLimit, &plain), Inflated::kTooLarge);
}

TEST(Gzip, WhatIsCutDamagedOrFollowedByMoreIsNone) {
  const std::string packed = Gzip("{\"name\":\"evaluations/e-1\"}");
  std::string plain;
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_EQ(Gunzip(packed.substr(0, size), kLimit, &plain), Inflated::kNotGzip) << size;
  }
  EXPECT_EQ(Gunzip(packed + "x", kLimit, &plain), Inflated::kNotGzip);
  EXPECT_EQ(Gunzip("{}", kLimit, &plain), Inflated::kNotGzip);
  std::string damaged = packed;
  damaged[packed.size() - 6] ^= 1;  // the checksum
  EXPECT_EQ(Gunzip(damaged, kLimit, &plain), Inflated::kNotGzip);
}

absl::StatusOr<std::string> Read(const std::string& body, Codec codec, bool gzip = false) {
  std::string kept;
  const auto bytes = ReadRequest(body, {.codec = codec, .gzip = gzip, .limit = kLimit},
                                 heng::v1::GetEvaluationRequest::descriptor(), &kept);
  if (!bytes.ok()) return bytes.status();
  return std::string(*bytes);
}

TEST(Codec, JsonBecomesTheMessageAndNothingIsAnEmptyOne) {
  heng::v1::GetEvaluationRequest request;
  request.set_name("evaluations/e-1");
  const std::string bytes = request.SerializeAsString();
  EXPECT_EQ(*Read("{\"name\": \"evaluations/e-1\"}", Codec::kJson), bytes);
  EXPECT_EQ(*Read(Gzip("{\"name\": \"evaluations/e-1\"}"), Codec::kJson, true), bytes);
  EXPECT_EQ(*Read(bytes, Codec::kProto), bytes);
  EXPECT_EQ(*Read(Gzip(bytes), Codec::kProto, true), bytes);
  for (const char* nothing : {"", "{}"}) EXPECT_EQ(*Read(nothing, Codec::kJson), "");
  EXPECT_EQ(*Read("", Codec::kJson, true), "") << "no content is never decompressed";
}

TEST(Codec, WrongJsonNamesEachMistakeAndItsPlace) {
  const auto read = Read("{\"nam\": \"x\",\n \"other\": 1}", Codec::kJson);
  EXPECT_EQ(core::ReasonOf(read.status()), "UNREADABLE_REQUEST");
  google::rpc::Status details;
  ASSERT_TRUE(core::ReadDetails(read.status(), &details));
  google::rpc::BadRequest bad;
  ASSERT_TRUE(details.details(details.details_size() - 1).UnpackTo(&bad));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "nam");
  EXPECT_THAT(bad.field_violations(0).description(), HasSubstr("did you mean \"name\"?"));
  EXPECT_THAT(bad.field_violations(1).description(), HasSubstr("line 2, column 2"));
  EXPECT_THAT(details.message(), HasSubstr("nam"));
}

TEST(Codec, WhatIsNoGzipAndWhatIsTooLargeIsSaid) {
  EXPECT_EQ(core::ReasonOf(Read("{}", Codec::kJson, true).status()), "UNREADABLE_REQUEST");
  EXPECT_EQ(core::ReasonOf(Read(Gzip(std::string(kLimit + 1, ' ')), Codec::kJson, true).status()), "MESSAGE_TOO_LARGE");
}

TEST(Codec, AnswersAreCompactAndInTheOneDialect) {
  heng::v1::Evaluation answer;
  answer.set_name("evaluations/e-1");
  answer.mutable_form()->add_indicators()->set_actual("≥50 \"次\"");
  const auto json = WriteAnswer(answer.SerializeAsString(), Codec::kJson, heng::v1::Evaluation::descriptor());
  EXPECT_EQ(*json, R"({"name":"evaluations/e-1","form":{"indicators":[{"actual":"≥50 \"次\""}]}})");
  const auto broken = WriteAnswer("\xff\xff", Codec::kJson, heng::v1::Evaluation::descriptor());
  EXPECT_EQ(core::ReasonOf(broken.status()), "INTERNAL");
}

TEST(ConnectError, HasCodeMessageAndDetails) {
  const auto json = nlohmann::json::parse(ErrorJson(core::EvaluationNotFound("evaluations/e-1")));
  EXPECT_EQ(json["code"], "not_found");
  EXPECT_THAT(json["message"].get<std::string>(), HasSubstr("evaluations/e-1"));
  ASSERT_EQ(json["details"].size(), 2U);
  EXPECT_EQ(json["details"][0]["type"], "google.rpc.ErrorInfo");
  EXPECT_EQ(json["details"][0]["debug"]["reason"], "EVALUATION_NOT_FOUND");
  EXPECT_EQ(json["details"][0]["debug"]["metadata"]["name"], "evaluations/e-1");
  EXPECT_EQ(json["details"][1]["debug"]["locale"], "zh-CN");
  for (const auto& detail : json["details"]) EXPECT_THAT(detail["value"].get<std::string>(), Not(HasSubstr("=")));
}

TEST(ConnectError, EveryCodeHasItsStatus) {
  EXPECT_EQ(ErrorAnswer(core::EvaluationNotFound("x")).status, 404);
  EXPECT_EQ(ErrorAnswer(core::EtagMismatch("x", "1", 2)).status, 409);
  EXPECT_EQ(ErrorAnswer(core::ServerCrowded()).status, 503);
  EXPECT_EQ(ErrorAnswer(core::TooMany("x", "x", 1)).status, 429);
  EXPECT_EQ(ErrorAnswer(core::CallerGone()).status, 499);
  EXPECT_EQ(ErrorAnswer(core::MessageTooLarge(1), 413).status, 413);
  using Headers = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(ErrorAnswer(core::CredentialsMissing()).headers, (Headers{{"WWW-Authenticate", "Bearer"}}));
  EXPECT_EQ(ErrorAnswer(core::ServerCrowded()).headers, (Headers{{"Retry-After", "1"}}));
}

TEST(ConnectError, WhatIsNotOfTheCatalogueStaysInside) {
  const HttpAnswer answer = ErrorAnswer(absl::UnknownError("secret path /var/lib"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_THAT(answer.body, HasSubstr("\"code\":\"internal\""));
}

}  // namespace
}  // namespace heng::gateway
