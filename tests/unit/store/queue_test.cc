// Limits and ends: deadlines, full queues, shutdown. Every call is answered exactly once.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

class QueueTest : public ::testing::Test {
 protected:
  void Submit(Write write) {
    write.done = answers_.Expect();
    store_->Submit(std::move(write));
  }

  TempFolder folder_;
  Answers answers_;
  Gate gate_;
  std::unique_ptr<Store> store_;
};

TEST_F(QueueTest, WriteWhoseDeadlinePassedInTheQueueIsNotDone) {
  std::atomic<int64_t> second{1000};
  store_ =
      MustOpen({.path = folder_.File("heng.db"), .common = {.clock = [&] { return absl::FromUnixSeconds(second); }}});
  HoldWriter(*store_, gate_, answers_);
  Write late = CreateWrite(NewForm("late"));
  late.deadline = absl::FromUnixSeconds(1005);
  Submit(std::move(late));
  Write early = CreateWrite(NewForm("early"));
  early.deadline = absl::FromUnixSeconds(1015);
  Submit(std::move(early));
  second = 1010;
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(results[2].status.ok());
  EXPECT_EQ(store_->Get("late").status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(store_->Get("early").ok());
}

TEST_F(QueueTest, ExpiredWriteStaysUndoneWhenItsGroupIsRunAgain) {
  std::atomic<int64_t> second{1000};
  store_ =
      MustOpen({.path = folder_.File("heng.db"), .common = {.clock = [&] { return absl::FromUnixSeconds(second); }}});
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a0"))).status.ok());
  HoldWriter(*store_, gate_, answers_);
  Write late = CreateWrite(NewForm("late"));
  late.deadline = absl::FromUnixSeconds(1005);
  Submit(std::move(late));
  Write broken;
  broken.decide = [](const Snapshot&) -> absl::StatusOr<std::optional<Mutation>> { return NewForm("a0"); };
  Submit(std::move(broken));
  second = 1010;
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(results[2].status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(store_->Get("late").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(QueueTest, FullQueueIsRefusedAtOnceAndTheQueuedOnesAreDone) {
  store_ = MustOpen({.path = folder_.File("heng.db"), .common = {.max_queued_writes = 2}});
  HoldWriter(*store_, gate_, answers_);
  for (const char* id : {"a1", "a2"}) Submit(CreateWrite(NewForm(id)));
  const WriteResult refused = RunWrite(*store_, CreateWrite(NewForm("a3")));  // answered while the writer is held
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(absl::StartsWith(refused.status.message(), "queue full")) << refused.status;
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_TRUE(store_->Get("a2").ok());
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a3"))).status.ok());
}

TEST_F(QueueTest, GroupsLargerThanTheLimitAreSplitAndAllDone) {
  store_ = MustOpen({.path = folder_.File("heng.db"), .common = {.max_group = 3}});
  HoldWriter(*store_, gate_, answers_);
  for (int i = 0; i < 10; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(RunEvents(*store_, 0, 100)->size(), 10u);
}

TEST_F(QueueTest, ExpiredListIsNotRun) {
  store_ = MustOpen({.path = folder_.File("heng.db")});
  EXPECT_EQ(RunList(*store_, {}, absl::InfinitePast()).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(QueueTest, FullListQueueIsRefusedAtOnce) {
  store_ = MustOpen({.path = folder_.File("heng.db"), .common = {.read_threads = 1, .max_queued_reads = 1}});
  Gate held;
  std::atomic<int> done{0};
  Gate all_done;
  store_->List({}, absl::InfiniteFuture(), [&](absl::StatusOr<std::vector<Header>>) {
    held.Open();
    gate_.Wait();
  });
  held.Wait();
  store_->List({}, absl::InfiniteFuture(), [&](absl::StatusOr<std::vector<Header>> headers) {
    EXPECT_TRUE(headers.ok());
    ++done;
    all_done.Open();
  });
  const absl::Status refused = RunList(*store_, {}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(absl::StartsWith(refused.message(), "queue full")) << refused;
  gate_.Open();
  all_done.Wait();
  EXPECT_EQ(done, 1);
}

TEST_F(QueueTest, LongListEndsAtItsDeadline) {
  // To each thread its second look at the clock is two seconds later: the list begins in time and is over it at the
  // first look within.
  const auto clock = [] {
    thread_local int asked = 0;
    return absl::FromUnixSeconds(asked++ == 0 ? 1 : 3);
  };
  store_ = MustOpen({.path = folder_.File("heng.db"), .common = {.clock = clock}});
  constexpr int kForms = 3000;
  for (int i = 0; i < kForms; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
  for (const WriteResult& result : answers_.Wait()) ASSERT_TRUE(result.status.ok()) << result.status;
  ListQuery query;
  query.grade = 4;  // matches nothing, so all headers are searched
  const absl::Status status = RunList(*store_, query, absl::FromUnixSeconds(2)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "sqlite")) << "ended before it began: " << status;
  EXPECT_TRUE(RunList(*store_, query).ok());
}

TEST_F(QueueTest, ShutdownFinishesWhatIsQueuedAndRefusesTheRest) {
  store_ = MustOpen({.path = folder_.File("heng.db")});
  HoldWriter(*store_, gate_, answers_);
  for (int i = 0; i < 300; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
  std::thread shutdown([&] { store_->Shutdown(); });
  gate_.Open();
  shutdown.join();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;

  EXPECT_EQ(RunWrite(*store_, CreateWrite(NewForm("b"))).status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->Get("a1").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->GetRevision("a1", 1).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(RunEvents(*store_, 0, 1).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(RunList(*store_, {}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->Ready().code(), absl::StatusCode::kUnavailable);

  store_.reset();
  store_ = MustOpen({.path = folder_.File("heng.db")});
  EXPECT_EQ(RunEvents(*store_, 0, 1000)->size(), 300u);
}

TEST_F(QueueTest, ShutdownAmidWritersAnswersEveryCallOnce) {
  store_ = MustOpen({.path = folder_.File("heng.db")});
  std::atomic<int> acknowledged{0};
  std::atomic<bool> refused{false};
  Gate running;
  std::vector<std::thread> writers;
  for (int t = 0; t < 8; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; !refused; ++i) {
        const WriteResult result = RunWrite(*store_, CreateWrite(NewForm(absl::StrCat("t", t, "-", i))));
        if (result.status.ok()) {
          ++acknowledged;
          running.Open();
        } else {
          EXPECT_EQ(result.status.code(), absl::StatusCode::kUnavailable) << result.status;
          refused = true;
        }
      }
    });
  }
  running.Wait();
  store_->Shutdown();
  for (std::thread& writer : writers) writer.join();
  store_.reset();
  store_ = MustOpen({.path = folder_.File("heng.db")});
  int stored = 0;
  int64_t after = 0;
  for (auto page = *RunEvents(*store_, after, 1000); !page.empty(); page = *RunEvents(*store_, after, 1000)) {
    stored += static_cast<int>(page.size());
    after = page.back().sequence;
  }
  EXPECT_EQ(stored, acknowledged);
}

}  // namespace
}  // namespace heng::store
