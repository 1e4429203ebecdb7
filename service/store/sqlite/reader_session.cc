#include "service/store/sqlite/reader_session.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/audit_row.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "service/store/sqlite/records.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr int32_t kMaxListLimit = 1001;
constexpr int32_t kMaxEventLimit = 1000;
constexpr int32_t kMaxResidents = 1000;
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

Entry TakeEntryWithBody(Rows& rows) {
  Entry entry = TakeEntry(rows);
  rows.Take(entry.body);
  return entry;
}

// What was read, unless reading failed.
template <typename T>
absl::StatusOr<T> OkOr(const Rows& rows, T value) {
  if (!rows.status().ok()) return rows.status();
  return value;
}

AuditRow TakeAuditRow(Rows& rows) {
  AuditRow row;
  row.event = TakeEvent(rows);
  Header header = TakeHeader(rows);
  if (header.sequence != 0) row.header = std::move(header);
  Entry entry = TakeEntry(rows);
  if (entry.sequence != 0) row.entry = std::move(entry);
  bool has_revision = false, has_content = false, has_review = false;
  Revision revision, content;
  std::string review;
  rows.Take(has_revision, revision.rev, revision.form, revision.score, revision.contacts, revision.review);
  rows.Take(has_content, content.form, content.score, content.contacts, has_review, review);
  rows.Take(row.revisions_stored, row.revisions_logged, row.events_logged);
  if (has_revision) row.revision = std::move(revision);
  StoredPieces pieces;
  if (has_content) pieces.content = std::move(content);
  if (has_review) pieces.review = std::move(review);
  CompleteAuditRow(std::move(pieces), row);
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
           {&get_,
            absl::StrCat("SELECT ", ColumnsOf("h", kHeaderColumns), ", h.content_rev, r.form, r.score, r.contacts, ",
                         "v.review FROM headers h JOIN revisions r ON r.row = h.content_row ",
                         "LEFT JOIN revisions v ON v.row = h.review_row WHERE h.id = ?1")},
           {&get_revision_, absl::StrCat("SELECT ?2, r.form, r.score, r.contacts, r.review FROM headers h ",
                                         "JOIN revisions r ON r.row = (h.sequence << ", kRevisionBits,
                                         " | ?2) WHERE h.id = ?1 AND ?2 BETWEEN 1 AND h.etag")},
           {&get_entry_revision_,
            absl::StrCat("SELECT ?2, r.form, r.score, r.contacts, r.review FROM entries e JOIN revisions r ",
                         "ON r.row = (e.sequence << ", kRevisionBits,
                         " | ?2) WHERE e.name = ?1 AND ?2 BETWEEN 1 AND e.etag")},
           // Backwards over what has no content, whose lengths alone are read.
           {&get_content_,
            absl::StrCat("SELECT r.row & ", (int64_t{1} << kRevisionBits) - 1, ", r.form, r.score, r.contacts, x'' ",
                         "FROM headers h CROSS JOIN revisions r ON r.row > h.sequence << ", kRevisionBits,
                         " AND r.row <= (h.sequence << ", kRevisionBits,
                         " | ?2) WHERE h.id = ?1 AND ?2 BETWEEN 1 AND h.etag AND ",
                         "length(r.form) + length(r.score) + length(r.contacts) > 0 ORDER BY r.row DESC LIMIT 1")},
           {&entry_by_name_, EntryByNameSql()},
           {&last_resident_, "SELECT coalesce(max(changed), 0) FROM entries WHERE resident = 1"},
           {&residents_, ResidentEntriesSql()},
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
  Revision& revision = form.revision;
  rows.Take(revision.rev, revision.form, revision.score, revision.contacts, revision.review);
  if (form.header.review_rev != 0 && revision.review.empty()) {
    return absl::DataLossError(absl::StrCat("the review record of ", id, " is gone"));
  }
  return form;
}

