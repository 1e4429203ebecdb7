// Opening: what is made, what is kept, what is refused and in which words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/sqlite/schema.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class OpenTest : public ::testing::Test {
 protected:
  // A store with three forms and an update, closed.
  void MakeStore() {
    std::unique_ptr<Store> store = MustOpen({.path = path_});
    for (const char* id : {"a1", "a2", "needle-form"}) {
      Mutation mutation = NewForm(id, std::string(9000, 'x') + "revision of " + id);
      mutation.header->project_name = absl::StrCat("project ", id);
      mutation.event.role = absl::StrCat("role of ", id);
      ASSERT_TRUE(RunWrite(*store, CreateWrite(mutation)).status.ok());
    }
  }

  // Flips one bit wherever `text` stands in the closed file.
  void Flip(const std::string& text) {
    std::string bytes = ReadFile(path_);
    size_t at = bytes.find(text);
    ASSERT_NE(at, std::string::npos) << text;
    for (; at != std::string::npos; at = bytes.find(text)) bytes[at + text.size() - 1] ^= 1;
    WriteFile(path_, bytes);
  }

  // Opens, expects a refusal that leaves the file as it is, and returns the sentence.
  std::string Refusal(absl::StatusCode code) {
    const std::string before = ReadFile(path_);
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqlite({.path = path_});
    EXPECT_EQ(store.status().code(), code) << store.status();
    EXPECT_EQ(ReadFile(path_), before) << "the refused file was changed";
    EXPECT_THAT(std::string(store.status().message()), HasSubstr(path_));
    return std::string(store.status().message());
  }

  TempFolder folder_;
  const std::string path_ = folder_.File("heng.db");
};

TEST_F(OpenTest, AbsentFileIsMadeForTheOwnerOnly) {
  std::unique_ptr<Store> store = MustOpen({.path = path_});
  EXPECT_TRUE(store->Ready().ok());
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat file {};
    ASSERT_EQ(stat((path_ + suffix).c_str(), &file), 0) << suffix;
    EXPECT_EQ(file.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(OpenTest, ReopenedStoreHasEverything) {
  MakeStore();
  EXPECT_EQ(IntegrityCheck(path_), "ok");
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal")) << "the log was not moved into the file";
  std::unique_ptr<Store> store = MustOpen({.path = path_});
  EXPECT_EQ(store->Get("a1")->revision.form, std::string(9000, 'x') + "revision of a1");
  EXPECT_EQ(RunList(*store, {})->size(), 3u);
  EXPECT_EQ(RunEvents(*store, 0, 10)->size(), 3u);
  EXPECT_EQ(VerifyChain(*store), "");
}

TEST_F(OpenTest, StoreCutOffWithoutShutdownHasEverything) {
  const std::string copy = folder_.File("copy.db");
  {
    std::unique_ptr<Store> store = MustOpen({.path = path_});
    for (const char* id : {"a1", "a2"}) ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm(id))).status.ok());
    // What a crash would leave: the file and the log, not the shared memory.
    std::filesystem::copy_file(path_, copy);
    std::filesystem::copy_file(path_ + "-wal", copy + "-wal");
  }
  std::unique_ptr<Store> store = MustOpen({.path = copy});
  EXPECT_TRUE(store->Get("a1").ok());
  EXPECT_TRUE(store->Get("a2").ok());
  EXPECT_EQ(VerifyChain(*store), "");
}

