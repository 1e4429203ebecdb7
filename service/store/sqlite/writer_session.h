// The writing connection: transactions, what a write may see, and how a mutation reaches the tables and the log.
// Used by the writer thread only.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/sqlite/database.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

class WriterSession {
 public:
  // Opens the connection in WAL mode with synchronous=FULL and reads the head of the log.
  static absl::StatusOr<std::unique_ptr<WriterSession>> Open(const std::string& path, int checkpoint_pages);

  absl::Status Begin();

  // What the tables hold under `keys` within the transaction; `now` is left to the caller.
  absl::StatusOr<Snapshot> Read(const Keys& keys) const;

  // Writes one mutation and its event; gives a new header its sequence. After an error the transaction must be rolled
  // back.
  absl::Status Apply(Mutation& mutation, int64_t now);

  // After an error nothing was committed, but for *unknown == true: then an I/O error hides whether it was, and the
  // session must be closed.
  absl::Status Commit(bool* unknown);

  void Rollback();

  // Time of the last event committed, µs; 0: none.
  int64_t last_time() const { return committed_.time; }

  // Moves pages from the log to the file once there are enough of them. Errors are left to the next attempt: the log
  // holds everything until then.
  void CheckpointIfDue();

  // Moves all pages and empties the log.
  void CheckpointFully();

 private:
  // The end of the event log.
  struct Head {
    int64_t sequence = 0;
    int64_t time = 0;
    std::string sha256;
  };

  explicit WriterSession(Database db) : db_(std::move(db)) {}
  absl::Status Prepare(int checkpoint_pages);
  absl::Status ReadHead();
  absl::Status WriteRevision(const Revision& revision, const Header& header);
  absl::Status WriteHeader(const Header& header, bool is_new);
  absl::Status WriteEvent(const Event& event);
  absl::Status WriteRequest(const RequestRecord& request, int64_t now);

  Database db_;
  Statement begin_, commit_, rollback_;
  Statement header_by_id_, header_by_key_, request_by_key_;
  Statement insert_revision_, insert_header_, update_header_, insert_event_, insert_request_;
  Head committed_, head_;  // head_ runs ahead of committed_ within a transaction
  int checkpoint_pages_ = 0;
  int wal_pages_ = 0;    // in the write-ahead log after the last commit
  int moved_pages_ = 0;  // of these, the first so many are in the file
};

}  // namespace heng::store::sqlite
