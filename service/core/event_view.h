// Events as callers see them, and which of them they see: the same for lists and for watches.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/event.pb.h"
#include "service/core/access/authority.h"
#include "service/core/writes.h"
#include "service/store/store.h"

namespace heng::core {

heng::v1::Event EventToProto(const store::Event& event);

// INVALID_FIELDS: the log ends before the event `sequence`.
absl::Status BeyondTheEnd(int64_t head, int64_t sequence);

// OK: the caller may see the events of this form or entry. Reads it: a point read.
absl::Status CheckEventsOf(const Writes& writes, const Authority& authority, Method method,
                           const std::string& resource);

// What Scope can't say. True for the budget of a project that is hidden from the caller: the store knows whose it is,
// and not of what.
absl::StatusOr<bool> HidesEvent(store::Store& store, const Authority& authority, const std::string& resource);

}  // namespace heng::core
