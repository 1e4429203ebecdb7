#include "service/store/sqlite/sqlite_store.h"

#include <sqlite3.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/engine_store.h"
#include "service/store/sqlite/files.h"
#include "service/store/sqlite/open_check.h"
#include "service/store/sqlite/reader_session.h"
#include "service/store/sqlite/writer_session.h"

namespace heng::store {
namespace sqlite {
namespace {

absl::Status CreateOrCheck(const SqliteOptions& options) {
  absl::StatusOr<bool> exists = FileExists(options.path);
  if (!exists.ok()) return exists.status();
  return *exists ? CheckFile(options.path, options.start_check_budget) : CreateFile(options.path);
}

Engine EngineOf(const SqliteOptions& options) {
  return {.open_reader = [path = options.path,
                          clock = options.common.clock]() -> absl::StatusOr<std::unique_ptr<ReaderSession>> {
            return SqliteReader::Open(path, Access::kRead, clock);
          },
          .open_writer = [path = options.path, pages = options.checkpoint_pages]()
              -> absl::StatusOr<std::unique_ptr<WriterSession>> { return SqliteWriter::Open(path, pages); },
          .log_bytes = [path = options.path] { return FileBytes(path + "-wal"); }};
}

}  // namespace
}  // namespace sqlite

absl::StatusOr<std::unique_ptr<Store>> OpenSqlite(SqliteOptions options) {
  // Memory statistics cost a process-wide lock in every allocation of every connection. Too late to set once SQLite
  // is in use (a second store of the process); then nothing changes.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  absl::StatusOr<std::string> absolute = sqlite::AbsolutePath(options.path);
  if (!absolute.ok()) return absolute.status();
  options.path = *std::move(absolute);

  // The folder first: without it there is no place for the lock.
  absl::StatusOr<bool> folder = sqlite::FileExists(options.path);
  if (!folder.ok()) return folder.status();
  const absl::Status local = sqlite::RefuseNetworkFileSystem(options.path, options.file_system_type);
  if (!local.ok()) return local;
  absl::StatusOr<sqlite::FileLock> lock = sqlite::FileLock::Take(options.path);
  if (!lock.ok()) return lock.status();
  absl::Status status = sqlite::CreateOrCheck(options);
  if (!status.ok()) return status;
  auto held = std::make_shared<sqlite::FileLock>(*std::move(lock));
  auto store = StartEngineStore(options.common, sqlite::EngineOf(options), std::move(held));
  if (store.ok()) return store;
  return absl::FailedPreconditionError(
      absl::StrCat("the store ", options.path, " cannot be opened for writing (", store.status().message(),
                   "): check that hengd may write the file and its folder and that the disk has free space, or choose "
                   "another --store path"));
}

}  // namespace heng::store
