// The writing connection: one round trip to lock the log and to read all keys of a group, one to write it and commit.
// Used by the writer thread only.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/engine.h"
#include "service/store/postgres/connection.h"
#include "service/store/postgres/group_view.h"
#include "service/store/store.h"

namespace heng::store::postgres {

class PostgresWriter final : public WriterSession {
 public:
  // Opens the connection, checks the schema and reads the head of the log.
  static absl::StatusOr<std::unique_ptr<PostgresWriter>> Open(const std::string& location);

  // Waits for the lock of the log at most kLockTimeout (UNAVAILABLE), for a server that says nothing kSilence.
  absl::Status Begin(const std::vector<const Keys*>& keys) override;
  const LogHead& head() const override { return head_; }
  absl::StatusOr<Snapshot> Read(const Keys& keys) override { return view_.Read(keys); }
  // Sends content as it comes; everything else waits for Commit. What only the database can refuse, Commit reports.
  absl::Status Apply(Mutation& mutation, int64_t now) override;
  // *unknown: the connection was lost after COMMIT was sent, or the server warned that not all of its copies have it.
  absl::Status Commit(bool* unknown) override;
  void Rollback() override;
  bool usable() const override { return connection_->usable(); }
  absl::StatusOr<int64_t> TrimRequests(int64_t before, int64_t limit) override;
  void Tidy() override {}
  void Finish() override {}

 private:
  explicit PostgresWriter(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
  absl::Status ReadHead();
  absl::Status SendKeys(const std::vector<const Keys*>& keys);
  absl::Status SendRevisions();
  void LoadEntry(Rows& rows);
  absl::Status SendHeaders();
  absl::Status SendEntries();
  absl::Status SendAll();
  void Forget();

  const std::unique_ptr<Connection> connection_;
  LogHead committed_, head_;  // head_ runs ahead of committed_ within a transaction
  GroupView view_;
  RowArrays revisions_, events_, requests_;  // applied but not sent
};

}  // namespace heng::store::postgres