// A store that was restored from a copy without a log, and whose first opening was cut off.
TEST_F(OpenTest, RollbackJournalOfAChangeThatWasCutOffIsRolledBack) {
  MakeStore();
  RunSql(path_, "PRAGMA journal_mode = DELETE");
  const std::string copy = folder_.File("copy.db");
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
  // A cache of one page: the change reaches the file, and its journal the disk, before the end of the transaction.
  ASSERT_EQ(
      sqlite3_exec(db, "PRAGMA cache_size = 1; BEGIN; UPDATE headers SET etag = 7; UPDATE revisions SET form = x''",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  std::filesystem::copy_file(path_, copy);
  std::filesystem::copy_file(path_ + "-journal", copy + "-journal");
  sqlite3_close(db);
  std::unique_ptr<Store> store = MustOpen({.path = copy});
  EXPECT_EQ(store->Get("a1")->header.etag, 1);
  EXPECT_EQ(RunEvents(*store, 0, 10)->size(), 3u);
  EXPECT_FALSE(std::filesystem::exists(copy + "-journal"));
}

TEST_F(OpenTest, NewFileHasItsLogFromTheBeginning) {
  MustOpen({.path = path_}).reset();
  const std::string bytes = ReadFile(path_);
  EXPECT_EQ(bytes.substr(18, 2), "\x02\x02") << "the change to a write-ahead log is still to come";
}

TEST_F(OpenTest, LeftoversOfAMakingThatCrashedAreNoHindrance) {
  WriteFile(path_ + ".new", "half a database");
  WriteFile(path_ + ".new-journal", "half a journal");
  EXPECT_TRUE(MustOpen({.path = path_})->Ready().ok());
}

TEST_F(OpenTest, RelativePathIsThatOfTheMomentOfOpening) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.File(""));
  std::unique_ptr<Store> store = MustOpen({.path = "file:heng.db?mode=memory"});  // a name, not a URI
  std::filesystem::current_path(before);
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
  EXPECT_TRUE(store->Get("a1").ok());
  EXPECT_TRUE(std::filesystem::exists(folder_.File("file:heng.db?mode=memory")));
}

TEST_F(OpenTest, AbsentFolderIsNamed) {
  const absl::Status status = OpenSqlite({.path = folder_.File("no/heng.db")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr(folder_.File("no/heng.db")), HasSubstr("mkdir -p " + folder_.File("no"))));
}

TEST_F(OpenTest, NetworkFileSystemsAreRefusedBeforeAnythingIsMade) {
  const std::vector<std::pair<int64_t, std::string>> refused = {
      {0x6969, "NFS"},     {0xFE534D42, "SMB"},  {0xFF534D42, "CIFS"}, {0x01021997, "9P"},
      {0x5346414F, "AFS"}, {0x00C36400, "Ceph"}, {0x65735546, "FUSE"}};
  for (const auto& [type, name] : refused) {
    std::string asked;
    const absl::Status status = OpenSqlite({.path = path_,
                                            .file_system_type =
                                                [&, type = type](const std::string& folder) {
                                                  asked = folder;
                                                  return type;
                                                }})
                                    .status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << name;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(path_), HasSubstr(" " + name + " file system"), HasSubstr("another --store path")));
    EXPECT_EQ(asked + "/heng.db", path_);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".lock"));
}

TEST_F(OpenTest, LocalAndUnknownFileSystemsAreFine) {
  for (const int64_t type : {int64_t{0xEF53}, int64_t{0x58465342}, int64_t{0x794C7630}, int64_t{-1}}) {
    EXPECT_TRUE(OpenSqlite({.path = path_, .file_system_type = [type](const std::string&) { return type; }}).ok());
  }
  EXPECT_EQ(sqlite::StatfsType("/proc"), 0x9fa0);
  EXPECT_EQ(sqlite::StatfsType(folder_.File("absent")), -1);
}

