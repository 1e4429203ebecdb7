#include "service/core/residents.h"

#include <utility>

namespace heng::core {

Residents::Residents(store::Store* store, const std::string& default_policy)
    : store_(store), epoch_(Epoch::Empty(default_policy)) {}

Residents::~Residents() {
  {
    std::lock_guard<std::mutex> lock(stop_);
    stopped_ = true;
  }
  wake_.notify_all();
  if (follower_.joinable()) follower_.join();
}

void Residents::Follow(absl::Duration interval) {
  follower_ = std::thread([this, interval] { FollowUntilStopped(interval); });
}

void Residents::FollowUntilStopped(absl::Duration interval) {
  std::unique_lock<std::mutex> lock(stop_);
  while (!wake_.wait_for(lock, absl::ToChronoMilliseconds(interval), [this] { return stopped_; })) {
    lock.unlock();
    // A store that can't be read shows elsewhere; the next time comes soon.
    Refresh().IgnoreError();
    lock.lock();
  }
}

std::shared_ptr<const Epoch> Residents::Current() const {
  std::lock_guard<std::mutex> lock(current_);
  return epoch_;
}

absl::Status Residents::Refresh() {
  std::lock_guard<std::mutex> one(refresh_);
  std::shared_ptr<const Epoch> epoch = Current();
  while (true) {
    const auto page = store_->Residents(epoch->sequence);
    if (!page.ok()) return page.status();
    if (page->entries.empty()) return absl::OkStatus();
    auto next = epoch->With(page->entries, page->entries.back().changed);
    if (!next.ok()) return next.status();
    epoch = *std::move(next);
    // Calls are not shown a part of it: what else was changed in the same transaction may be in the next page.
    if (epoch->sequence < page->sequence) continue;
    std::lock_guard<std::mutex> lock(current_);
    epoch_ = epoch;
  }
}

}  // namespace heng::core
