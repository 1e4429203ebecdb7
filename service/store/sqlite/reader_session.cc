#include "service/store/sqlite/reader_session.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "service/store/sqlite/records.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr int32_t kMaxListLimit = 1001;
constexpr int32_t kMaxEventLimit = 1000;
constexpr int32_t kMaxAuditLimit = 200;    // with their content: at most a message or two of memory each
constexpr int kExpiryCheckSteps = 10'000;  // virtual machine steps, well below a millisecond

// Interrupts the running statement of a connection once the deadline has passed.
class ExpiryCheck {
 public:
  ExpiryCheck(sqlite3* db, absl::Time deadline, const std::function<absl::Time()>& clock)
      : db_(db), deadline_(deadline), clock_(clock) {
    sqlite3_progress_handler(
        db_, kExpiryCheckSteps, [](void* self) { return static_cast<ExpiryCheck*>(self)->Expired() ? 1 : 0; }, this);
  }
  ~ExpiryCheck() { sqlite3_progress_handler(db_, 0, nullptr, nullptr); }
  ExpiryCheck(const ExpiryCheck&) = delete;
  ExpiryCheck& operator=(const ExpiryCheck&) = delete;

 private:
  bool Expired() const { return deadline_ < clock_(); }

  sqlite3* db_;
  const absl::Time deadline_;
  const std::function<absl::Time()>& clock_;
};

// Without an index hint the planner, which has no statistics, may search a year for the few forms of one org.
std::string ListSql(const ListQuery& query) {
  std::string sql = absl::StrCat("SELECT ", kHeaderColumns, " FROM headers");
  if (query.org_id) {
    absl::StrAppend(&sql, " INDEXED BY headers_by_org");
  } else if (query.fiscal_year) {
    absl::StrAppend(&sql, " INDEXED BY headers_by_year");
  }
  absl::StrAppend(&sql, " WHERE sequence > ?1");
  if (query.org_id) absl::StrAppend(&sql, " AND org_id = ?2");
  if (query.fiscal_year) absl::StrAppend(&sql, " AND fiscal_year = ?3");
  absl::StrAppend(&sql, query.state ? " AND state = ?4" : " AND active = 1");
  if (query.grade) absl::StrAppend(&sql, " AND grade = ?5");
  // The limit has the highest number, so that all six can be bound whichever are in use.
  return absl::StrCat(sql, " ORDER BY sequence LIMIT ?6");
}

std::string HeaderColumnsOf(absl::string_view alias) {
  return absl::StrCat(alias, ".", absl::StrReplaceAll(kHeaderColumns, {{", ", absl::StrCat(", ", alias, ".")}}));
}

