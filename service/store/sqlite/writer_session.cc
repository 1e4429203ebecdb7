#include "service/store/sqlite/writer_session.h"

#include <algorithm>
#include <initializer_list>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"
#include "service/store/log_entry.h"
#include "service/store/records.h"
#include "service/store/sqlite/queries.h"
#include "service/store/sqlite/records.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

// Readers that follow one another without a gap keep the log from starting over. Beyond this many times the usual size
// the writer waits for them (at most the busy timeout) and empties it.
constexpr int kForcedCheckpointFactor = 8;

struct ToPrepare {
  Statement* statement;
  std::string sql;
};

absl::Status SetWalMode(const Database& db) {
  absl::StatusOr<Statement> pragma = db.Prepare("PRAGMA journal_mode = WAL");
  if (!pragma.ok()) return pragma.status();
  Rows rows(*pragma);
  std::string mode;
  if (rows.Next()) rows.Take(mode);
  if (!rows.status().ok() || mode == "wal") return rows.status();
  return absl::UnavailableError("the file system does not support a write-ahead log");
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteWriter>> SqliteWriter::Open(const std::string& path, int checkpoint_pages) {
  absl::StatusOr<Database> db = Database::Open(path, Access::kWrite);
  if (!db.ok()) return db.status();
  std::unique_ptr<SqliteWriter> session(new SqliteWriter(*std::move(db)));
  absl::Status status = session->Prepare(checkpoint_pages);
  if (status.ok()) status = session->ReadHead();
  if (status.ok()) status = session->ReadResident();
  if (!status.ok()) return status;
  return session;
}

absl::Status SqliteWriter::Prepare(int checkpoint_pages) {
  checkpoint_pages_ = checkpoint_pages;
  forced_pages_ = checkpoint_pages * kForcedCheckpointFactor;
  absl::Status status = SetWalMode(db_);
  if (status.ok()) status = db_.Run("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768");
  if (status.ok())
    status = db_.Run(absl::StrCat("PRAGMA journal_size_limit = ", int64_t{checkpoint_pages} * 2 * kPageBytes));
  if (!status.ok()) return status;
  // Takes the place of SQLite's own checkpoint, which would run inside COMMIT and delay the answers.
  sqlite3_wal_hook(
      db_.get(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteWriter*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);

  const std::string headers = absl::StrCat("SELECT ", kHeaderColumns, " FROM headers WHERE ");
  std::string header_changes = absl::StrCat("(", kHeaderColumns, ") = (", Placeholders(kHeaderColumnCount), ")");
  for (const auto& [statement, sql] : std::initializer_list<ToPrepare>{
           {&begin_, "BEGIN IMMEDIATE"},
           {&commit_, "COMMIT"},
           {&rollback_, "ROLLBACK"},
           {&header_by_id_, headers + "id = ?1"},
           {&header_by_key_,
            headers + "active = 1 AND subject = ?1 AND org_id = ?2 AND subject_kind = ?3 AND fiscal_year = ?4 AND "
                      "form_type = ?5"},
           {&entry_by_name_, EntryByNameSql()},
           {&request_by_key_,
            absl::StrCat("SELECT ", kRequestColumns, " FROM requests WHERE caller = ?1 AND method = ?2 AND id = ?3")},
           {&insert_revision_,
            "INSERT INTO revisions (row, form, score, contacts, review) VALUES (?1, ?2, ?3, ?4, ?5)"},
           {&insert_header_,
            absl::StrCat("INSERT INTO headers (", kHeaderColumns, ") VALUES (", Placeholders(kHeaderColumnCount), ")")},
           // The etag before is compared once more: a decision that was not made on the stored header must not win.
           // Content and review record stay where they are, or are those of this etag (?4, ?27).
           {&update_header_,
            absl::StrCat("UPDATE headers SET ", header_changes, " WHERE sequence = ?1 AND id = ?2 AND etag = ?3 - 1 ",
                         "AND ?4 IN (content_rev, ?3) AND ?27 IN (review_rev, ?3)")},
           {&insert_entry_,
            absl::StrCat("INSERT INTO entries (", kEntryColumns, ") VALUES (", Placeholders(kEntryColumnCount), ")")},
           {&update_entry_, absl::StrCat("UPDATE entries SET (", kEntryColumns, ") = (",
                                         Placeholders(kEntryColumnCount), ") WHERE sequence = ?1 AND name = ?2 AND ",
                                         "collection = ?3 AND etag = ?4 - 1 AND resident <= ?7")},
           {&insert_event_,
            absl::StrCat("INSERT INTO events (", kEventColumns, ") VALUES (", Placeholders(kEventColumnCount), ")")},
           {&insert_request_, absl::StrCat("INSERT INTO requests (caller, method, id, ", kRequestColumns,
                                           ", create_time) VALUES (", Placeholders(11), ")")},
           // Rows are in the order of create_time: the oldest come first, and few of them are looked at.
           {&trim_requests_,
            "DELETE FROM requests WHERE create_time < ?1 AND row IN (SELECT row FROM requests ORDER BY row LIMIT ?2)"},
       }) {
    absl::StatusOr<Statement> prepared = db_.Prepare(sql);
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::ReadResident() {
  absl::StatusOr<int64_t> last = db_.QueryInt("SELECT coalesce(max(changed), 0) FROM entries WHERE resident = 1");
  if (!last.ok()) return last.status();
  committed_resident_ = resident_ = *last;
  return absl::OkStatus();
}

absl::Status SqliteWriter::ReadHead() {
  absl::StatusOr<Statement> last =
      db_.Prepare("SELECT sequence, time, sha256 FROM events ORDER BY sequence DESC LIMIT 1");
  if (!last.ok()) return last.status();
  Rows rows(*last);
  committed_.sha256 = std::string(kSha256Size, '\0');
  if (rows.Next()) rows.Take(committed_.sequence, committed_.time, committed_.sha256);
  head_ = committed_;
  return rows.status();
}

absl::Status SqliteWriter::Begin(const std::vector<const Keys*>&) { return Execute(begin_); }

absl::StatusOr<Snapshot> SqliteWriter::Read(const Keys& keys) {
  Snapshot snapshot;
  if (!keys.id.empty()) {
    Rows rows(header_by_id_, keys.id);
    if (rows.Next()) snapshot.by_id = TakeHeader(rows);
    if (!rows.status().ok()) return rows.status();
  }
  if (keys.form_key) {
    const FormKey& key = *keys.form_key;
    Rows rows(header_by_key_, key.subject, key.org_id, key.subject_kind, key.fiscal_year, key.form_type);
    if (rows.Next()) snapshot.by_key = TakeHeader(rows);
    if (!rows.status().ok()) return rows.status();
  }
  if (keys.request) {
    const RequestKey& key = *keys.request;
    Rows rows(request_by_key_, key.caller, key.method, key.id);
    if (rows.Next()) snapshot.request = TakeRequest(rows, key);
    if (!rows.status().ok()) return rows.status();
  }
  absl::Status status = ReadEntries(keys.entries, snapshot.entries);
  if (status.ok()) status = ReadForms(keys.forms, snapshot.forms);
  if (!status.ok()) return status;
  snapshot.resident_sequence = resident_;
  return snapshot;
}

absl::Status SqliteWriter::ReadEntries(const std::vector<std::string>& names,
                                       std::vector<std::optional<Entry>>& entries) {
  entries.reserve(names.size());
  for (const std::string& name : names) {
    Rows rows(entry_by_name_, name);
    std::optional<Entry>& entry = entries.emplace_back();
    if (rows.Next()) {
      entry = TakeEntry(rows);
      rows.Take(entry->body);
    }
    if (!rows.status().ok()) return rows.status();
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::ReadForms(const std::vector<std::string>& ids, std::vector<std::optional<Header>>& forms) {
  forms.reserve(ids.size());
  for (const std::string& id : ids) {
    Rows rows(header_by_id_, id);
    std::optional<Header>& header = forms.emplace_back();
    if (rows.Next()) header = TakeHeader(rows);
    if (!rows.status().ok()) return rows.status();
  }
  return absl::OkStatus();
}

absl::Status SqliteWriter::Apply(Mutation& mutation, int64_t now) {
  const bool is_new =
      mutation.header ? mutation.header->sequence == 0 : mutation.entry && mutation.entry->sequence == 0;
  absl::StatusOr<Event> event = MakeLogEntry(mutation, head_, now);
  if (!event.ok()) return event.status();
  absl::Status status = mutation.header ? WriteForm(mutation, is_new) : WriteEntry(*mutation.entry, is_new);
  if (status.ok()) status = WriteEvent(*event);
  if (status.ok() && mutation.request) status = WriteRequest(*mutation.request, now);
  if (status.ok()) head_ = {event->sequence, event->time, std::move(event->sha256)};
  return status;
}

absl::Status SqliteWriter::WriteForm(const Mutation& mutation, bool is_new) {
  const Header& header = *mutation.header;
  absl::Status status;
  if (mutation.revision) status = WriteRevision(header.sequence, *mutation.revision);
  return status.ok() ? WriteHeader(header, is_new) : status;
}

absl::Status SqliteWriter::WriteEntry(const Entry& entry, bool is_new) {
  absl::Status status =
      Execute(insert_revision_, entry.sequence << kRevisionBits | entry.etag, Blob{entry.body}, Blob{}, Blob{}, Blob{});
  if (!status.ok()) return status;
  const Statement& statement = is_new ? insert_entry_ : update_entry_;
  status = std::apply([&statement](const auto&... field) { return Execute(statement, field...); }, EntryFields(entry));
  if (status.ok() && sqlite3_changes(db_.get()) != 1) {
    return absl::InternalError(
        absl::StrCat("etag ", entry.etag, " of ", entry.name, " does not follow the stored one, or it is resident"));
  }
  if (entry.resident) resident_ = entry.changed;
  return status;
}

absl::Status SqliteWriter::WriteRevision(int64_t form, const Revision& r) {
  static_assert(kMaxRevision < int64_t{1} << kRevisionBits);
  return Execute(insert_revision_, form << kRevisionBits | r.rev, Blob{r.form}, Blob{r.score}, Blob{r.contacts},
                 Blob{r.review});
}

absl::Status SqliteWriter::WriteHeader(const Header& header, bool is_new) {
  const Statement& statement = is_new ? insert_header_ : update_header_;
  absl::Status status =
      std::apply([&statement](const auto&... field) { return Execute(statement, field...); }, HeaderFields(header));
  if (status.ok() && sqlite3_changes(db_.get()) != 1) {
    return absl::InternalError(
        absl::StrCat("etag ", header.etag, " of ", header.id,
                     " does not follow the stored one, or its content or review record is not where it was"));
  }
  return status;
}

absl::Status SqliteWriter::WriteEvent(const Event& event) {
  return std::apply(
      [&](const auto&... field) {
        return Execute(insert_event_, field..., Blob{event.revision_sha256}, Blob{event.header_sha256},
                       Blob{event.previous_sha256}, Blob{event.sha256}, event.form);
      },
      EventFields(event));
}

absl::Status SqliteWriter::WriteRequest(const RequestRecord& r, int64_t now) {
  return Execute(insert_request_, r.key.caller, r.key.method, r.key.id, Blob{r.body_sha256}, r.resource_id, r.etag,
                 r.content_rev, r.state, r.update_time, r.submit_time, now);
}

absl::StatusOr<int64_t> SqliteWriter::TrimRequests(int64_t before, int64_t limit) {
  absl::Status status = Execute(trim_requests_, before, limit);
  if (!status.ok()) return status;
  return sqlite3_changes64(db_.get());
}

absl::Status SqliteWriter::Commit(bool* unknown) {
  *unknown = false;
  Rows rows(commit_);
  rows.Next();
  if (rows.code() == SQLITE_OK) {
    committed_ = head_;
    committed_resident_ = resident_;
    return absl::OkStatus();
  }
  *unknown = IsIoError(rows.code());
  return rows.status();
}

void SqliteWriter::Rollback() {
  // Where the log or its index could not be opened for writing, SQLite has opened it for reading and stays with that.
  if ((sqlite3_errcode(db_.get()) & 0xff) == SQLITE_READONLY) read_only_ = true;
  // Some errors (disk full, I/O) have rolled back already. A failing ROLLBACK leaves nothing to be done here: the next
  // BEGIN would fail and say so.
  if (sqlite3_get_autocommit(db_.get()) == 0) Execute(rollback_).IgnoreError();
  head_ = committed_;
  resident_ = committed_resident_;
}

void SqliteWriter::Tidy() {
  if (wal_pages_ < moved_pages_) moved_pages_ = 0;  // the log has started over
  if (wal_pages_ < tried_pages_) {
    tried_pages_ = 0;
    forced_pages_ = checkpoint_pages_ * kForcedCheckpointFactor;
  }
  if (wal_pages_ - std::max(moved_pages_, tried_pages_) < checkpoint_pages_) return;
  tried_pages_ = wal_pages_;
  const bool forced = wal_pages_ >= forced_pages_;
  // A forced attempt waits for the readers, and all writes with it: with a reader that stays, the next one is far away.
  if (forced) forced_pages_ = wal_pages_ * 2;
  int pages = 0, moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(
      db_.get(), nullptr, forced ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
  if (forced && code == SQLITE_OK) {
    wal_pages_ = moved_pages_ = tried_pages_ = 0;
    forced_pages_ = checkpoint_pages_ * kForcedCheckpointFactor;
  } else if (moved > 0) {
    moved_pages_ = moved;
  }
}

void SqliteWriter::Finish() {
  sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

}  // namespace heng::store::sqlite
