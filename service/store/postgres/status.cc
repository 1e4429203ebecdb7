#include "service/store/postgres/status.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace heng::store::postgres {
namespace {

constexpr char kSqlState[] = "heng/sqlstate";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::StatusCode CodeOf(std::string_view sqlstate) {
  if (sqlstate.empty()) return absl::StatusCode::kUnavailable;  // connection lost, or no answer in time
  if (sqlstate == "53100") return absl::StatusCode::kResourceExhausted;
  if (sqlstate == "57014") return absl::StatusCode::kDeadlineExceeded;
  if (sqlstate == "XX001" || sqlstate == "XX002") return absl::StatusCode::kDataLoss;
  // Whole classes: connection (08), authorization (28), out of something (53), operator's doing (57), I/O (58).
  for (const std::string_view kind : {"08", "28", "53", "57", "58"}) {
    if (sqlstate.substr(0, 2) == kind) return absl::StatusCode::kUnavailable;
  }
  // Serialization, deadlock, lock timeout; a server that became a standby; a transaction that idled too long.
  for (const std::string_view state : {"40001", "40P01", "55P03", "25006", "25P03"}) {
    if (sqlstate == state) return absl::StatusCode::kUnavailable;
  }
  return absl::StatusCode::kInternal;
}

// Length of the UTF-8 sequence at `text`, or 0 if there is none: overlong forms, surrogates and what lies beyond
// U+10FFFF are none.
size_t SequenceLength(std::string_view text) {
  const auto byte = [&text](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0}; };
  const uint8_t first = byte(0);
  if (first < 0x80) return first == 0 ? 0 : 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const uint8_t second = byte(1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

}  // namespace

absl::Status ErrorStatus(std::string_view sqlstate, std::string_view what, std::string_view text) {
  const absl::StatusCode code = CodeOf(sqlstate);
  const absl::string_view disk_full = code == absl::StatusCode::kResourceExhausted ? "disk full: " : "";
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  absl::Status status(code, absl::StrCat(disk_full, View(what), ": ", View(text), " (postgres ",
                                         sqlstate.empty() ? "connection" : View(sqlstate), ")"));
  status.SetPayload(kSqlState, absl::Cord(View(sqlstate)));
  return status;
}

std::string SqlStateOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kSqlState);
  return payload ? std::string(*payload) : "";
}

bool IsText(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t length = SequenceLength(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

}  // namespace heng::store::postgres
