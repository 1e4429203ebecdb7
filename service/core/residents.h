// Keeps the epoch in step with the store: read whole at the start, then what changed.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "service/core/epoch.h"
#include "service/store/store.h"

namespace heng::core {

class Residents {
 public:
  // `store` is not owned and outlives this. Nothing is read yet.
  Residents(store::Store* store, const std::string& default_policy);

  // The latest epoch read; never null.
  std::shared_ptr<const Epoch> Current() const;

  // Reads what changed since. Safe from any thread; what the store says where it can't be read, and then the epoch
  // stays. Other servers on the same database are followed by calling this now and then.
  absl::Status Refresh();

 private:
  store::Store* const store_;
  std::mutex refresh_;          // one at a time
  mutable std::mutex current_;  // guards the pointer only
  std::shared_ptr<const Epoch> epoch_;
};

}  // namespace heng::core
