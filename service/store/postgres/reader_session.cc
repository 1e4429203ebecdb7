#include "service/store/postgres/reader_session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "service/store/hashing.h"
#include "service/store/postgres/migrate.h"
#include "service/store/postgres/status.h"
#include "service/store/records.h"

namespace heng::store::postgres {
namespace {

constexpr int32_t kMaxListLimit = 1001;
constexpr int32_t kMaxEventLimit = 1000;
constexpr int32_t kMaxAuditLimit = 200;  // with their content: at most a message or two of memory each
// However late the deadline: no statement holds a connection, and what the server must keep for it, for longer.
constexpr absl::Duration kLongestRead = absl::Minutes(1);
// The server ends a statement at its timeout; when nothing comes for so much longer, the server is gone.
constexpr absl::Duration kGrace = absl::Seconds(5);

std::string ColumnsOf(absl::string_view alias, absl::string_view columns) {
  return absl::StrCat(alias, ".", absl::StrReplaceAll(columns, {{", ", absl::StrCat(", ", alias, ".")}}));
}

// The name says which filters are in use; parameters are numbered as they are in use, after_sequence and limit first.
std::string ListName(const ListQuery& query) {
  return absl::StrCat("list", query.org_id ? " org" : "", query.fiscal_year ? " year" : "", query.state ? " state" : "",
                      query.grade ? " grade" : "");
}

std::string ListSql(const ListQuery& query) {
  std::string sql = absl::StrCat("SELECT ", kHeaderColumns, " FROM headers WHERE sequence > $1");
  int number = 2;
  const auto filter = [&](absl::string_view column, absl::string_view type) {
    absl::StrAppend(&sql, " AND ", column, " = $", ++number, "::", type);
  };
  if (query.org_id) filter("org_id", "text");
  if (query.fiscal_year) filter("fiscal_year", "integer");
  if (query.state) {
    filter("state", "integer");
  } else {
    absl::StrAppend(&sql, " AND active");
  }
  if (query.grade) filter("grade", "integer");
  return absl::StrCat(sql, " ORDER BY sequence LIMIT $2::integer");
}

Statement ListStatement(const ListQuery& query) { return {ListName(query), ListSql(query)}; }

Statement EventsStatement(const EventQuery& query) {
  return {query.form ? "events of form" : "events",
          absl::StrCat("SELECT ", kEventColumns, " FROM events WHERE sequence > $1",
                       query.form ? " AND form = (SELECT sequence FROM headers WHERE id = $3::text)" : "",
                       " ORDER BY sequence LIMIT $2::integer")};
}

const Statement kBegin{"begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
const Statement kTimeout{"timeout", "SELECT set_config('statement_timeout', $1::bigint::text, true)"};
const Statement kEnd{"end", "COMMIT"};
const Statement kGet{"get",
                     absl::StrCat("SELECT ", ColumnsOf("h", kHeaderColumns), ", r.rev, r.content, r.score, r.contacts ",
                                  "FROM headers h JOIN revisions r ON r.form = h.sequence AND r.rev = h.content_rev ",
                                  "WHERE h.id = $1::text")};
const Statement kGetRevision{"get revision",
                             "SELECT r.content, r.score, r.contacts FROM headers h JOIN revisions r "
                             "ON r.form = h.sequence AND r.rev = $2::bigint "
                             "WHERE h.id = $1::text AND r.rev <= h.content_rev"};
const Statement kHead{"head", "SELECT sequence, time, sha256 FROM log_head"};
const Statement kEventHash{"event hash", "SELECT sha256 FROM events WHERE sequence = $1::bigint"};

// What belongs to an event, found by its form; see AuditRow.
const Statement kAudit{
    "audit",
    absl::StrCat(
        "SELECT ", ColumnsOf("e", kEventColumns), ", ", ColumnsOf("h", kHeaderColumns),
        ", r.rev IS NOT NULL, r.rev, r.content, r.score, r.contacts,"
        " CASE e.etag WHEN 1 THEN (SELECT count(*) FROM revisions s WHERE s.form = e.form) END,"
        " CASE e.etag WHEN 1 THEN (SELECT count(*) FROM events o WHERE o.form = e.form AND length(o.revision_sha256) > "
        "0)"
        " END, CASE e.etag WHEN 1 THEN (SELECT count(*) FROM events o WHERE o.form = e.form)"
        " END FROM events e LEFT JOIN headers h ON h.sequence = e.form LEFT JOIN revisions r ON r.form = e.form AND"
        " r.rev = CASE WHEN length(e.revision_sha256) > 0 THEN e.etag WHEN h.etag = e.etag THEN h.content_rev END"
        " WHERE e.sequence > $1 ORDER BY e.sequence LIMIT $2::integer")};

// Up to the last row of a full page; in the last page up to the end.
const Statement kCountHeaders{
    "count headers",
    "SELECT count(*) FROM headers WHERE ($1::bigint = 0 OR sequence > $1::bigint) AND sequence <= coalesce((SELECT "
    "sequence FROM events"
    " WHERE sequence > $1 ORDER BY sequence OFFSET $2::integer - 1 LIMIT 1), 9223372036854775807)"};

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

absl::StatusOr<std::unique_ptr<PostgresReader>> PostgresReader::Open(const std::string& location,
                                                                     std::function<absl::Time()> clock) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(location);
  if (!connection.ok()) return connection.status();
  return std::unique_ptr<PostgresReader>(new PostgresReader(*std::move(connection), std::move(clock)));
}

absl::StatusOr<StoredForm> PostgresReader::Get(const std::string& id) {
  if (!IsText(id)) return absl::NotFoundError(id);
  absl::StatusOr<Result> result = connection_->Run(kGet, Params(id));
  if (!result.ok()) return result.status();
  Rows rows(*result);
  if (!rows.Next()) return absl::NotFoundError(id);
  StoredForm form;
  form.header = TakeHeader(rows);
  form.revision.id = id;
  rows.Take(form.revision.rev, form.revision.form, form.revision.score, form.revision.contacts);
  return form;
}

absl::StatusOr<Revision> PostgresReader::GetRevision(const std::string& id, int64_t rev) {
  if (!IsText(id)) return absl::NotFoundError(id);
  absl::StatusOr<Result> result = connection_->Run(kGetRevision, Params(id, rev));
  if (!result.ok()) return result.status();
  Rows rows(*result);
  if (!rows.Next()) return absl::NotFoundError(absl::StrCat(id, "@", rev));
  Revision revision{.id = id, .rev = rev, .form = {}, .score = {}, .contacts = {}};
  rows.Take(revision.form, revision.score, revision.contacts);
  return revision;
}

absl::StatusOr<LogHead> PostgresReader::Head() {
  absl::StatusOr<Result> result = connection_->Run(kHead);
  if (!result.ok()) return result.status();
  Rows rows(*result);
  if (!rows.Next()) return absl::DataLossError("the row of log_head is gone");
  LogHead head;
  rows.Take(head.sequence, head.time, head.sha256);
  return head;
}

absl::Status PostgresReader::BeginUntil(absl::Time deadline) {
  const absl::Duration left = std::min(deadline - clock_(), kLongestRead);
  if (left <= absl::ZeroDuration()) return absl::DeadlineExceededError("the deadline passed before the read");
  connection_->set_silence(left + kGrace);
  absl::Status status = connection_->Send(kBegin);
  // 0 would be no timeout at all.
  if (status.ok()) {
    status = connection_->Send(kTimeout, Params(std::max(absl::ToInt64Milliseconds(left), int64_t{1})));
  }
  return status;
}

absl::StatusOr<std::vector<Result>> PostgresReader::EndRead() {
  absl::Status status = connection_->Send(kEnd);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = connection_->Finish();
  connection_->set_silence(kSilence);
  if (!results.ok()) return results.status();
  results->erase(results->begin(), results->begin() + 2);  // of BeginUntil
  results->pop_back();
  return results;
}

absl::StatusOr<std::vector<Header>> PostgresReader::List(const ListQuery& query, absl::Time deadline) {
  std::vector<Header> headers;
  if (query.org_id && !IsText(*query.org_id)) return headers;
  absl::Status status = BeginUntil(deadline);
  if (!status.ok()) return status;
  Params params(query.after_sequence, std::clamp(query.limit, 1, kMaxListLimit));
  if (query.org_id) params.Add(*query.org_id);
  for (const auto& filter : {query.fiscal_year, query.state, query.grade}) {
    if (filter) params.Add(*filter);
  }
  status = connection_->Send(ListStatement(query), params);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = EndRead();
  if (!results.ok()) return results.status();
  for (Rows rows(results->front()); rows.Next();) headers.push_back(TakeHeader(rows));
  return headers;
}

absl::StatusOr<std::vector<Event>> PostgresReader::Events(const EventQuery& query, absl::Time deadline) {
  std::vector<Event> events;
  if (query.form && !IsText(*query.form)) return events;
  absl::Status status = BeginUntil(deadline);
  if (!status.ok()) return status;
  Params params(query.after_sequence, std::clamp(query.limit, 1, kMaxEventLimit));
  if (query.form) params.Add(*query.form);
  status = connection_->Send(EventsStatement(query), params);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = EndRead();
  if (!results.ok()) return results.status();
  for (Rows rows(results->front()); rows.Next();) events.push_back(TakeEvent(rows));
  return events;
}

absl::StatusOr<AuditPage> PostgresReader::Audit(const AuditQuery& query, absl::Time deadline) {
  absl::Status status = BeginUntil(deadline);
  if (!status.ok()) return status;
  const Params page_of(query.after_sequence, std::clamp(query.limit, 1, kMaxAuditLimit));
  status = connection_->Send(kEventHash, Params(query.after_sequence));
  if (status.ok()) status = connection_->Send(kAudit, page_of);
  if (status.ok()) status = connection_->Send(kCountHeaders, page_of);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = EndRead();
  if (!results.ok()) return results.status();

  AuditPage page;
  if (query.after_sequence == 0) page.previous_sha256 = std::string(kSha256Size, '\0');
  if (Rows hash((*results)[0]); hash.Next()) hash.Take(page.previous_sha256);
  for (Rows rows((*results)[1]); rows.Next();) page.rows.push_back(TakeAuditRow(rows));
  if (Rows count((*results)[2]); count.Next()) count.Take(page.headers);
  return page;
}

absl::Status PostgresReader::Check() {
  absl::StatusOr<Result> result = connection_->Run(ReadSchemaVersion());
  if (!result.ok()) return result.status();
  Rows rows(*result);
  int64_t version = 0;
  if (rows.Next()) rows.Take(version);
  if (version != SchemaVersion()) return absl::FailedPreconditionError(absl::StrCat("schema ", version));
  return absl::OkStatus();
}

}  // namespace heng::store::postgres
