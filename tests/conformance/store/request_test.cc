// Request ids: remembered per caller and method, replayed, forgotten after their time.
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

class RequestTest : public StoreTest {
 protected:
  // What the store remembers of a request.
  std::optional<RequestRecord> Look(RequestKey key) {
    std::optional<RequestRecord> seen;
    Write write;
    write.keys.request = std::move(key);
    write.decide = [&seen](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
      seen = snapshot.request;
      return std::vector<Mutation>();
    };
    const WriteResult result = RunWrite(*store_, std::move(write));
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_FALSE(result.header.has_value());
    return seen;
  }

  bool Remembers(const std::string& request_id) {
    return Look({.caller = "li", .method = "CreateEvaluation", .id = request_id}).has_value();
  }

  static Write CreateWith(const std::string& id, const std::string& request_id) {
    Mutation mutation = NewForm(id);
    mutation.request = RequestFor(request_id, id);
    return CreateWrite(mutation);
  }
};

// A clock that is set by hand. It tells when the store has looked at it, so a test can wait for an idle store to have
// done its rounds.
class HandClock {
 public:
  explicit HandClock(absl::Time start) : now_(start) {}
  std::function<absl::Time()> Function() {
    return [this] {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++looks_;
      changed_.notify_all();
      return now_;
    };
  }
  void Set(absl::Time now) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ = now;
    looks_ = 0;
  }
  // Each round of an idle writer looks twice: for how long to wait, and whether requests are to be forgotten. After
  // four looks since Set one round has taken place as a whole.
  void WaitForARound() {
    std::unique_lock<std::mutex> lock(mutex_);
    looks_ = 0;
    changed_.wait(lock, [this] { return looks_ >= 4; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  absl::Time now_;
  int looks_ = 0;
};

TEST_P(RequestTest, RequestIsRememberedPerCallerMethodAndId) {
  ASSERT_TRUE(RunWrite(*store_, CreateWith("a1", "r-1")).status.ok());
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    const std::optional<RequestRecord> seen = Look({.caller = "li", .method = "CreateEvaluation", .id = "r-1"});
    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(seen->key.id, "r-1");
    EXPECT_EQ(seen->body_sha256, std::string(32, '\x80'));
    EXPECT_EQ(seen->resource_id, "a1");
    EXPECT_EQ(seen->etag, 1);
    EXPECT_EQ(seen->content_rev, 1);
    EXPECT_EQ(seen->state, 1);
    EXPECT_EQ(seen->update_time, 5);
    EXPECT_EQ(seen->submit_time, 7);
    EXPECT_FALSE(Look({.caller = "li", .method = "SubmitEvaluation", .id = "r-1"}).has_value());
    EXPECT_FALSE(Look({.caller = "wang", .method = "CreateEvaluation", .id = "r-1"}).has_value());
    EXPECT_FALSE(Look({.caller = "li", .method = "CreateEvaluation", .id = "R-1"}).has_value());
  }
}

TEST_P(RequestTest, ReplayWithinTheSameGroupWritesNothing) {
  HoldWriter(*store_, gate_, answers_);
  Submit(CreateWith("a1", "r-1"));
  Submit(CreateWith("a1", "r-1"));
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].header.has_value());
  EXPECT_TRUE(results[2].status.ok());
  EXPECT_FALSE(results[2].header.has_value());
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 1u);
}

TEST_P(RequestTest, RejectedWriteIsNotRemembered) {
  ASSERT_TRUE(Create("a1").status.ok());
  EXPECT_EQ(RunWrite(*store_, CreateWith("a1", "r-1")).status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_FALSE(Remembers("r-1"));
}

TEST_P(RequestTest, IdleStoreForgetsRequestsAfterTheirTimeAndNotBefore) {
  const absl::Time start = absl::FromUnixSeconds(1'700'000'000);
  HandClock clock(start);
  Open({.trim_interval = absl::Milliseconds(10), .clock = clock.Function()});
  ASSERT_TRUE(RunWrite(*store_, CreateWith("a1", "r-1")).status.ok());
  clock.Set(start + absl::Hours(1));
  ASSERT_TRUE(RunWrite(*store_, CreateWith("a2", "r-2")).status.ok());

  clock.Set(start + absl::Hours(72));
  clock.WaitForARound();
  EXPECT_TRUE(Remembers("r-1"));
  EXPECT_TRUE(Remembers("r-2"));
  clock.Set(start + absl::Hours(72) + absl::Seconds(1));
  clock.WaitForARound();
  EXPECT_FALSE(Remembers("r-1"));
  EXPECT_TRUE(Remembers("r-2"));
  EXPECT_TRUE(RunWrite(*store_, CreateWith("a3", "r-1")).status.ok()) << "a forgotten id is free again";
  EXPECT_TRUE(Remembers("r-1"));
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(RequestTest, ManyOldRequestsAreForgottenWithoutAnIdleMoment) {
  const absl::Time start = absl::FromUnixSeconds(1'700'000'000);
  HandClock clock(start);
  constexpr int kForms = 1200;  // more than one transaction forgets
  Open({.clock = clock.Function()});
  for (int i = 0; i < kForms; ++i) Submit(CreateWith(absl::StrCat("a", i), absl::StrCat("r-", i)));
  for (const WriteResult& result : answers_.Wait()) ASSERT_TRUE(result.status.ok()) << result.status;
  clock.Set(start + absl::Hours(73));
  // The writer is late by far, so it forgets after each group, and a look is a group.
  for (int i = 0; i < 4; ++i) Remembers("r-0");
  for (const int i : {0, 499, 500, 999, 1000, kForms - 1}) EXPECT_FALSE(Remembers(absl::StrCat("r-", i))) << i;
  EXPECT_TRUE(store_->Get("a0").ok());
}

HENG_WITH_EVERY_ENGINE(RequestTest);

}  // namespace
}  // namespace heng::store
