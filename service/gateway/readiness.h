// Whether this server can do its work: asks the store once a second, and remembers.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/language.h"
#include "service/store/store.h"

namespace heng::gateway {

class Readiness {
 public:
  struct Options {
    // Asks the store whether it can be read and written, and for the end of its log. May take long; called on a thread
    // of this, one at a time.
    std::function<absl::StatusOr<store::LogHead>()> ask;
    std::string store_name;  // as --store says it, for the command to run
    absl::Duration interval = absl::Seconds(1);
    absl::Duration patience = absl::Seconds(5);  // a store that takes longer to answer counts as lost
    // Called whenever ready() changes, on a thread of this; `problem` is empty when it is ready again.
    std::function<void(bool ready, const Text& problem)> changed;
  };

  // The store has just been opened, so it counts as ready.
  explicit Readiness(Options options);
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // nullopt: ready; else one line: what is wrong and what to run.
  std::optional<Text> Problem() const;

  // The end of the event log when the store last answered.
  std::optional<store::LogHead> head() const;

  // From now on not ready: the server is stopping. `changed` is not called any more.
  void Drain();

 private:
  void Ask();    // thread: asks the store, which may take long
  void Watch();  // thread: calls `changed`, also while the store keeps the other one waiting
  // Waits for the interval; false: stopped.
  bool Pause();

  const Options options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  absl::Status last_;     // what the store said
  absl::Time asked_at_;   // when the question was put that is not answered yet, or the last one
  bool answered_ = true;  // the last question
  std::optional<store::LogHead> head_;
  bool draining_ = false;

  std::thread asker_, watcher_;
};

}  // namespace heng::gateway
