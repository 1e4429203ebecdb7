// Migrations, backups and restores on a disk where the k-th write or sync fails, for every k: the store is as before or
// whole and new, what is called a backup is one, and running again succeeds.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/backup.h"
#include "service/store/sqlite/migrate.h"
#include "service/store/sqlite/schema.h"
#include "tests/fault/store/fault_vfs.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store::sqlite {
namespace {

using Fault = FaultyDisk::Fault;

struct Case {
  std::string name;
  Fault fault;
  FaultyDisk::Duration duration;
};

class MaintenanceFaultTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { FaultyDisk::Install(); }
  void TearDown() override { FaultyDisk::Mend(); }
};

absl::Status Migrate(const std::string& path, bool backup) {
  MigrateOptions options;
  options.path = path;
  options.backup = backup;
  return MigrateSqlite(options).status();
}

TEST_P(MaintenanceFaultTest, MigratedStoreIsOldOrNew) {
  int64_t failures = 1, k = 1, refused = 0;
  for (; failures > 0 && !HasFailure(); ++k) {
    SCOPED_TRACE(absl::StrCat("operation ", k));
    TempFolder folder;
    const std::string path = folder.File("heng.db");
    MakeVersion1(path);
    FaultyDisk::Break(GetParam().fault, k, GetParam().duration);
    const absl::Status status = Migrate(path, /*backup=*/false);
    failures = FaultyDisk::failures();
    FaultyDisk::Mend();

    const std::string version = Query(path, "PRAGMA user_version");
    EXPECT_EQ(Query(path, "SELECT count(*) FROM pragma_table_info('events') WHERE name = 'form'"),
              version == "1" ? "0" : "1");
    EXPECT_EQ(Query(path, "SELECT count(*) FROM pragma_table_info('entries')") != "0", version >= "3");
    EXPECT_EQ(Query(path, "SELECT count(*) FROM pragma_table_info('headers') WHERE name = 'review_rev'"),
              version >= "4" ? "1" : "0");
    EXPECT_EQ(Query(path, "SELECT count(*) FROM events"), "7");
    EXPECT_EQ(IntegrityCheck(path), "ok");
    if (status.ok()) {
      EXPECT_EQ(version, absl::StrCat(kSchemaVersion));
    } else {
      ++refused;
      if (absl::IsResourceExhausted(status)) {
        EXPECT_NE(version, absl::StrCat(kSchemaVersion)) << status;
      }
    }
    EXPECT_TRUE(Migrate(path, /*backup=*/false).ok());
    EXPECT_EQ(VerifyChain(*MustOpen({.path = path})), "");
  }
  EXPECT_GT(refused, 0) << "no failure was noticed";
}

TEST_P(MaintenanceFaultTest, WhatIsCalledABackupIsOne) {
  int64_t failures = 1, k = 1;
  for (; failures > 0 && !HasFailure(); ++k) {
    SCOPED_TRACE(absl::StrCat("operation ", k));
    TempFolder folder;
    const std::string path = folder.File("heng.db"), copy = folder.File("copy.db");
    MakeVersion1(path);
    FaultyDisk::Break(GetParam().fault, k, GetParam().duration);
    const absl::Status status = BackupSqlite(path, copy, nullptr).status();
    failures = FaultyDisk::failures();
    FaultyDisk::Mend();
    EXPECT_EQ(std::filesystem::exists(copy), status.ok()) << status;
    EXPECT_FALSE(std::filesystem::exists(copy + ".part"));
    if (status.ok()) {
      EXPECT_TRUE(VerifyFile(copy, nullptr).ok());
    }
    EXPECT_TRUE(BackupSqlite(path, folder.File("again.db"), nullptr).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, MaintenanceFaultTest,
                         ::testing::Values(Case{"FullOnce", Fault::kFull, FaultyDisk::Duration::kOnce},
                                           Case{"Full", Fault::kFull, FaultyDisk::Duration::kUntilMended},
                                           Case{"WriteError", Fault::kWriteError, FaultyDisk::Duration::kUntilMended},
                                           Case{"SyncErrorOnce", Fault::kSyncError, FaultyDisk::Duration::kOnce},
                                           Case{"SyncError", Fault::kSyncError, FaultyDisk::Duration::kUntilMended}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace heng::store::sqlite