absl::StatusOr<Revision> SqliteReader::RevisionFrom(std::initializer_list<const Statement*> statements,
                                                    const std::string& id, int64_t rev) {
  for (const Statement* statement : statements) {
    Rows rows(*statement, id, rev);
    const bool found = rows.Next();
    if (!rows.status().ok()) return rows.status();
    if (!found) continue;
    Revision revision;
    revision.id = id;
    rows.Take(revision.rev, revision.form, revision.score, revision.contacts, revision.review);
    return revision;
  }
  return absl::NotFoundError(absl::StrCat(id, "@", rev));
}

absl::StatusOr<Revision> SqliteReader::GetRevision(const std::string& id, int64_t rev) {
  return RevisionFrom({&get_revision_, &get_entry_revision_}, id, rev);
}

absl::StatusOr<Revision> SqliteReader::GetContent(const std::string& id, int64_t rev) {
  return RevisionFrom({&get_content_}, id, rev);
}

absl::StatusOr<LogHead> SqliteReader::Head() {
  LogHead head{.sequence = 0, .time = 0, .sha256 = std::string(kSha256Size, '\0')};
  Rows rows(head_);
  if (rows.Next()) rows.Take(head.sequence, head.time, head.sha256);
  if (!rows.status().ok()) return rows.status();
  return head;
}

absl::StatusOr<Entry> SqliteReader::GetEntry(const std::string& name) {
  Rows rows(entry_by_name_, name);
  if (!rows.Next()) return rows.code() == SQLITE_OK ? absl::NotFoundError(name) : rows.status();
  return TakeEntryWithBody(rows);
}

absl::StatusOr<ResidentPage> SqliteReader::Residents(int64_t after_changed) {
  const ReadTransaction transaction(begin_, end_);
  if (!transaction.status().ok()) return transaction.status();
  ResidentPage page;
  {
    Rows rows(last_resident_);
    if (rows.Next()) rows.Take(page.sequence);
    if (!rows.status().ok() || page.sequence <= after_changed) return OkOr(rows, std::move(page));
  }
  Rows rows(residents_, after_changed, kMaxResidents);
  while (rows.Next()) page.entries.push_back(TakeEntryWithBody(rows));
  return OkOr(rows, std::move(page));
}

absl::StatusOr<std::vector<Event>> SqliteReader::Events(const EventQuery& query, absl::Time deadline) {
  std::vector<Event> events;
  if (query.scope.org_ids && query.scope.org_ids->empty()) return events;
  absl::StatusOr<const Statement*> statement = Prepared(events_, EventsOf(query));
  if (!statement.ok()) return statement.status();
  absl::StatusOr<std::string> orgs = JsonParameter(query.scope.org_ids.value_or(std::vector<std::string>()));
  absl::StatusOr<std::string> hidden = JsonParameter(query.scope.hidden_subjects);
  absl::StatusOr<std::string> actions = JsonParameter(query.actions.value_or(std::vector<std::string>()));
  for (const auto* names : {&orgs, &hidden, &actions}) {
    if (!names->ok()) return names->status();
  }
  std::string resource = query.resource.value_or("");
  if (IsFormName(resource)) resource = FormIdOf(resource);
  const ExpiryCheck check(db_.get(), deadline, clock_);
  Rows rows(**statement, query.after_sequence, resource, *orgs, *hidden, query.through_sequence, *actions,
            std::clamp(query.limit, 1, kMaxEventLimit));
  while (rows.Next()) events.push_back(TakeEvent(rows));
  return OkOr(rows, std::move(events));
}

absl::StatusOr<AuditPage> SqliteReader::Audit(const AuditQuery& query, absl::Time deadline) {
  absl::StatusOr<const Statement*> hash = Prepared(event_hash_, "SELECT sha256 FROM events WHERE sequence = ?1");
  if (!hash.ok()) return hash.status();
  absl::StatusOr<const Statement*> audit = Prepared(audit_, AuditSql());
  if (!audit.ok()) return audit.status();
  absl::StatusOr<const Statement*> count =
      Prepared(count_headers_,
               "SELECT (SELECT count(*) FROM headers WHERE sequence > ?1 AND sequence <= ?2) + "
               "(SELECT count(*) FROM entries WHERE sequence > ?1 AND sequence <= ?2)");
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
  std::vector<Header> headers;
  absl::Status status = ForForms(lists_, ListOf(query), query, std::clamp(query.limit, 1, kMaxListLimit), deadline,
                                 [&headers](Rows& rows) { headers.push_back(TakeHeader(rows)); });
  if (!status.ok()) return status;
  return headers;
}

