#include "service/store/postgres/reader_session.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/store/audit_row.h"
#include "service/store/hashing.h"
#include "service/store/postgres/migrate.h"
#include "service/store/postgres/queries.h"
#include "service/store/postgres/status.h"

namespace heng::store::postgres {
namespace {

constexpr int32_t kMaxAuditLimit = 200;  // with their content: at most a message or two of memory each
// However late the deadline: no statement holds a connection, and what the server must keep for it, for longer.
constexpr absl::Duration kLongestRead = absl::Minutes(1);
// The server ends a statement at its timeout; when nothing comes for so much longer, the server is gone.
constexpr absl::Duration kGrace = absl::Seconds(5);

const Statement kBegin{"begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
const Statement kTimeout{"timeout", "SELECT set_config('statement_timeout', $1::bigint::text, true)"};
// For the rest of the transaction.
const Statement kAllowWholeTable{"allow whole table", "SELECT set_config('enable_seqscan', 'on', true)"};
const Statement kEnd{"end", "COMMIT"};
const Statement kHead{"head", "SELECT sequence, time, sha256 FROM log_head"};
const Statement kEventHash{"event hash", "SELECT sha256 FROM events WHERE sequence = $1::bigint"};
const Statement kLastResident{"last resident", "SELECT coalesce(max(changed), 0) FROM entries WHERE resident"};

Entry TakeEntryWithBody(Rows& rows) {
  Entry entry = TakeEntry(rows);
  rows.Take(entry.body);
  return entry;
}

BigSum SumOf(const std::string& text) {
  BigSum sum = 0;
  return absl::SimpleAtoi(text, &sum) ? sum : 0;
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

absl::StatusOr<std::unique_ptr<PostgresReader>> PostgresReader::Open(const std::string& location,
                                                                     std::function<absl::Time()> clock) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(location);
  if (!connection.ok()) return connection.status();
  return std::unique_ptr<PostgresReader>(new PostgresReader(*std::move(connection), std::move(clock)));
}

absl::StatusOr<StoredForm> PostgresReader::Get(const std::string& id) {
  if (!IsText(id)) return absl::NotFoundError(id);
  absl::StatusOr<Result> result = connection_->Run(kGetForm, Params(id));
  if (!result.ok()) return result.status();
  Rows rows(*result);
  if (!rows.Next()) return absl::NotFoundError(id);
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

absl::StatusOr<Revision> PostgresReader::RevisionFrom(std::initializer_list<const Statement*> statements,
                                                      const std::string& id, int64_t rev) {
  if (!IsText(id)) return absl::NotFoundError(id);
  for (const Statement* statement : statements) {
    absl::StatusOr<Result> result = connection_->Run(*statement, Params(id, rev));
    if (!result.ok()) return result.status();
    Rows rows(*result);
    if (!rows.Next()) continue;
    Revision revision;
    revision.id = id;
    rows.Take(revision.rev, revision.form, revision.score, revision.contacts, revision.review);
    return revision;
  }
  return absl::NotFoundError(absl::StrCat(id, "@", rev));
}

absl::StatusOr<Revision> PostgresReader::GetRevision(const std::string& id, int64_t rev) {
  return RevisionFrom({&kGetFormRevision, &kGetEntryRevision}, id, rev);
}

absl::StatusOr<Revision> PostgresReader::GetContent(const std::string& id, int64_t rev) {
  return RevisionFrom({&kGetContent}, id, rev);
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

absl::StatusOr<Entry> PostgresReader::GetEntry(const std::string& name) {
  if (!IsText(name)) return absl::NotFoundError(name);
  absl::StatusOr<Result> result = connection_->Run(kGetEntry, Params(name));
  if (!result.ok()) return result.status();
  Rows rows(*result);
  if (!rows.Next()) return absl::NotFoundError(name);
  return TakeEntryWithBody(rows);
}

absl::StatusOr<ResidentPage> PostgresReader::Residents(int64_t after_changed) {
  ResidentPage page;
  // Nearly always nothing has changed: that is one round trip, and no transaction.
  absl::StatusOr<Result> last = connection_->Run(kLastResident);
  if (!last.ok()) return last.status();
  if (Rows rows(*last); rows.Next()) rows.Take(page.sequence);
  if (page.sequence <= after_changed) return page;
  absl::StatusOr<Result> result = connection_->Run(kResidents, Params(after_changed));
  if (!result.ok()) return result.status();
  for (Rows rows(*result); rows.Next();) {
    page.entries.push_back(TakeEntryWithBody(rows));
    rows.Take(page.sequence);  // as of the state these rows were read in
  }
  return page;
}

absl::StatusOr<Result> PostgresReader::RunUntil(const BoundStatement& query, absl::Time deadline) {
  absl::Status status = BeginUntil(deadline);
  if (status.ok() && query.reads_most_rows) status = connection_->Send(kAllowWholeTable);
  if (status.ok()) status = connection_->Send(query.statement, query.params);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = EndRead();
  if (!results.ok()) return results.status();
  return std::move(results->back());
}

absl::StatusOr<std::vector<Header>> PostgresReader::List(const ListQuery& query, absl::Time deadline) {
  std::vector<Header> headers;
  if (!CanMatch(query.scope.org_ids)) return headers;
  absl::StatusOr<Result> result = RunUntil(ListOf(query), deadline);
  if (!result.ok()) return result.status();
  for (Rows rows(*result); rows.Next();) headers.push_back(TakeHeader(rows));
  return headers;
}

absl::StatusOr<std::vector<CountRow>> PostgresReader::Count(const ListQuery& query, absl::Time deadline) {
  std::vector<CountRow> counted;
  if (!CanMatch(query.scope.org_ids)) return counted;
  absl::StatusOr<Result> result = RunUntil(CountOf(query), deadline);
  if (!result.ok()) return result.status();
  for (Rows rows(*result); rows.Next();) {
    CountRow& row = counted.emplace_back();
    std::string annual_budget, executed;
    rows.Take(row.state, row.grade, row.forms, annual_budget, executed);
    row.annual_budget = SumOf(annual_budget);
    row.executed = SumOf(executed);
  }
  std::sort(counted.begin(), counted.end(), [](const CountRow& a, const CountRow& b) {
    return std::tie(a.state, a.grade) < std::tie(b.state, b.grade);
  });
  return counted;
}

absl::StatusOr<std::vector<Entry>> PostgresReader::ListEntries(const EntryQuery& query, absl::Time deadline) {
  std::vector<Entry> entries;
  if (!CanMatch(query.org_ids) || !IsText(query.collection)) return entries;
  absl::StatusOr<Result> result = RunUntil(EntriesOf(query), deadline);
  if (!result.ok()) return result.status();
  for (Rows rows(*result); rows.Next();) entries.push_back(TakeEntryWithBody(rows));
  return entries;
}

absl::StatusOr<std::vector<Event>> PostgresReader::Events(const EventQuery& query, absl::Time deadline) {
  std::vector<Event> events;
  if (!CanMatch(query.scope.org_ids) || (query.resource && !IsText(*query.resource))) return events;
  absl::StatusOr<Result> result = RunUntil(EventsOf(query), deadline);
  if (!result.ok()) return result.status();
  for (Rows rows(*result); rows.Next();) events.push_back(TakeEvent(rows));
  return events;
}

absl::StatusOr<AuditPage> PostgresReader::Audit(const AuditQuery& query, absl::Time deadline) {
  absl::Status status = BeginUntil(deadline);
  if (!status.ok()) return status;
  const Params page_of(query.after_sequence, std::clamp(query.limit, 1, kMaxAuditLimit));
  status = connection_->Send(kEventHash, Params(query.after_sequence));
  if (status.ok()) status = connection_->Send(kAuditEvents, page_of);
  if (status.ok()) status = connection_->Send(kCountRows, page_of);
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
