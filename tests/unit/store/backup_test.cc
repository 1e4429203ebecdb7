// Backups under load, what is refused, and putting one back.
#include "service/store/sqlite/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/files.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BackupTest : public ::testing::Test {
 protected:
  static void Fill(Store& store, int forms) {
    for (int i = 0; i < forms; ++i) {
      ASSERT_TRUE(RunWrite(store, CreateWrite(NewForm(absl::StrCat("a", i), std::string(9000, 'x')))).status.ok());
    }
  }

  void MakeStore(int forms) {
    const std::unique_ptr<Store> store = MustOpen({.path = path_});
    Fill(*store, forms);
  }

  absl::StatusOr<Restored> Restore(const std::string& from) {
    RestoreOptions options;
    options.from = from;
    options.path = path_;
    return RestoreSqlite(options);
  }

  size_t FilesInFolder() const {
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(Folder(path_))) count += entry.exists() ? 1 : 0;
    return count;
  }

  TempFolder folder_;
  const std::string path_ = folder_.File("heng.db");
  const std::string copy_ = folder_.File("copy.db");
};

TEST_F(BackupTest, SaysWhatItHolds) {
  MakeStore(3);
  const absl::StatusOr<Backup> backup = BackupSqlite(path_, copy_, nullptr);
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->path, copy_);
  EXPECT_EQ(backup->facts.forms, 3);
  EXPECT_EQ(backup->facts.events, 3);
  EXPECT_EQ(backup->facts.head.sequence, 3);
  EXPECT_EQ(Query(copy_, "SELECT lower(hex(sha256)) FROM events WHERE sequence = 3"), Hex(backup->facts.head.sha256));
  EXPECT_EQ(*Sha256OfFile(copy_), backup->sha256);
  EXPECT_EQ(FileBytes(copy_), backup->bytes);
  struct stat file {};
  ASSERT_EQ(stat(copy_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(BackupTest, HasTargetsAndReviewRecords) {
  {
    const std::unique_ptr<Store> store = MustOpen({.path = path_});
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("targets/t1"))).status.ok());
    ASSERT_TRUE(RunWrite(*store, ReviewWrite("targets/t1", 1, "R2")).status.ok());
  }
  const absl::StatusOr<Backup> backup = BackupSqlite(path_, copy_, nullptr);
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->facts.forms, 1);
  EXPECT_EQ(backup->facts.revisions, 2);
  const std::unique_ptr<Store> copy = MustOpen({.path = copy_});
  EXPECT_EQ(copy->Get("targets/t1")->revision.review, "R2");
  EXPECT_EQ(VerifyChain(*copy), "");
}

TEST_F(BackupTest, NeedsNoCompanions) {
  MakeStore(1);
  const size_t before = FilesInFolder();
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  ASSERT_TRUE(VerifyFile(copy_, nullptr).ok());
  EXPECT_EQ(FilesInFolder(), before + 1);
}

// 64 writers all the while: the copy is one state, with everything acknowledged before it began.
TEST_F(BackupTest, UnderLoadHasEverythingAcknowledgedBefore) {
  constexpr int kWriters = 64, kBefore = 400;
  std::unique_ptr<Store> store = MustOpen({.path = path_});
  Fill(*store, kBefore);
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0, written_while_copying = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; !stop; ++i) {
        const Mutation form = NewForm(absl::StrCat("w", writer, "-", i), std::string(9000, 'y'));
        ASSERT_TRUE(RunWrite(*store, CreateWrite(form)).status.ok());
        ++written;
      }
    });
  }
  while (written < kWriters) std::this_thread::yield();  // the load is there
  const int acknowledged = kBefore + written;
  int during = 0;
  const absl::StatusOr<Backup> backup = BackupSqlite(path_, copy_, [&](Stage stage, int64_t done, int64_t) {
    // After the first pages the writers go on before the next ones are copied.
    if (stage != Stage::kCopy || during++ > 0 || done == 0) return;
    const int seen = written;
    while (written < seen + kWriters) std::this_thread::yield();
    written_while_copying = written - seen;
  });
  stop = true;
  for (std::thread& writer : writers) writer.join();
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_GT(during, 1) << "the copy was one step: nothing was shown";
  EXPECT_GE(written_while_copying, kWriters);
  EXPECT_GE(backup->facts.forms, acknowledged);
  EXPECT_LT(backup->facts.forms, kBefore + written);
  store.reset();

  ASSERT_TRUE(Restore(copy_).ok());
  store = MustOpen({.path = path_});
  EXPECT_EQ(VerifyChain(*store), "");
  EXPECT_EQ(store->Head()->sequence, backup->facts.forms);
  for (int i = 0; i < kBefore; ++i) EXPECT_TRUE(store->Get(absl::StrCat("a", i)).ok()) << i;
  EXPECT_EQ(IntegrityCheck(copy_), "ok");
}

