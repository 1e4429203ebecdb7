// A disk on which the k-th operation fails, for every k and every kind of operation, once or until it is mended:
// whoever was told "done" is there, whoever was told "not done" is not, and who was told "unknown" may ask again.
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/fault/store/fault_vfs.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

using Fault = FaultyDisk::Fault;

struct Case {
  std::string name;
  Fault fault;
  FaultyDisk::Duration duration;
  int at_least;  // so many operations are reached in a running store; fewer: the test has lost its subject
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

constexpr int kGroups = 4;
constexpr int kGroupSize = 3;
constexpr size_t kForms = size_t{kGroups} * kGroupSize;

std::string IdOf(size_t number) { return absl::StrCat("f", number); }
std::string ContentOf(size_t number) { return std::string(5000, 'f') + IdOf(number); }
Write WriteOf(size_t number) { return CreateWrite(NewForm(IdOf(number), ContentOf(number))); }

class IoErrorTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { FaultyDisk::Install(); }
  void TearDown() override { FaultyDisk::Mend(); }

  // Submits groups of writes and reads after each; what the writers were told, in order.
  static std::vector<absl::Status> RunGroups(Store& store) {
    std::vector<absl::Status> told;
    for (int group = 0; group < kGroups; ++group) {
      Answers answers;
      Gate gate;
      HoldWriter(store, gate, answers);
      for (int member = 0; member < kGroupSize; ++member) {
        Write write = WriteOf(told.size() + static_cast<size_t>(member));
        write.done = answers.Expect();
        store.Submit(std::move(write));
      }
      gate.Open();
      const std::vector<WriteResult> results = answers.Wait();
      for (size_t i = 1; i < results.size(); ++i) told.push_back(results[i].status);  // the first one held the writer
      ExpectReadsTrue(store, told);
    }
    return told;
  }

  // Reads while the disk may fail: the truth, or an error.
  static void ExpectReadsTrue(Store& store, const std::vector<absl::Status>& told) {
    size_t acknowledged = 0;
    for (size_t i = 0; i < told.size(); ++i) {
      const absl::StatusOr<StoredForm> form = store.Get(IdOf(i));
      if (form.ok()) {
        EXPECT_EQ(form->revision.form, ContentOf(i));
      } else if (told[i].ok()) {
        EXPECT_EQ(form.status().code(), absl::StatusCode::kUnavailable) << form.status();
      }
      acknowledged += told[i].ok() ? 1 : 0;
    }
    const absl::StatusOr<std::vector<Header>> list = RunList(store, {});
    if (list.ok()) {
      EXPECT_GE(list->size(), acknowledged);
    } else {
      EXPECT_EQ(list.status().code(), absl::StatusCode::kUnavailable) << list.status();
    }
  }

  static void ExpectAsTold(Store& store, const std::vector<absl::Status>& told) {
    for (size_t i = 0; i < told.size(); ++i) {
      const absl::StatusOr<StoredForm> form = store.Get(IdOf(i));
      if (told[i].ok()) {
        ASSERT_TRUE(form.ok()) << IdOf(i) << " was acknowledged: " << form.status();
        EXPECT_EQ(form->revision.form, ContentOf(i));
      } else if (told[i].code() != absl::StatusCode::kUnavailable) {
        EXPECT_EQ(told[i].code(), absl::StatusCode::kResourceExhausted) << told[i];
        EXPECT_EQ(form.status().code(), absl::StatusCode::kNotFound) << IdOf(i) << " was rejected: " << told[i];
      }
    }
    EXPECT_EQ(VerifyChain(store), "");
  }

  // Asks again for everything that was not acknowledged. Then everything is there, and nothing twice.
  static void Complete(Store& store, const std::vector<absl::Status>& told) {
    for (size_t i = 0; i < kForms; ++i) {
      if (i < told.size() && told[i].ok()) continue;
      const absl::Status again = RunWrite(store, WriteOf(i)).status;
      EXPECT_TRUE(again.ok() || again.code() == absl::StatusCode::kAlreadyExists) << again;
    }
    EXPECT_TRUE(store.Ready().ok()) << store.Ready();
    ExpectAsTold(store, std::vector<absl::Status>(kForms, absl::OkStatus()));
    EXPECT_EQ(RunEvents(store, 0, 100)->size(), kForms) << "something is there twice";
    EXPECT_EQ(RunList(store, {})->size(), kForms);
  }

  static void CompleteAndReopen(std::unique_ptr<Store> store, const std::string& path,
                                const std::vector<absl::Status>& told) {
    ExpectAsTold(*store, told);
    Complete(*store, told);
    store.reset();
    EXPECT_EQ(IntegrityCheck(path), "ok");
    store = MustOpen({.path = path});
    ExpectAsTold(*store, std::vector<absl::Status>(kForms, absl::OkStatus()));
    EXPECT_EQ(RunEvents(*store, 0, 100)->size(), kForms);
  }
};

