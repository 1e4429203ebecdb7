// What an engine supplies: a connection that reads and one that writes. engine_store.h makes a Store of them, so
// queues, groups, deadlines and who is told what are the same for every engine.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/store.h"

namespace heng::store {

// A reading connection. Every call sees one committed state. Used by one thread at a time. After any error but
// NOT_FOUND it is closed and another one is opened.
class ReaderSession {
 public:
  virtual ~ReaderSession() = default;

  virtual absl::StatusOr<StoredForm> Get(const std::string& id) = 0;
  virtual absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) = 0;
  virtual absl::StatusOr<Revision> GetContent(const std::string& id, int64_t rev) = 0;
  virtual absl::StatusOr<LogHead> Head() = 0;
  virtual absl::StatusOr<Entry> GetEntry(const std::string& name) = 0;
  virtual absl::StatusOr<ResidentPage> Residents(int64_t after_changed) = 0;

  // These may search many rows: DEADLINE_EXCEEDED as soon as the deadline has passed, also in the middle.
  virtual absl::StatusOr<std::vector<Header>> List(const ListQuery& query, absl::Time deadline) = 0;
  virtual absl::StatusOr<std::vector<CountRow>> Count(const ListQuery& query, absl::Time deadline) = 0;
  virtual absl::StatusOr<std::vector<Entry>> ListEntries(const EntryQuery& query, absl::Time deadline) = 0;
  virtual absl::StatusOr<std::vector<Event>> Events(const EventQuery& query, absl::Time deadline) = 0;
  virtual absl::StatusOr<AuditPage> Audit(const AuditQuery& query, absl::Time deadline) = 0;

  // OK: the database answers and has our schema.
  virtual absl::Status Check() = 0;
};

// The writing connection. Used by the writer thread only.
class WriterSession {
 public:
  virtual ~WriterSession() = default;

  // Begins a transaction in which no other writer can add events, and in which these keys will be read.
  virtual absl::Status Begin(const std::vector<const Keys*>& keys) = 0;

  // The end of the log as this transaction sees it: what was applied in it included.
  virtual const LogHead& head() const = 0;

  // What the tables hold under `keys` (one of those given to Begin), what was applied in this transaction included;
  // `now` is left to the caller.
  virtual absl::StatusOr<Snapshot> Read(const Keys& keys) = 0;

  // Writes one mutation and its event; gives a new header or entry its sequence. After an error the transaction must be
  // rolled back.
  virtual absl::Status Apply(Mutation& mutation, int64_t now) = 0;

  // Also without anything applied: then OK says that what was committed before is as safe as this engine makes it.
  // After an error nothing was committed, but for *unknown == true: then nobody can say whether it was, and the
  // session must be closed.
  virtual absl::Status Commit(bool* unknown) = 0;

  virtual void Rollback() = 0;

  // False: the connection is lost and must be opened anew.
  virtual bool usable() const = 0;

  // Outside of a transaction: forgets request records made before `before` (µs), the oldest first, at most `limit`.
  // How many it were.
  virtual absl::StatusOr<int64_t> TrimRequests(int64_t before, int64_t limit) = 0;

  // Work that is best done between two groups, after the answers. Errors are left to the next time.
  virtual void Tidy() = 0;

  // Before the session is destroyed in an orderly shutdown.
  virtual void Finish() = 0;
};

// Opens connections; called from any thread, also long after the start. An error is a sentence for the log.
struct Engine {
  std::function<absl::StatusOr<std::unique_ptr<ReaderSession>>()> open_reader;
  std::function<absl::StatusOr<std::unique_ptr<WriterSession>>()> open_writer;
  std::function<int64_t()> log_bytes = {};  // Stats::log_bytes; empty: this engine has no such file
};

}  // namespace heng::store
