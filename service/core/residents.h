// Keeps the epoch in step with the store: read whole at the start, then what changed.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/core/epoch.h"
#include "service/store/store.h"

namespace heng::core {

class Residents {
 public:
  // `store` is not owned and outlives this. Nothing is read yet.
  Residents(store::Store* store, const std::string& default_policy);
  ~Residents();
  Residents(const Residents&) = delete;
  Residents& operator=(const Residents&) = delete;

  // The latest epoch read; never null.
  std::shared_ptr<const Epoch> Current() const;

  // Reads what changed since. Safe from any thread; what the store says where it can't be read, and then the epoch
  // stays.
  absl::Status Refresh();

  // Refreshes every `interval` from now on, to follow what other servers on the same database change. Called once.
  void Follow(absl::Duration interval);

 private:
  void FollowUntilStopped(absl::Duration interval);

  store::Store* const store_;
  std::mutex refresh_;          // one at a time
  mutable std::mutex current_;  // guards the pointer only
  std::shared_ptr<const Epoch> epoch_;

  std::mutex stop_;  // guards stopped_
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread follower_;
};

}  // namespace heng::core
