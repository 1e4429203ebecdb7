// A disk that fills up or fails in the middle of a large write: all of its entries are there, or none.
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
  bool refuses;  // false: each write of the group is run again, and then there is space
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

constexpr int kEntries = 300;
constexpr int kStep = 7;  // of the failing operation: every one would take minutes

std::vector<Entry> Batch(const std::string& prefix) {
  std::vector<Entry> entries;
  for (int i = 0; i < kEntries; ++i) {
    entries.push_back(NewEntry(absl::StrCat(prefix, i), std::string(3000, 'b')));
    entries.back().resident = true;
  }
  return entries;
}

// How many entries of the batch are there.
int CountOf(Store& store, const std::string& prefix) {
  int count = 0;
  for (int i = 0; i < kEntries; ++i) {
    const absl::StatusOr<Entry> entry = store.GetEntry(absl::StrCat(prefix, i));
    count += entry.ok() ? 1 : 0;
    EXPECT_TRUE(entry.ok() || absl::IsNotFound(entry.status())) << entry.status();
  }
  return count;
}

class BatchFaultTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { FaultyDisk::Install(); }
  void TearDown() override { FaultyDisk::Mend(); }
};

TEST_P(BatchFaultTest, ABatchIsThereAsAWholeOrNotAtAll) {
  int64_t failures = 1, refused = 0, k = 1;
  for (; failures > 0 && !HasFailure(); k += kStep) {
    SCOPED_TRACE(absl::StrCat("operation ", k));
    TempFolder folder(MemoryFolder());
    const std::string path = folder.File("heng.db");
    // So few pages in memory that the batch is written while it is under way.
    std::unique_ptr<Store> store = MustOpen({.path = path, .checkpoint_pages = 20});
    ASSERT_TRUE(RunWrite(*store, CreateEntries({NewEntry("orgs/before")})).status.ok());
    FaultyDisk::Break(GetParam().fault, k, GetParam().duration);
    Answers answers;
    Gate gate;
    HoldWriter(*store, gate, answers);
    for (const char* prefix : {"orgs/a", "orgs/b"}) {  // one group
      Write write = CreateEntries(Batch(prefix));
      write.done = answers.Expect();
      store->Submit(std::move(write));
    }
    gate.Open();
    const std::vector<WriteResult> results = answers.Wait();
    failures = FaultyDisk::failures();
    FaultyDisk::Mend();

    for (const bool reopened : {false, true}) {
      if (reopened) {
        store.reset();
        EXPECT_EQ(IntegrityCheck(path), "ok");
        store = MustOpen({.path = path});
      }
      int64_t last = 0;
      for (const auto& [prefix, result] : {std::pair{"orgs/a", &results[1]}, std::pair{"orgs/b", &results[2]}}) {
        const int count = CountOf(*store, prefix);
        EXPECT_TRUE(count == 0 || count == kEntries) << count;
        if (result->status.ok()) {
          EXPECT_EQ(count, kEntries);
        } else if (result->status.code() != absl::StatusCode::kUnavailable) {
          EXPECT_EQ(result->status.code(), absl::StatusCode::kResourceExhausted) << result->status;
          EXPECT_EQ(count, 0);
        }
        refused += result->status.ok() ? 0 : 1;
        if (count > 0) last = store->GetEntry(absl::StrCat(prefix, kEntries - 1))->changed;
      }
      EXPECT_EQ(store->Residents(0)->sequence, last);
      EXPECT_EQ(VerifyChain(*store), "");
    }
    // What the writer keeps in memory follows what was committed, not what was tried.
    int64_t resident = -1;
    Write look;
    look.decide = [&resident](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
      resident = snapshot.resident_sequence;
      return std::vector<Mutation>();
    };
    ASSERT_TRUE(RunWrite(*store, std::move(look)).status.ok());
    EXPECT_EQ(resident, store->Residents(0)->sequence);
  }
  EXPECT_EQ(refused > 0, GetParam().refuses);
  EXPECT_GT(k, kStep + 1) << "hardly any operation was reached";
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BatchFaultTest,
    ::testing::Values(Case{"FullOnce", Fault::kFull, FaultyDisk::Duration::kOnce, false},
                      Case{"Full", Fault::kFull, FaultyDisk::Duration::kUntilMended, true},
                      Case{"WriteErrorOnce", Fault::kWriteError, FaultyDisk::Duration::kOnce, true},
                      Case{"WriteError", Fault::kWriteError, FaultyDisk::Duration::kUntilMended, true},
                      Case{"SyncErrorOnce", Fault::kSyncError, FaultyDisk::Duration::kOnce, true}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace heng::store
