#include "service/store/sqlite/open_check.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "service/store/sqlite/database.h"
#include "service/store/sqlite/files.h"
#include "service/store/sqlite/migrations.h"
#include "service/store/sqlite/reader_session.h"
#include "service/store/sqlite/records.h"
#include "service/store/sqlite/schema.h"

namespace heng::store::sqlite {
namespace {

constexpr char kChooseAnother[] = "choose another --store path";
constexpr mode_t kFileMode = 0600;

absl::Status Refuse(absl::string_view path, absl::string_view what, absl::string_view remedy) {
  return absl::FailedPreconditionError(absl::StrCat("the store ", path, " ", what, ": ", remedy));
}

absl::Status Damaged(absl::string_view path, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the store ", path, " is damaged (", what,
                                          "): keep the file for inspection, restore the last backup and start again"));
}

absl::Status SystemError(absl::string_view path, absl::string_view what) {
  return Refuse(path, absl::StrCat(what, " (", std::strerror(errno), ")"),
                absl::StrCat("give hengd the right to read and write there, or ", kChooseAnother));
}

// What SQLite says of a file that is there.
absl::Status FromSqlite(absl::string_view path, const absl::Status& status) {
  if (status.code() == absl::StatusCode::kDataLoss || status.code() == absl::StatusCode::kInternal) {
    return Damaged(path, status.message());
  }
  return Refuse(
      path, absl::StrCat("cannot be opened (", status.message(), ")"),
      absl::StrCat("check that hengd may read and write the file and its folder and that the disk has free space, or ",
                   kChooseAnother));
}

// Interrupts a connection after a time. (SQLite 3.40 asks its progress handler only between steps, and the check of a
// whole table is one step.)
class Watchdog {
 public:
  Watchdog(sqlite3* db, absl::Duration budget)
      : thread_([this, db, budget] {
          std::unique_lock<std::mutex> lock(mutex_);
          if (!wake_.wait_for(lock, absl::ToChronoMilliseconds(budget), [this] { return finished_; })) {
            sqlite3_interrupt(db);
          }
        }) {}
  ~Watchdog() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      finished_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool finished_ = false;
  std::thread thread_;
};

int32_t BigEndian(const unsigned char* bytes) {
  return static_cast<int32_t>(uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3]);
}

absl::Status CheckSchemaVersion(const std::string& path, const Database& db) {
  absl::StatusOr<int64_t> version = db.QueryInt("PRAGMA user_version");
  if (!version.ok()) return FromSqlite(path, version.status());
  if (*version == kSchemaVersion) return absl::OkStatus();
  const std::string schemas = absl::StrCat(" version of hengd (schema ", *version, ", this one has ", kSchemaVersion);
  if (*version >= 1 && *version < kSchemaVersion) {
    return Refuse(path, absl::StrCat("was made by an older", schemas, "; missing: ", MissingMigrations(*version), ")"),
                  absl::StrCat("run hengd migrate --store sqlite:", path, ", which makes a backup first"));
  }
  return Refuse(path, absl::StrCat("was made by ", *version > kSchemaVersion ? "a newer" : "an older", schemas, ")"),
                absl::StrCat("use the version of hengd that made it, or ", kChooseAnother));
}

// A page the disk would not give says nothing about what is on it, so it is no damage. OK: the verdict is another one.
absl::Status UnreadPage(absl::string_view verdict) {
  constexpr absl::string_view kCode = "error code=";
  const size_t at = verdict.find(kCode);
  int code = 0;
  if (at == absl::string_view::npos) return absl::OkStatus();
  if (!absl::SimpleAtoi(verdict.substr(at + kCode.size(), verdict.find('\n', at) - at - kCode.size()), &code)) {
    return absl::OkStatus();
  }
  const absl::Status status = SqliteStatus(code, "check of the pages", sqlite3_errstr(code));
  return status.code() == absl::StatusCode::kUnavailable ? status : absl::OkStatus();
}

absl::Status CheckPages(const std::string& path, const Database& db, absl::Duration budget) {
  absl::StatusOr<Statement> check = db.Prepare("PRAGMA quick_check(1)");
  if (!check.ok()) return FromSqlite(path, check.status());
  const Watchdog watchdog(db.get(), budget);
  Rows rows(*check);
  std::string verdict = "ok";
  if (rows.Next()) rows.Take(verdict);
  if ((rows.code() & 0xff) == SQLITE_INTERRUPT) return absl::OkStatus();  // time is up; sound as far as it was read
  if (!rows.status().ok()) return FromSqlite(path, rows.status());
  if (verdict == "ok") return absl::OkStatus();
  const absl::Status unread = UnreadPage(verdict);
  if (!unread.ok()) return FromSqlite(path, unread);
  return Damaged(path, absl::StrReplaceAll(verdict, {{"\n", " "}}));  // one sentence, one line
}

