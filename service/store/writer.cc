#include "service/store/writer.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace heng::store {
namespace {

constexpr absl::Duration kReconnectInterval = absl::Seconds(1);  // while the database cannot be opened
constexpr absl::Duration kShortestWait = absl::Milliseconds(10);
// Requests forgotten in one transaction: short enough that a write that arrives meanwhile does not notice.
constexpr int64_t kTrimBatch = 500;
// A writer that is never idle trims all the same once it is late by so many intervals.
constexpr int kLateIntervals = 10;

// True for an error that has nothing to do with the write that met it, and may have taken its time: a lock, a lost
// server.
bool MeetsAll(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

// One write changes a form or an entry at most once, and not more of them than it can have seen.
absl::Status CheckDistinct(const std::vector<Mutation>& mutations) {
  if (mutations.size() == 1) return absl::OkStatus();
  const auto forms = static_cast<size_t>(
      std::count_if(mutations.begin(), mutations.end(), [](const Mutation& m) { return m.header.has_value(); }));
  if (forms > kMaxEntryKeys || mutations.size() - forms > kMaxEntryKeys) {
    return absl::InternalError(absl::StrCat(mutations.size(), " changes in one write"));
  }
  std::set<std::string_view> names;
  for (const Mutation& mutation : mutations) {
    if (!names.insert(mutation.event.resource).second) {
      return absl::InternalError(absl::StrCat(mutation.event.resource, " is changed twice in one write"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

Writer::Writer(StoreOptions options, Engine engine, std::unique_ptr<WriterSession> session)
    : options_(std::move(options)),
      engine_(std::move(engine)),
      session_(std::move(session)),
      group_sizes_({1, 2, 4, 8, 16, 32, 64, 128}),
      commit_micros_({100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000}) {
  last_now_ = session_->head().time;
  next_trim_ = options_.clock();
  thread_ = std::thread([this] { Loop(); });
}

void Writer::Submit(Write write) {
  absl::Status refused;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) {
      refused = absl::UnavailableError("the store is shut down");
    } else if (write.keys.entries.size() > kMaxEntryKeys || write.keys.forms.size() > kMaxEntryKeys) {
      refused = absl::InternalError(absl::StrCat(write.keys.entries.size(), " entries and ", write.keys.forms.size(),
                                                 " forms in the keys of one write"));
    } else if (queue_.size() >= options_.max_queued_writes || queued_bytes_ + write.bytes > options_.max_queued_bytes) {
      refused = absl::ResourceExhaustedError(
          absl::StrCat("queue full: ", queue_.size(), " writes of ", queued_bytes_, " bytes are waiting"));
    } else {
      queued_bytes_ += write.bytes;
      queue_.push_back(std::move(write));
    }
  }
  if (refused.ok()) {
    wake_.notify_one();
  } else {
    // NOLINTNEXTLINE(bugprone-use-after-move): only a write that was not refused has been moved
    write.done({.status = std::move(refused), .header = std::nullopt, .entries = {}});
  }
}

absl::Status Writer::Ready() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (stopped_) return absl::UnavailableError("the store is shut down");
  return connected_ ? absl::OkStatus() : absl::UnavailableError("the store cannot be opened for writing");
}

Stats Writer::GetStats() {
  Stats stats;
  stats.writes = writes_;
  stats.groups = groups_;
  stats.group_sizes = group_sizes_.Get();
  stats.commit_micros = commit_micros_.Get();
  std::lock_guard<std::mutex> lock(mutex_);
  stats.queued_writes = static_cast<int64_t>(queue_.size());
  stats.queued_bytes = static_cast<int64_t>(queued_bytes_);
  return stats;
}

void Writer::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::Loop() {
  while (std::optional<Group> group = TakeGroup()) {
    RunGroup(*group);
    for (Member& member : *group) member.write.done(std::move(member.result));
    group->clear();
    if (EnsureSession().ok()) session_->Tidy();
    TrimIfDue();
  }
  if (session_ != nullptr) session_->Finish();
  session_.reset();
}

std::optional<Writer::Group> Writer::TakeGroup() {
  const absl::Duration until_trim = std::clamp(next_trim_ - options_.clock(), kShortestWait, options_.trim_interval);
  const absl::Duration wait = session_ == nullptr ? kReconnectInterval : until_trim;
  Group group;
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait_for(lock, absl::ToChronoMilliseconds(wait), [this] { return stopped_ || !queue_.empty(); });
  if (stopped_ && queue_.empty()) return std::nullopt;
  const size_t size = std::min(queue_.size(), options_.max_group);
  group.reserve(size);
  for (size_t i = 0; i < size; ++i) {
    queued_bytes_ -= queue_.front().bytes;
    group.push_back({.write = std::move(queue_.front()), .result = {}, .expired = false});
    queue_.pop_front();
  }
  return group;
}

void Writer::RunGroup(Group& group) {
  if (group.empty()) return;
  writes_ += static_cast<int64_t>(group.size());
  ++groups_;
  group_sizes_.Add(static_cast<int64_t>(group.size()));
  const absl::Time now = options_.clock();
  for (Member& member : group) member.expired = member.write.deadline < now;

  Member* const begin = group.data();
  Member* const end = begin + group.size();
  bool unknown = false;
  absl::Status status = RunTransaction(begin, end, &unknown);
  if (!status.ok() && began_ && !unknown && session_ != nullptr && group.size() > 1) {
    // One of them failed and took the others along: each gets a transaction of its own. No savepoints: a full disk
    // rolls back the whole transaction whatever savepoints it has. If a transaction cannot even begin, it is none of
    // them: then the rest is not tried, which might mean a wait for a lock for each. The same if one of them, alone,
    // meets something that has nothing to do with it.
    for (Member* member = begin; member != end; ++member) {
      member->expired = member->expired || member->write.deadline < options_.clock();
      if (began_ && (member == begin || !MeetsAll(status))) status = RunTransaction(member, member + 1, &unknown);
      if (!status.ok()) member->result = {.status = status, .header = std::nullopt, .entries = {}};
    }
  } else if (!status.ok()) {
    for (Member& member : group) member.result = {.status = status, .header = std::nullopt, .entries = {}};
  }
  for (Member& member : group) {
    if (member.expired) {
      member.result = {.status = absl::DeadlineExceededError("the deadline passed in the queue"),
                       .header = std::nullopt,
                       .entries = {}};
    }
  }
}

absl::Status Writer::RunTransaction(Member* begin, Member* end, bool* unknown) {
  *unknown = false;
  std::vector<const Keys*> keys;
  for (Member* member = begin; member != end; ++member) {
    if (!member->expired) keys.push_back(&member->write.keys);
  }
  if (keys.empty()) return absl::OkStatus();
  absl::Status status = Begin(keys);
  began_ = status.ok();
  bool wrote = false;
  for (Member* member = begin; member != end && status.ok(); ++member) {
    if (!member->expired) status = RunMember(*member, &wrote);
  }
  if (status.ok() && wrote) {
    const int64_t began = absl::GetCurrentTimeNanos();
    status = session_->Commit(unknown);
    commit_micros_.Add((absl::GetCurrentTimeNanos() - began) / 1000);
  }
  if (*unknown) {
    CloseSession();
    return absl::UnavailableError(absl::StrCat("whether the write happened is unknown: ", status.message()));
  }
  if (session_ == nullptr) return status;
  if (!status.ok() || !wrote) session_->Rollback();
  if (!session_->usable()) CloseSession();
  return status;
}

absl::Status Writer::RunMember(Member& member, bool* wrote) {
  absl::StatusOr<Snapshot> snapshot = session_->Read(member.write.keys);
  if (!snapshot.ok()) return snapshot.status();
  last_now_ = std::max(absl::ToUnixMicros(options_.clock()), last_now_ + 1);
  snapshot->now = last_now_;

  absl::StatusOr<std::vector<Mutation>> decision = member.write.decide(*snapshot);
  member.result = {.status = decision.status(), .header = std::nullopt, .entries = {}};
  // An answer that rests on an earlier write is given after a COMMIT too: with standby servers that write may be here
  // and not yet there.
  if (decision.ok() && snapshot->request) *wrote = true;
  if (!decision.ok() || decision->empty()) return absl::OkStatus();
  *wrote = true;
  absl::Status status = CheckDistinct(*decision);
  for (Mutation& mutation : *decision) {
    if (status.ok()) status = session_->Apply(mutation, last_now_);
    if (!status.ok()) return status;
    // Events of one write have a time each: it is strictly increasing over the log.
    if (&mutation != &decision->back()) ++last_now_;
    if (mutation.header) member.result.header = std::move(mutation.header);
    if (mutation.entry) member.result.entries.push_back(*std::move(mutation.entry));
  }
  return absl::OkStatus();
}

absl::Status Writer::Begin(const std::vector<const Keys*>& keys) {
  const bool fresh = session_ == nullptr;
  absl::Status status = EnsureSession();
  if (status.ok()) status = session_->Begin(keys);
  if (!status.ok() && !fresh && session_ != nullptr && !session_->usable()) {
    // A connection that was lost while nothing happened (a database server that was restarted) costs nobody a call.
    CloseSession();
    status = EnsureSession();
    if (status.ok()) status = session_->Begin(keys);
  }
  // Another server may have written since.
  if (status.ok()) last_now_ = std::max(last_now_, session_->head().time);
  return status;
}

absl::Status Writer::EnsureSession() {
  if (session_ != nullptr) return absl::OkStatus();
  auto session = engine_.open_writer();
  if (!session.ok()) return absl::UnavailableError(session.status().message());
  session_ = *std::move(session);
  std::lock_guard<std::mutex> lock(mutex_);
  connected_ = true;
  return absl::OkStatus();
}

void Writer::CloseSession() {
  session_.reset();
  std::lock_guard<std::mutex> lock(mutex_);
  connected_ = false;
}

void Writer::TrimIfDue() {
  const absl::Time now = options_.clock();
  if (session_ == nullptr || now < next_trim_) return;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const bool late = now >= next_trim_ + kLateIntervals * options_.trim_interval;
    if (stopped_ || (!queue_.empty() && !late)) return;
  }
  const auto trimmed = session_->TrimRequests(absl::ToUnixMicros(now - options_.keep_requests), kTrimBatch);
  // A full batch: there are more. After an error there is always a next time.
  if (!trimmed.ok() || *trimmed < kTrimBatch) next_trim_ = now + options_.trim_interval;
  if (!session_->usable()) CloseSession();
}

}  // namespace heng::store
