#include "service/core/writes.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using store::Mutation;
using store::Snapshot;

// How often a write is decided anew because what is in force has changed meanwhile.
constexpr int kMaxAttempts = 8;

std::string SubjectOf(const Mutation& mutation) {
  if (mutation.header) return mutation.header->subject;
  return mutation.entry->collection == "projects" ? mutation.entry->name : "";
}

// What the method and the caller say of the event.
void Complete(const WriteJob& job, Mutation& mutation) {
  store::EventDraft& event = mutation.event;
  event.caller = "principals/" + job.authority.principal_id();
  event.request_id = job.request_id;
  if (event.action.empty()) event.action = RuleOf(job.method).action;
  if (!event.role.empty()) return;
  auto role = job.authority.RoleFor(job.method, event.org_id, SubjectOf(mutation));
  if (!role) role = job.authority.RoleAnywhere(job.method);
  if (role) event.role = RoleName(*role);
}

store::RequestRecord RecordOf(const WriteJob& job, const Mutation& mutation) {
  store::RequestRecord record;
  record.key = *job.keys.request;
  record.body_sha256 = job.body_sha256;
  if (mutation.entry) {
    record.resource_id = mutation.entry->name;
    record.etag = record.content_rev = mutation.entry->etag;
    return record;
  }
  const store::Header& header = *mutation.header;
  record.resource_id = header.id;
  record.etag = header.etag;
  record.content_rev = header.content_rev;
  record.state = header.state;
  record.update_time = header.update_time;
  record.submit_time = header.submit_time;
  return record;
}

}  // namespace

// Filled by the decision, which may run more than once; read after the commit.
struct Writes::Outcome {
  Outcome(WriteJob the_job, Reply the_reply) : job(std::move(the_job)), reply(std::move(the_reply)) {}

  absl::StatusOr<std::vector<Mutation>> Decide(const Snapshot& snapshot) {
    stale = false;
    replay.reset();
    mutations.clear();
    if (snapshot.request && job.replay) {
      if (snapshot.request->body_sha256 != job.body_sha256) return RequestIdReused(job.request_id);
      replay = snapshot.request;
      return std::vector<Mutation>();
    }
    stale = snapshot.resident_sequence > job.authority.epoch().sequence;
    if (stale) return std::vector<Mutation>();
    auto decided = job.decide(job.authority, snapshot);
    if (!decided.ok()) return decided.status();
    mutations = *std::move(decided);
    for (Mutation& mutation : mutations) Complete(job, mutation);
    if (job.validate_only) return std::vector<Mutation>();
    if (job.keys.request && job.replay && !mutations.empty())
      mutations.front().request = RecordOf(job, mutations.front());
    return mutations;
  }

  WriteJob job;
  Reply reply;
  int attempts = 0;
  bool stale = false;  // decided on nothing: the epoch is older than the store
  std::optional<store::RequestRecord> replay;
  std::vector<Mutation> mutations;
};

absl::Status Writes::Caught(const absl::Status& status) const {
  google::rpc::Status details;
  if (status.ok() || ReadDetails(status, &details)) return status;
  log_error_(status.ToString());
  return FromStore(status);
}

absl::Status Writes::CaughtReplaying(const absl::Status& status) const {
  return Caught(absl::IsNotFound(status) ? absl::UnavailableError(status.message()) : status);
}

void Writes::Run(WriteJob job, Reply reply) {
  if (!job.request_id.empty() && !IsSenderId(job.request_id, kMaxRequestIdBytes)) {
    return reply(InvalidField("requestId", "请求号最多 64 位，只能用字母、数字和 . _ : -。",
                              "at most 64 characters: letters, digits and . _ : -"));
  }
  if (!job.request_id.empty() && !job.keys.request) {
    job.keys.request =
        store::RequestKey{"principals/" + job.authority.principal_id(), RuleOf(job.method).name, job.request_id};
  }
  Submit(std::make_shared<Outcome>(std::move(job), std::move(reply)));
}

void Writes::Submit(std::shared_ptr<Outcome> outcome) {
  store::Write write;
  write.keys = outcome->job.keys;
  write.deadline = outcome->job.deadline;
  write.bytes = outcome->job.bytes;
  write.decide = [outcome](const Snapshot& snapshot) { return outcome->Decide(snapshot); };
  write.done = [this, outcome](const store::WriteResult& result) { Finish(outcome, result); };
  store_->Submit(std::move(write));
}

void Writes::Finish(std::shared_ptr<Outcome> outcome, const store::WriteResult& result) {
  if (!result.status.ok()) return outcome->reply(Caught(result.status));
  if (outcome->stale) return Again(std::move(outcome));
  if (outcome->replay) return outcome->reply(outcome->job.replay(*outcome->replay));
  const bool resident = std::any_of(outcome->mutations.begin(), outcome->mutations.end(), [](const Mutation& mutation) {
    return mutation.entry && mutation.entry->resident;
  });
  if (resident && !outcome->job.validate_only) {
    // Whoever is told that it is done finds it in force. Where it can't be read now, the next write finds out.
    if (auto status = residents_->Refresh(); !status.ok()) log_error_(status.ToString());
  }
  if (committed_ && !outcome->job.validate_only && !outcome->mutations.empty()) committed_();
  outcome->reply(outcome->job.answer(outcome->mutations));
}

void Writes::Again(std::shared_ptr<Outcome> outcome) {
  if (++outcome->attempts > kMaxAttempts) return outcome->reply(RulesChanged());
  if (auto status = residents_->Refresh(); !status.ok()) return outcome->reply(Caught(status));
  auto authority = outcome->job.authority.Later(residents_->Current(), absl::Now());
  if (!authority.ok()) return outcome->reply(authority.status());
  outcome->job.authority = *std::move(authority);
  Submit(std::move(outcome));
}

}  // namespace heng::core
