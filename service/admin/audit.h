// The check of everything stored, form by form, by the hashes of the event log. Any engine: it is fed pages.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/store.h"

namespace heng::admin {

inline constexpr size_t kMaxProblems = 100;  // that are listed; all are counted

struct AuditProblem {
  int64_t sequence = 0;  // of the event
  std::string resource;  // "evaluations/…"
  std::string zh, en;    // what is wrong
};

struct AuditResult {
  std::vector<AuditProblem> problems;  // the first ones, in the order of the log
  int64_t problem_count = 0;
  int64_t forms = 0;
  store::LogHead head;  // of what was checked
};

using ReadPage = std::function<absl::StatusOr<store::AuditPage>(const store::AuditQuery&)>;

// Reads the log to its end, in pages: memory is bounded. `progress` is told how many events were judged. An error: the
// store cannot be read further.
absl::StatusOr<AuditResult> AuditAll(const ReadPage& read, const std::function<void(int64_t)>& progress);

}  // namespace heng::admin
