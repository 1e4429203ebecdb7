#include "service/store/sqlite/backup.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/database.h"
#include "service/store/sqlite/open_check.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr int kPagesPerStep = 256;  // 2 MiB
constexpr int64_t kSpareBytes = 16 << 20;
constexpr int kMaxBusySteps = 200;
constexpr absl::Duration kBusyPause = absl::Milliseconds(50);

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

absl::Status CopyPages(const Database& from, const Database& to, const Watch& watch) {
  const std::unique_ptr<sqlite3_backup, FinishBackup> backup(sqlite3_backup_init(to.get(), "main", from.get(), "main"));
  if (backup == nullptr) return SqliteStatus(sqlite3_extended_errcode(to.get()), "copy", sqlite3_errmsg(to.get()));
  int busy = 0;
  while (true) {
    const int code = sqlite3_backup_step(backup.get(), kPagesPerStep);
    const int64_t total = sqlite3_backup_pagecount(backup.get());
    if (watch) watch(Stage::kCopy, total - sqlite3_backup_remaining(backup.get()), total);
    if (code == SQLITE_DONE) return absl::OkStatus();
    const bool waits = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    if (code != SQLITE_OK && !(waits && ++busy <= kMaxBusySteps))
      return SqliteStatus(code, "copy", sqlite3_errstr(code));
    if (waits) absl::SleepFor(kBusyPause);
  }
}

// Copies what is committed now. The read transaction around it keeps the copy to one state: without it every commit of
// the server would make the copy start over, and under load it would never end.
absl::StatusOr<StoreFacts> CopyDatabase(const std::string& path, const std::string& part, const Watch& watch) {
  absl::StatusOr<Database> from = Database::Open(path, Access::kRead);
  if (!from.ok()) return from.status();
  absl::StatusOr<Database> to = Database::Open(part, Access::kWrite);
  if (!to.ok()) return to.status();
  absl::Status status = from->Run("BEGIN");
  // The file is synced once, at the end.
  if (status.ok()) status = to->Run("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY");
  if (!status.ok()) return status;
  absl::StatusOr<StoreFacts> facts = ReadFacts(*from);
  if (!facts.ok()) return facts;
  status = CopyPages(*from, *to, watch);
  // A file that needs no log beside it can be opened where nothing may be written.
  if (status.ok()) status = to->Run("PRAGMA journal_mode = DELETE");
  if (!status.ok()) return status;
  return facts;
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ||
      (errno == EINVAL && !Exists(to) && rename(from.c_str(), to.c_str()) == 0)) {
    return SyncFolder(to) ? absl::OkStatus() : absl::UnavailableError(absl::StrCat(Folder(to), " cannot be synced"));
  }
  return absl::FailedPreconditionError(absl::StrCat(to, " cannot be made (", std::strerror(errno), ")"));
}

absl::StatusOr<Backup> FillAndVerify(const std::string& path, const std::string& part, const Watch& watch) {
  absl::StatusOr<StoreFacts> copied = CopyDatabase(path, part, watch);
  if (!copied.ok()) return copied.status();
  const auto verifying = [&watch](int64_t done, int64_t total) {
    if (watch) watch(Stage::kVerify, done, total);
  };
  verifying(0, copied->events);
  absl::StatusOr<StoreFacts> facts = VerifyFile(part, verifying);
  if (!facts.ok()) return facts.status();
  if (!(*facts == *copied)) return absl::DataLossError("the copy differs from the store");
  absl::StatusOr<std::string> sha256 = Sha256OfFile(part);
  if (!sha256.ok()) return sha256.status();
  absl::Status status = SyncFile(part);
  if (!status.ok()) return status;
  return Backup{.path = {}, .facts = *facts, .bytes = FileBytes(part), .sha256 = *sha256};
}

absl::Status NoBackup(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat("the store ", path, " was not backed up: ", status.message())};
}

}  // namespace

absl::StatusOr<Backup> BackupSqlite(const std::string& path, const std::string& destination, const Watch& watch) {
  absl::Status status = CheckPresent(path);
  if (!status.ok()) return status;
  if (Exists(destination)) {
    return absl::FailedPreconditionError(
        absl::StrCat(destination, " exists and is not overwritten: choose another name with --to"));
  }
  status = CheckFreeSpace(destination, FileBytes(path) + FileBytes(path + "-wal") + kSpareBytes, "the backup");
  if (!status.ok()) return status;
  const std::string part = destination + ".part";
  if (Exists(part)) {
    return absl::FailedPreconditionError(absl::StrCat(
        part, " exists: another backup is being written there, or one was interrupted; if none runs, delete it"));
  }
  status = MakeEmptyFile(part);
  if (!status.ok()) return NoBackup(path, status);
  absl::StatusOr<Backup> backup = FillAndVerify(path, part, watch);
  status = backup.ok() ? Rename(part, destination) : backup.status();
  if (!status.ok()) {
    unlink(part.c_str());
    unlink((part + "-journal").c_str());
    return NoBackup(path, status);
  }
  backup->path = destination;
  return backup;
}

