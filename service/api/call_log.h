// One JSON line per call on standard error: who, what, how it ended, how long it took. Never any form content.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "service/api/call_stats.h"

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
  // `enabled` false: calls are not logged (events still are). `stats`, where given, counts every call; not owned.
  explicit CallLog(bool enabled, CallStats* stats = nullptr) : enabled_(enabled), stats_(stats) {}

  bool enabled() const { return enabled_; }
  // Where to count calls of the method; null: nowhere.
  MethodStats* StatsOf(std::string_view method) const { return stats_ == nullptr ? nullptr : &stats_->Of(method); }
  void Write(const CallRecord& record) const;
  // Something that happened outside a call, or that callers must not see: level "info", "warning" or "error".
  static void Event(std::string_view level, std::string_view message);

 private:
  bool enabled_;
  CallStats* stats_;
};

}  // namespace heng::api
