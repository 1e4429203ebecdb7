#include "service/gateway/readiness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace heng::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A store whose answer the test sets, and what was told of it.
class ReadinessTest : public ::testing::Test {
 protected:
  Readiness::Options Options() {
    Readiness::Options options;
    options.ask = [this]() -> absl::StatusOr<store::LogHead> {
      std::shared_future<void> wait;
      absl::StatusOr<store::LogHead> answer = absl::UnknownError("");
      {
        std::lock_guard<std::mutex> lock(mutex_);
        wait = wait_;
        answer = answer_;
      }
      if (wait.valid()) wait.wait();
      return answer;
    };
    options.store_name = "sqlite:/x.db";
    options.interval = absl::Milliseconds(1);
    options.changed = [this](bool ready, const Text& problem) {
      std::lock_guard<std::mutex> lock(mutex_);
      told_.push_back(ready ? "ready" : problem.en);
      changed_.notify_all();
    };
    return options;
  }
  void Answer(absl::StatusOr<store::LogHead> answer) {
    std::lock_guard<std::mutex> lock(mutex_);
    answer_ = std::move(answer);
  }
  // The next thing that was told.
  std::string Told() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(30), [this] { return !told_.empty(); })) return "nothing";
    std::string first = told_.front();
    told_.erase(told_.begin());
    return first;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_future<void> wait_;
  absl::StatusOr<store::LogHead> answer_ = store::LogHead{.sequence = 7, .time = 8, .sha256 = ""};
  std::vector<std::string> told_;
};

TEST_F(ReadinessTest, ALostStoreIsToldWithWhatToRunAndSoIsItsReturn) {
  Readiness readiness(Options());
  while (!readiness.head()) std::this_thread::yield();
  EXPECT_FALSE(readiness.Problem().has_value());
  Answer(absl::UnavailableError("connection refused\nis it running?\n"));
  EXPECT_THAT(Told(), AllOf(HasSubstr("connection refused is it running?"),
                            HasSubstr("hengd check --store sqlite:/x.db"), Not(HasSubstr("\n"))));
  EXPECT_THAT(readiness.Problem()->zh, AllOf(HasSubstr("不可用"), HasSubstr("hengd check --store sqlite:/x.db")));
  EXPECT_EQ(readiness.head()->sequence, 7) << "what was known last stays";
  Answer(store::LogHead{.sequence = 9, .time = 10, .sha256 = ""});
  EXPECT_EQ(Told(), "ready");
  EXPECT_FALSE(readiness.Problem().has_value());
  EXPECT_EQ(readiness.head()->sequence, 9);
}

TEST_F(ReadinessTest, AnotherSchemaSaysToMigrate) {
  Answer(absl::FailedPreconditionError("schema 1"));
  Readiness readiness(Options());
  EXPECT_THAT(Told(), HasSubstr("hengd migrate --store sqlite:/x.db"));
}

TEST_F(ReadinessTest, AStoreThatKeepsSilentIsLost) {
  std::promise<void> answer;
  wait_ = answer.get_future().share();
  Readiness::Options options = Options();
  options.patience = absl::Milliseconds(20);
  Readiness readiness(options);
  EXPECT_THAT(Told(), HasSubstr("has not answered"));
  EXPECT_TRUE(readiness.Problem().has_value());
  {
    std::lock_guard<std::mutex> lock(mutex_);
    wait_ = {};
  }
  answer.set_value();
  EXPECT_EQ(Told(), "ready");
}

TEST_F(ReadinessTest, AServerThatStopsIsNotReadyAndTellsNothingMore) {
  Readiness readiness(Options());
  readiness.Drain();
  EXPECT_THAT(readiness.Problem()->en, HasSubstr("stopping"));
  EXPECT_THAT(readiness.Problem()->zh, HasSubstr("停止"));
  std::lock_guard<std::mutex> lock(mutex_);
  EXPECT_TRUE(told_.empty());
}

}  // namespace
}  // namespace heng::gateway
