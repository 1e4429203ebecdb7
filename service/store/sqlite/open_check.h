// What happens before a store file is used: the lock, the making of a new file, and the look at an existing one.
// All errors are sentences for whoever starts the server; see OpenSqlite.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace heng::store::sqlite {

// An exclusive flock on "<path>.lock", held until destruction. The file stays: removing it would open a race.
class FileLock {
 public:
  static absl::StatusOr<FileLock> Take(const std::string& path);
  FileLock(FileLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

// Makes a new, empty store by running all migrations: whole or not at all.
absl::Status CreateFile(const std::string& path);

// Looks at an existing file without changing it: ours, of this schema, its pages sound (as many as `budget` allows),
// its last event, header and revision as they were written.
absl::Status CheckFile(const std::string& path, absl::Duration budget);

// A file that was cut off while it was changed without the write-ahead log (a restored copy at its first opening) has
// a rollback journal beside it, and SQLite reads it only after a connection that may write has rolled it back. Under
// the lock only.
absl::Status RollBackJournal(const std::string& path);

// The first bytes of the file say that Heng made it. Does not open it as a database.
absl::Status CheckOurs(const std::string& path);

// There is a file at `path`, and CheckOurs.
absl::Status CheckPresent(const std::string& path);

// True if there is something at `path`. FAILED_PRECONDITION: its folder is absent, or it is no regular file.
absl::StatusOr<bool> FileExists(const std::string& path);

}  // namespace heng::store::sqlite