absl::StatusOr<std::vector<CountRow>> SqliteReader::Count(const ListQuery& query, absl::Time deadline) {
  std::map<std::pair<int32_t, int32_t>, CountRow> sums;
  ListQuery all = query;
  all.after_sequence = std::numeric_limits<int64_t>::min();
  const auto add = [&sums](Rows& rows) {
    int32_t state = 0, grade = 0;
    int64_t annual_budget = 0, executed = 0;
    rows.Take(state, grade, annual_budget, executed);
    CountRow& sum = sums[{state, grade}];
    ++sum.forms;
    sum.annual_budget += annual_budget;
    sum.executed += executed;
  };
  constexpr int32_t kNoLimit = -1;
  absl::Status status = ForForms(counts_, CountOf(query), all, kNoLimit, deadline, add);
  if (!status.ok()) return status;
  std::vector<CountRow> result;
  for (auto& [key, sum] : sums) {
    std::tie(sum.state, sum.grade) = key;
    result.push_back(sum);
  }
  return result;
}

absl::Status SqliteReader::ForForms(std::vector<Statement>& statements, const Query& sql, const ListQuery& query,
                                    int32_t limit, absl::Time deadline, absl::FunctionRef<void(Rows&)> take) {
  if (query.scope.org_ids && query.scope.org_ids->empty()) return absl::OkStatus();
  absl::StatusOr<const Statement*> statement = Prepared(statements, sql);
  if (!statement.ok()) return statement.status();
  absl::StatusOr<std::string> orgs = NamesParameter(query.scope.org_ids.value_or(std::vector<std::string>()));
  absl::StatusOr<std::string> hidden = JsonParameter(query.scope.hidden_subjects);
  absl::StatusOr<std::string> subjects = JsonParameter(query.subjects.value_or(std::vector<std::string>()));
  for (const auto* names : {&orgs, &hidden, &subjects}) {
    if (!names->ok()) return names->status();
  }
  const ExpiryCheck check(db_.get(), deadline, clock_);
  Rows rows(**statement, query.after_sequence, *orgs, query.fiscal_year, query.state, query.grade, *hidden,
            query.form_type, *subjects, query.review_step, query.flags, limit);
  while (rows.Next()) take(rows);
  return rows.status();
}

absl::StatusOr<std::vector<Entry>> SqliteReader::ListEntries(const EntryQuery& query, absl::Time deadline) {
  std::vector<Entry> entries;
  if (query.org_ids && query.org_ids->empty()) return entries;
  absl::StatusOr<const Statement*> statement = Prepared(entries_, EntriesOf(query));
  if (!statement.ok()) return statement.status();
  absl::StatusOr<std::string> orgs = NamesParameter(query.org_ids.value_or(std::vector<std::string>()));
  absl::StatusOr<std::string> hidden = JsonParameter(query.hidden);
  if (!orgs.ok() || !hidden.ok()) return orgs.ok() ? hidden.status() : orgs.status();
  const ExpiryCheck check(db_.get(), deadline, clock_);
  Rows rows(**statement, query.after_sequence, query.collection, *orgs, *hidden,
            std::clamp(query.limit, 1, kMaxListLimit));
  while (rows.Next()) entries.push_back(TakeEntryWithBody(rows));
  return OkOr(rows, std::move(entries));
}

absl::StatusOr<const Statement*> SqliteReader::Prepared(std::vector<Statement>& statements, const Query& query) const {
  return Prepared(statements[query.number], query.sql);
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
