// The catalogue's part about streams.
#include "service/core/errors.h"
#include "service/core/errors_internal.h"

namespace heng::core {

absl::Status CallerGone() {
  return MakeError({.code = absl::StatusCode::kCancelled,
                    .reason = "CALLER_GONE",
                    .zh = "调用方已断开。",
                    .en = "the caller is gone"});
}

absl::Status ServerStopping() {
  return MakeError({.code = absl::StatusCode::kUnavailable,
                    .reason = "SERVER_STOPPING",
                    .zh = "服务正在停止。稍后从断开处继续即可，不会遗漏。",
                    .en = "the server is stopping; go on in a moment from where it ended, nothing is left out",
                    .retry = absl::Seconds(1)});
}

}  // namespace heng::core
