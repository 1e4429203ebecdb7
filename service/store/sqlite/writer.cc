#include "service/store/sqlite/writer.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace heng::store::sqlite {
namespace {

constexpr std::chrono::seconds kReconnectInterval(1);  // while the file cannot be opened

}  // namespace

absl::StatusOr<std::unique_ptr<Writer>> Writer::Start(const SqliteOptions& options) {
  auto session = WriterSession::Open(options.path, options.checkpoint_pages);
  if (!session.ok()) return session.status();
  std::unique_ptr<Writer> writer(new Writer(options, *std::move(session)));
  writer->thread_ = std::thread([w = writer.get()] { w->Loop(); });
  return writer;
}

Writer::Writer(const SqliteOptions& options, std::unique_ptr<WriterSession> session)
    : options_(options), session_(std::move(session)), last_now_(session_->last_time()) {}

void Writer::Submit(Write write) {
  absl::Status refused;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) {
      refused = absl::UnavailableError("the store is shut down");
    } else if (queue_.size() >= options_.max_queued_writes) {
      refused = absl::ResourceExhaustedError(absl::StrCat("queue full: ", queue_.size(), " writes are waiting"));
    } else {
      queue_.push_back(std::move(write));
    }
  }
  if (refused.ok()) {
    wake_.notify_one();
  } else {
    // NOLINTNEXTLINE(bugprone-use-after-move): only a write that was not refused has been moved
    write.done({.status = std::move(refused), .header = std::nullopt});
  }
}

absl::Status Writer::Ready() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (stopped_) return absl::UnavailableError("the store is shut down");
  return connected_ ? absl::OkStatus() : absl::UnavailableError("the store file cannot be opened for writing");
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
    if (EnsureSession().ok()) session_->CheckpointIfDue();
  }
  if (session_ != nullptr) session_->CheckpointFully();
  session_.reset();
}

std::optional<Writer::Group> Writer::TakeGroup() {
  Group group;
  std::unique_lock<std::mutex> lock(mutex_);
  const auto due = [this] { return stopped_ || !queue_.empty(); };
  if (session_ != nullptr) {
    wake_.wait(lock, due);
  } else {
    wake_.wait_for(lock, kReconnectInterval, due);
  }
  if (stopped_ && queue_.empty()) return std::nullopt;
  const size_t size = std::min(queue_.size(), options_.max_group);
  group.reserve(size);
  for (size_t i = 0; i < size; ++i) {
    group.push_back({.write = std::move(queue_.front()), .result = {}, .expired = false});
    queue_.pop_front();
  }
  return group;
}

void Writer::RunGroup(Group& group) {
  if (group.empty()) return;
  writes_ += static_cast<int64_t>(group.size());
  ++groups_;
  const absl::Time now = options_.clock();
  for (Member& member : group) member.expired = member.write.deadline < now;

  Member* const begin = group.data();
  Member* const end = begin + group.size();
  bool unknown = false;
  absl::Status status = RunTransaction(begin, end, &unknown);
  if (!status.ok() && !unknown && group.size() > 1) {
    // One of them failed and took the others along: each gets a transaction of its own. No savepoints: a full disk
    // rolls back the whole transaction whatever savepoints it has.
    for (Member* member = begin; member != end; ++member) {
      status = RunTransaction(member, member + 1, &unknown);
      if (!status.ok()) member->result = {.status = status, .header = std::nullopt};
    }
  } else if (!status.ok()) {
    for (Member& member : group) member.result = {.status = status, .header = std::nullopt};
  }
  for (Member& member : group) {
    if (member.expired) {
      member.result = {.status = absl::DeadlineExceededError("the deadline passed in the queue"),
                       .header = std::nullopt};
    }
  }
}

absl::Status Writer::RunTransaction(Member* begin, Member* end, bool* unknown) {
  *unknown = false;
  absl::Status status = EnsureSession();
  if (!status.ok()) return status;
  status = session_->Begin();
  bool wrote = false;
  for (Member* member = begin; member != end && status.ok(); ++member) {
    if (!member->expired) status = RunMember(*member, &wrote);
  }
  if (status.ok() && wrote) {
    status = session_->Commit(unknown);
  }
  if (*unknown) {
    CloseSession();
    return absl::UnavailableError(absl::StrCat("whether the write happened is unknown: ", status.message()));
  }
  if (!status.ok() || !wrote) session_->Rollback();
  return status;
}

absl::Status Writer::RunMember(Member& member, bool* wrote) {
  absl::StatusOr<Snapshot> snapshot = session_->Read(member.write.keys);
  if (!snapshot.ok()) return snapshot.status();
  last_now_ = std::max(absl::ToUnixMicros(options_.clock()), last_now_ + 1);
  snapshot->now = last_now_;

  absl::StatusOr<std::optional<Mutation>> decision = member.write.decide(*snapshot);
  member.result = {.status = decision.status(), .header = std::nullopt};
  if (!decision.ok() || !decision->has_value()) return absl::OkStatus();
  *wrote = true;
  Mutation& mutation = **decision;
  absl::Status status = session_->Apply(mutation, last_now_);
  if (status.ok()) member.result.header = std::move(mutation.header);
  return status;
}

absl::Status Writer::EnsureSession() {
  if (session_ != nullptr) return absl::OkStatus();
  auto session = WriterSession::Open(options_.path, options_.checkpoint_pages);
  if (!session.ok()) return absl::UnavailableError(session.status().message());
  session_ = *std::move(session);
  last_now_ = std::max(last_now_, session_->last_time());
  std::lock_guard<std::mutex> lock(mutex_);
  connected_ = true;
  return absl::OkStatus();
}

void Writer::CloseSession() {
  session_.reset();
  std::lock_guard<std::mutex> lock(mutex_);
  connected_ = false;
}

}  // namespace heng::store::sqlite
