// Cuts a server stream off whose caller has stopped taking messages: its place, and what it keeps open in the core (one
// of a few simulations), are for others.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/server_context.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "absl/time/time.h"

namespace heng::api {

// Looks at the stream once in `longest`; a message that was on its way then and is still on its way now has been too
// long. So a stream ends (CANCELLED) when a message was not taken for `longest`, or for twice as long at most.
class UnreadGuard : public std::enable_shared_from_this<UnreadGuard> {
 public:
  // `context` is not owned, and not looked at after Stop.
  UnreadGuard(grpc::CallbackServerContext* context, absl::Duration longest) : longest_(longest), context_(context) {}

  // Once.
  void Start();
  // Once, at the end of the stream.
  void Stop();
  // A message goes out; it has gone out. In turns.
  void Begin() { ++steps_; }
  void End() { ++steps_; }

 private:
  void LookLater();  // pre: mutex_ is held
  void Look(uint64_t steps_before);

  const absl::Duration longest_;
  std::atomic<uint64_t> steps_{0};        // odd: a message is on its way
  std::mutex mutex_;                      // guards what follows
  grpc::CallbackServerContext* context_;  // null: stopped
  std::unique_ptr<grpc::Alarm> alarm_;    // of the next look; keeps this alive until Stop
};

}  // namespace heng::api
