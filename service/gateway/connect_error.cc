#include "service/gateway/connect_error.h"

#include <google/protobuf/message.h>

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "proto/json/json.h"
#include "service/core/errors.h"

namespace heng::gateway {
namespace {

struct Code {
  const char* name;
  int http;
};

// By the number of gRPC's code.
constexpr Code kCodes[] = {
    {"", 200},
    {"canceled", 499},
    {"unknown", 500},
    {"invalid_argument", 400},
    {"deadline_exceeded", 504},
    {"not_found", 404},
    {"already_exists", 409},
    {"permission_denied", 403},
    {"resource_exhausted", 429},
    {"failed_precondition", 400},
    {"aborted", 409},
    {"out_of_range", 400},
    {"unimplemented", 501},
    {"internal", 500},
    {"unavailable", 503},
    {"data_loss", 500},
    {"unauthenticated", 401},
};

google::rpc::Status DetailsOf(const absl::Status& status) {
  google::rpc::Status details;
  if (!core::ReadDetails(status, &details)) core::ReadDetails(core::FromStore(absl::InternalError("")), &details);
  return details;
}

const Code& CodeOf(const google::rpc::Status& details) {
  const auto at = static_cast<size_t>(details.code());
  return at < std::size(kCodes) ? kCodes[at] : kCodes[2];
}

// For people who read the answer; null: a message we don't know.
std::unique_ptr<google::protobuf::Message> Unpacked(const std::string& type, const std::string& value) {
  const auto* const descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  const auto* const prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  std::unique_ptr<google::protobuf::Message> message(prototype->New());
  return message->ParseFromString(value) ? std::move(message) : nullptr;
}

std::string Json(const google::rpc::Status& details) {
  std::string json =
      absl::StrCat("{\"code\":\"", CodeOf(details).name, "\",\"message\":", json::Quoted(details.message()));
  const char* separator = ",\"details\":[";
  for (const auto& any : details.details()) {
    const std::string type = any.type_url().substr(any.type_url().rfind('/') + 1);
    absl::string_view value;
    const std::string padded = absl::Base64Escape(any.value());
    value = padded;
    while (absl::ConsumeSuffix(&value, "=")) {
    }
    absl::StrAppend(&json, separator, "{\"type\":\"", type, "\",\"value\":\"", value, "\"");
    if (const auto message = Unpacked(type, any.value())) {
      absl::StrAppend(&json, ",\"debug\":", json::WriteMessage(*message, json::Style::kLine));
    }
    json += "}";
    separator = ",";
  }
  if (details.details_size() > 0) json += "]";
  return json + "}";
}

}  // namespace

std::string ErrorJson(const absl::Status& status) { return Json(DetailsOf(status)); }

HttpAnswer ErrorAnswer(const absl::Status& status, int http_status) {
  const google::rpc::Status details = DetailsOf(status);
  HttpAnswer answer;
  answer.status = http_status != 0 ? http_status : CodeOf(details).http;
  answer.body = Json(details);
  answer.content_type = "application/json";
  if (answer.status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  google::rpc::RetryInfo retry;
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&retry)) {
      const auto& delay = retry.retry_delay();
      answer.headers.emplace_back("Retry-After", absl::StrCat(delay.seconds() + (delay.nanos() > 0 ? 1 : 0)));
    }
  }
  return answer;
}

}  // namespace heng::gateway