absl::StatusOr<std::optional<Event>> LastEvent(const Database& db) {
  absl::StatusOr<Statement> statement =
      db.Prepare(absl::StrCat("SELECT ", kEventColumns, " FROM events ORDER BY sequence DESC LIMIT 1"));
  if (!statement.ok()) return statement.status();
  Rows rows(*statement);
  std::optional<Event> event;
  if (rows.Next()) event = TakeEvent(rows);
  if (!rows.status().ok()) return rows.status();
  return event;
}

struct StoredHashes {
  std::string header, revision;
};

// Of the form or entry an event is about: its header as it is now, and what the event wrote (nothing: the form's
// content and review record are there).
absl::StatusOr<StoredHashes> HashesOf(SqliteReader& reader, const Event& event) {
  const std::string& resource = event.draft.resource;
  if (IsFormName(resource)) {
    const std::string id = FormIdOf(resource);
    absl::StatusOr<StoredForm> form = reader.Get(id);
    if (!form.ok()) return form.status();
    StoredHashes hashes{Sha256(CanonicalBytes(form->header)), ""};
    if (event.revision_sha256.empty() || hashes.header != event.header_sha256) return hashes;
    absl::StatusOr<Revision> written = reader.GetRevision(id, event.etag);
    if (!written.ok()) return written.status();
    hashes.revision = RevisionSha256(*written);
    return hashes;
  }
  absl::StatusOr<Entry> entry = reader.GetEntry(resource);
  if (!entry.ok()) return entry.status();
  return StoredHashes{Sha256(CanonicalBytes(*entry)), BodySha256(*entry)};
}

// The last event is the last thing that happened to its form or entry, so header and revision must be the ones it
// describes.
absl::Status CheckLastEvent(const std::string& path, const Database& db) {
  absl::StatusOr<std::optional<Event>> last = LastEvent(db);
  if (!last.ok()) return FromSqlite(path, last.status());
  if (!last->has_value()) return absl::OkStatus();
  const Event& event = **last;
  const std::string name = absl::StrCat("event ", event.sequence);
  if (EventSha256(event) != event.sha256) return Damaged(path, name + " does not have its hash");

  absl::StatusOr<std::unique_ptr<SqliteReader>> reader = SqliteReader::Open(path, Access::kInspect, absl::Now);
  if (!reader.ok()) return FromSqlite(path, reader.status());
  absl::StatusOr<StoredHashes> stored = HashesOf(**reader, event);
  const std::string& resource = event.draft.resource;
  if (stored.status().code() == absl::StatusCode::kNotFound) {
    return Damaged(path, absl::StrCat("the header or the revision of ", resource, ", written by ", name, ", is gone"));
  }
  if (!stored.ok()) return FromSqlite(path, stored.status());
  if (stored->header != event.header_sha256) {
    return Damaged(path, absl::StrCat("the header of ", resource, " does not have the hash ", name, " gives it"));
  }
  if (!event.revision_sha256.empty() && stored->revision != event.revision_sha256) {
    return Damaged(path, absl::StrCat("the revision of ", resource, " does not have the hash ", name, " gives it"));
  }
  return absl::OkStatus();
}

absl::Status WriteNewDatabase(const std::string& path) {
  absl::StatusOr<Database> db = Database::Open(path, Access::kWrite);
  if (!db.ok()) return db.status();
  std::string sql = absl::StrCat("PRAGMA synchronous = FULL; PRAGMA page_size = ", kPageBytes,
                                 "; BEGIN; PRAGMA application_id = ", kApplicationId, ";");
  for (const Migration& migration : Migrations()) {
    absl::StrAppend(&sql, migration.sql, "\nPRAGMA user_version = ", migration.version, ";");
  }
  absl::Status status = db->Run(absl::StrCat(sql, "COMMIT"));
  // Now, not at the first opening: the change of mode itself goes through a rollback journal, and a crash during it
  // must not leave one beside a store.
  return status.ok() ? db->Run("PRAGMA journal_mode = WAL") : status;
}

