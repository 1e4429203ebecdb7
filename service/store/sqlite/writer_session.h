// The writing connection: transactions, what a write may see, and how a mutation reaches the tables and the log.
// Used by the writer thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/engine.h"
#include "service/store/sqlite/database.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

class SqliteWriter final : public WriterSession {
 public:
  // Opens the connection in WAL mode with synchronous=FULL and reads the head of the log.
  static absl::StatusOr<std::unique_ptr<SqliteWriter>> Open(const std::string& path, int checkpoint_pages);

  absl::Status Begin(const std::vector<const Keys*>& keys) override;
  const LogHead& head() const override { return head_; }
  absl::StatusOr<Snapshot> Read(const Keys& keys) override;
  absl::Status Apply(Mutation& mutation, int64_t now) override;
  // *unknown: an I/O error hides whether it was committed.
  absl::Status Commit(bool* unknown) override;
  void Rollback() override;
  bool usable() const override { return !read_only_; }
  absl::StatusOr<int64_t> TrimRequests(int64_t before, int64_t limit) override;

  // Moves pages from the log to the file once there are enough of them. Errors are left to the next attempt: the log
  // holds everything until then.
  void Tidy() override;

  // Moves all pages and empties the log.
  void Finish() override;

 private:
  explicit SqliteWriter(Database db) : db_(std::move(db)) {}
  absl::Status Prepare(int checkpoint_pages);
  absl::Status ReadHead();
  absl::Status ReadResident();
  absl::Status ReadEntries(const std::vector<std::string>& names, std::vector<std::optional<Entry>>& entries);
  absl::Status ReadForms(const std::vector<std::string>& ids, std::vector<std::optional<Header>>& forms);
  absl::Status WriteForm(const Mutation& mutation, bool is_new);
  absl::Status WriteEntry(const Entry& entry, bool is_new);
  absl::Status WriteRevision(int64_t form, const Revision& revision);  // `form`: its sequence
  absl::Status WriteHeader(const Header& header, bool is_new);
  absl::Status WriteEvent(const Event& event);
  absl::Status WriteRequest(const RequestRecord& request, int64_t now);

  Database db_;
  Statement begin_, commit_, rollback_;
  Statement header_by_id_, header_by_key_, request_by_key_, entry_by_name_;
  Statement insert_revision_, insert_header_, update_header_, insert_entry_, update_entry_, insert_event_,
      insert_request_, trim_requests_;
  LogHead committed_, head_;  // head_ runs ahead of committed_ within a transaction
  // Of the last event that changed a resident entry. Nobody else writes, so it is read only once.
  int64_t committed_resident_ = 0, resident_ = 0;
  bool read_only_ = false;  // a file could be opened for reading only, maybe for a moment
  int checkpoint_pages_ = 0;
  int wal_pages_ = 0;     // in the write-ahead log after the last commit
  int tried_pages_ = 0;   // how many there were at the last attempt to move them
  int forced_pages_ = 0;  // from so many on an attempt waits for readers
  int moved_pages_ = 0;   // of these, the first so many are in the file
};

}  // namespace heng::store::sqlite
