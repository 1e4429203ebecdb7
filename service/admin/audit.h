// The check of everything stored, form by form, by the event log: core's LogCheck over a whole store, in bounded
// memory.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "heng/v1/event.pb.h"
#include "service/store/store.h"

namespace heng::admin {

inline constexpr size_t kMaxProblems = 100;  // that are listed; all are counted

struct AuditResult {
  std::vector<heng::v1::LogProblem> problems;  // the first ones, in the order of the log
  int64_t problem_count = 0;
  int64_t forms = 0, entries = 0;  // whose creation was checked
  store::LogHead head = {};        // of what was checked
};

using ReadPage = std::function<absl::StatusOr<store::AuditPage>(const store::AuditQuery&)>;

// Reads the log to its end, page by page. `progress` is told how many events were judged. An error: the store cannot be
// read further.
absl::StatusOr<AuditResult> AuditAll(const ReadPage& read, const std::function<void(int64_t)>& progress);

}  // namespace heng::admin
