#include "client/cli/rpc_error.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace heng::cli {
namespace {

void ReadDetail(const google::protobuf::Any& any, RpcError* error) {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
  google::rpc::LocalizedMessage localized;
  if (any.UnpackTo(&info)) {
    error->reason = info.reason();
  } else if (any.UnpackTo(&bad_request)) {
    for (const auto& violation : bad_request.field_violations()) {
      error->fields.push_back({violation.field(), violation.description()});
    }
  } else if (any.UnpackTo(&retry)) {
    error->retry_delay = absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
  } else if (any.UnpackTo(&localized) && localized.locale().starts_with("zh")) {
    error->zh = localized.message();
  }
}

}  // namespace

bool WorthAnotherTry(const RpcError& error) {
  if (error.interrupted || error.final) return false;
  return error.code == grpc::StatusCode::UNAVAILABLE || error.code == grpc::StatusCode::RESOURCE_EXHAUSTED;
}

RpcError LocalError(const char* reason, std::string zh, std::string en) {
  RpcError error;
  error.code = grpc::StatusCode::INVALID_ARGUMENT;
  error.reason = reason;
  error.zh = std::move(zh);
  error.en = std::move(en);
  return error;
}

RpcError DecodeError(const grpc::Status& status) {
  RpcError error;
  error.code = status.error_code();
  error.en = status.error_message();
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& any : details.details()) ReadDetail(any, &error);
  }
  return error;
}

std::string_view HalfOf(std::string_view text, Language language) {
  constexpr std::string_view kSeparator = " / ";
  const std::size_t at = text.find(kSeparator);
  if (at == std::string_view::npos) return text;
  return language == Language::kChinese ? text.substr(0, at) : text.substr(at + kSeparator.size());
}

const char* CodeName(grpc::StatusCode code) {
  static constexpr const char* kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return code >= 0 && code < static_cast<int>(std::size(kNames)) ? kNames[code] : "UNKNOWN";
}

}  // namespace heng::cli
