// WatchEvents. A watch is an object that waits at the LogFollower: a page of the log is read when there is one and the
// caller has room for it, so who never reads costs this object and nothing else.
#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/event_view.h"
#include "service/core/events.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;

constexpr Method kMethod = Method::kWatchEvents;
constexpr int32_t kPageEvents = 100;
constexpr int kMaxActions = 50;
constexpr size_t kMaxActionBytes = 64;
constexpr int32_t kDefaultHeartbeat = 15, kMaxHeartbeat = 60;  // s
// Events looked at for one page, most of them perhaps hidden from the caller: some 50 ms of one of the store's threads.
constexpr int64_t kFirstWindow = 20'000;
constexpr int64_t kSmallestWindow = 100;
constexpr absl::Duration kPageTime = absl::Seconds(5);
constexpr absl::Duration kRetry = absl::Milliseconds(100);  // where the store is busy

// What a request asks for, checked.
struct Wanted {
  int64_t after = 0;
  bool from_now = false;
  std::optional<std::string> within;  // org id
  std::string resource;
  std::optional<std::vector<std::string>> actions;
  absl::Duration heartbeat;
};

// "evaluation.publish": lower-case words with hyphens, at least two with a dot between them.
bool IsAction(const std::string& action) {
  if (action.size() > kMaxActionBytes || action.find('.') == std::string::npos) return false;
  char before = '.';
  for (const char c : action + ".") {
    const bool letter = absl::ascii_islower(static_cast<unsigned char>(c)) != 0;
    if (!letter && ((c != '.' && c != '-') || before == '.' || before == '-')) return false;
    before = c;
  }
  return true;
}

