#include "service/store/sqlite/inspect.h"

#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "service/store/sqlite/migrations.h"
#include "service/store/sqlite/open_check.h"
#include "service/store/sqlite/reader_session.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr int64_t kEventsPerReport = 1000;
constexpr int64_t kFirstSchemaWithEntries = 3;

// The columns every schema version has: all but `form`.
constexpr char kChainColumns[] =
    "sequence, time, caller, role, action, resource, org_id, policy, request_id, etag, "
    "revision_sha256, header_sha256, previous_sha256, sha256";

Event TakeChainEvent(Rows& rows) {
  Event event;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, EventFields(event));
  rows.Take(event.revision_sha256, event.header_sha256, event.previous_sha256, event.sha256);
  return event;
}

absl::Status JudgeLink(const LogHead& before, const Event& event) {
  const auto broken = [&event](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("event ", event.sequence, " ", what));
  };
  if (event.sequence != before.sequence + 1) return broken(absl::StrCat("follows event ", before.sequence));
  if (event.previous_sha256 != before.sha256) return broken("is not linked to the event before it");
  if (event.sha256 != EventSha256(event)) return broken("does not have its hash");
  if (event.time <= before.time) return broken("is not later than the event before it");
  return absl::OkStatus();
}

absl::Status InFile(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

}  // namespace

bool operator==(const StoreFacts& a, const StoreFacts& b) {
  const auto fields = [](const StoreFacts& f) {
    return std::tie(f.schema, f.forms, f.entries, f.revisions, f.events, f.requests, f.head.sequence, f.head.time,
                    f.head.sha256);
  };
  return fields(a) == fields(b);
}

absl::StatusOr<StoreFacts> ReadFacts(const Database& db) {
  StoreFacts facts;
  facts.head.sha256 = std::string(kSha256Size, '\0');
  for (const auto& [value, sql] :
       {std::pair{&facts.schema, "PRAGMA user_version"}, std::pair{&facts.forms, "SELECT count(*) FROM headers"},
        std::pair{&facts.revisions, "SELECT count(*) FROM revisions"},
        std::pair{&facts.events, "SELECT count(*) FROM events"},
        std::pair{&facts.requests, "SELECT count(*) FROM requests"}}) {
    absl::StatusOr<int64_t> read = db.QueryInt(sql);
    if (!read.ok()) return read.status();
    *value = *read;
  }
  if (facts.schema >= kFirstSchemaWithEntries) {
    absl::StatusOr<int64_t> entries = db.QueryInt("SELECT count(*) FROM entries");
    if (!entries.ok()) return entries.status();
    facts.entries = *entries;
  }
  absl::StatusOr<Statement> last =
      db.Prepare("SELECT sequence, time, sha256 FROM events ORDER BY sequence DESC LIMIT 1");
  if (!last.ok()) return last.status();
  Rows rows(*last);
  if (rows.Next()) rows.Take(facts.head.sequence, facts.head.time, facts.head.sha256);
  if (!rows.status().ok()) return rows.status();
  return facts;
}

absl::StatusOr<std::vector<std::string>> PageProblems(const Database& db, int limit) {
  std::vector<std::string> problems;
  absl::StatusOr<Statement> check = db.Prepare(absl::StrCat("PRAGMA integrity_check(", limit, ")"));
  if (!check.ok()) return check.status();
  {
    Rows rows(*check);
    while (rows.Next()) {
      std::string text;
      rows.Take(text);
      if (text != "ok") problems.push_back(absl::StrReplaceAll(text, {{"\n", " "}}));
    }
    if (!rows.status().ok()) return rows.status();
  }
  absl::StatusOr<Statement> keys = db.Prepare("SELECT \"table\", rowid FROM pragma_foreign_key_check");
  if (!keys.ok()) return keys.status();
  Rows rows(*keys);
  while (problems.size() < static_cast<size_t>(limit) && rows.Next()) {
    std::string table;
    int64_t row = 0;
    rows.Take(table, row);
    problems.push_back(absl::StrCat("row ", row, " of ", table, " refers to a row that is not there"));
  }
  if (!rows.status().ok()) return rows.status();
  return problems;
}

absl::Status CheckChain(const Database& db, const Progress& progress) {
  absl::StatusOr<int64_t> total = db.QueryInt("SELECT coalesce(max(sequence), 0) FROM events");
  if (!total.ok()) return total.status();
  absl::StatusOr<Statement> all = db.Prepare(absl::StrCat("SELECT ", kChainColumns, " FROM events ORDER BY sequence"));
  if (!all.ok()) return all.status();
  LogHead head{.sequence = 0, .time = 0, .sha256 = std::string(kSha256Size, '\0')};
  Rows rows(*all);
  while (rows.Next()) {
    const Event event = TakeChainEvent(rows);
    absl::Status status = JudgeLink(head, event);
    if (!status.ok()) return status;
    head = {event.sequence, event.time, event.sha256};
    if (progress && event.sequence % kEventsPerReport == 0) progress(event.sequence, *total);
  }
  return rows.status();
}

absl::StatusOr<StoreFacts> VerifyFile(const std::string& path, const Progress& progress) {
  absl::Status status = CheckOurs(path);
  if (!status.ok()) return status;
  absl::StatusOr<Database> db = Database::Open(path, Access::kInspect);
  if (!db.ok()) return InFile(path, db.status());
  absl::StatusOr<int64_t> version = db->QueryInt("PRAGMA user_version");
  if (!version.ok()) return InFile(path, version.status());
  if (*version < 1 || *version > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(path, " has schema ", *version, ", this hengd knows 1 to ",
                                                      kSchemaVersion, ": use the version of hengd that made it"));
  }
  absl::StatusOr<std::vector<std::string>> problems = PageProblems(*db, 1);
  if (problems.ok() && problems->empty()) problems = SchemaDifferences(*db, static_cast<int32_t>(*version));
  if (!problems.ok()) return InFile(path, problems.status());
  if (!problems->empty()) return InFile(path, absl::DataLossError(problems->front()));
  status = CheckChain(*db, progress);
  if (!status.ok()) return InFile(path, status);
  absl::StatusOr<StoreFacts> facts = ReadFacts(*db);
  if (!facts.ok()) return InFile(path, facts.status());
  return facts;
}

absl::StatusOr<std::unique_ptr<ReaderSession>> OpenForAudit(const std::string& path) {
  absl::StatusOr<std::unique_ptr<SqliteReader>> reader = SqliteReader::Open(path, Access::kInspect, absl::Now);
  if (!reader.ok()) return InFile(path, reader.status());
  return std::unique_ptr<ReaderSession>(*std::move(reader));
}

}  // namespace heng::store::sqlite
