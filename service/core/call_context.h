// What every handler knows of a call, whichever front end it came through.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/core/access/authority.h"

namespace heng::core {

struct CallContext {
  Authority authority;    // who calls, and what they may do
  absl::Time deadline;    // always finite
  std::string_view body;  // the request's bytes, valid while the handler runs; what a request id is bound to
};

// How a handler answers: the serialized response message, or an error of the catalogue. Called exactly once, on any
// thread. Bytes, because what is stored is handed out without being parsed.
using Reply = std::function<void(absl::StatusOr<std::string>)>;

}  // namespace heng::core
