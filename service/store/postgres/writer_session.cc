#include "service/store/postgres/writer_session.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "service/store/log_entry.h"
#include "service/store/postgres/migrate.h"
#include "service/store/postgres/status.h"
#include "service/store/records.h"

namespace heng::store::postgres {
namespace {

// Content sent in one statement: the server holds it in memory as a whole.
constexpr size_t kRevisionBytes = 1 << 20;

constexpr char kHeaderTypes[] =
    "bigint, text, bigint, bigint, text, integer, text, integer, integer, boolean, bytea, text, text, bigint, integer, "
    "bigint, bigint, bigint, bigint, integer, integer, integer, bigint, bigint, bigint, integer, bigint, integer, "
    "integer, integer, integer, integer, bigint, text";
constexpr char kEntryTypes[] = "bigint, text, text, bigint, text, boolean, boolean, bigint";
constexpr char kEventTypes[] =
    "bigint, bigint, text, text, text, text, text, text, text, bigint, bytea, bytea, bytea, bytea, bigint";
constexpr char kRequestTypes[] = "text, text, text, bytea, text, bigint, bigint, integer, bigint, bigint, bigint";

// "unnest($1::bigint[], $2::text[], …)" for "bigint, text, …".
std::string Unnest(std::string_view types) {
  std::string sql;
  int number = 0;
  for (size_t begin = 0; begin < types.size();) {
    const size_t end = std::min(types.find(", ", begin), types.size());
    const std::string_view type = types.substr(begin, end - begin);
    absl::StrAppend(&sql, number > 0 ? ", " : "", "$", number + 1, "::", absl::string_view(type.data(), type.size()),
                    "[]");
    ++number;
    begin = end + 2;
  }
  return absl::StrCat("unnest(", sql, ")");
}

std::string InsertSql(absl::string_view table, absl::string_view columns, std::string_view types) {
  return absl::StrCat("INSERT INTO ", table, " (", columns, ") SELECT * FROM ", Unnest(types));
}

// The etag before is compared once more: a decision that was not made on the stored header must not win. COMMIT follows
// without a look at the result, so a row that is missing must be an error: the division by zero. Content and review
// record stay where they are, or were written by this group.
std::string UpdateHeadersSql() {
  return absl::StrCat("WITH changed AS (UPDATE headers AS h SET (", kHeaderColumns, ") = ROW(n.",
                      absl::StrReplaceAll(kHeaderColumns, {{", ", ", n."}}), ") FROM ",
                      Unnest(absl::StrCat(kHeaderTypes, ", bigint")), " AS n(", kHeaderColumns,
                      ", etag_before) WHERE h.sequence = n.sequence AND h.id = n.id COLLATE \"C\""
                      " AND h.etag = n.etag_before AND (n.content_rev = h.content_rev OR n.content_rev > h.etag)"
                      " AND (n.review_rev = h.review_rev OR n.review_rev > h.etag) RETURNING 1)"
                      " SELECT 1 / (count(*) = cardinality($1))::integer FROM changed");
}

// The same of entries; a resident one stays resident.
std::string UpdateEntriesSql() {
  return absl::StrCat("WITH changed AS (UPDATE entries AS e SET (", kEntryColumns, ") = ROW(n.",
                      absl::StrReplaceAll(kEntryColumns, {{", ", ", n."}}), ") FROM ",
                      Unnest(absl::StrCat(kEntryTypes, ", bigint")), " AS n(", kEntryColumns,
                      ", etag_before) WHERE e.sequence = n.sequence AND e.name = n.name COLLATE \"C\""
                      " AND e.collection = n.collection COLLATE \"C\" AND e.etag = n.etag_before"
                      " AND e.resident <= n.resident RETURNING 1)"
                      " SELECT 1 / (count(*) = cardinality($1))::integer FROM changed");
}

// LIMIT keeps the planner to one search in the index for each key.
std::string HeadersByKeySql() {
  return absl::StrCat("SELECT h.* FROM ", Unnest("text, text, integer, integer, integer"),
                      " AS k(subject, org_id, subject_kind, fiscal_year, form_type) CROSS JOIN LATERAL (SELECT ",
                      kHeaderColumns,
                      " FROM headers i WHERE i.active AND i.subject = k.subject COLLATE \"C\""
                      " AND i.org_id = k.org_id COLLATE \"C\" AND i.subject_kind = k.subject_kind"
                      " AND i.fiscal_year = k.fiscal_year AND i.form_type = k.form_type LIMIT 1) h");
}

std::string EntriesByNameSql() {
  return absl::StrCat("SELECT e.* FROM ", Unnest("text"), " AS k(name) CROSS JOIN LATERAL (SELECT i.",
                      absl::StrReplaceAll(kEntryColumns, {{", ", ", i."}}),
                      ", r.content FROM entries i JOIN revisions r ON r.form = i.sequence AND r.rev = i.etag"
                      " WHERE i.name = k.name COLLATE \"C\" LIMIT 1) e");
}

std::string RequestsSql() {
  return absl::StrCat("SELECT r.* FROM ", Unnest("text, text, text"),
                      " AS k(caller, method, id) CROSS JOIN LATERAL (SELECT caller, method, id, ", kRequestColumns,
                      " FROM requests i WHERE i.caller = k.caller COLLATE \"C\" AND i.method = k.method COLLATE \"C\""
                      " AND i.id = k.id COLLATE \"C\" LIMIT 1) r");
}

const Statement kBegin{"begin", "BEGIN ISOLATION LEVEL READ COMMITTED"};
const Statement kCommit{"commit", "COMMIT"};
const Statement kRollback{"rollback", "ROLLBACK"};
const Statement kHead{"head", "SELECT sequence, time, sha256 FROM log_head"};
const Statement kLock{"lock", "SELECT sequence, time, sha256 FROM log_head FOR UPDATE"};
const Statement kMoveHead{"move head",
                          "UPDATE log_head SET sequence = $1::bigint, time = $2::bigint, sha256 = $3::bytea"};
const Statement kHeadersById{"headers by id",
                             absl::StrCat("SELECT ", kHeaderColumns, " FROM headers WHERE id = ANY($1::text[])")};
const Statement kHeadersByKey{"headers by key", HeadersByKeySql()};
// The first row of the result is the last event that changed a resident entry.
const Statement kLastResident{"last resident", "SELECT coalesce(max(changed), 0) FROM entries WHERE resident"};
const Statement kEntriesByName{"entries by name", EntriesByNameSql()};
const Statement kRequestsByKey{"requests by key", RequestsSql()};
const Statement kInsertRevisions{"insert revisions",
                                 InsertSql("revisions", "form, rev, content, score, contacts, review",
                                           "bigint, bigint, bytea, bytea, bytea, bytea")};
const Statement kInsertHeaders{"insert headers", InsertSql("headers", kHeaderColumns, kHeaderTypes)};
const Statement kUpdateHeaders{"update headers", UpdateHeadersSql()};
const Statement kInsertEntries{"insert entries", InsertSql("entries", kEntryColumns, kEntryTypes)};
const Statement kUpdateEntries{"update entries", UpdateEntriesSql()};
const Statement kInsertEvents{"insert events", InsertSql("events", kEventColumns, kEventTypes)};
const Statement kInsertRequests{
    "insert requests",
    InsertSql("requests", absl::StrCat("caller, method, id, ", kRequestColumns, ", create_time"), kRequestTypes)};
// Rows are in the order of create_time: the oldest come first, and few of them are looked at. Another hengd may be
// trimming the same.
const Statement kTrimRequests{"trim requests",
                              "DELETE FROM requests WHERE create_time < $1::bigint AND row IN"
                              " (SELECT row FROM requests ORDER BY row LIMIT $2::bigint FOR UPDATE SKIP LOCKED)"};

// A text the database cannot hold is no key of anything in it, and cannot be written.
template <typename... T>
bool AreTexts(const T&... values) {
  const auto is_text = [](const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) return IsText(value);
    return true;
  };
  return (is_text(values) && ...);
}

absl::Status CheckTexts(const Mutation& mutation) {
  const EventDraft& e = mutation.event;
  bool good = AreTexts(e.caller, e.role, e.action, e.resource, e.org_id, e.policy, e.request_id);
  if (mutation.header) {
    const Header& h = *mutation.header;
    good = good && AreTexts(h.id, h.subject, h.org_id, h.policy, h.policy_sha256, h.editor);
  }
  if (mutation.entry) good = good && AreTexts(mutation.entry->name, mutation.entry->collection, mutation.entry->org_id);
  if (mutation.request) {
    const RequestRecord& r = *mutation.request;
    good = good && AreTexts(r.key.caller, r.key.method, r.key.id, r.resource_id);
  }
  if (good) return absl::OkStatus();
  return absl::InternalError("an id, a key or a name to be written is no text (UTF-8 without a zero byte)");
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresWriter>> PostgresWriter::Open(const std::string& location) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(location);
  if (!connection.ok()) return connection.status();
  // A database may have been migrated or replaced since the start.
  absl::Status status = CheckSchema(**connection, location);
  if (!status.ok()) return status;
  std::unique_ptr<PostgresWriter> session(new PostgresWriter(*std::move(connection)));
  status = session->ReadHead();
  if (!status.ok()) return status;
  return session;
}

absl::Status PostgresWriter::ReadHead() {
  absl::StatusOr<Result> result = connection_->Run(kHead);
  if (!result.ok()) return result.status();
  Rows rows(*result);
  if (!rows.Next()) return absl::DataLossError("the row of log_head is gone");
  rows.Take(committed_.sequence, committed_.time, committed_.sha256);
  head_ = committed_;
  return absl::OkStatus();
}

void PostgresWriter::Forget() {
  view_ = GroupView();
  revisions_ = events_ = requests_ = RowArrays();
  head_ = committed_;
}

absl::Status PostgresWriter::Begin(const std::vector<const Keys*>& keys) {
  Forget();
  // Every statement of a READ COMMITTED transaction sees what was committed before it: once this one has the lock, the
  // others see everything.
  absl::Status status = connection_->Send(kBegin);
  if (status.ok()) status = connection_->Send(kLock);
  if (status.ok()) status = SendKeys(keys);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Result>> results = connection_->Finish();
  if (!results.ok()) return results.status();

  Rows head((*results)[1]);
  if (!head.Next()) return absl::DataLossError("the row of log_head is gone");
  head.Take(committed_.sequence, committed_.time, committed_.sha256);
  head_ = committed_;
  for (Rows rows((*results)[2]); rows.Next();) view_.LoadHeader(TakeHeader(rows));
  for (Rows rows((*results)[3]); rows.Next();) view_.LoadHeader(TakeHeader(rows));
  for (Rows rows((*results)[4]); rows.Next();) view_.LoadRequest(TakeRequest(rows));
  for (Rows rows((*results)[5]); rows.Next();) LoadEntry(rows);
  int64_t resident = 0;
  if (Rows rows((*results)[6]); rows.Next()) rows.Take(resident);
  view_.LoadResident(resident);
  return absl::OkStatus();
}

void PostgresWriter::LoadEntry(Rows& rows) {
  Entry entry = TakeEntry(rows);
  rows.Take(entry.body);
  view_.LoadEntry(std::move(entry));
}

absl::Status PostgresWriter::SendKeys(const std::vector<const Keys*>& keys) {
  // Always with a first row, which finds nothing: arrays have their types from it.
  RowArrays ids, form_keys, requests, entries;
  const std::string none;
  ids.AddRow(none);
  form_keys.AddRow(none, none, int32_t{0}, int32_t{0}, int32_t{0});
  requests.AddRow(none, none, none);
  entries.AddRow(none);
  for (const Keys* key : keys) {
    if (!key->id.empty() && IsText(key->id)) ids.AddRow(key->id);
    if (key->form_key && AreTexts(key->form_key->subject, key->form_key->org_id)) {
      const FormKey& f = *key->form_key;
      form_keys.AddRow(f.subject, f.org_id, f.subject_kind, f.fiscal_year, f.form_type);
    }
    if (key->request && AreTexts(key->request->caller, key->request->method, key->request->id)) {
      requests.AddRow(key->request->caller, key->request->method, key->request->id);
    }
    for (const std::string& id : key->forms) {
      if (IsText(id)) ids.AddRow(id);
    }
    for (const std::string& name : key->entries) {
      if (IsText(name)) entries.AddRow(name);
    }
  }
  absl::Status status = connection_->Send(kHeadersById, ids.Take());
  if (status.ok()) status = connection_->Send(kHeadersByKey, form_keys.Take());
  if (status.ok()) status = connection_->Send(kRequestsByKey, requests.Take());
  if (status.ok()) status = connection_->Send(kEntriesByName, entries.Take());
  if (status.ok()) status = connection_->Send(kLastResident);
  return status;
}

absl::Status PostgresWriter::Apply(Mutation& mutation, int64_t now) {
  absl::Status status = CheckTexts(mutation);
  if (!status.ok()) return status;
  const bool is_new =
      mutation.header ? mutation.header->sequence == 0 : mutation.entry && mutation.entry->sequence == 0;
  absl::StatusOr<Event> event = MakeLogEntry(mutation, head_, now);
  if (!event.ok()) return event.status();
  status = mutation.header ? view_.Apply(*mutation.header, is_new) : view_.Apply(*mutation.entry, is_new);
  if (status.ok() && mutation.request) status = view_.Apply(*mutation.request);
  if (!status.ok()) return status;

  std::apply(
      [&](const auto&... field) {
        events_.AddRow(field..., Blob{event->revision_sha256}, Blob{event->header_sha256}, Blob{event->previous_sha256},
                       Blob{event->sha256}, event->form);
      },
      EventFields(std::as_const(*event)));
  if (mutation.request) {
    const RequestRecord& r = *mutation.request;
    requests_.AddRow(r.key.caller, r.key.method, r.key.id, Blob{r.body_sha256}, r.resource_id, r.etag, r.content_rev,
                     r.state, r.update_time, r.submit_time, now);
  }
  head_ = {.sequence = event->sequence, .time = event->time, .sha256 = std::move(event->sha256)};
  if (mutation.entry) {
    const Entry& entry = *mutation.entry;
    revisions_.AddRow(entry.sequence, entry.etag, Blob{entry.body}, Blob{}, Blob{}, Blob{});
  }
  if (mutation.revision) {
    const Revision& r = *mutation.revision;
    revisions_.AddRow(mutation.header->sequence, r.rev, Blob{r.form}, Blob{r.score}, Blob{r.contacts}, Blob{r.review});
  }
  return revisions_.bytes() < kRevisionBytes ? absl::OkStatus() : SendRevisions();
}

absl::Status PostgresWriter::SendRevisions() {
  return revisions_.rows() == 0 ? absl::OkStatus() : connection_->Send(kInsertRevisions, revisions_.Take());
}

// What a group does to one header is one row: the group's first etag is compared, its last state is written. Changes
// go before new headers: a discarded form frees its key.
absl::Status PostgresWriter::SendHeaders() {
  RowArrays inserted, updated;
  for (const GroupView::Change& change : view_.Changes()) {
    if (change.is_new) {
      AddHeader(*change.header, inserted);
    } else {
      AddHeader(*change.header, change.etag_before, updated);
    }
  }
  absl::Status status;
  if (updated.rows() > 0) status = connection_->Send(kUpdateHeaders, updated.Take());
  if (status.ok() && inserted.rows() > 0) status = connection_->Send(kInsertHeaders, inserted.Take());
  return status;
}

absl::Status PostgresWriter::SendEntries() {
  RowArrays inserted, updated;
  for (const GroupView::EntryChange& change : view_.EntryChanges()) {
    if (change.is_new) {
      AddEntry(*change.entry, inserted);
    } else {
      AddEntry(*change.entry, change.etag_before, updated);
    }
  }
  absl::Status status;
  if (updated.rows() > 0) status = connection_->Send(kUpdateEntries, updated.Take());
  if (status.ok() && inserted.rows() > 0) status = connection_->Send(kInsertEntries, inserted.Take());
  return status;
}

absl::Status PostgresWriter::SendAll() {
  // Without events only the head is written, as it was: a COMMIT that wrote nothing would not wait for standby servers.
  absl::Status status = SendRevisions();
  if (status.ok()) status = SendHeaders();
  if (status.ok()) status = SendEntries();
  if (status.ok() && events_.rows() > 0) status = connection_->Send(kInsertEvents, events_.Take());
  if (status.ok() && requests_.rows() > 0) status = connection_->Send(kInsertRequests, requests_.Take());
  if (!status.ok()) return status;
  Params head(head_.sequence, head_.time);
  head.AddEncoded(head_.sha256);
  return connection_->Send(kMoveHead, head);
}

absl::Status PostgresWriter::Commit(bool* unknown) {
  *unknown = false;
  absl::Status status = SendAll();
  if (!status.ok()) return status;
  connection_->forget_warnings();
  status = connection_->Send(kCommit);
  if (!status.ok()) {
    *unknown = !connection_->usable();  // perhaps it went out before the connection broke
    return status;
  }
  absl::StatusOr<std::vector<Result>> results = connection_->Finish();
  if (!results.ok()) {
    // The server said that a statement failed: then it skipped COMMIT, or COMMIT itself failed. If it said nothing,
    // nobody knows.
    *unknown = !connection_->usable();
    return results.status();
  }
  // COMMIT of a transaction that has failed is a ROLLBACK.
  if (std::string_view(PQcmdStatus(results->back().get())) != "COMMIT") {
    return absl::InternalError("the transaction was rolled back");
  }
  // The one warning COMMIT gives: the wait for the copies of this server was cut short, so they may not have it.
  *unknown = connection_->warned();
  if (*unknown) return absl::UnavailableError("committed, but perhaps not by the standby servers");
  committed_ = head_;
  return absl::OkStatus();
}

void PostgresWriter::Rollback() {
  // What fails here leaves a connection that is not usable, or one whose next BEGIN says so.
  if (connection_->usable() && connection_->pending()) connection_->Finish().status().IgnoreError();
  if (connection_->usable() && connection_->in_transaction()) connection_->Run(kRollback).status().IgnoreError();
  Forget();
}

absl::StatusOr<int64_t> PostgresWriter::TrimRequests(int64_t before, int64_t limit) {
  absl::StatusOr<Result> result = connection_->Run(kTrimRequests, Params(before, limit));
  if (!result.ok()) return result.status();
  return std::stoll(PQcmdTuples(result->get()));
}

}  // namespace heng::store::postgres
