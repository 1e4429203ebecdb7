// The way of every write: whose it is, whether it is a repetition, the decision in the store's order, the event, the
// answer after COMMIT.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/core/call_context.h"
#include "service/core/hash.h"
#include "service/core/residents.h"
#include "service/store/store.h"

namespace heng::core {

inline constexpr size_t kMaxRequestIdBytes = 64;

// One write. The handler has checked the caller's access already; `decide` checks it again, because in the store's
// order something may have come before it.
struct WriteJob {
  template <typename Request>
  WriteJob(Method the_method, const CallContext& call, const Request& request) : WriteJob(the_method, call) {
    request_id = request.request_id();
    validate_only = request.validate_only();
  }
  // Of a request without request id and validate_only.
  WriteJob(Method the_method, const CallContext& call)
      : method(the_method), authority(call.authority), deadline(call.deadline), body_sha256(Sha256(call.body)) {}

  Method method;
  Authority authority;
  absl::Time deadline;
  std::string body_sha256;
  std::string request_id;
  bool validate_only = false;
  size_t bytes = 0;  // about what the write holds while it is queued
  store::Keys keys;  // `request` is set by Run, unless the handler has: then `decide` keeps and heeds its record itself

  // What changes, decided on the snapshot and on what is in force with it. Pure; may run more than once, the last time
  // counts. Of an event it sets action (empty: that of the method), resource, org and policy; and role where that is
  // not the one in which the caller may call `method` on the org.
  std::function<absl::StatusOr<std::vector<store::Mutation>>(const Authority&, const store::Snapshot&)> decide;
  // The response message for what was written, or would be (validate_only).
  std::function<absl::StatusOr<std::string>(const std::vector<store::Mutation>&)> answer;
  // The same again for a remembered request. Not needed without a request id, or where `decide` heeds the record.
  std::function<absl::StatusOr<std::string>(const store::RequestRecord&)> replay;
};

class Writes {
 public:
  // None is owned; all outlive this.
  Writes(store::Store* store, Residents* residents, std::function<void(std::string_view)> log_error)
      : store_(store), residents_(residents), log_error_(std::move(log_error)) {}

  // Called behind every write of this server that added to the log, before it is answered; cheap. Set before the first.
  void OnCommit(std::function<void()> committed) { committed_ = std::move(committed); }

  // Answers through `reply`, exactly once, with the response message or an error of the catalogue.
  void Run(WriteJob job, Reply reply);

  // Turns an error of the store into one of the catalogue and logs what callers must not see.
  absl::Status Caught(const absl::Status& status) const;
  // The same for reading what a remembered request wrote. It was there for the writer: where a reader does not find it,
  // that one is still connected to a server that has been replaced, and the next attempt will.
  absl::Status CaughtReplaying(const absl::Status& status) const;

  store::Store* store() const { return store_; }
  Residents* residents() const { return residents_; }

 private:
  struct Outcome;

  void Submit(std::shared_ptr<Outcome> outcome);
  void Finish(std::shared_ptr<Outcome> outcome, const store::WriteResult& result);
  // For a write that was decided on what is no longer in force.
  void Again(std::shared_ptr<Outcome> outcome);

  store::Store* const store_;
  Residents* const residents_;
  const std::function<void(std::string_view)> log_error_;
  std::function<void()> committed_;
};

}  // namespace heng::core
