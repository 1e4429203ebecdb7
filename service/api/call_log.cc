#include "service/api/call_log.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "absl/time/clock.h"

namespace heng::api {
namespace {

using Json = nlohmann::ordered_json;

// One write(2) per line: lines of different threads never mix.
void WriteLine(const Json& line) {
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string Stamp(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone()); }

}  // namespace

void CallLog::Write(const CallRecord& record) const {
  if (!enabled_) return;
  Json line = {{"time", Stamp(record.start)},
               {"level", "info"},
               {"method", std::string(record.method)},
               {"code", record.code},
               {"latency_us", absl::ToInt64Microseconds(record.latency)},
               {"caller", record.caller},
               {"peer", record.peer},
               {"request_bytes", record.request_bytes},
               {"answer_bytes", record.answer_bytes}};
  if (!record.reason.empty()) line["reason"] = record.reason;
  if (!record.request_id.empty()) line["request_id"] = record.request_id;
  WriteLine(line);
}

void CallLog::Event(std::string_view level, std::string_view message) {
  WriteLine({{"time", Stamp(absl::Now())}, {"level", std::string(level)}, {"message", std::string(message)}});
}

}  // namespace heng::api
