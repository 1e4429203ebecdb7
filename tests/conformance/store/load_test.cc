// 50 writers and 50 readers on one set of forms: no update is lost, and nobody is told that the database is locked.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

constexpr int kWriters = 50;
constexpr int kReaders = 50;
constexpr int kForms = 8;
constexpr int kIncrements = 12;  // per writer

class LoadTest : public StoreTest {
 protected:
  // Adds one to the number that is a form's content, as core would: read, change, write with the etag read.
  void Increment(const std::string& id) {
    while (true) {
      const absl::StatusOr<StoredForm> form = store_->Get(id);
      ASSERT_TRUE(form.ok()) << form.status();
      const int next = std::atoi(form->revision.form.c_str()) + 1;
      const WriteResult result = RunWrite(*store_, UpdateWrite(id, form->header.etag, absl::StrCat(next)));
      if (result.status.ok()) {
        ++acknowledged_;
        return;
      }
      ASSERT_EQ(result.status.code(), absl::StatusCode::kAborted) << result.status;
      ASSERT_TRUE(absl::StartsWith(result.status.message(), "etag is")) << result.status;
    }
  }

  // Reads everything there is to read and checks that what belongs together is seen together.
  void ReadAll(int number) {
    const std::string id = absl::StrCat("f", number % kForms);
    const absl::StatusOr<StoredForm> form = store_->Get(id);
    ASSERT_TRUE(form.ok()) << form.status();
    EXPECT_EQ(form->header.content_rev, form->revision.rev);
    EXPECT_EQ(absl::StrCat(form->header.etag - 1), form->revision.form);  // one increment for each etag
    const absl::StatusOr<Revision> first = store_->GetRevision(id, 1);
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ(first->form, "0");
    const absl::StatusOr<std::vector<Header>> list = RunList(*store_, {});
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_EQ(list->size(), static_cast<size_t>(kForms));
    const absl::StatusOr<std::vector<Event>> events = RunEvents(*store_, 0, 10);
    EXPECT_TRUE(events.ok()) << events.status();
    const absl::StatusOr<AuditPage> audit = RunAudit(*store_, {.after_sequence = number, .limit = 5});
    EXPECT_TRUE(audit.ok()) << audit.status();
    const absl::StatusOr<LogHead> head = store_->Head();
    EXPECT_TRUE(head.ok()) << head.status();
    EXPECT_TRUE(store_->Ready().ok()) << store_->Ready();
  }

  std::atomic<int> acknowledged_{0};
};

TEST_P(LoadTest, NoUpdateIsLostAmongFiftyWritersAndFiftyReaders) {
  for (int i = 0; i < kForms; ++i) ASSERT_TRUE(Create(absl::StrCat("f", i), "0").status.ok());
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers, writers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&, i] {
      while (!stop && !HasFatalFailure()) ReadAll(i);
    });
  }
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      for (int n = 0; n < kIncrements; ++n) Increment(absl::StrCat("f", (i + n) % kForms));
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& reader : readers) reader.join();

  EXPECT_EQ(acknowledged_, kWriters * kIncrements);
  int64_t contents = 0, etags = 0;
  for (int i = 0; i < kForms; ++i) {
    const absl::StatusOr<StoredForm> form = store_->Get(absl::StrCat("f", i));
    ASSERT_TRUE(form.ok()) << form.status();
    contents += std::atoi(form->revision.form.c_str());
    etags += form->header.etag - 1;
  }
  EXPECT_EQ(contents, acknowledged_);
  EXPECT_EQ(etags, acknowledged_);
  EXPECT_EQ(store_->Head()->sequence, kForms + acknowledged_) << "one event for each write";
  EXPECT_EQ(VerifyChain(*store_), "");
  store_.reset();
  EXPECT_EQ(place_->Integrity(), "ok");
}

HENG_WITH_EVERY_ENGINE(LoadTest);

}  // namespace
}  // namespace heng::store