namespace {

// Moves what is in the log into the file, so that the file alone is the store. False: the log is damaged, or the file.
absl::StatusOr<bool> EmptyLog(const std::string& path) {
  absl::StatusOr<Database> db = Database::Open(path, Access::kWrite);
  // SQLite looks for a log when it first reads; before that a checkpoint does nothing.
  if (!db.ok() || !db->QueryInt("SELECT count(*) FROM sqlite_schema").ok()) return false;
  const int code = sqlite3_wal_checkpoint_v2(db->get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if ((code & 0xff) == SQLITE_BUSY) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store ", path, " is being read by another program (a backup or a check): wait for it, then try again"));
  }
  return code == SQLITE_OK;
}

// Gives the store's file (and its log, where it could not be emptied) a second name.
absl::Status KeepBeside(const std::string& path, const std::string& kept) {
  for (const char* suffix : {"", "-wal", "-journal"}) {
    const std::string from = path + suffix, to = kept + suffix;
    if (FileBytes(from) == 0 && *suffix != '\0') continue;
    if (Exists(from) && link(from.c_str(), to.c_str()) != 0) {
      return absl::FailedPreconditionError(absl::StrCat("the present store cannot be kept as ", to, " (",
                                                        std::strerror(errno), "); nothing was changed"));
    }
  }
  return SyncFolder(path) ? absl::OkStatus() : absl::UnavailableError(absl::StrCat(Folder(path), " cannot be synced"));
}

absl::Status CheckBackupFile(const RestoreOptions& options) {
  absl::Status status = CheckPresent(options.from);
  if (!status.ok()) return status;
  if (IsLink(options.path)) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.path, " is a link, and only the link would be replaced: name the file itself"));
  }
  if (FileBytes(options.from + "-wal") > 0 || FileBytes(options.from + "-journal") > 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.from,
        " has a log (-wal or -journal) beside it, so it is no backup but a store in use: make a backup with hengd "
        "backup --store sqlite:",
        options.from));
  }
  return CheckFreeSpace(options.path, FileBytes(options.from) + kSpareBytes, "the restored store");
}

absl::StatusOr<StoreFacts> MakeDraft(const RestoreOptions& options, const std::string& draft) {
  absl::Status status = CopyFile(options.from, draft, [&](int64_t done, int64_t total) {
    if (options.watch) options.watch(Stage::kCopy, done, total);
  });
  if (!status.ok()) return status;
  absl::StatusOr<StoreFacts> facts = VerifyFile(draft, [&](int64_t done, int64_t total) {
    if (options.watch) options.watch(Stage::kVerify, done, total);
  });
  if (!facts.ok()) return facts;
  if (options.judge && facts->schema == kSchemaVersion) status = options.judge(draft);
  if (!status.ok()) return status;
  return facts;
}

void RemoveDraft(const std::string& draft) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) unlink((draft + suffix).c_str());
}

// Nobody uses the store: the lock is held.
absl::Status ReplaceStore(const RestoreOptions& options, const std::string& draft, Restored* restored) {
  const std::string& path = options.path;
  if (Exists(path) || Exists(path + "-wal") || Exists(path + "-journal")) {
    restored->kept_as = FreeName(absl::StrCat(path, ".before-restore-", CompactTime(options.clock())), "");
    const absl::Status present = CheckFile(path, absl::Milliseconds(500));
    absl::StatusOr<bool> emptied = EmptyLog(path);
    if (!emptied.ok()) return emptied.status();
    if (present.ok() && !*emptied) {
      return absl::UnavailableError(absl::StrCat(
          "the log of ", path, " cannot be emptied, though the store is sound: is its disk full, or may it ",
          "not be written? Nothing was changed"));
    }
    if (present.code() == absl::StatusCode::kDataLoss || !*emptied) {
      restored->refusal = std::string(present.message());
    }
    absl::Status status = KeepBeside(path, restored->kept_as);
    if (!status.ok()) return status;
  }
  // A log beside another file than its own would be taken for that file's.
  const std::string kept =
      restored->kept_as.empty() ? "" : absl::StrCat("; the store from before is ", restored->kept_as, ", whole");
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    if (unlink((path + suffix).c_str()) != 0 && errno != ENOENT) {
      return absl::UnavailableError(
          absl::StrCat(path, suffix, " cannot be removed (", std::strerror(errno), ")", kept));
    }
  }
  if (rename(draft.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat(path, " cannot be replaced (", std::strerror(errno), ")", kept));
  }
  if (!SyncFolder(path)) {
    return absl::UnavailableError(absl::StrCat(path, " is replaced, but its folder cannot be synced", kept));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Restored> RestoreSqlite(const RestoreOptions& options) {
  absl::Status status = CheckBackupFile(options);
  if (!status.ok()) return status;
  absl::StatusOr<bool> folder = FileExists(options.path);  // refuses what is no file, and where there is no folder
  if (!folder.ok()) return folder.status();
  absl::StatusOr<FileLock> lock = FileLock::Take(options.path);
  if (!lock.ok()) return lock.status();
  const std::string draft = options.path + ".restoring";  // what a crash left of one is thrown away
  RemoveDraft(draft);
  absl::StatusOr<StoreFacts> facts = MakeDraft(options, draft);
  Restored restored;
  status = facts.status();
  if (facts.ok()) {
    restored.facts = *facts;
    status = ReplaceStore(options, draft, &restored);
  }
  RemoveDraft(draft);
  if (status.ok()) return restored;
  return absl::Status(status.code(), absl::StrCat("the store ", options.path, " was not restored from ", options.from,
                                                  ": ", status.message()));
}

}  // namespace heng::store::sqlite