// One read transaction: everything in it sees the same state.
class ReadTransaction {
 public:
  ReadTransaction(const Statement& begin, const Statement& end) : end_(end), status_(Execute(begin)) {}
  ~ReadTransaction() { Execute(end_).IgnoreError(); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  const absl::Status& status() const { return status_; }

 private:
  const Statement& end_;
  absl::Status status_;
};

AuditRow TakeAuditRow(Rows& rows) {
  AuditRow row;
  row.event = TakeEvent(rows);
  Header header = TakeHeader(rows);
  if (header.sequence != 0) row.header = std::move(header);
  bool has_revision = false;
  Revision revision;
  rows.Take(has_revision, revision.rev, revision.form, revision.score, revision.contacts);
  if (has_revision) {
    if (row.header) revision.id = row.header->id;
    row.revision = std::move(revision);
  }
  rows.Take(row.revisions_stored, row.revisions_logged, row.events_logged);
  return row;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteReader>> SqliteReader::Open(const std::string& path, Access access,
                                                                 std::function<absl::Time()> clock) {
  absl::StatusOr<Database> db = Database::Open(path, access);
  if (!db.ok()) return db.status();
  std::unique_ptr<SqliteReader> session(new SqliteReader(*std::move(db), std::move(clock)));
  absl::Status status = session->Prepare();
  if (!status.ok()) return status;
  return session;
}

absl::Status SqliteReader::Prepare() {
  for (const auto& [statement, sql] : std::initializer_list<std::pair<Statement*, std::string>>{
           {&begin_, "BEGIN"},
           {&end_, "ROLLBACK"},
           {&get_, absl::StrCat("SELECT ", HeaderColumnsOf("h"), ", h.content_rev, r.form, r.score, r.contacts ",
                                "FROM headers h JOIN revisions r ON r.row = h.content_row WHERE h.id = ?1")},
           {&get_revision_, absl::StrCat("SELECT r.form, r.score, r.contacts FROM headers h JOIN revisions r ",
                                         "ON r.row = (h.sequence << ", kRevisionBits,
                                         " | ?2) WHERE h.id = ?1 AND ?2 BETWEEN 1 AND h.content_rev")},
           {&head_, "SELECT sequence, time, sha256 FROM events ORDER BY sequence DESC LIMIT 1"},
       }) {
    absl::StatusOr<Statement> prepared = db_.Prepare(sql);
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  return absl::OkStatus();
}

absl::StatusOr<StoredForm> SqliteReader::Get(const std::string& id) {
  Rows rows(get_, id);
  if (!rows.Next()) return rows.code() == SQLITE_OK ? absl::NotFoundError(id) : rows.status();
  StoredForm form;
  form.header = TakeHeader(rows);
  form.revision.id = id;
  rows.Take(form.revision.rev, form.revision.form, form.revision.score, form.revision.contacts);
  return form;
}

absl::StatusOr<Revision> SqliteReader::GetRevision(const std::string& id, int64_t rev) {
  Rows rows(get_revision_, id, rev);
  if (!rows.Next()) return rows.code() == SQLITE_OK ? absl::NotFoundError(absl::StrCat(id, "@", rev)) : rows.status();
  Revision revision{.id = id, .rev = rev, .form = {}, .score = {}, .contacts = {}};
  rows.Take(revision.form, revision.score, revision.contacts);
  return revision;
}

absl::StatusOr<LogHead> SqliteReader::Head() {
  LogHead head{.sequence = 0, .time = 0, .sha256 = std::string(kSha256Size, '\0')};
  Rows rows(head_);
  if (rows.Next()) rows.Take(head.sequence, head.time, head.sha256);
  if (!rows.status().ok()) return rows.status();
  return head;
}

absl::StatusOr<std::vector<Event>> SqliteReader::Events(const EventQuery& query, absl::Time deadline) {
  const bool one_form = query.form.has_value();
  absl::StatusOr<const Statement*> statement =
      Prepared(events_[one_form ? 1 : 0],
               absl::StrCat("SELECT ", kEventColumns, " FROM events WHERE sequence > ?1",
                            one_form ? " AND form = (SELECT sequence FROM headers WHERE id = ?3)" : "",
                            " ORDER BY sequence LIMIT ?2"));
  if (!statement.ok()) return statement.status();
  const ExpiryCheck check(db_.get(), deadline, clock_);
  std::vector<Event> events;
  const int64_t limit = std::clamp(query.limit, 1, kMaxEventLimit);
  const auto take = [&events](Rows& rows) {
    while (rows.Next()) events.push_back(TakeEvent(rows));
    return rows.status();
  };
  absl::Status status;
  if (one_form) {
    Rows rows(**statement, query.after_sequence, limit, *query.form);
    status = take(rows);
  } else {
    Rows rows(**statement, query.after_sequence, limit);
    status = take(rows);
  }
  if (!status.ok()) return status;
  return events;
}

absl::StatusOr<AuditPage> SqliteReader::Audit(const AuditQuery& query, absl::Time deadline) {
  absl::StatusOr<const Statement*> hash = Prepared(event_hash_, "SELECT sha256 FROM events WHERE sequence = ?1");
  if (!hash.ok()) return hash.status();
  absl::StatusOr<const Statement*> audit = Prepared(
      audit_,
      absl::StrCat("SELECT e.", absl::StrReplaceAll(kEventColumns, {{", ", ", e."}}), ", ", HeaderColumnsOf("h"),
                   ", r.row IS NOT NULL, r.row & ", (int64_t{1} << kRevisionBits) - 1, ", r.form, r.score, r.contacts",
                   ", CASE e.etag WHEN 1 THEN (SELECT count(*) FROM revisions WHERE row >= e.form << ", kRevisionBits,
                   " AND row < e.form + 1 << ", kRevisionBits, ") END",
                   ", CASE e.etag WHEN 1 THEN (SELECT count(*) FROM events o WHERE o.form = e.form AND ",
                   "length(o.revision_sha256) > 0) END, CASE e.etag WHEN 1 THEN ",
                   "(SELECT count(*) FROM events o WHERE o.form = e.form) END ",
                   "FROM events e LEFT JOIN headers h ON h.sequence = e.form ",
                   "LEFT JOIN revisions r ON r.row = CASE WHEN length(e.revision_sha256) > 0 THEN e.form << ",
                   kRevisionBits, " | e.etag WHEN h.etag = e.etag THEN h.content_row END ",
                   "WHERE e.sequence > ?1 ORDER BY e.sequence LIMIT ?2"));
  if (!audit.ok()) return audit.status();
  absl::StatusOr<const Statement*> count =
      Prepared(count_headers_, "SELECT count(*) FROM headers WHERE sequence > ?1 AND sequence <= ?2");
  if (!count.ok()) return count.status();

  const ExpiryCheck check(db_.get(), deadline, clock_);
  const ReadTransaction transaction(begin_, end_);
  if (!transaction.status().ok()) return transaction.status();
  AuditPage page;
  if (query.after_sequence == 0) page.previous_sha256 = std::string(kSha256Size, '\0');
  {
    Rows rows(**hash, query.after_sequence);
    if (rows.Next()) rows.Take(page.previous_sha256);
    if (!rows.status().ok()) return rows.status();
  }
  const int32_t limit = std::clamp(query.limit, 1, kMaxAuditLimit);
  {
    Rows rows(**audit, query.after_sequence, limit);
    while (rows.Next()) page.rows.push_back(TakeAuditRow(rows));
    if (!rows.status().ok()) return rows.status();
  }
  const bool last = page.rows.size() < static_cast<size_t>(limit);
  // From the beginning: a header may have been given a number no event has.
  const int64_t after = query.after_sequence == 0 ? std::numeric_limits<int64_t>::min() : query.after_sequence;
  Rows rows(**count, after, last ? std::numeric_limits<int64_t>::max() : page.rows.back().event.sequence);
  if (rows.Next()) rows.Take(page.headers);
  if (!rows.status().ok()) return rows.status();
  return page;
}

absl::StatusOr<std::vector<Header>> SqliteReader::List(const ListQuery& query, absl::Time deadline) {
  absl::StatusOr<const Statement*> statement = ListStatement(query);
  if (!statement.ok()) return statement.status();
  const ExpiryCheck check(db_.get(), deadline, clock_);
  std::vector<Header> headers;
  static const std::string kNone;
  Rows rows(**statement, query.after_sequence, query.org_id ? *query.org_id : kNone, query.fiscal_year, query.state,
            query.grade, std::clamp(query.limit, 1, kMaxListLimit));
  while (rows.Next()) headers.push_back(TakeHeader(rows));
  if (!rows.status().ok()) return rows.status();
  return headers;
}

absl::StatusOr<const Statement*> SqliteReader::ListStatement(const ListQuery& query) {
  const size_t filters =
      (query.org_id ? 1u : 0u) | (query.fiscal_year ? 2u : 0u) | (query.state ? 4u : 0u) | (query.grade ? 8u : 0u);
  return Prepared(lists_[filters], ListSql(query));
}

absl::StatusOr<const Statement*> SqliteReader::Prepared(Statement& statement, const std::string& sql) const {
  if (!statement) {
    absl::StatusOr<Statement> prepared = db_.Prepare(sql);
    if (!prepared.ok()) return prepared.status();
    statement = *std::move(prepared);
  }
  return &statement;
}

absl::Status SqliteReader::Check() {
  // Whoever removed or replaced the file left us writing into one that nobody will ever find.
  int moved = 0;
  sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved != 0) return absl::UnavailableError("the store file was moved, removed or replaced while it was open");
  absl::StatusOr<int64_t> version = db_.QueryInt("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version != kSchemaVersion) return absl::FailedPreconditionError(absl::StrCat("schema ", *version));
  return absl::OkStatus();
}

}  // namespace heng::store::sqlite
