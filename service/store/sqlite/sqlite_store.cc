#include "service/store/sqlite/sqlite_store.h"

#include <sqlite3.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/list_pool.h"
#include "service/store/sqlite/open_check.h"
#include "service/store/sqlite/reader_pool.h"
#include "service/store/sqlite/writer.h"

namespace heng::store {
namespace sqlite {
namespace {

class SqliteStore : public Store {
 public:
  SqliteStore(const SqliteOptions& options, FileLock lock, std::unique_ptr<Writer> writer)
      : lock_(std::move(lock)),
        points_(options.path, options.point_readers),
        lists_(options),
        writer_(std::move(writer)) {}
  ~SqliteStore() override { SqliteStore::Shutdown(); }

  void Submit(Write write) override { writer_->Submit(std::move(write)); }

  absl::StatusOr<StoredForm> Get(const std::string& id) override {
    return points_.With([&](ReaderSession& reader) { return reader.Get(id); });
  }

  absl::StatusOr<Revision> GetRevision(const std::string& id, int64_t rev) override {
    return points_.With([&](ReaderSession& reader) { return reader.GetRevision(id, rev); });
  }

  void List(ListQuery query, absl::Time deadline,
            std::function<void(absl::StatusOr<std::vector<Header>>)> done) override {
    lists_.Submit({.query = std::move(query), .deadline = deadline, .done = std::move(done)});
  }

  absl::StatusOr<std::vector<Event>> Events(int64_t after_sequence, int32_t limit) override {
    return points_.With([&](ReaderSession& reader) { return reader.Events(after_sequence, limit); });
  }

  absl::Status Ready() override {
    absl::Status status = writer_->Ready();
    return status.ok() ? points_.With([](ReaderSession& reader) { return reader.Check(); }) : status;
  }

  Stats GetStats() override { return writer_->GetStats(); }

  // The writer goes last: whoever closes the last connection tidies up the log.
  void Shutdown() override {
    lists_.Stop();
    points_.Close();
    writer_->Stop();
  }

 private:
  const FileLock lock_;  // released after everything else is closed
  ReaderPool points_;
  ListPool lists_;
  std::unique_ptr<Writer> writer_;
};

absl::Status CreateOrCheck(const SqliteOptions& options) {
  absl::StatusOr<bool> exists = FileExists(options.path);
  if (!exists.ok()) return exists.status();
  return *exists ? CheckFile(options.path, options.start_check_budget) : CreateFile(options.path);
}

}  // namespace
}  // namespace sqlite

absl::StatusOr<std::unique_ptr<Store>> OpenSqlite(SqliteOptions options) {
  // Memory statistics cost a process-wide lock in every allocation of every connection. Too late to set once SQLite
  // is in use (a second store of the process); then nothing changes.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // An absolute path: the working directory may change, and SQLite reads "file:…" as a URI.
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(options.path, error).string();
  if (options.path.empty() || error) return absl::FailedPreconditionError("no store file is named: set --store");
  options.path = absolute;

  // The folder first: without it there is no place for the lock.
  absl::StatusOr<bool> folder = sqlite::FileExists(options.path);
  if (!folder.ok()) return folder.status();
  absl::StatusOr<sqlite::FileLock> lock = sqlite::FileLock::Take(options.path);
  if (!lock.ok()) return lock.status();
  absl::Status status = sqlite::CreateOrCheck(options);
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<sqlite::Writer>> writer = sqlite::Writer::Start(options);
  if (!writer.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store ", options.path, " cannot be opened for writing (", writer.status().message(),
        "): check that hengd may write the file and its folder and that the disk has free space, or choose "
        "another --store path"));
  }
  return std::make_unique<sqlite::SqliteStore>(options, *std::move(lock), *std::move(writer));
}

}  // namespace heng::store
