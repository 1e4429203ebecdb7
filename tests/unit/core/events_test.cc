// The handlers of EventService over a real store with a small history, and over one that fails.
#include "service/core/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "service/core/errors.h"
#include "tests/unit/core/core_testing.h"
#include "tests/unit/core/fake_store.h"
#include "tests/unit/core/verification_testing.h"

namespace heng::core {
namespace {

using heng::v1::GetEventHeadRequest;
using heng::v1::ListEventsRequest;
using heng::v1::ListEventsResponse;
using heng::v1::LogHead;
using heng::v1::VerifyEventsRequest;
using heng::v1::VerifyEventsResponse;

template <typename Response, typename Request>
absl::StatusOr<Response> Call(const TestCore& core, Events& events,
                              void (Events::*handler)(const CallContext&, const Request&, Reply),
                              const Request& request, absl::Time deadline = absl::InfiniteFuture()) {
  std::promise<absl::StatusOr<std::string>> promise;
  (events.*handler)(core.CallOf({}, deadline), request,
                    [&promise](absl::StatusOr<std::string> reply) { promise.set_value(std::move(reply)); });
  const auto reply = promise.get_future().get();
  if (!reply.ok()) return reply.status();
  Response response;
  EXPECT_TRUE(response.ParseFromString(*reply));
  return response;
}

class EventsTest : public ::testing::Test {
 protected:
  EventsTest() {
    WriteHistory(path_);
    store_ = store::MustOpen({.path = path_});
  }
  Events WithTime(absl::Duration stretch_time) {
    core_ = std::make_unique<TestCore>(store_.get(), &office_, HistoryOffice(), [](std::string_view) {});
    return Events({.writes = core_->writes(), .stretch_time = stretch_time});
  }

  store::TempFolder folder_;
  const std::string path_ = folder_.File("heng.db");
  std::unique_ptr<store::Store> store_;
  FakeStore office_;
  std::unique_ptr<TestCore> core_;
};

TEST_F(EventsTest, AStretchWithoutTimeIsOnePageAndTheNextGoesOn) {
  Events events = WithTime(absl::ZeroDuration());
  VerifyEventsRequest request;
  const auto whole = Call<VerifyEventsResponse>(*core_, events, &Events::Verify, request);
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_TRUE(whole->done()) << "the history is shorter than a page";
  request.set_limit(3);
  const auto part = Call<VerifyEventsResponse>(*core_, events, &Events::Verify, request);
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(part->verified_through(), 3);
  EXPECT_FALSE(part->done());
  request.set_after_sequence(3);
  request.set_previous_sha256(part->sha256());
  request.clear_limit();
  const auto rest = Call<VerifyEventsResponse>(*core_, events, &Events::Verify, request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->verified_through(), kEvents);
  EXPECT_TRUE(rest->done());
  EXPECT_EQ(rest->problems_size() + whole->problems_size() + part->problems_size(), 0);
}

TEST_F(EventsTest, EventsOfOneFormArePaged) {
  Events events = WithTime(absl::Seconds(1));
  ListEventsRequest request;
  request.set_resource("evaluations/aaa");
  request.set_page_size(2);
  const auto first = Call<ListEventsResponse>(*core_, events, &Events::List, request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->events_size(), 2);
  EXPECT_EQ(first->events(1).sequence(), 3);
  request.set_page_token(first->next_page_token());
  const auto second = Call<ListEventsResponse>(*core_, events, &Events::List, request);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->events_size(), 1);
  EXPECT_EQ(second->events(0).sequence(), 4);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(EventsTest, TextThatIsNoUtf8IsEscapedNotLost) {
  store_->Shutdown();
  store_.reset();
  EXPECT_TRUE(File(path_).Run("UPDATE events SET caller = CAST(x'6cff' AS TEXT), time = -1 WHERE sequence = 2"));
  store_ = store::MustOpen({.path = path_});
  Events events = WithTime(absl::Seconds(1));
  const auto listed = Call<ListEventsResponse>(*core_, events, &Events::List, ListEventsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->events(1).caller(), "l\\xff");
  EXPECT_EQ(listed->events(1).time().seconds(), -1);
  EXPECT_EQ(listed->events(1).time().nanos(), 999'999'000);
  const auto verified = Call<VerifyEventsResponse>(*core_, events, &Events::Verify, VerifyEventsRequest());
  ASSERT_TRUE(verified.ok()) << verified.status();
  ASSERT_EQ(verified->problems_size(), 1);
  EXPECT_EQ(verified->problems(0).kind(), "event-changed");
}

TEST(EventsOverABrokenStore, EveryMethodAnswersAnErrorOfTheCatalogue) {
  FakeStore store;
  std::vector<std::string> logged;
  TestCore core(&store, {}, [&](std::string_view text) { logged.emplace_back(text); });
  Events events({.writes = core.writes()});
  VerifyEventsRequest behind;
  behind.set_after_sequence(7);
  for (const auto& [error, reason] : std::initializer_list<std::pair<absl::Status, std::string>>{
           {absl::UnavailableError("secret"), "STORE_UNAVAILABLE"},
           {absl::DataLossError("secret"), "STORE_DAMAGED"},
           {absl::DeadlineExceededError("secret"), "DEADLINE_EXCEEDED"},
           {absl::ResourceExhaustedError("secret"), "STORE_BUSY"}}) {
    store.log_error = error;
    logged.clear();
    for (const absl::Status& status :
         {Call<ListEventsResponse>(core, events, &Events::List, ListEventsRequest()).status(),
          Call<LogHead>(core, events, &Events::Head, GetEventHeadRequest()).status(),
          Call<VerifyEventsResponse>(core, events, &Events::Verify, VerifyEventsRequest()).status(),
          Call<VerifyEventsResponse>(core, events, &Events::Verify, behind).status()}) {
      EXPECT_EQ(ReasonOf(status), reason);
      EXPECT_EQ(std::string(status.message()).find("secret"), std::string::npos);
    }
    EXPECT_EQ(logged.size(), 4u);
  }
}

}  // namespace
}  // namespace heng::core
