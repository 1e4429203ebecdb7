#include "service/core/log_follower.h"

#include <algorithm>
#include <utility>

namespace heng::core {

void LogFollower::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void LogFollower::Stop() {
  std::list<Waiting> left;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    left.swap(waiting_);
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const Waiting& waiting : left) waiting.waiter->Stopped();
}

void LogFollower::Loop() {
  // Longer than a thread can be told to wait; it takes a turn for nothing then.
  constexpr absl::Duration kLongest = absl::Hours(1);
  while (true) {
    const absl::Duration pause = std::clamp(Turn() - Now(), absl::ZeroDuration(), kLongest);
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait_for(lock, absl::ToChronoMicroseconds(pause), [this] { return stopped_ || changed_; });
    if (stopped_) return;
    changed_ = false;
  }
}

void LogFollower::Wait(std::shared_ptr<Waiter> waiter, int64_t after, absl::Time until, absl::Time not_before) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!stopped_) {
      waiting_.push_back({std::move(waiter), after, until, not_before});
      // From here on Committed asks for a look; what was written before it, this one finds.
      watched_ = true;
      if (after >= head_) asked_ = true;
      changed_ = true;
      wake_.notify_all();
      return;
    }
  }
  waiter->Stopped();
}

void LogFollower::Forget(const Waiter* waiter) {
  std::list<Waiting> forgotten;  // let go without the lock
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [waiter](const Waiting& waiting) { return waiting.waiter.get() == waiter; });
  if (found != waiting_.end()) forgotten.splice(forgotten.end(), waiting_, found);
}

void LogFollower::ReadDone() {
  const std::lock_guard<std::mutex> lock(mutex_);
  --reading_;
  changed_ = true;
  wake_.notify_all();
}

void LogFollower::Committed() {
  if (!watched_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (asked_) return;
  asked_ = true;
  changed_ = true;
  wake_.notify_all();
}

bool LogFollower::Due(absl::Time now) const { return !waiting_.empty() && now >= looked_ + (asked_ ? kPause : kPoll); }

void LogFollower::Look() {
  const auto head = options_.store->Head();
  // A store that can't be read shows elsewhere; the next look comes soon.
  if (!head.ok()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (head->sequence <= head_) return;
  }
  // First what is in force, then the events: none is shown that a change before it hides.
  if (!options_.residents->Refresh().ok()) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  head_ = head->sequence;
}

absl::Time LogFollower::Take(absl::Time now, std::list<Waiting>* to_read, std::list<Waiting>* to_beat) {
  const std::lock_guard<std::mutex> lock(mutex_);
  absl::Time next = absl::InfiniteFuture();
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    const auto waiting = it++;
    const bool behind = waiting->after < head_;
    if (behind && now >= waiting->not_before && reading_ < kReadsAtOnce) {
      ++reading_;
      to_read->splice(to_read->end(), waiting_, waiting);
    } else if (now >= waiting->until) {
      to_beat->splice(to_beat->end(), waiting_, waiting);
    } else {
      next = std::min(next, waiting->until);
      if (behind && now < waiting->not_before) next = std::min(next, waiting->not_before);
    }
  }
  watched_ = !waiting_.empty();
  if (!waiting_.empty()) next = std::min(next, looked_ + (asked_ ? kPause : kPoll));
  return next;
}

absl::Time LogFollower::Turn() {
  const absl::Time now = Now();
  bool look = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    look = Due(now);
    if (look) {
      asked_ = false;
      looked_ = now;
    }
  }
  if (look) Look();
  std::list<Waiting> to_read, to_beat;
  const absl::Time next = Take(now, &to_read, &to_beat);
  int64_t through = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    through = head_;
  }
  for (const Waiting& waiting : to_read) waiting.waiter->Read(through);
  for (const Waiting& waiting : to_beat) waiting.waiter->Beat();
  return next;
}

}  // namespace heng::core
