#include "service/store/sqlite/migrate.h"

#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/database.h"
#include "service/store/sqlite/inspect.h"
#include "service/store/sqlite/migrations.h"
#include "service/store/sqlite/open_check.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr int64_t kSpareBytes = 16 << 20;

absl::StatusOr<int32_t> VersionOf(const std::string& path) {
  absl::StatusOr<Database> db = Database::Open(path, Access::kInspect);
  if (!db.ok()) return db.status();
  absl::StatusOr<int64_t> version = db->QueryInt("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store ", path, " was made by a newer version of hengd (schema ", *version, ", this one knows up to ",
        kSchemaVersion, "): use that version; there is no way back but a backup"));
  }
  if (*version < 1) {
    return absl::DataLossError(absl::StrCat("the store ", path, " has no schema version: restore the last backup"));
  }
  return static_cast<int32_t>(*version);
}

absl::StatusOr<MigrationPlan> MakePlan(const MigrateOptions& options) {
  absl::StatusOr<int32_t> version = VersionOf(options.path);
  if (!version.ok()) return version.status();
  MigrationPlan plan;
  plan.from = *version;
  plan.to = kSchemaVersion;
  for (const Migration& migration : Migrations()) {
    if (migration.version > plan.from) plan.names.push_back(migration.name);
  }
  if (plan.names.empty()) return plan;
  if (options.backup) {
    plan.backup =
        FreeName(absl::StrCat(options.path, ".schema", plan.from, "-", CompactTime(options.clock())), ".backup");
  }
  // A migration rewrites at most every table once: into the log, then into the file. Content, by far the largest part,
  // is never rewritten, so this is more than enough.
  const int64_t size = FileBytes(options.path) + FileBytes(options.path + "-wal");
  plan.bytes_needed = size * (options.backup ? 2 : 1) + kSpareBytes;
  return plan;
}

// A migration changes how things are kept, never what.
absl::Status CheckNothingLost(const StoreFacts& before, const StoreFacts& after) {
  const auto rows = [](const StoreFacts& facts) {
    return std::tie(facts.forms, facts.entries, facts.revisions, facts.events, facts.requests);
  };
  if (rows(before) != rows(after)) {
    return absl::InternalError(absl::StrCat("rows were lost or added: ", before.forms, " forms, ", before.revisions,
                                            " revisions, ", before.events, " events before; ", after.forms, ", ",
                                            after.revisions, ", ", after.events, " after"));
  }
  if (before.head.sequence != after.head.sequence || before.head.sha256 != after.head.sha256) {
    return absl::InternalError("the end of the event log has changed");
  }
  return absl::OkStatus();
}

absl::Status FirstOf(const absl::StatusOr<std::vector<std::string>>& problems) {
  if (!problems.ok()) return problems.status();
  return problems->empty() ? absl::OkStatus() : absl::InternalError(problems->front());
}

// Everything between BEGIN and COMMIT.
absl::Status RunInTransaction(const Database& db, const Migration& migration, const Watch& watch) {
  absl::StatusOr<StoreFacts> before = ReadFacts(db);
  if (!before.ok()) return before.status();
  absl::Status status = db.Run(migration.sql);
  if (status.ok()) status = db.Run(absl::StrCat("PRAGMA user_version = ", migration.version));
  if (!status.ok()) return status;
  absl::StatusOr<StoreFacts> after = ReadFacts(db);
  if (!after.ok()) return after.status();
  status = CheckNothingLost(*before, *after);
  if (status.ok()) status = FirstOf(SchemaDifferences(db, migration.version));
  if (status.ok()) status = FirstOf(PageProblems(db, 1));
  if (status.ok()) {
    status = CheckChain(db, [&watch](int64_t done, int64_t total) {
      if (watch) watch(Stage::kMigrate, done, total);
    });
  }
  return status;
}

absl::Status RunMigration(const Database& db, const Migration& migration, const Watch& watch) {
  absl::Status status = db.Run("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  status = RunInTransaction(db, migration, watch);
  if (status.ok()) {
    status = db.Run("COMMIT");
    if (absl::IsUnavailable(status)) {  // an I/O error hides whether it was committed
      return absl::UnavailableError(absl::StrCat(migration.name, " was either done or not begun, nobody can say (",
                                                 status.message(), "): check the disk and run hengd migrate again"));
    }
  }
  if (status.ok()) return status;
  // Some errors have rolled back already.
  if (sqlite3_get_autocommit(db.get()) == 0) db.Run("ROLLBACK").IgnoreError();
  return absl::Status(
      status.code(),
      absl::StrCat(migration.name, " was rolled back, the store is as it was before: ", status.message()));
}

absl::Status RunAll(const MigrateOptions& options, const MigrationPlan& plan) {
  absl::StatusOr<Database> db = Database::Open(options.path, Access::kWrite);
  if (!db.ok()) return db.status();
  absl::Status status = db->Run("PRAGMA synchronous = FULL; PRAGMA cache_size = -65536");
  if (status.ok() && !options.backup) status = FirstOf(PageProblems(*db, 1));  // else the backup has been checked
  if (!status.ok()) return status;
  for (const Migration& migration : Migrations()) {
    if (migration.version <= plan.from) continue;
    status = RunMigration(*db, migration, options.watch);
    if (!status.ok()) return status;
    if (options.migrated) options.migrated(migration.name);
  }
  // What is not moved now is moved by the server.
  sqlite3_wal_checkpoint_v2(db->get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  return absl::OkStatus();
}

absl::Status BackUp(const MigrateOptions& options, const MigrationPlan& plan) {
  absl::StatusOr<Backup> backup = BackupSqlite(options.path, plan.backup, options.watch);
  if (!backup.ok()) return backup.status();
  if (options.backed_up) options.backed_up(*backup);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MigrationPlan> MigrateSqlite(const MigrateOptions& options) {
  absl::Status status = CheckPresent(options.path);
  if (!status.ok()) return status;
  absl::StatusOr<FileLock> lock = FileLock::Take(options.path);
  if (!lock.ok()) return lock.status();
  status = RollBackJournal(options.path);
  if (!status.ok()) return absl::Status(status.code(), absl::StrCat(options.path, ": ", status.message()));
  absl::StatusOr<MigrationPlan> plan = MakePlan(options);
  if (!plan.ok()) return plan;
  if (options.announce) options.announce(*plan);
  if (plan->names.empty()) return plan;
  status = CheckFreeSpace(options.path, plan->bytes_needed, "the migration");
  if (!status.ok() || options.dry_run) return status.ok() ? plan : status;
  if (options.backup) status = BackUp(options, *plan);
  if (status.ok()) status = RunAll(options, *plan);
  if (!status.ok()) return absl::Status(status.code(), absl::StrCat(options.path, ": ", status.message()));
  return plan;
}

}  // namespace heng::store::sqlite
