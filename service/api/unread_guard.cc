#include "service/api/unread_guard.h"

#include <utility>

#include "absl/time/clock.h"

namespace heng::api {

void UnreadGuard::Start() {
  const std::lock_guard<std::mutex> lock(mutex_);
  LookLater();
}

void UnreadGuard::Stop() {
  std::unique_ptr<grpc::Alarm> alarm;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    context_ = nullptr;
    alarm = std::move(alarm_);
  }
}

// An alarm of its own each time: the one that calls Look is not to be set anew meanwhile.
void UnreadGuard::LookLater() {
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(absl::ToChronoTime(absl::Now() + longest_), [self = shared_from_this(), steps = steps_.load()](bool due) {
    if (due) self->Look(steps);
  });
}

void UnreadGuard::Look(uint64_t steps_before) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (context_ == nullptr) return;
  if (steps_before % 2 == 1 && steps_ == steps_before) return context_->TryCancel();
  LookLater();
}

}  // namespace heng::api
