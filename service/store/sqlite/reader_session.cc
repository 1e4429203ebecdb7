#include "service/store/sqlite/reader_session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "service/store/sqlite/records.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr int32_t kMaxListLimit = 1001;
constexpr int32_t kMaxEventLimit = 10'000;
constexpr int kExpiryCheckSteps = 10'000;  // virtual machine steps, well below a millisecond

// Interrupts the running statement of a connection once `expired` says so.
class ExpiryCheck {
 public:
  ExpiryCheck(sqlite3* db, std::function<bool()> expired) : db_(db), expired_(std::move(expired)) {
    sqlite3_progress_handler(
        db_, kExpiryCheckSteps, [](void* self) { return static_cast<ExpiryCheck*>(self)->expired_() ? 1 : 0; }, this);
  }
  ~ExpiryCheck() { sqlite3_progress_handler(db_, 0, nullptr, nullptr); }
  ExpiryCheck(const ExpiryCheck&) = delete;
  ExpiryCheck& operator=(const ExpiryCheck&) = delete;

 private:
  sqlite3* db_;
  std::function<bool()> expired_;
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

}  // namespace

absl::StatusOr<std::unique_ptr<ReaderSession>> ReaderSession::Open(const std::string& path, Access access) {
  absl::StatusOr<Database> db = Database::Open(path, access);
  if (!db.ok()) return db.status();
  std::unique_ptr<ReaderSession> session(new ReaderSession(*std::move(db)));
  absl::Status status = session->Prepare();
  if (!status.ok()) return status;
  return session;
}

absl::Status ReaderSession::Prepare() {
  const std::string columns = absl::StrCat("h.", absl::StrReplaceAll(kHeaderColumns, {{", ", ", h."}}));
  absl::StatusOr<Statement> get = db_.Prepare(
      absl::StrCat("SELECT ", columns, ", h.content_rev, r.form, r.score, r.contacts FROM headers h JOIN revisions r ",
                   "ON r.row = h.content_row WHERE h.id = ?1"));
  if (!get.ok()) return get.status();
  absl::StatusOr<Statement> get_revision = db_.Prepare(
      absl::StrCat("SELECT r.form, r.score, r.contacts FROM headers h JOIN revisions r ", "ON r.row = (h.sequence << ",
                   kRevisionBits, " | ?2) WHERE h.id = ?1 AND ?2 BETWEEN 1 AND h.content_rev"));
  if (!get_revision.ok()) return get_revision.status();
  absl::StatusOr<Statement> events = db_.Prepare(
      absl::StrCat("SELECT ", kEventColumns, " FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2"));
  if (!events.ok()) return events.status();
  get_ = *std::move(get);
  get_revision_ = *std::move(get_revision);
  events_ = *std::move(events);
  return absl::OkStatus();
}

absl::StatusOr<StoredForm> ReaderSession::Get(const std::string& id) const {
  Rows rows(get_, id);
  if (!rows.Next()) return rows.code() == SQLITE_OK ? absl::NotFoundError(id) : rows.status();
  StoredForm form;
  form.header = TakeHeader(rows);
  form.revision.id = id;
  rows.Take(form.revision.rev, form.revision.form, form.revision.score, form.revision.contacts);
  return form;
}

absl::StatusOr<Revision> ReaderSession::GetRevision(const std::string& id, int64_t rev) const {
  Rows rows(get_revision_, id, rev);
  if (!rows.Next()) return rows.code() == SQLITE_OK ? absl::NotFoundError(absl::StrCat(id, "@", rev)) : rows.status();
  Revision revision{.id = id, .rev = rev, .form = {}, .score = {}, .contacts = {}};
  rows.Take(revision.form, revision.score, revision.contacts);
  return revision;
}

absl::StatusOr<std::vector<Event>> ReaderSession::Events(int64_t after_sequence, int32_t limit) const {
  std::vector<Event> events;
  Rows rows(events_, after_sequence, std::clamp(limit, 1, kMaxEventLimit));
  while (rows.Next()) events.push_back(TakeEvent(rows));
  if (!rows.status().ok()) return rows.status();
  return events;
}

absl::StatusOr<std::vector<Header>> ReaderSession::List(const ListQuery& query, std::function<bool()> expired) {
  absl::StatusOr<const Statement*> statement = ListStatement(query);
  if (!statement.ok()) return statement.status();
  const ExpiryCheck check(db_.get(), std::move(expired));
  std::vector<Header> headers;
  static const std::string kNone;
  Rows rows(**statement, query.after_sequence, query.org_id ? *query.org_id : kNone, query.fiscal_year, query.state,
            query.grade, std::clamp(query.limit, 1, kMaxListLimit));
  while (rows.Next()) headers.push_back(TakeHeader(rows));
  if (!rows.status().ok()) return rows.status();
  return headers;
}

absl::StatusOr<const Statement*> ReaderSession::ListStatement(const ListQuery& query) {
  const size_t filters =
      (query.org_id ? 1u : 0u) | (query.fiscal_year ? 2u : 0u) | (query.state ? 4u : 0u) | (query.grade ? 8u : 0u);
  Statement& statement = lists_[filters];
  if (!statement) {
    absl::StatusOr<Statement> prepared = db_.Prepare(ListSql(query));
    if (!prepared.ok()) return prepared.status();
    statement = *std::move(prepared);
  }
  return &statement;
}

absl::Status ReaderSession::Check() const {
  absl::StatusOr<int64_t> version = db_.QueryInt("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version != kSchemaVersion) return absl::FailedPreconditionError(absl::StrCat("schema ", *version));
  return absl::OkStatus();
}

}  // namespace heng::store::sqlite
