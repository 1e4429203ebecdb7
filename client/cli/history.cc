#include "client/cli/history.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace heng::cli {
namespace {

using heng::v1::Event;
using heng::v1::ReviewRecord;
using heng::v1::Transition;

// "evaluation.ask_withdrawal" is the action "ask-withdrawal" of a transition.
bool SameAction(const std::string& of_event, const std::string& of_transition) {
  const std::string name = of_event.substr(of_event.rfind('.') + 1);
  return std::equal(name.begin(), name.end(), of_transition.begin(), of_transition.end(),
                    [](char a, char b) { return a == b || (a == '_' && b == '-') || (a == '-' && b == '_'); });
}

// The events of one etag; most have one.
using Places = std::multimap<std::string, std::size_t>;

// The entry of the event the transition belongs to; null: there is none.
HistoryEntry* EventOf(const Transition& transition, const Places& places, std::vector<HistoryEntry>* entries) {
  const auto [first, last] = places.equal_range(transition.etag());
  HistoryEntry* found = nullptr;
  for (auto place = first; place != last; ++place) {
    HistoryEntry& entry = (*entries)[place->second];
    if (entry.transition) continue;
    if (SameAction(entry.event->action(), transition.action())) return &entry;
    if (found == nullptr) found = &entry;
  }
  return found;
}

void AddSteps(const std::vector<Event>& events, const ReviewRecord& review, std::vector<HistoryEntry>* entries) {
  Places places;
  for (const Event& event : events) {
    places.emplace(event.etag(), entries->size());
    HistoryEntry& entry = entries->emplace_back();
    entry.time = event.time();
    entry.event = event;
  }
  for (const Transition& transition : review.transitions()) {
    if (HistoryEntry* const entry = EventOf(transition, places, entries)) {
      entry->transition = transition;
      continue;
    }
    HistoryEntry& entry = entries->emplace_back();
    entry.time = transition.time();
    entry.transition = transition;
  }
}

void AddWords(const ReviewRecord& review, std::vector<HistoryEntry>* entries) {
  for (const auto& comment : review.comments()) {
    HistoryEntry& made = entries->emplace_back();
    made.time = comment.time();
    made.comment = comment;
    if (comment.answer().empty()) continue;
    HistoryEntry& answered = entries->emplace_back();
    answered.time = comment.answer_time();
    answered.answer = comment;
  }
  for (const auto& waiver : review.waivers()) {
    HistoryEntry& entry = entries->emplace_back();
    entry.time = waiver.time();
    entry.waiver = waiver;
  }
  for (const auto& recheck : review.rechecks()) {
    HistoryEntry& entry = entries->emplace_back();
    entry.time = recheck.time();
    entry.recheck = recheck;
  }
}

}  // namespace

std::vector<HistoryEntry> JoinHistory(const std::vector<Event>& events, const ReviewRecord& review) {
  std::vector<HistoryEntry> entries;
  AddSteps(events, review, &entries);
  AddWords(review, &entries);
  std::stable_sort(entries.begin(), entries.end(), [](const HistoryEntry& a, const HistoryEntry& b) {
    return std::make_tuple(a.time.seconds(), a.time.nanos()) < std::make_tuple(b.time.seconds(), b.time.nanos());
  });
  return entries;
}

}  // namespace heng::cli
