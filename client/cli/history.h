// The whole story of a form: its events with the steps of its review record, and what was said in between. Pure
// functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heng/v1/event.pb.h"
#include "heng/v1/review.pb.h"

namespace heng::cli {

// One thing that happened. Exactly one of the members says what; an event and its transition stand together.
struct HistoryEntry {
  google::protobuf::Timestamp time;
  std::optional<heng::v1::Event> event;            // absent: the caller may not read the log
  std::optional<heng::v1::Transition> transition;  // absent: it changed no state, or lies too far back
  std::optional<heng::v1::Comment> comment;        // when it was made
  std::optional<heng::v1::Comment> answer;         // when it was answered
  std::optional<heng::v1::Waiver> waiver;
  std::optional<heng::v1::Recheck> recheck;
};

// In the order of time; at the same time the event first. Events and transitions are joined by etag, and by action
// where an etag has several events.
std::vector<HistoryEntry> JoinHistory(const std::vector<heng::v1::Event>& events, const heng::v1::ReviewRecord& review);

}  // namespace heng::cli