void RemoveDraft(const std::string& draft) {
  std::error_code error;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(draft + suffix, error);
}

}  // namespace

absl::StatusOr<FileLock> FileLock::Take(const std::string& path) {
  const std::string lock_path = path + ".lock";
  const int fd = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  if (fd < 0) return SystemError(path, absl::StrCat("cannot be locked through ", lock_path));
  FileLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return SystemError(path, absl::StrCat("cannot be locked through ", lock_path));
  return Refuse(path, "is in use by another hengd", absl::StrCat("stop that one, or ", kChooseAnother));
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<bool> FileExists(const std::string& path) {
  std::error_code error;
  const std::string folder = Folder(path);
  if (!std::filesystem::is_directory(folder, error)) {
    return Refuse(path, absl::StrCat("cannot be made, there is no folder ", folder),
                  absl::StrCat("create it (mkdir -p ", folder, "), or ", kChooseAnother));
  }
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) {
    if (errno == ENOENT) return false;
    return SystemError(path, "cannot be read");
  }
  if (!S_ISREG(file.st_mode)) return Refuse(path, "is a folder or a device, not a file", kChooseAnother);
  return true;
}

absl::Status CreateFile(const std::string& path) {
  std::error_code error;
  for (const char* log : {"-wal", "-journal"}) {
    if (std::filesystem::exists(path + log, error)) {
      return Damaged(path, absl::StrCat("the file is gone but its log ", path, log, " is there"));
    }
  }
  const std::string draft = path + ".new";  // renamed when whole; what a crash left of one is thrown away
  RemoveDraft(draft);
  const int fd = open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
  if (fd < 0) return SystemError(path, "cannot be made");
  close(fd);
  absl::Status status = WriteNewDatabase(draft);
  if (!status.ok()) {
    RemoveDraft(draft);
    return Refuse(path, absl::StrCat("cannot be made (", status.message(), ")"),
                  absl::StrCat("check the rights on its folder and the free space of the disk, or ", kChooseAnother));
  }
  if (rename(draft.c_str(), path.c_str()) != 0 || !SyncFolder(path)) return SystemError(path, "cannot be made");
  return absl::OkStatus();
}

// Reads the first bytes of the file, before SQLite sees it: what is not ours is not even opened as a database.
absl::Status CheckOurs(const std::string& path) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  constexpr size_t kApplicationIdOffset = 68;
  std::array<unsigned char, 100> head{};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return SystemError(path, "cannot be read");
  const ssize_t size = read(fd, head.data(), head.size());
  close(fd);
  if (size < 0) return SystemError(path, "cannot be read");
  if (size == 0) {
    return Damaged(path, "it is empty; if nothing was ever kept in it, delete it and a new store is made");
  }
  if (static_cast<size_t>(size) < head.size() || std::memcmp(head.data(), kMagic.data(), kMagic.size()) != 0) {
    return Refuse(path, "is not a store of Heng but some other file",
                  absl::StrCat(kChooseAnother, ", or restore a backup if a store should be there"));
  }
  if (BigEndian(&head[kApplicationIdOffset]) != kApplicationId) {
    return Refuse(path, "is the SQLite database of another program", kChooseAnother);
  }
  return absl::OkStatus();
}

absl::Status CheckPresent(const std::string& path) {
  absl::StatusOr<bool> exists = FileExists(path);
  if (!exists.ok()) return exists.status();
  return *exists ? CheckOurs(path) : Refuse(path, "is not there", "check the path");
}

absl::Status RollBackJournal(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path + "-journal", error)) return absl::OkStatus();
  absl::StatusOr<Database> db = Database::Open(path, Access::kWrite);
  if (!db.ok()) return db.status();
  return db->QueryInt("PRAGMA schema_version").status();
}

absl::Status CheckFile(const std::string& path, absl::Duration budget) {
  absl::Status status = CheckOurs(path);
  if (!status.ok()) return status;
  status = RollBackJournal(path);
  if (!status.ok()) return FromSqlite(path, status);
  absl::StatusOr<Database> db = Database::Open(path, Access::kInspect);
  if (!db.ok()) return FromSqlite(path, db.status());
  status = CheckSchemaVersion(path, *db);
  if (status.ok()) status = CheckPages(path, *db, budget);
  if (status.ok()) status = CheckLastEvent(path, *db);
  return status;
}

}  // namespace heng::store::sqlite
