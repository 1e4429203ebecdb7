// Queues: deadlines in them, their bounds, shutdown. Every call is answered exactly once.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using QueueTest = StoreTest;

TEST_P(QueueTest, WriteWhoseDeadlinePassedInTheQueueIsNotDone) {
  std::atomic<int64_t> second{1000};
  Open({.clock = [&] { return absl::FromUnixSeconds(second); }});
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

TEST_P(QueueTest, ExpiredWriteStaysUndoneWhenItsGroupIsRunAgain) {
  std::atomic<int64_t> second{1000};
  Open({.clock = [&] { return absl::FromUnixSeconds(second); }});
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a0"))).status.ok());
  HoldWriter(*store_, gate_, answers_);
  Write late = CreateWrite(NewForm("late"));
  late.deadline = absl::FromUnixSeconds(1005);
  Submit(std::move(late));
  Write broken;
  broken.decide = [](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> { return One(NewForm("a0")); };
  Submit(std::move(broken));
  second = 1010;
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(results[2].status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(store_->Get("late").status().code(), absl::StatusCode::kNotFound);
}

TEST_P(QueueTest, FullQueueIsRefusedAtOnceAndTheQueuedOnesAreDone) {
  Open({.max_queued_writes = 2});
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

TEST_P(QueueTest, BytesOfTheQueueAreBoundToo) {
  Open({.max_queued_bytes = 1000});
  const auto sized = [](const std::string& id, size_t bytes) {
    Write write = CreateWrite(NewForm(id));
    write.bytes = bytes;
    return write;
  };
  HoldWriter(*store_, gate_, answers_);
  Submit(sized("a1", 600));
  Submit(sized("a2", 400));
  const WriteResult refused = RunWrite(*store_, sized("a3", 1));
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(absl::StartsWith(refused.status.message(), "queue full")) << refused.status;
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  // What is done no longer counts; what is larger than the queue never fits.
  EXPECT_TRUE(RunWrite(*store_, sized("a3", 1000)).status.ok());
  EXPECT_EQ(RunWrite(*store_, sized("a4", 1001)).status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(RunEvents(*store_, 0, 100)->size(), 3u);
}

TEST_P(QueueTest, GroupsLargerThanTheLimitAreSplitAndAllDone) {
  Open({.max_group = 3});
  HoldWriter(*store_, gate_, answers_);
  for (int i = 0; i < 10; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(RunEvents(*store_, 0, 100)->size(), 10u);
  EXPECT_EQ(store_->GetStats().writes, 11);
  EXPECT_EQ(store_->GetStats().groups, 5) << "the one that held the writer; 3, 3, 3 and 1";
}

TEST_P(QueueTest, ExpiredReadsAreNotRun) {
  const absl::Time past = absl::InfinitePast();
  EXPECT_EQ(RunList(*store_, {}, past).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(RunEvents(*store_, EventQuery{}, past).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(RunAudit(*store_, {}, past).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_P(QueueTest, FullListQueueIsRefusedAtOnce) {
  Open({.read_threads = 1, .max_queued_reads = 1});
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

TEST_P(QueueTest, ShutdownFinishesWhatIsQueuedAndRefusesTheRest) {
  ASSERT_TRUE(store_->Ready().ok());
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
  EXPECT_EQ(RunAudit(*store_, {}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->Head().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->Ready().code(), absl::StatusCode::kUnavailable);

  Open();
  EXPECT_EQ(RunEvents(*store_, 0, 1000)->size(), 300u);
}

TEST_P(QueueTest, ShutdownAmidWritersAnswersEveryCallOnce) {
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
  Open();
  int stored = 0;
  int64_t after = 0;
  for (auto page = *RunEvents(*store_, after, 1000); !page.empty(); page = *RunEvents(*store_, after, 1000)) {
    stored += static_cast<int>(page.size());
    after = page.back().sequence;
  }
  EXPECT_EQ(stored, acknowledged);
}

HENG_WITH_EVERY_ENGINE(QueueTest);

}  // namespace
}  // namespace heng::store
