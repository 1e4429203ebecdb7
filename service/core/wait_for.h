// Waiting for what the store answers later: for work that has a thread of its own, never on a thread of the store or of
// a call.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"

namespace heng::core {

// `start` is given what takes the answer, which the store calls exactly once.
template <typename T>
absl::StatusOr<T> WaitFor(const std::function<void(std::function<void(absl::StatusOr<T>)>)>& start) {
  const auto answered = std::make_shared<std::promise<absl::StatusOr<T>>>();
  auto answer = answered->get_future();
  start([answered](absl::StatusOr<T> value) { answered->set_value(std::move(value)); });
  return answer.get();
}

}  // namespace heng::core
