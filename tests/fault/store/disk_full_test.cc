// A disk that fills up under 64 writers: nothing that was acknowledged is lost, nothing that was rejected is there,
// reads go on, and writes go on by themselves when there is space again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/fault/store/fault_vfs.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

// Somewhere with little space.
class SmallDisk {
 public:
  virtual ~SmallDisk() = default;
  virtual std::string folder() const = 0;
  virtual void MakeSpace() = 0;
};

// A real file system of 6 MB. Mounting takes root.
class Tmpfs : public SmallDisk {
 public:
  bool Mount() { return mounted_ = mount("tmpfs", folder().c_str(), "tmpfs", 0, "size=6m") == 0; }
  ~Tmpfs() override {
    if (mounted_) umount2(folder().c_str(), MNT_DETACH);
  }
  std::string folder() const override { return folder_.File("."); }
  void MakeSpace() override {
    ASSERT_EQ(mount("tmpfs", folder().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0) << std::strerror(errno);
  }

 private:
  TempFolder folder_;
  bool mounted_ = false;
};

// A disk that says it is full after a number of writes.
class FullAfterWrites : public SmallDisk {
 public:
  FullAfterWrites() {
    FaultyDisk::Install();
    FaultyDisk::Break(FaultyDisk::Fault::kFull, 1500, FaultyDisk::Duration::kUntilMended);
  }
  ~FullAfterWrites() override { FaultyDisk::Mend(); }
  std::string folder() const override { return folder_.File("."); }
  void MakeSpace() override { FaultyDisk::Mend(); }

 private:
  TempFolder folder_;
};

// What the writers were told.
struct Told {
  std::set<std::string> acknowledged, rejected, unknown;
};

Mutation LargeForm(const std::string& id) {
  Mutation mutation = NewForm(id, std::string(6000, 'f') + id);
  mutation.revision->score = std::string(6000, 's');
  return mutation;
}

// 64 threads create forms until each of them has been told that the disk is full.
Told WriteUntilFull(Store& store) {
  Told told;
  std::mutex mutex;
  std::vector<std::thread> writers;
  for (int t = 0; t < 64; ++t) {
    writers.emplace_back([&, t] {
      constexpr int kMost = 5000;  // far more than fit; a test that cannot fill its disk must end
      bool full = false;
      for (int i = 0; !full && i < kMost; ++i) {
        const std::string id = absl::StrCat("t", t, "-", i);
        const WriteResult result = RunWrite(store, CreateWrite(LargeForm(id)));
        std::lock_guard<std::mutex> lock(mutex);
        if (result.status.ok()) {
          told.acknowledged.insert(id);
        } else if (result.status.code() == absl::StatusCode::kUnavailable) {
          told.unknown.insert(id);
        } else {
          EXPECT_EQ(result.status.code(), absl::StatusCode::kResourceExhausted) << result.status;
          EXPECT_TRUE(absl::StartsWith(result.status.message(), "disk full")) << result.status;
          told.rejected.insert(id);
          full = true;
        }
      }
      EXPECT_TRUE(full);
    });
  }
  for (std::thread& writer : writers) writer.join();
  return told;
}

void ExpectAsTold(Store& store, const Told& told) {
  for (const std::string& id : told.acknowledged) {
    const absl::StatusOr<StoredForm> form = store.Get(id);
    ASSERT_TRUE(form.ok()) << form.status();
    EXPECT_EQ(form->revision.form, std::string(6000, 'f') + id);
  }
  for (const std::string& id : told.rejected) {
    EXPECT_EQ(store.Get(id).status().code(), absl::StatusCode::kNotFound) << id;
  }
  EXPECT_EQ(VerifyChain(store), "");
}

std::unique_ptr<SmallDisk> MakeDisk(const std::string& kind) {
  if (kind == "FullAfterWrites") return std::make_unique<FullAfterWrites>();
  auto tmpfs = std::make_unique<Tmpfs>();
  return tmpfs->Mount() ? std::move(tmpfs) : nullptr;
}

class DiskFullTest : public ::testing::TestWithParam<std::string> {};

TEST_P(DiskFullTest, NothingAcknowledgedIsLostAndWritesGoOnWhenSpaceReturns) {
  const std::unique_ptr<SmallDisk> disk = MakeDisk(GetParam());
  if (disk == nullptr) GTEST_SKIP() << "mounting is not permitted here";
  const std::string path = disk->folder() + "/heng.db";
  std::unique_ptr<Store> store = MustOpen({.path = path, .checkpoint_pages = 200});
  const Told told = WriteUntilFull(*store);
  EXPECT_GT(told.acknowledged.size(), 64u);
  EXPECT_EQ(told.rejected.size(), 64u);
  EXPECT_EQ(told.unknown.size(), 0u);
  ExpectAsTold(*store, told);  // reads go on
  EXPECT_TRUE(RunList(*store, {}).ok());

  disk->MakeSpace();
  Told later = told;
  for (const std::string& id : told.rejected) {
    const WriteResult result = RunWrite(*store, CreateWrite(LargeForm(id)));
    ASSERT_TRUE(result.status.ok()) << result.status;
    later.acknowledged.insert(id);
  }
  later.rejected.clear();
  ExpectAsTold(*store, later);

  store.reset();
  EXPECT_EQ(IntegrityCheck(path), "ok");
  store = MustOpen({.path = path});
  ExpectAsTold(*store, later);
}

TEST_P(DiskFullTest, StoreClosedOnAFullDiskHasEverythingOnceThereIsSpace) {
  const std::unique_ptr<SmallDisk> disk = MakeDisk(GetParam());
  if (disk == nullptr) GTEST_SKIP() << "mounting is not permitted here";
  const std::string path = disk->folder() + "/heng.db";
  std::unique_ptr<Store> store = MustOpen({.path = path});
  const Told told = WriteUntilFull(*store);
  store.reset();  // cannot move its log into the file any more

  absl::StatusOr<std::unique_ptr<Store>> again = OpenSqlite({.path = path});
  if (again.ok()) {
    ExpectAsTold(**again, told);
    again->reset();
  } else {
    EXPECT_EQ(again.status().code(), absl::StatusCode::kFailedPrecondition) << again.status();
    EXPECT_THAT(std::string(again.status().message()), ::testing::HasSubstr("free space"));
  }

  disk->MakeSpace();
  store = MustOpen({.path = path});
  ExpectAsTold(*store, told);
  store.reset();
  EXPECT_EQ(IntegrityCheck(path), "ok");
}

INSTANTIATE_TEST_SUITE_P(Disks, DiskFullTest, ::testing::Values("Tmpfs", "FullAfterWrites"),
                         [](const auto& test) { return test.param; });

TEST(DiskFullAtOpeningTest, NoStoreIsLeftHalfMade) {
  TempFolder folder;
  const std::string path = folder.File("heng.db");
  FaultyDisk::Install();
  FaultyDisk::Break(FaultyDisk::Fault::kFull, 1, FaultyDisk::Duration::kUntilMended);
  const absl::Status status = OpenSqlite({.path = path}).status();
  FaultyDisk::Mend();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  EXPECT_TRUE(MustOpen({.path = path})->Ready().ok());
}

}  // namespace
}  // namespace heng::store
