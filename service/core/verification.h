// Checks the event log and everything stored that its events speak of.
//
// Fed with the pages of store::Audit in order, it needs no store and keeps nothing of a page but where it ended. It
// finds: events that are missing, changed, out of order or unlinked; content, headers and entries that are missing or
// changed; headers that do not follow from content and event; headers, entries and content no event wrote. It cannot
// find a log whose end was cut off cleanly, or that was written anew from some place on with all hashes made again:
// that takes a head kept elsewhere, which CompareHead checks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/event.pb.h"
#include "service/store/store.h"

namespace heng::core {

class LogCheck {
 public:
  // From the beginning of the log.
  LogCheck();
  // Behind `start`, which itself is not checked.
  explicit LogCheck(const store::Event& start);

  // Checks the page behind at().sequence.
  void Add(const store::AuditPage& page);

  // The last event checked.
  const store::LogHead& at() const { return at_; }
  // What is wrong, in the order of the log. A page adds at most a few per row.
  const std::vector<heng::v1::LogProblem>& problems() const { return problems_; }

 private:
  // True if the event is as it was written.
  bool CheckLink(const store::Event& event);
  void CheckForm(const store::AuditRow& row);
  void CheckEntry(const store::AuditRow& row);
  void CheckCreation(const store::AuditRow& row, int64_t etag);  // of the form or entry now
  // True if the content the event wrote is as it was written; true also where it wrote none.
  bool CheckContent(const store::AuditRow& row);
  void CheckHeader(const store::AuditRow& row, bool content_sound);
  void CheckHeaderCount(const store::AuditPage& page, int64_t after);

  store::LogHead at_;
  std::string recomputed_;  // hash of the event at `at_` as it should be
  bool intact_ = true;      // whether it is the stored one
  std::vector<heng::v1::LogProblem> problems_;
};

// Compares a kept head with the event stored at its place, nullopt: there is none. nullopt: they are the same. `sha256`
// has 32 bytes; empty: only that there is an event at all.
std::optional<heng::v1::LogProblem> CompareHead(int64_t sequence, std::string_view sha256,
                                                const std::optional<store::Event>& stored);

}  // namespace heng::core
