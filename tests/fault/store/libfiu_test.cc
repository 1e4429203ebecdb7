// A second witness beside the VFS of our own: libfiu, loaded before the C library by fiu-run, makes the real system
// calls of the real engine fail, here and there or all of them, while threads write.
#include <fiu-control.h>
#include <fiu.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

constexpr int kThreads = 16;
constexpr int kWrites = 25;  // per thread

struct Case {
  std::string name;
  std::vector<std::string> points;  // of libfiu
  bool always;                      // every call fails; else about one in five
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

class LibfiuTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { fiu_init(0); }
  void TearDown() override { Mend(); }

  static void Break() {
    for (const std::string& point : GetParam().points) {
      const char* name = point.c_str();
      ASSERT_EQ(GetParam().always ? fiu_enable(name, 1, nullptr, 0) : fiu_enable_random(name, 1, nullptr, 0, 0.2F), 0);
    }
  }
  static void Mend() {
    for (const std::string& point : GetParam().points) fiu_disable(point.c_str());
  }

  // Threads create forms; what each write was told.
  static std::map<std::string, absl::Status> WriteAll(Store& store) {
    std::map<std::string, absl::Status> told;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kWrites; ++i) {
          const std::string id = absl::StrCat("t", t, "-", i);
          absl::Status status = RunWrite(store, CreateWrite(NewForm(id, std::string(3000, 'f') + id))).status;
          const std::lock_guard<std::mutex> lock(mutex);
          told[id] = std::move(status);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return told;
  }

  static void ExpectAsTold(Store& store, const std::map<std::string, absl::Status>& told) {
    for (const auto& [id, status] : told) {
      const absl::StatusOr<StoredForm> form = store.Get(id);
      if (status.ok()) {
        ASSERT_TRUE(form.ok()) << id << " was acknowledged: " << form.status();
        EXPECT_EQ(form->revision.form, std::string(3000, 'f') + id);
      } else if (status.code() == absl::StatusCode::kResourceExhausted) {
        EXPECT_EQ(form.status().code(), absl::StatusCode::kNotFound) << id << " was rejected: " << status;
      } else {
        EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
      }
    }
    EXPECT_EQ(VerifyChain(store), "");
  }
};

TEST_P(LibfiuTest, WhatIsAcknowledgedStaysAndTheStoreGoesOnOnceTheDiskIsMended) {
  TempFolder folder;
  const std::string path = folder.File("heng.db");
  std::unique_ptr<Store> store = MustOpen({.path = path, .checkpoint_pages = 16});
  Break();
  std::map<std::string, absl::Status> told = WriteAll(*store);
  Mend();
  int failed = 0;
  for (const auto& [id, status] : told) failed += status.ok() ? 0 : 1;
  EXPECT_GT(failed, 0) << "nothing failed: is this run by fiu-run?";
  RecordProperty("refused", failed);
  ExpectAsTold(*store, told);

  for (auto& [id, status] : told) {
    if (status.ok()) continue;
    const absl::Status again = RunWrite(*store, CreateWrite(NewForm(id, std::string(3000, 'f') + id))).status;
    EXPECT_TRUE(again.ok() || again.code() == absl::StatusCode::kAlreadyExists) << again;
    status = absl::OkStatus();
  }
  EXPECT_TRUE(store->Ready().ok()) << store->Ready();
  EXPECT_EQ(store->Head()->sequence, kThreads * kWrites) << "something is there twice";
  store.reset();
  EXPECT_EQ(IntegrityCheck(path), "ok");
  ExpectAsTold(*MustOpen({.path = path}), told);
}

constexpr char kSync[] = "posix/io/sync/*";
constexpr char kWrite[] = "posix/io/rw/pwrite";
constexpr char kOpen[] = "posix/io/oc/open";
INSTANTIATE_TEST_SUITE_P(Calls, LibfiuTest,
                         ::testing::Values(Case{"SomeSyncs", {kSync}, false}, Case{"AllSyncs", {kSync}, true},
                                           Case{"SomeWrites", {kWrite}, false}, Case{"AllWrites", {kWrite}, true},
                                           Case{"SomeSyncsAndOpens", {kSync, kOpen}, false},
                                           Case{"AllSyncsAndOpens", {kSync, kOpen}, true}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace heng::store
