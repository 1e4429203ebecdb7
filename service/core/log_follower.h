// Wakes those who wait for the event log to grow: one thread for all of them, however many.
//
// It looks at the end of the log when this server has written something, and now and then for what other servers on the
// same database write; while nobody waits it does nothing.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/core/residents.h"
#include "service/store/store.h"

namespace heng::core {

class LogFollower {
 public:
  // Between two looks where this server writes without a pause, and where it does not write.
  static constexpr absl::Duration kPause = absl::Milliseconds(50);
  static constexpr absl::Duration kPoll = absl::Milliseconds(200);
  // Pages of the log that are read at once for all who wait: the store has two threads for long reads, and one is left
  // for everybody else.
  static constexpr int kReadsAtOnce = 1;

  class Waiter {
   public:
    virtual ~Waiter() = default;
    // There are events behind the place. May be read up to and with `through`: whatever those before it put in force is
    // in force here (Residents::Current). Must not block; followed by ReadDone once the page is there.
    virtual void Read(int64_t through) = 0;
    // The time is over and there was nothing to read, or no room for it.
    virtual void Beat() = 0;
    // Nobody will be woken any more.
    virtual void Stopped() = 0;
  };

  struct Options {
    store::Store* store = nullptr;  // neither is owned; both outlive Stop
    Residents* residents = nullptr;
    std::function<absl::Time()> clock = absl::Now;
  };

  explicit LogFollower(Options options) : options_(std::move(options)) {}
  ~LogFollower() { Stop(); }
  LogFollower(const LogFollower&) = delete;
  LogFollower& operator=(const LogFollower&) = delete;

  void Start();  // the thread; without it whoever has this calls Turn
  // Ends the thread; who waits, and whoever will, is told Stopped. Any number of times.
  void Stop();

  // Calls one of the three of `waiter`, once, from the follower's thread (Stopped: from any): Read as soon as there is
  // something behind `after`, though not before `not_before`; Beat at `until`.
  void Wait(std::shared_ptr<Waiter> waiter, int64_t after, absl::Time until,
            absl::Time not_before = absl::InfinitePast());
  // `waiter` is not called any more, unless it is being called just now.
  void Forget(const Waiter* waiter);
  void ReadDone();

  // This server has written to the log. Cheap, from any thread.
  void Committed();

  // Looks at the log if it is time, wakes whom it concerns; answers when it wants to be called again at the latest. One
  // at a time.
  absl::Time Turn();

  absl::Time Now() const { return options_.clock(); }

 private:
  struct Waiting {
    std::shared_ptr<Waiter> waiter;
    int64_t after = 0;
    absl::Time until, not_before;
  };

  void Loop();
  void Look();
  bool Due(absl::Time now) const;  // holding mutex_
  // Takes out those to be called; answers when the next one is due.
  absl::Time Take(absl::Time now, std::list<Waiting>* to_read, std::list<Waiting>* to_beat);

  const Options options_;
  std::atomic<bool> watched_{false};  // somebody waits: what Committed looks at first
  std::mutex mutex_;                  // guards what follows, but the thread; never held while calling out
  std::condition_variable wake_;
  std::list<Waiting> waiting_;  // in the order they came
  int64_t head_ = 0;            // the last event known of
  int reading_ = 0;
  absl::Time looked_ = absl::InfinitePast();
  bool asked_ = false;    // there may be more than head_
  bool changed_ = false;  // the thread has to take another turn
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace heng::core