// A reader that stays (a backup of a large store) keeps the log from starting over. The writer may wait for it now and
// then, half a second each time, but not after every group.
TEST_F(BackupTest, WriterDoesNotWaitForItInEveryGroup) {
  constexpr int kWrites = 100;
  const std::unique_ptr<Store> store = MustOpen({.path = path_, .checkpoint_pages = 10});
  Fill(*store, 1);
  absl::StatusOr<Database> reader = Database::Open(path_, Access::kRead);
  ASSERT_TRUE(reader.ok());
  ASSERT_TRUE(reader->Run("BEGIN; SELECT count(*) FROM headers").ok());
  const absl::Time began = absl::Now();
  for (int i = 0; i < kWrites; ++i) {
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm(absl::StrCat("w", i), std::string(9000, 'y')))).status.ok());
  }
  const absl::Duration took = absl::Now() - began;
  RecordProperty("seconds", absl::FormatDuration(took));
  std::cout << kWrites << " writes beside a reader that stays: " << took << std::endl;
  EXPECT_LT(took, absl::Milliseconds(500) * kWrites / 2);
}

TEST_F(BackupTest, NothingIsOverwritten) {
  MakeStore(1);
  for (const char* taken : {"", ".part"}) {
    std::filesystem::copy_file(path_, copy_ + taken);
    const absl::Status status = BackupSqlite(path_, copy_, nullptr).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr(copy_ + taken + " exists"));
    EXPECT_EQ(FileText(copy_ + taken), FileText(path_));
    std::filesystem::remove(copy_ + taken);
  }
}

TEST_F(BackupTest, OfADamagedStoreIsNotKept) {
  MakeStore(3);
  RunSql(path_, "UPDATE events SET role = 'x' WHERE sequence = 2");
  const size_t before = FilesInFolder();
  const absl::Status status = BackupSqlite(path_, copy_, nullptr).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("event 2"), HasSubstr("was not backed up")));
  EXPECT_EQ(FilesInFolder(), before);
}

TEST_F(BackupTest, OfWhatIsNoStoreIsRefused) {
  EXPECT_EQ(BackupSqlite(path_, copy_, nullptr).status().code(), absl::StatusCode::kFailedPrecondition);
  RunSql(path_, "CREATE TABLE notes (text TEXT)");
  EXPECT_THAT(std::string(BackupSqlite(path_, copy_, nullptr).status().message()), HasSubstr("another program"));
}

TEST_F(BackupTest, RestoredStoreIsAsItWasAndTheOtherIsKept) {
  MakeStore(2);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  {
    const std::unique_ptr<Store> store = MustOpen({.path = path_});
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("later"))).status.ok());
  }
  const absl::StatusOr<Restored> restored = Restore(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->facts.forms, 2);
  EXPECT_EQ(restored->refusal, "");
  EXPECT_EQ(Query(path_, "SELECT count(*) FROM headers"), "2");
  EXPECT_EQ(Query(restored->kept_as, "SELECT count(*) FROM headers"), "3");
  EXPECT_TRUE(std::filesystem::exists(copy_));

  // The way back.
  ASSERT_TRUE(Restore(restored->kept_as).ok());
  EXPECT_TRUE(MustOpen({.path = path_})->Get("later").ok());
}

