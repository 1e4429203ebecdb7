// The event a mutation adds to the log, the same for every engine.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "service/store/store.h"

namespace heng::store {

inline constexpr int64_t kMaxRevision = (int64_t{1} << 20) - 1;  // of one form or entry

// The event that follows `head`, with its hashes. Gives a new header or entry its sequence, and an entry its `changed`.
// INTERNAL where header or entry, revision and event do not belong together, or a revision is beyond the limit.
absl::StatusOr<Event> MakeLogEntry(Mutation& mutation, const LogHead& head, int64_t now);

}  // namespace heng::store
