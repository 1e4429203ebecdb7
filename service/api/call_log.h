// One JSON line per call on standard error: who, what, how it ended, how long it took. Never any form content.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace heng::api {

struct CallRecord {
  absl::Time start;
  absl::Duration latency;
  std::string method;  // "SubmitEvaluation"
  std::string code;    // "OK", "INVALID_ARGUMENT"
  std::string reason;  // of the catalogue; empty for OK
  std::string caller;
  std::string peer;        // "ipv4:127.0.0.1:53514"
  std::string request_id;  // as the caller gave it; empty: none
  size_t request_bytes = 0;
  size_t answer_bytes = 0;
};

class CallLog {
 public:
  // `enabled` false: calls are not logged (events still are).
  explicit CallLog(bool enabled) : enabled_(enabled) {}

  bool enabled() const { return enabled_; }
  void Write(const CallRecord& record) const;
  // Something that happened outside a call, or that callers must not see: level "info" or "error".
  void Event(std::string_view level, std::string_view message) const;

 private:
  bool enabled_;
};

}  // namespace heng::api
