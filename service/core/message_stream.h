// Answers in parts: a server stream, whichever front end it leaves through.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace heng::core {

// The front end takes one message after the other, each when the caller has room for it: who reads slowly holds one
// message, and no thread.
class MessageStream {
 public:
  // The next message, serialized; nullopt: that was all; an error of the catalogue ends it, too.
  using Next = std::function<void(absl::StatusOr<std::optional<std::string>>)>;

  virtual ~MessageStream() = default;
  // Calls `next` exactly once, on any thread, perhaps before it returns. Pre: not called while one is waited for, nor
  // after the end.
  virtual void Pull(Next next) = 0;
  // Nobody waits any more: what is waited for is answered soon, with any error. From any thread, any number of times.
  virtual void Cancel() = 0;
};

using OpenedStream = absl::StatusOr<std::shared_ptr<MessageStream>>;

}  // namespace heng::core