TEST_F(OpenTest, NoPathAtAllIsRefused) {
  EXPECT_EQ(OpenSqlite({}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(OpenTest, FolderInPlaceOfAFileIsRefused) {
  const absl::Status status = OpenSqlite({.path = folder_.File("")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("not a file"));
}

TEST_F(OpenTest, SecondOpenerIsRefusedUntilTheFirstIsGone) {
  std::unique_ptr<Store> store = MustOpen({.path = path_});
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
  const absl::Status status = OpenSqlite({.path = path_}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr(path_), HasSubstr("in use by another hengd")));
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a2"))).status.ok()) << "the first one was harmed";
  store.reset();
  EXPECT_TRUE(MustOpen({.path = path_})->Get("a2").ok());
}

TEST_F(OpenTest, FileThatIsNoDatabaseIsRefused) {
  for (const std::string& bytes : {std::string("hello"), std::string(100'000, 'x'), std::string("SQLite format 3")}) {
    WriteFile(path_, bytes);
    EXPECT_THAT(Refusal(absl::StatusCode::kFailedPrecondition),
                AllOf(HasSubstr("is not a store of Heng"), HasSubstr("another --store path")));
  }
}

TEST_F(OpenTest, EmptyFileIsRefusedBecauseItMayHaveHeldSomething) {
  WriteFile(path_, "");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), AllOf(HasSubstr("empty"), HasSubstr("restore the last backup")));
}

TEST_F(OpenTest, LogWithoutItsFileIsRefused) {
  WriteFile(path_ + "-wal", "log");
  const absl::Status status = OpenSqlite({.path = path_}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(path_ + "-wal"));
  EXPECT_EQ(ReadFile(path_ + "-wal"), "log");
}

TEST_F(OpenTest, DatabaseOfAnotherProgramIsRefused) {
  RunSql(path_, "PRAGMA application_id = 1; CREATE TABLE t (a)");
  EXPECT_THAT(Refusal(absl::StatusCode::kFailedPrecondition),
              AllOf(HasSubstr("of another program"), HasSubstr("another --store path")));
}

TEST_F(OpenTest, NewerSchemaIsRefused) {
  MakeStore();
  RunSql(path_, absl::StrCat("PRAGMA user_version = ", sqlite::kSchemaVersion + 1));
  EXPECT_THAT(Refusal(absl::StatusCode::kFailedPrecondition),
              AllOf(HasSubstr("a newer version of hengd"), HasSubstr("use the version of hengd that made it")));
}

TEST_F(OpenTest, OlderSchemaIsRefused) {
  MakeStore();
  RunSql(path_, absl::StrCat("PRAGMA user_version = ", sqlite::kSchemaVersion - 1));
  EXPECT_THAT(Refusal(absl::StatusCode::kFailedPrecondition),
              AllOf(HasSubstr("an older version of hengd"), HasSubstr("missing: 0005_sums_by_org.sql"),
                    HasSubstr("run hengd migrate --store sqlite:" + path_)));
}

TEST_F(OpenTest, MissingTableIsDamage) {
  MakeStore();
  RunSql(path_, "DROP TABLE requests; DROP TABLE events");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("restore the last backup"));
}

TEST_F(OpenTest, TruncatedFileIsDamage) {
  MakeStore();
  for (const double share : {0.9, 0.5, 0.1}) {
    const auto size = static_cast<double>(std::filesystem::file_size(path_));
    std::filesystem::resize_file(path_, static_cast<size_t>(share * size));
    EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("restore the last backup")) << share;
  }
}

TEST_F(OpenTest, OverwrittenPagesAreDamage) {
  MakeStore();
  std::string bytes = ReadFile(path_);
  bytes.replace(4096, 4096, 4096, '\xff');
  WriteFile(path_, bytes);
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("restore the last backup"));
}

TEST_F(OpenTest, FlippedBitInTheLastEventIsDamage) {
  MakeStore();
  Flip("role of needle-form");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss),
              AllOf(HasSubstr("event 3 does not have its hash"), HasSubstr("restore the last backup")));
}

TEST_F(OpenTest, FlippedBitInItsHeaderIsDamage) {
  MakeStore();
  Flip("project needle-form");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("the header of evaluations/needle-form"));
}

TEST_F(OpenTest, FlippedBitInItsRevisionIsDamage) {
  MakeStore();
  Flip("revision of needle-form");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("the revision of evaluations/needle-form"));
}

// A last event that wrote a review record is judged by that, not by the content that was there before.
TEST_F(OpenTest, LastReviewRecordIsLookedAtLikeContent) {
  MakeStore();
  {
    const std::unique_ptr<Store> store = MustOpen({.path = path_});
    ASSERT_TRUE(RunWrite(*store, ReviewWrite("a1", 1, "record of a1")).status.ok());
  }
  EXPECT_EQ(MustOpen({.path = path_})->Get("a1")->revision.review, "record of a1");
  RunSql(path_, "UPDATE revisions SET review = x'00' WHERE length(review) > 0");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("the revision of evaluations/a1"));
  RunSql(path_, "UPDATE revisions SET review = x''");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("the review record of a1 is gone"));
}

TEST_F(OpenTest, HeaderThatWentOnWithoutAnEventIsDamage) {
  MakeStore();
  RunSql(path_, "UPDATE headers SET etag = 2 WHERE id = 'needle-form'");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("the header of evaluations/needle-form"));
}

TEST_F(OpenTest, MissingHeaderIsDamage) {
  MakeStore();
  RunSql(path_, "DELETE FROM headers WHERE id = 'needle-form'");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("needle-form"));
}

TEST_F(OpenTest, CheckThatRunsOutOfTimeLetsASoundStoreOpen) {
  MakeStore();
  EXPECT_TRUE(MustOpen({.path = path_, .start_check_budget = absl::ZeroDuration()})->Ready().ok());
}

}  // namespace
}  // namespace heng::store
