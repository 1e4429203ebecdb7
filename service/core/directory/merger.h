// Moves what is open in merged orgs to the org that took them over: projects in use, and forms that are not submitted.
// Each is a write of its own, so that a merger of any size never holds up others; what was moved is not moved again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "heng/v1/directory_service.pb.h"
#include "service/store/store.h"

namespace heng::core {

struct MoveOrder {
  std::map<std::string, std::string> to;  // org id of a predecessor: that of its successor in use
  std::string caller, role;               // of the events
  bool validate_only = false;             // counts only
  absl::Time deadline;
};

struct Moved {
  int32_t evaluations = 0, targets = 0, projects = 0;  // moved, or that would be
  struct Stayed {
    std::string id, subject;  // of the form
    absl::Status why;
  };
  std::vector<Stayed> stayed;  // the first kMaxStayed of them
  int32_t stayed_count = 0;
};
inline constexpr size_t kMaxStayed = 1000;

// `done` is called exactly once, on any thread, with what the store says where it can't go on: then some was moved. The
// store outlives it.
void MoveOpenWork(store::Store* store, MoveOrder order, std::function<void(absl::StatusOr<Moved>)> done);

}  // namespace heng::core
