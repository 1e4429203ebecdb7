// A store in memory for tests of core: writes are decided and done at once, on the caller's thread, and every kind of
// failure happens on demand.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "service/store/store.h"

namespace heng::core {

class FakeStore final : public store::Store {
 public:
  // Faults; OK means none. They hold until they are changed.
  absl::Status submit_error;            // writes are not done and say this
  int64_t now = 1'700'000'000'123'456;  // µs; moves on with every write
  absl::Status after_commit_error;      // writes are done and say this all the same: the caller can't know
  absl::Status get_error;               // point reads of a form
  absl::Status revision_error;          // point reads of a revision
  absl::Status list_error;
  absl::Status log_error;  // events, audits and the head
  int64_t log_end = 0;     // sequence of the head
  // What a read of the log answers, when it likes; none: no events.
  std::function<void(store::EventQuery, std::function<void(absl::StatusOr<std::vector<store::Event>>)>)> read_events;
  bool decide_twice = false;            // as when a group failed and is run again
  std::function<void()> before_decide;  // what somebody else does between a read and the write; run once

  int commits() const { return commits_; }
  const std::vector<store::EventDraft>& events() const { return events_; }
  const store::ListQuery& last_query() const { return last_query_; }
  const std::map<std::string, store::Entry>& entries() const { return entries_; }
  // Overwrites what is stored of a form's current revision.
  void Damage(const std::string& id, const std::string& form_bytes) {
    revisions_[{id, headers_.at(id).content_rev}].form = form_bytes;
  }

  void Submit(store::Write write) override;
  absl::StatusOr<store::StoredForm> Get(const std::string& id) override;
  absl::StatusOr<store::Revision> GetRevision(const std::string& id, int64_t rev) override;
  absl::StatusOr<store::Revision> GetContent(const std::string& id, int64_t rev) override;
  void List(store::ListQuery query, absl::Time deadline,
            std::function<void(absl::StatusOr<std::vector<store::Header>>)> done) override;
  void Count(store::ListQuery query, absl::Time deadline,
             std::function<void(absl::StatusOr<std::vector<store::CountRow>>)> done) override;
  absl::StatusOr<store::Entry> GetEntry(const std::string& name) override;
  void ListEntries(store::EntryQuery query, absl::Time deadline,
                   std::function<void(absl::StatusOr<std::vector<store::Entry>>)> done) override;
  absl::StatusOr<store::ResidentPage> Residents(int64_t after_changed) override;
  void Events(store::EventQuery query, absl::Time,
              std::function<void(absl::StatusOr<std::vector<store::Event>>)> done) override {
    if (!log_error.ok()) return done(log_error);
    if (read_events) return read_events(std::move(query), std::move(done));
    done(std::vector<store::Event>());
  }
  void Audit(store::AuditQuery, absl::Time, std::function<void(absl::StatusOr<store::AuditPage>)> done) override {
    if (!log_error.ok()) return done(log_error);
    done(store::AuditPage());
  }
  absl::StatusOr<store::LogHead> Head() override {
    if (!log_error.ok()) return log_error;
    store::LogHead head;
    head.sequence = log_end;
    return head;
  }
  absl::Status Ready() override { return absl::OkStatus(); }
  store::Stats GetStats() override {
    store::Stats stats;
    stats.writes = stats.groups = commits_;
    return stats;
  }
  void Shutdown() override {}

 private:
  store::Snapshot Read(const store::Keys& keys) const;
  // Moves what was written into `result`.
  void Commit(store::Mutation mutation, store::WriteResult* result);
  std::vector<store::Header> Matching(const store::ListQuery& query) const;

  int commits_ = 0;
  int64_t resident_sequence_ = 0;
  std::map<std::string, store::Header> headers_;
  std::map<std::string, store::Entry> entries_;
  std::map<std::pair<std::string, int64_t>, store::Revision> revisions_;
  std::map<std::tuple<std::string, std::string, std::string>, store::RequestRecord> requests_;
  std::vector<store::EventDraft> events_;
  store::ListQuery last_query_;
};

}  // namespace heng::core
