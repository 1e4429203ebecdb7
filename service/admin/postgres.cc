// The commands on a PostgreSQL store.
#include <future>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/admin/commands.h"
#include "service/store/postgres/postgres_store.h"

namespace heng::admin {
namespace {

constexpr char kRunbook[] = "deploy/runbooks/postgres.md";
constexpr absl::Duration kPageTimeout = absl::Minutes(1);

int Migrate(const Command& command, const std::string& location, const Console& console) {
  if (command.dry_run) {
    return console.Fail(
        absl::UnimplementedError("--dry-run: not for PostgreSQL; migrate changes nothing there unless "
                                 "tables are missing, and then all in one transaction"));
  }
  std::string report;
  absl::Status status = store::MigratePostgres(location, &report);
  if (!status.ok()) return console.Fail(status);
  console.Result(report);
  return kExitOk;
}

absl::StatusOr<store::AuditPage> ReadAuditPage(store::Store& store, const store::AuditQuery& query) {
  std::promise<absl::StatusOr<store::AuditPage>> page;
  store.Audit(query, absl::Now() + kPageTimeout,
              [&page](absl::StatusOr<store::AuditPage> answer) { page.set_value(std::move(answer)); });
  return page.get_future().get();
}

int Check(const std::string& location, const Console& console) {
  const absl::Time began = absl::Now();
  store::PostgresOptions options;
  options.location = location;
  options.common.keep_requests = absl::InfiniteDuration();  // nothing is changed, not even trimmed
  absl::StatusOr<std::unique_ptr<store::Store>> store = store::OpenPostgres(options);
  if (!store.ok()) return console.Fail(store.status());
  absl::StatusOr<store::LogHead> end = (*store)->Head();
  if (!end.ok()) return console.Fail(end.status());
  ProgressLine line(console);
  absl::StatusOr<AuditResult> result = AuditWithProgress(
      [&store](const store::AuditQuery& query) { return ReadAuditPage(**store, query); }, *end, console, line);
  line.Finish();
  if (!result.ok()) return console.Fail(result.status());
  Report report(console);
  report.AddAll(*result);
  if (result->head.sequence < end->sequence ||
      (result->head.sequence == end->sequence && result->head.sha256 != end->sha256)) {
    report.Add(absl::StrCat(
        console.Say("日志末端应为第 ", "the log should end with event "), end->sequence,
        console.Say(" 条，实际到第 ", ", but it ends with event "), result->head.sequence,
        console.Say(" 条，或散列不同：有事件被删改", ", or with another hash: events were cut off or changed")));
  }
  if (report.count() == 0) {
    SaySound(console, *result, began);
    return kExitOk;
  }
  console.Result(absl::StrCat(console.Say("发现问题 ", "problems: "), report.count()));
  console.Note(console.Say("怎么办：先停止 hengd，再按运维手册从备份恢复：",
                           "what to do: stop hengd, then put back a backup as the runbook says: ") +
               kRunbook);
  return kExitFailure;
}

}  // namespace

int RunOnPostgres(const Command& command, const std::string& location, const Console& console) {
  switch (command.kind) {
    case Command::Kind::kMigrate:
      return Migrate(command, location, console);
    case Command::Kind::kCheck:
      return Check(location, console);
    case Command::Kind::kBackup:
    case Command::Kind::kRestore:
    case Command::Kind::kInit:
    case Command::Kind::kToken:
    case Command::Kind::kNone:
      break;
  }
  return console.Fail(absl::UnimplementedError(
      console.Say("PostgreSQL 存储用它自己的工具备份和恢复（pg_dump、pg_basebackup），步骤见 ",
                  "a PostgreSQL store is backed up and restored with its own tools (pg_dump, pg_basebackup): see ") +
      kRunbook));
}

}  // namespace heng::admin
