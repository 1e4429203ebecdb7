// What the server said when it refused, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/language.h"
#include "grpcpp/support/status.h"

namespace heng::cli {

inline constexpr char kBlockedByFindings[] = "BLOCKED_BY_FINDINGS";

struct FieldError {
  std::string field;        // path in the request: form.indicators[3].weight
  std::string description;  // "中文 / English", or one text for both
};

struct RpcError {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string reason;  // UPPER_SNAKE_CASE; empty: the error did not come from Heng itself
  std::string en;
  std::string zh;  // empty: there is none
  std::vector<FieldError> fields;
  std::optional<absl::Duration> retry_delay;  // what the server asks for before another try
  std::string request_id;
  bool interrupted = false;  // Ctrl-C
  bool final = false;        // another try would end the same way, whatever the code says
};

// The same request may be sent again: nobody was there, or there was no room.
bool WorthAnotherTry(const RpcError& error);

// What a call, or anything else that may fail, brought: a value or an error.
template <typename T>
struct Answer {
  std::optional<RpcError> error;
  T value;
  bool ok() const { return !error.has_value(); }
};

// An error that `heng` itself found, before or without a call.
RpcError LocalError(const char* reason, std::string zh, std::string en);

// Reads google.rpc.Status from the details of `status`; works without them too.
RpcError DecodeError(const grpc::Status& status);

// The half of "中文 / English" in `language`; a text without " / " is returned as it is.
std::string_view HalfOf(std::string_view text, Language language);

// "UNAVAILABLE" …
const char* CodeName(grpc::StatusCode code);

}  // namespace heng::cli
