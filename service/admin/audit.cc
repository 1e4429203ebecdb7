#include "service/admin/audit.h"

#include <utility>

#include "service/core/verification.h"

namespace heng::admin {
namespace {

constexpr int32_t kPageEvents = 100;

void Collect(const std::vector<heng::v1::LogProblem>& problems, AuditResult* result) {
  for (const heng::v1::LogProblem& problem : problems) {
    ++result->problem_count;
    if (result->problems.size() < kMaxProblems) result->problems.push_back(problem);
  }
}

}  // namespace

absl::StatusOr<AuditResult> AuditAll(const ReadPage& read, const std::function<void(int64_t)>& progress) {
  AuditResult result;
  // A check of its own for each page, which begins where the last one ended: a log that is wrong all over would
  // otherwise fill the memory with what is wrong.
  core::LogCheck check;
  while (true) {
    absl::StatusOr<store::AuditPage> page = read({.after_sequence = check.at().sequence, .limit = kPageEvents});
    if (!page.ok()) return page.status();
    check.Add(*page);
    Collect(check.problems(), &result);
    for (const store::AuditRow& row : page->rows) {
      if (row.header && row.header->sequence == row.event.sequence) ++result.forms;
      if (row.entry && row.entry->sequence == row.event.sequence) ++result.entries;
    }
    result.head = check.at();
    progress(result.head.sequence);
    if (page->rows.size() < static_cast<size_t>(kPageEvents)) return result;
    check = core::LogCheck(page->rows.back().event);
  }
}

}  // namespace heng::admin
