// The embedded engine: one SQLite file, one writer thread, many readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/store/store.h"

namespace heng::store {

struct SqliteOptions {
  std::string path;                 // of the store file; its folder must exist
  size_t max_queued_writes = 4096;  // more: RESOURCE_EXHAUSTED "queue full"
  size_t max_group = 128;           // writes in one transaction
  size_t list_threads = 2;
  size_t max_queued_lists = 256;  // more: RESOURCE_EXHAUSTED "queue full"
  size_t point_readers = 4;       // connections for Get, GetRevision, Events; opened as they are needed
  int checkpoint_pages = 3000;    // pages (8 KiB) in the write-ahead log after which the writer moves them to the file
  absl::Duration start_check_budget =
      absl::Seconds(2);                           // of the page check at opening; a larger file is checked in part
  std::function<absl::Time()> clock = absl::Now;  // wall clock, for Snapshot::now and for deadlines
};

// Opens the store, or creates it where the file is absent. The file and its companions ("-wal", "-shm", ".lock") have
// mode 0600. Holds a lock on "<path>.lock" until destruction.
//
// Errors are English sentences for whoever starts the server; they name the file and say what to do. A refused file is
// left as it is.
//   FAILED_PRECONDITION  no folder, no permission, used by another process, no SQLite database, made by another
//                        program, another schema version
//   DATA_LOSS            damaged: its pages, or its last event, header or revision
absl::StatusOr<std::unique_ptr<Store>> OpenSqlite(SqliteOptions options);

}  // namespace heng::store
