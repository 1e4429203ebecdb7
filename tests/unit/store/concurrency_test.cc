// Many threads at once: nothing is lost, nobody is told that the database is locked.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

constexpr int kWriters = 16;
constexpr int kReaders = 16;
constexpr int kForms = 4;
constexpr int kIncrements = 40;  // per writer

// Adds one to the number that is a form's content, as core would: read, change, write with the etag read.
void Increment(Store& store, const std::string& id) {
  while (true) {
    const absl::StatusOr<StoredForm> form = store.Get(id);
    ASSERT_TRUE(form.ok()) << form.status();
    const int next = std::atoi(form->revision.form.c_str()) + 1;
    const WriteResult result = RunWrite(store, UpdateWrite(id, form->header.etag, absl::StrCat(next)));
    if (result.status.ok()) return;
    ASSERT_EQ(result.status.code(), absl::StatusCode::kAborted) << result.status;
  }
}

// Reads everything there is to read and checks that what belongs together is seen together.
void ReadAll(Store& store, int number) {
  const std::string id = absl::StrCat("f", number % kForms);
  const absl::StatusOr<StoredForm> form = store.Get(id);
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->header.content_rev, form->revision.rev);
  EXPECT_EQ(absl::StrCat(form->header.etag - 1), form->revision.form);  // one increment for each etag
  const absl::StatusOr<Revision> first = store.GetRevision(id, 1);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->form, "0");
  const absl::StatusOr<std::vector<Header>> list = RunList(store, {});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->size(), static_cast<size_t>(kForms));
  EXPECT_TRUE(RunEvents(store, 0, 10).ok());
  EXPECT_TRUE(store.Ready().ok());
}

TEST(ConcurrencyTest, NoUpdateIsLostAmongWritersAndReaders) {
  TempFolder folder;
  const std::string path = folder.File("heng.db");
  // A checkpoint after nearly every group: it must not get in the way of anybody.
  std::unique_ptr<Store> store = MustOpen({.path = path, .common = {.point_readers = 4}, .checkpoint_pages = 8});
  for (int i = 0; i < kForms; ++i) {
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm(absl::StrCat("f", i), "0"))).status.ok());
  }
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers, writers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&, i] {
      while (!stop) ReadAll(*store, i);
    });
  }
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      for (int n = 0; n < kIncrements; ++n) Increment(*store, absl::StrCat("f", (i + n) % kForms));
    });
  }
  for (std::thread& writer : writers) writer.join();
  const auto log_size = std::filesystem::file_size(path + "-wal");
  stop = true;
  for (std::thread& reader : readers) reader.join();

  int sum = 0;
  for (int i = 0; i < kForms; ++i) sum += std::atoi(store->Get(absl::StrCat("f", i))->revision.form.c_str());
  EXPECT_EQ(sum, kWriters * kIncrements);
  EXPECT_EQ(VerifyChain(*store), "");
  // Readers without a pause must not let the log grow for ever: it is emptied at 8 times its 8 pages, and the group
  // before that may have added 16 writes of a dozen pages. All writes together make several times as much.
  EXPECT_LT(log_size, 512u * 4096);
  store.reset();
  EXPECT_EQ(IntegrityCheck(path), "ok");
}

}  // namespace
}  // namespace heng::store
