// The event log as callers see it. One handler per method of EventService; every front end calls these.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "heng/v1/event_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/log_follower.h"
#include "service/core/message_stream.h"
#include "service/core/writes.h"

namespace heng::core {

// Limits; shown in the docs.
inline constexpr int kDefaultEventPageSize = 100;
inline constexpr int kMaxEventPageSize = 1000;
// A stretch of a check ends behind a page with which there are this many problems.
inline constexpr size_t kMaxProblems = 100;

class Events {
 public:
  struct Options {
    Writes* writes = nullptr;                         // not owned; outlives this. Nothing is written.
    absl::Duration stretch_time = absl::Seconds(1);   // how long one call of Verify goes on reading
    std::shared_ptr<LogFollower> follower = nullptr;  // for Watch, where that is called
  };

  explicit Events(Options options) : options_(options) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in event_service.proto.
  void List(const CallContext& call, const heng::v1::ListEventsRequest& request, Reply reply);
  void Head(const CallContext& call, const heng::v1::GetEventHeadRequest& request, Reply reply);
  // events_watch.cc
  OpenedStream Watch(const CallContext& call, const heng::v1::WatchEventsRequest& request);
  void Verify(const CallContext& call, const heng::v1::VerifyEventsRequest& request, Reply reply);

 private:
  struct Stretch;  // one call of Verify on its way

  void StartBehind(std::shared_ptr<Stretch> stretch, int64_t sequence);
  void NextPage(std::shared_ptr<Stretch> stretch);
  void Finish(const Stretch& stretch);
  void ListAll(const CallContext& call, const heng::v1::ListEventsRequest& request, store::EventQuery query,
               Reply reply);

  Options options_;
};

}  // namespace heng::core
