// Copies of a store, made while it is served, and putting one back.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/store/sqlite/files.h"
#include "service/store/sqlite/inspect.h"

namespace heng::store::sqlite {

// The steps of a long command, for whoever waits. May be called from one thread only.
enum class Stage { kCopy, kVerify, kMigrate };
using Watch = std::function<void(Stage, int64_t done, int64_t total)>;

struct Backup {
  std::string path;
  StoreFacts facts;
  int64_t bytes = 0;
  std::string sha256;  // of the file, 64 hex digits
};

// Copies the store at `path` to `destination`, whether it is served or not. The copy is one committed state, no older
// than the call; a writer never waits for it. It is whole and verified when it has its name: until then it is called
// "<destination>.part". One file with mode 0600 that needs no companions.
//   FAILED_PRECONDITION  no store, not ours, no room, or the destination exists (nothing is ever overwritten)
//   DATA_LOSS            the copy is not sound, so the store is not: no backup is left
absl::StatusOr<Backup> BackupSqlite(const std::string& path, const std::string& destination, const Watch& watch);

struct RestoreOptions {
  std::string from;  // a backup
  std::string path;  // of the store; may be absent
  // A look at the draft beyond VerifyFile, before it takes the store's place; may be empty.
  std::function<absl::Status(const std::string& draft)> judge = {};
  Watch watch = {};
  std::function<absl::Time()> clock = absl::Now;
};

struct Restored {
  StoreFacts facts;
  std::string kept_as;  // where the store from before is; empty: there was none
  std::string refusal;  // why a server would have refused that one; empty: it would not
};

// Puts a backup in the place of the store, in one step. The store from before stays beside it. Refused, and nothing
// changed, unless the backup is sound and nobody uses the store.
absl::StatusOr<Restored> RestoreSqlite(const RestoreOptions& options);

}  // namespace heng::store::sqlite
