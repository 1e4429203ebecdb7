// Many watch while many write, begin again from where they were, and are cancelled at any moment: each sees every event
// once and in order.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "tests/unit/core/core_testing.h"
#include "tests/unit/core/small_forms.h"
#include "tests/unit/core/watch_testing.h"
#include "tests/unit/store/store_testing.h"

namespace heng::core {
namespace {

constexpr int kWriters = 3, kWrites = 30, kWatchers = 4, kBreaks = 50;

class WatchThreadsTest : public ::testing::Test {
 protected:
  // An event.
  bool CreateForm(int writer, int number) {
    heng::v1::CreateEvaluationRequest request;
    *request.mutable_evaluation()->mutable_form() = SmallForm("projects/shared");
    request.mutable_evaluation()->set_name(absl::StrCat("evaluations/form-", writer, "-", number));
    request.mutable_evaluation()->mutable_form()->set_fiscal_year(2001 + writer * kWrites + number);
    const std::string body = request.SerializeAsString();
    std::promise<absl::Status> promise;
    evaluations_.Create(core_.CallOf(body), request,
                        [&promise](absl::StatusOr<std::string> reply) { promise.set_value(reply.status()); });
    const absl::Status status = promise.get_future().get();
    EXPECT_TRUE(status.ok()) << status;
    return status.ok();
  }

  // One watch after the other, each cancelled after a message or two, from another thread and while it waits.
  void WatchWithBreaks(int64_t start, const std::atomic<int64_t>* end) {
    int64_t place = start, seen = start;
    for (int round = 0; end->load() == 0 || place < end->load(); ++round) {
      heng::v1::WatchEventsRequest request;
      request.set_after_sequence(place);
      request.set_heartbeat_seconds(1);
      auto watcher = std::make_shared<Watcher>(events_watched_.Watch(core_.CallOf({}), request));
      ASSERT_TRUE(watcher->opened().ok()) << watcher->opened();
      std::thread breaker;
      for (int messages = 0; messages < 1 + round % 3; ++messages) {
        watcher->Pull();
        if (round < kBreaks) breaker = std::thread([watcher] { watcher->Cancel(); });
        const auto message = watcher->Take();
        if (breaker.joinable()) breaker.join();
        if (!message.ok()) {
          EXPECT_EQ(ReasonOf(message.status()), "CALLER_GONE");
          break;
        }
        for (const auto& event : message->events()) EXPECT_EQ(event.sequence(), ++seen);
        EXPECT_EQ(message->sequence(), seen) << "the tester sees everything";
        place = message->sequence();
        if (end->load() != 0 && place >= end->load()) break;
      }
    }
    EXPECT_EQ(seen, end->load());
  }

  store::TempFolder folder_;
  std::unique_ptr<store::Store> store_ = store::MustOpen({.path = folder_.File("heng.db")});
  TestCore core_{store_.get(), {.units = {"an-office"}, .projects = {"shared"}}, [](std::string_view text) {
                   ADD_FAILURE() << text;
                 }};
  Evaluations evaluations_{{.writes = core_.writes(), .new_id = [] { return "never-used"; }}};
  std::shared_ptr<LogFollower> follower_ =
      std::make_shared<LogFollower>(LogFollower::Options{.store = store_.get(), .residents = core_.residents()});
  Events events_watched_{{.writes = core_.writes(), .follower = follower_}};
};

TEST_F(WatchThreadsTest, EveryEventOnceAndInOrder) {
  core_.writes()->OnCommit([follower = follower_] { follower->Committed(); });
  follower_->Start();
  const int64_t start = store_->Head()->sequence;
  std::atomic<int64_t> end{0};
  std::vector<std::thread> writers, watchers;
  for (int w = 0; w < kWatchers; ++w) watchers.emplace_back([&] { WatchWithBreaks(start, &end); });
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kWrites; ++i) {
        if (!CreateForm(w, i)) return;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  end = store_->Head()->sequence;
  for (std::thread& watcher : watchers) watcher.join();
  EXPECT_EQ(end, start + kWriters * kWrites);
  follower_->Stop();
}

}  // namespace
}  // namespace heng::core