TEST_P(IoErrorTest, RunningStoreAnswersTrulyAndGoesOnOnceTheDiskIsMended) {
  int64_t k = 1;
  for (int64_t failures = 1; failures > 0 && !HasFailure(); ++k) {
    SCOPED_TRACE(absl::StrCat("operation ", k));
    TempFolder folder(MemoryFolder());
    const std::string path = folder.File("heng.db");
    std::unique_ptr<Store> store = MustOpen({.path = path, .checkpoint_pages = 4});
    FaultyDisk::Break(GetParam().fault, k, GetParam().duration);
    const std::vector<absl::Status> told = RunGroups(*store);
    failures = FaultyDisk::failures();
    FaultyDisk::Mend();
    if (failures == 0) {
      for (const absl::Status& status : told) EXPECT_TRUE(status.ok()) << status;
    }
    CompleteAndReopen(std::move(store), path, told);
  }
  EXPECT_GE(k - 2, GetParam().at_least) << "hardly any operation was reached";
}

TEST_P(IoErrorTest, StoreMadeFilledAndClosedOnAFailingDiskHasWhatItAcknowledged) {
  int64_t k = 1;
  for (int64_t failures = 1; failures > 0 && !HasFailure(); ++k) {
    SCOPED_TRACE(absl::StrCat("operation ", k));
    TempFolder folder(MemoryFolder());
    const std::string path = folder.File("heng.db");
    FaultyDisk::Break(GetParam().fault, k, GetParam().duration);
    std::vector<absl::Status> told;
    for (const bool again : {false, true}) {  // a new store, and one that exists
      absl::StatusOr<std::unique_ptr<Store>> store = OpenSqlite({.path = path, .checkpoint_pages = 4});
      if (store.ok() && !again) told = RunGroups(**store);
      if (store.ok() && again) ExpectReadsTrue(**store, told);
      // A disk that fails is no damage to the store: nobody should be told to restore a backup.
      if (!store.ok()) {
        EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << store.status();
      }
    }
    failures = FaultyDisk::failures();
    FaultyDisk::Mend();
    CompleteAndReopen(MustOpen({.path = path}), path, told);
  }
  EXPECT_GE(k - 2, GetParam().at_least);
}

constexpr auto kOnce = FaultyDisk::Duration::kOnce;
constexpr auto kUntilMended = FaultyDisk::Duration::kUntilMended;
INSTANTIATE_TEST_SUITE_P(
    Faults, IoErrorTest,
    ::testing::Values(
        Case{"FullOnce", Fault::kFull, kOnce, 10}, Case{"Full", Fault::kFull, kUntilMended, 10},
        Case{"ShortWriteOnce", Fault::kShortWrite, kOnce, 10}, Case{"ShortWrite", Fault::kShortWrite, kUntilMended, 10},
        Case{"WriteErrorOnce", Fault::kWriteError, kOnce, 10}, Case{"WriteError", Fault::kWriteError, kUntilMended, 10},
        Case{"ReadErrorOnce", Fault::kReadError, kOnce, 10}, Case{"ReadError", Fault::kReadError, kUntilMended, 10},
        Case{"SyncErrorOnce", Fault::kSyncError, kOnce, 5}, Case{"SyncError", Fault::kSyncError, kUntilMended, 5},
        Case{"TruncateErrorOnce", Fault::kTruncateError, kOnce, 1},
        Case{"TruncateError", Fault::kTruncateError, kUntilMended, 1},
        Case{"OpenErrorOnce", Fault::kOpenError, kOnce, 2}, Case{"OpenError", Fault::kOpenError, kUntilMended, 2},
        Case{"ShmErrorOnce", Fault::kShmError, kOnce, 1}, Case{"ShmError", Fault::kShmError, kUntilMended, 1},
        Case{"AnyOnce", Fault::kAny, kOnce, 50}, Case{"Any", Fault::kAny, kUntilMended, 50}),
    [](const auto& test) { return test.param.name; });

class CommitErrorTest : public ::testing::Test {
 protected:
  void SetUp() override { FaultyDisk::Install(); }
  void TearDown() override { FaultyDisk::Mend(); }
};

TEST_F(CommitErrorTest, FailedSyncOfACommitIsAnsweredUnknownToTheWholeGroup) {
  TempFolder folder;
  std::unique_ptr<Store> store = MustOpen({.path = folder.File("heng.db")});
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a0"))).status.ok());
  Answers answers;
  Gate gate;
  HoldWriter(*store, gate, answers);
  for (Write& write : std::vector<Write>{CreateWrite(NewForm("a1")), CreateWrite(NewForm("a0"))}) {
    write.done = answers.Expect();  // a good one, and one that would be rejected
    store->Submit(std::move(write));
  }
  FaultyDisk::Break(Fault::kSyncError, 1, FaultyDisk::Duration::kOnce);
  gate.Open();
  const std::vector<WriteResult> results = answers.Wait();
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kUnavailable) << results[1].status;
  EXPECT_EQ(results[2].status.code(), absl::StatusCode::kUnavailable) << results[2].status;
  EXPECT_EQ(FaultyDisk::failures(), 1);
  EXPECT_TRUE(RunWrite(*store, CreateWrite(NewForm("a2"))).status.ok());
}

}  // namespace
}  // namespace heng::store
