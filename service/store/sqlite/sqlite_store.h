// The embedded engine: one SQLite file, one writer thread, many readers.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/options.h"
#include "service/store/sqlite/file_system.h"
#include "service/store/store.h"

namespace heng::store {

struct SqliteOptions {
  std::string path = {};  // of the store file; its folder must exist
  StoreOptions common = {};
  int checkpoint_pages = 3000;  // pages (8 KiB) in the write-ahead log after which the writer moves them to the file
  // Of the page check at opening; a larger file is checked in part.
  absl::Duration start_check_budget = absl::Milliseconds(500);
  sqlite::FileSystemType file_system_type = sqlite::StatfsType;  // replaced by tests
};

// Opens the store, or creates it where the file is absent. The file and its companions ("-wal", "-shm", ".lock") have
// mode 0600. Holds a lock on "<path>.lock" until destruction.
//
// Errors are English sentences for whoever starts the server; they name the file and say what to do. A refused file is
// left as it is.
//   FAILED_PRECONDITION  no folder, a network file system, no permission, used by another process, no SQLite database,
//   made by another
//                        program, another schema version
//   DATA_LOSS            damaged: its pages, or its last event, header or revision
absl::StatusOr<std::unique_ptr<Store>> OpenSqlite(SqliteOptions options);

}  // namespace heng::store