absl::Status CheckNumbers(const WatchEventsRequest& request) {
  if (request.after_sequence() < 0) return InvalidField("afterSequence", "不能为负数。", "must not be negative");
  if (request.from_now() && request.after_sequence() > 0) {
    return InvalidField("fromNow", "不能与 afterSequence 同时使用。", "can't be used together with afterSequence");
  }
  if (request.heartbeat_seconds() < 0 || request.heartbeat_seconds() > kMaxHeartbeat) {
    return InvalidField("heartbeatSeconds",
                        absl::StrCat("应为 1 至 ", kMaxHeartbeat, "；0 表示 ", kDefaultHeartbeat, "。"),
                        absl::StrCat("must be 1 to ", kMaxHeartbeat, "; 0 stands for ", kDefaultHeartbeat));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::vector<std::string>>> ReadActions(const WatchEventsRequest& request) {
  if (request.actions().empty()) return std::nullopt;
  if (request.actions_size() > kMaxActions) {
    return InvalidField("actions", absl::StrCat("最多 ", kMaxActions, " 个。"), absl::StrCat("at most ", kMaxActions));
  }
  std::vector<std::string> actions(request.actions().begin(), request.actions().end());
  for (size_t i = 0; i < actions.size(); ++i) {
    if (IsAction(actions[i])) continue;
    return InvalidField(absl::StrCat("actions[", i, "]"),
                        absl::StrCat(Quoted(actions[i]), " 不是操作名；应形如 evaluation.publish。"),
                        absl::StrCat(Quoted(actions[i]), " is no action; write one like evaluation.publish"));
  }
  std::sort(actions.begin(), actions.end());
  actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
  return actions;
}

absl::StatusOr<Wanted> Read(const WatchEventsRequest& request) {
  if (auto status = CheckNumbers(request); !status.ok()) return status;
  Wanted wanted;
  wanted.after = request.after_sequence();
  wanted.from_now = request.from_now();
  if (!request.org().empty()) {
    wanted.within = OrgId(request.org());
    if (!wanted.within) return BadName("org", request.org());
    if (!request.resource().empty()) {
      return InvalidField("resource", "不能与 org 同时使用。", "can't be used together with org");
    }
  }
  wanted.resource = request.resource();
  auto actions = ReadActions(request);
  if (!actions.ok()) return actions.status();
  wanted.actions = *std::move(actions);
  wanted.heartbeat = absl::Seconds(request.heartbeat_seconds() == 0 ? kDefaultHeartbeat : request.heartbeat_seconds());
  return wanted;
}

class EventWatch final : public MessageStream,
                         public LogFollower::Waiter,
                         public std::enable_shared_from_this<EventWatch> {
 public:
  EventWatch(Writes* writes, std::shared_ptr<LogFollower> follower, const CallContext& call, Wanted wanted)
      : writes_(writes),
        follower_(std::move(follower)),
        deadline_(call.deadline),
        wanted_(std::move(wanted)),
        authority_(call.authority),
        cursor_(wanted_.after) {}

  void Pull(Next next) override {
    // The first message comes at once: from where it watches is known before anything happens.
    if (std::exchange(greets_, false)) return next(Message({}));
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!cancelled_) {
        next_.swap(next);
        due_ = std::min(follower_->Now() + wanted_.heartbeat, deadline_);
      }
    }
    if (next) return next(CallerGone());
    WaitMore();
  }

  void Cancel() override {
    Next next;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      cancelled_ = true;
      next.swap(next_);
    }
    follower_->Forget(this);
    if (next) next(CallerGone());
  }

  void Read(int64_t through) override {
    if (!Awaited()) return follower_->ReadDone();
    if (auto status = SeeCaller(); !status.ok()) {
      follower_->ReadDone();
      return Answer(std::move(status));
    }
    store::EventQuery query{.after_sequence = cursor_, .limit = kPageEvents, .resource = std::nullopt, .scope = scope_};
    query.actions = wanted_.actions;
    if (wanted_.resource.empty()) {
      query.through_sequence = std::min(through, cursor_ + window_);
    } else {  // found by an index
      query.resource = wanted_.resource;
      query.through_sequence = through;
    }
    through = query.through_sequence;
    writes_->store()->Events(std::move(query), follower_->Now() + kPageTime,
                             [self = shared_from_this(), through](absl::StatusOr<std::vector<store::Event>> events) {
                               self->Got(std::move(events), through);
                               self->follower_->ReadDone();
                             });
  }

  void Beat() override {
    if (!Awaited()) return;
    if (follower_->Now() >= deadline_) return Answer(FromStore(absl::DeadlineExceededError("")));
    if (auto status = SeeCaller(); !status.ok()) return Answer(std::move(status));
    Answer(Message({}));
  }

  void Stopped() override { Answer(ServerStopping()); }

 private:
  using Answered = absl::StatusOr<std::optional<std::string>>;

  bool Awaited() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return next_ != nullptr;
  }

  absl::Time Due() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return due_;
  }

  void WaitMore(absl::Time not_before = absl::InfinitePast()) {
    follower_->Wait(shared_from_this(), cursor_, Due(), not_before);
    // Cancelled meanwhile: nobody else would take it out before its time.
    if (!Awaited()) follower_->Forget(this);
  }

  void Answer(Answered answer) {
    Next next;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      next.swap(next_);
    }
    if (next) next(std::move(answer));
  }

  // The caller and what they may see, as of what is in force now.
  absl::Status SeeCaller() {
    const auto epoch = writes_->residents()->Current();
    auto authority = authority_.Later(epoch, follower_->Now());
    if (!authority.ok()) return authority.status();
    if (seen_ && epoch == authority_.shared_epoch()) return absl::OkStatus();
    authority_ = *std::move(authority);
    if (auto status = authority_.CheckAnywhere(kMethod); !status.ok()) return status;
    if (wanted_.resource.empty()) scope_ = authority_.ScopeOf(kMethod, wanted_.within);
    seen_ = true;
    return absl::OkStatus();
  }

  void Got(absl::StatusOr<std::vector<store::Event>> events, int64_t through) {
    if (!Awaited()) return;
    const bool late = absl::IsDeadlineExceeded(events.status());
    if (late) window_ = std::max(window_ / 2, kSmallestWindow);
    if (late || absl::IsResourceExhausted(events.status())) return WaitMore(follower_->Now() + kRetry);
    if (!events.ok()) return Answer(writes_->Caught(events.status()));
    auto visible = Visible(*events);
    if (!visible.ok()) return Answer(visible.status());
    cursor_ = events->size() == static_cast<size_t>(kPageEvents) ? events->back().sequence : through;
    if (visible->empty() && follower_->Now() < Due()) return WaitMore();
    Answer(Message(*visible));
  }

  absl::StatusOr<std::vector<const store::Event*>> Visible(const std::vector<store::Event>& events) {
    std::vector<const store::Event*> visible;
    if (!wanted_.resource.empty() && !events.empty()) {
      auto status = CheckEventsOf(*writes_, authority_, kMethod, wanted_.resource);
      if (!status.ok()) return status;
    }
    for (const store::Event& event : events) {
      const auto hidden = HidesEvent(*writes_->store(), authority_, event.draft.resource);
      if (!hidden.ok()) return writes_->Caught(hidden.status());
      if (!*hidden) visible.push_back(&event);
    }
    return visible;
  }

  Answered Message(const std::vector<const store::Event*>& events) const {
    WatchEventsResponse response;
    for (const store::Event* event : events) *response.add_events() = EventToProto(*event);
    response.set_sequence(cursor_);
    return response.SerializeAsString();
  }

  Writes* const writes_;
  const std::shared_ptr<LogFollower> follower_;
  const absl::Time deadline_;
  const Wanted wanted_;

  // Of whoever has the turn: Pull, then what the follower or the store calls, then Pull again.
  Authority authority_;
  bool seen_ = false;  // scope_ is that of authority_
  store::Scope scope_;
  int64_t cursor_;  // everything visible up to and with this event was sent
  int64_t window_ = kFirstWindow;
  bool greets_ = true;

  std::mutex mutex_;  // guards what follows
  Next next_;         // null: nobody waits
  absl::Time due_;
  bool cancelled_ = false;
};

}  // namespace

OpenedStream Events::Watch(const CallContext& call, const WatchEventsRequest& request) {
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return status;
  auto wanted = Read(request);
  if (!wanted.ok()) return wanted.status();
  if (!wanted->resource.empty()) {
    auto status = CheckEventsOf(*options_.writes, call.authority, kMethod, wanted->resource);
    if (!status.ok()) return status;
  }
  const auto head = options_.writes->store()->Head();
  if (!head.ok()) return options_.writes->Caught(head.status());
  // A cursor of another log, or of this one before it was restored from a backup: going on would leave events out.
  if (wanted->after > head->sequence) return BeyondTheEnd(head->sequence, wanted->after);
  if (wanted->from_now) wanted->after = head->sequence;
  return std::make_shared<EventWatch>(options_.writes, options_.follower, call, *std::move(wanted));
}

}  // namespace heng::core
