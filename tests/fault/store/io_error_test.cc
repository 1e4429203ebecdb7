// A disk on which the k-th write or sync fails, for every k: whoever was told "done" is there, whoever was told "not
// done" is not, and who was told "unknown" may ask again.
#include <gtest/gtest.h>

#include <memory>
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
};

class IoErrorTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { FaultyDisk::Install(); }
  void TearDown() override { FaultyDisk::Mend(); }
};

constexpr int kGroups = 4;
constexpr int kGroupSize = 3;

std::string IdOf(int group, int member) { return absl::StrCat("g", group, "-", member); }

// Submits groups of writes; the answers in order of submission, the writes that hold the writer left out.
std::vector<WriteResult> RunGroups(Store& store) {
  std::vector<WriteResult> results;
  for (int group = 0; group < kGroups; ++group) {
    Answers answers;
    Gate gate;
    HoldWriter(store, gate, answers);
    for (int member = 0; member < kGroupSize; ++member) {
      Write write = CreateWrite(NewForm(IdOf(group, member), std::string(5000, 'f')));
      write.done = answers.Expect();
      store.Submit(std::move(write));
    }
    gate.Open();
    for (WriteResult& result : answers.Wait()) results.push_back(std::move(result));
    results.erase(results.end() - kGroupSize - 1);
  }
  return results;
}

void ExpectAsAnswered(Store& store, const std::vector<WriteResult>& results) {
  for (int i = 0; i < kGroups * kGroupSize; ++i) {
    const std::string id = IdOf(i / kGroupSize, i % kGroupSize);
    const absl::Status& told = results[static_cast<size_t>(i)].status;
    const absl::Status found = store.Get(id).status();
    if (told.ok()) {
      EXPECT_TRUE(found.ok()) << id << " was acknowledged: " << found;
    } else if (told.code() != absl::StatusCode::kUnavailable) {
      EXPECT_EQ(told.code(), absl::StatusCode::kResourceExhausted) << told;
      EXPECT_EQ(found.code(), absl::StatusCode::kNotFound) << id << " was rejected: " << told;
    }
  }
  EXPECT_EQ(VerifyChain(store), "");
}

TEST_P(IoErrorTest, AnswersHoldWhicheverOperationFails) {
  int64_t failures = 1;
  int64_t k = 1;
  for (; failures > 0; ++k) {
    SCOPED_TRACE(absl::StrCat("operation ", k));
    TempFolder folder;
    const std::string path = folder.File("heng.db");
    std::unique_ptr<Store> store = MustOpen({.path = path, .checkpoint_pages = 10});
    FaultyDisk::Break(GetParam().fault, k, GetParam().duration);
    const std::vector<WriteResult> results = RunGroups(*store);
    failures = FaultyDisk::failures();
    FaultyDisk::Mend();
    if (failures == 0) {
      for (const WriteResult& result : results) EXPECT_TRUE(result.status.ok()) << result.status;
    }

    // Without restart: writes work again, and asking again settles what was unknown.
    ExpectAsAnswered(*store, results);
    for (int i = 0; i < kGroups * kGroupSize; ++i) {
      if (results[static_cast<size_t>(i)].status.ok()) continue;
      const std::string id = IdOf(i / kGroupSize, i % kGroupSize);
      const absl::Status again = RunWrite(*store, CreateWrite(NewForm(id, std::string(5000, 'f')))).status;
      EXPECT_TRUE(again.ok() || again.code() == absl::StatusCode::kAlreadyExists) << again;
    }
    EXPECT_TRUE(store->Ready().ok()) << store->Ready();
    EXPECT_EQ(RunEvents(*store, 0, 100)->size(), static_cast<size_t>(kGroups * kGroupSize))
        << "something is there twice";

    store.reset();
    EXPECT_EQ(IntegrityCheck(path), "ok");
    store = MustOpen({.path = path});
    for (int i = 0; i < kGroups * kGroupSize; ++i) {
      EXPECT_TRUE(store->Get(IdOf(i / kGroupSize, i % kGroupSize)).ok());
    }
    EXPECT_EQ(VerifyChain(*store), "");
    if (HasFailure()) return;
  }
  EXPECT_GT(k, 5) << "hardly any operation was reached";
}

INSTANTIATE_TEST_SUITE_P(Faults, IoErrorTest,
                         ::testing::Values(Case{"FullOnce", Fault::kFull, FaultyDisk::Duration::kOnce},
                                           Case{"Full", Fault::kFull, FaultyDisk::Duration::kUntilMended},
                                           Case{"WriteErrorOnce", Fault::kWriteError, FaultyDisk::Duration::kOnce},
                                           Case{"WriteError", Fault::kWriteError, FaultyDisk::Duration::kUntilMended},
                                           Case{"SyncErrorOnce", Fault::kSyncError, FaultyDisk::Duration::kOnce},
                                           Case{"SyncError", Fault::kSyncError, FaultyDisk::Duration::kUntilMended}),
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