// A store a crash left behind has its last forms in the log only.
TEST_F(BackupTest, LogOfACrashIsKeptWithTheStore) {
  MakeStore(1);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  const std::string crashed = folder_.File("crashed.db");
  {
    const std::unique_ptr<Store> store = MustOpen({.path = path_});
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("in-the-log"))).status.ok());
    std::filesystem::copy_file(path_, crashed);
    std::filesystem::copy_file(path_ + "-wal", crashed + "-wal");
  }
  RestoreOptions options;
  options.from = copy_;
  options.path = crashed;
  const absl::StatusOr<Restored> restored = RestoreSqlite(options);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_FALSE(std::filesystem::exists(crashed + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(restored->kept_as + "-wal")) << "the log was not moved into the file";
  EXPECT_EQ(Query(crashed, "SELECT count(*) FROM headers"), "1");
  EXPECT_EQ(Query(restored->kept_as, "SELECT count(*) FROM headers"), "2");
}

TEST_F(BackupTest, RestoreOverADamagedStoreKeepsItAndSaysSo) {
  MakeStore(2);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  RunSql(path_, "DELETE FROM headers WHERE id = 'a1'");
  const absl::StatusOr<Restored> restored = Restore(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_THAT(restored->refusal, HasSubstr("a1"));
  EXPECT_TRUE(MustOpen({.path = path_})->Get("a1").ok());
}

TEST_F(BackupTest, RestoreThroughALinkIsRefused) {
  MakeStore(1);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  RestoreOptions options;
  options.from = copy_;
  options.path = folder_.File("link.db");
  std::filesystem::create_symlink(path_, options.path);
  EXPECT_THAT(std::string(RestoreSqlite(options).status().message()), HasSubstr("is a link"));
}

TEST_F(BackupTest, RestoreToAnEmptyFolder) {
  MakeStore(2);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  std::filesystem::remove(path_);
  const absl::StatusOr<Restored> restored = Restore(copy_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->kept_as, "");
  EXPECT_TRUE(MustOpen({.path = path_})->Get("a1").ok());
}

TEST_F(BackupTest, RestoreOfADamagedBackupChangesNothing) {
  MakeStore(3);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  const std::string store = FileText(path_);
  const size_t files = FilesInFolder();
  const std::string sound = FileText(copy_);
  for (const char* damage :
       {"UPDATE events SET org_id = 'x' WHERE sequence = 1", "DROP INDEX headers_by_org",
        "DELETE FROM events WHERE sequence = 2", "PRAGMA user_version = 99", "PRAGMA application_id = 1"}) {
    SCOPED_TRACE(damage);
    RunSql(copy_, damage);
    EXPECT_FALSE(Restore(copy_).ok());
    EXPECT_EQ(FileText(path_), store);
    EXPECT_EQ(FilesInFolder(), files);
    std::ofstream(copy_, std::ios::binary | std::ios::trunc) << sound;
  }
  std::filesystem::resize_file(copy_, sound.size() / 2);
  EXPECT_FALSE(Restore(copy_).ok());
  EXPECT_EQ(FileText(path_), store);
}

TEST_F(BackupTest, RestoreUnderARunningServerIsRefused) {
  MakeStore(1);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  const std::unique_ptr<Store> store = MustOpen({.path = path_});
  EXPECT_THAT(std::string(Restore(copy_).status().message()), HasSubstr("in use by another hengd"));
  EXPECT_TRUE(RunWrite(*store, CreateWrite(NewForm("goes-on"))).status.ok());
}

TEST_F(BackupTest, RestoreWhileSomebodyReadsTheStoreIsRefused) {
  MakeStore(1);
  ASSERT_TRUE(BackupSqlite(path_, copy_, nullptr).ok());
  // What a hengd that died leaves, and a reader of it.
  const std::string crashed = folder_.File("crashed.db");
  {
    const std::unique_ptr<Store> store = MustOpen({.path = path_});
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("in-the-log"))).status.ok());
    std::filesystem::copy_file(path_, crashed);
    std::filesystem::copy_file(path_ + "-wal", crashed + "-wal");
  }
  absl::StatusOr<Database> reader = Database::Open(crashed, Access::kRead);
  ASSERT_TRUE(reader.ok());
  ASSERT_TRUE(reader->Run("BEGIN; SELECT count(*) FROM headers").ok());
  RestoreOptions options;
  options.from = copy_;
  options.path = crashed;
  EXPECT_THAT(std::string(RestoreSqlite(options).status().message()), HasSubstr("is being read by another program"));
  EXPECT_EQ(*reader->QueryInt("SELECT count(*) FROM headers"), 2);
}

}  // namespace
}  // namespace heng::store::sqlite
