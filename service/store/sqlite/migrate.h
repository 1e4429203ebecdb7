// Brings a store file to the present schema: forward only, after a verified backup, each migration whole or not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/store/sqlite/backup.h"

namespace heng::store::sqlite {

struct MigrationPlan {
  int32_t from = 0, to = 0;        // schema versions; equal: nothing to do
  std::vector<std::string> names;  // of the migrations, in order
  std::string backup;              // where the backup goes; empty: none
  int64_t bytes_needed = 0;        // of free disk, backup included
};

struct MigrateOptions {
  std::string path;      // of the store
  bool backup = true;    // beside the store: "<path>.schema<from>-<time>.backup"
  bool dry_run = false;  // looks, says what would be done, changes nothing
  // Told before anything is changed.
  std::function<void(const MigrationPlan&)> announce = {};
  std::function<void(const Backup&)> backed_up = {};
  std::function<void(const std::string& name)> migrated = {};  // after each COMMIT
  Watch watch = {};
  std::function<absl::Time()> clock = absl::Now;
};

// Holds the store's lock meanwhile. What fails is rolled back: the file is then as the migration before left it, and
// running again goes on from there.
//   FAILED_PRECONDITION  no store, in use, not ours, a newer schema, no room
//   DATA_LOSS            the store is damaged; it is left as it is
//   RESOURCE_EXHAUSTED   the disk became full; rolled back
absl::StatusOr<MigrationPlan> MigrateSqlite(const MigrateOptions& options);

}  // namespace heng::store::sqlite
