// What the store's tests share: a folder, a clock, forms to write, and decisions like the ones core makes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/sqlite/sqlite_store.h"
#include "service/store/store.h"

namespace heng::store {

// A new folder below `parent`, by default the test's temporary folder; removed at the end.
class TempFolder {
 public:
  TempFolder();
  explicit TempFolder(const std::string& parent);
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// For tests that sync often and for which no real disk is needed.
std::string MemoryFolder();

// Opened once: a thread waits until another one says go.
class Gate {
 public:
  void Open();
  void Wait();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

// Collects the answers to writes; each must come exactly once.
class Answers {
 public:
  // A callback for one more write.
  std::function<void(WriteResult)> Expect();
  // Waits for all of them; in the order of Expect.
  std::vector<WriteResult> Wait();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<WriteResult> results_;
  std::vector<int> calls_;
  size_t answered_ = 0;
};

// A draft of `id` with its own subject, and the content `content`. An id "targets/…" makes a target, of the same
// subject as the evaluation of the rest of the id.
Mutation NewForm(const std::string& id, const std::string& content = "内容");

// The next etag of a stored header, with new content where `content` is not empty.
Mutation NextOf(const Header& header, const std::string& content);

// The next etag of a stored header, with this review record, and with new content where `content` is not empty.
Mutation ReviewOf(const Header& header, const std::string& review, const std::string& content = "");

// A new entry, of the org "dt-121005".
Entry NewEntry(const std::string& name, const std::string& body = "内容");

// What makes `entry` as it stands here out of what is stored.
Mutation ChangeOf(Entry entry);

// Creates them all unless one of the names is taken (ALREADY_EXISTS).
Write CreateEntries(std::vector<Entry> entries);

// Gives the entry at `etag` another body; ABORTED for any other one.
Write UpdateEntry(const std::string& name, int64_t etag, const std::string& body);

// A decision that makes this one change.
std::vector<Mutation> One(Mutation mutation);

// Creates unless the id or the key is taken (ALREADY_EXISTS).
Write CreateWrite(Mutation mutation);

// Moves on the header at `etag`; ABORTED for any other one.
Write UpdateWrite(const std::string& id, int64_t etag, const std::string& content);

// The same with a review record, and with new content where `content` is not empty.
Write ReviewWrite(const std::string& id, int64_t etag, const std::string& review, const std::string& content = "");

// Submits one write and waits for the answer.
WriteResult RunWrite(Store& store, Write write);

// Runs one list and waits for it.
absl::StatusOr<std::vector<Header>> RunList(Store& store, ListQuery query,
                                            absl::Time deadline = absl::InfiniteFuture());

// The same of sums and entries.
absl::StatusOr<std::vector<CountRow>> RunCount(Store& store, ListQuery query,
                                               absl::Time deadline = absl::InfiniteFuture());
absl::StatusOr<std::vector<Entry>> RunListEntries(Store& store, EntryQuery query,
                                                  absl::Time deadline = absl::InfiniteFuture());

// Reads events and waits for them.
absl::StatusOr<std::vector<Event>> RunEvents(Store& store, int64_t after_sequence, int32_t limit);
absl::StatusOr<std::vector<Event>> RunEvents(Store& store, EventQuery query,
                                             absl::Time deadline = absl::InfiniteFuture());

// Reads a stretch of the log with what it speaks of.
absl::StatusOr<AuditPage> RunAudit(Store& store, AuditQuery query, absl::Time deadline = absl::InfiniteFuture());

// Keeps the writer thread busy until the gate opens, so that what is submitted meanwhile makes up one group. Returns
// when the thread is held, or when the disk did not let it come so far.
void HoldWriter(Store& store, Gate& gate, Answers& answers);

// Opens a store that must open.
std::unique_ptr<Store> MustOpen(SqliteOptions options);

// Recomputes the whole chain of events. Empty: sound; else what is wrong.
std::string VerifyChain(Store& store);

// PRAGMA integrity_check of a closed store: "ok", or what is wrong.
std::string IntegrityCheck(const std::string& path);

// What SQL yields on a closed store: the text of all values.
std::string QuerySql(const std::string& path, const std::string& sql);

// Runs SQL on a closed store.
void RunSql(const std::string& path, const std::string& sql);

// What SQL yields on a closed store: every row on a line, "|" between columns.
std::string Query(const std::string& path, const std::string& sql);

// Makes a store of schema version 1 (tests/data/stores/v1.sql: three forms, seven events), closed.
void MakeVersion1(const std::string& path);

// The same of schema version 2 (tests/data/stores/v2.sql: two forms, two events).
void MakeVersion2(const std::string& path);

// The same of schema version 3 (tests/data/stores/v3.sql: twelve entries, two forms, 17 events).
void MakeVersion3(const std::string& path);

// The whole file.
std::string FileText(const std::string& path);

}  // namespace heng::store
