// Waiting for what the store answers later: for work that has a thread of its own, never on a thread of the store or of
// a call.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"

namespace heng::core {

// `start` is given what takes the answer, which the store calls exactly once.
template <typename T>
absl::StatusOr<T> WaitFor(const std::function<void(std::function<void(absl::StatusOr<T>)>)>& start) {
  struct State {
    absl::Notification answered;
    absl::StatusOr<T> answer;
  };
  const auto state = std::make_shared<State>();
  start([state](absl::StatusOr<T> answer) {
    state->answer = std::move(answer);
    state->answered.Notify();
  });
  state->answered.WaitForNotification();
  return std::move(state->answer);
}

}  // namespace heng::core
