// WatchEvents over a real store, and its waiting over one in memory with a clock of the test's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/directory_testing.h"
#include "tests/unit/core/fake_store.h"
#include "tests/unit/core/watch_testing.h"

namespace heng::core {
namespace {

using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WatchTest : public DirectoryTest {
 protected:
  WatchTest() {
    core_.writes()->OnCommit([follower = follower_] { follower->Committed(); });
    follower_->Start();
  }
  ~WatchTest() override { follower_->Stop(); }

  Watcher Watch(const WatchEventsRequest& request, const std::string& as = testing::kTester) {
    return Watcher(watched_.Watch(
        {.authority = Authority(core_.residents()->Current(), as, ""), .deadline = absl::InfiniteFuture(), .body = {}},
        request));
  }
  int64_t Head() { return store_->Head()->sequence; }

  // Everything up to and with event `through`, by number.
  static std::vector<int64_t> ReadThrough(Watcher* watcher, int64_t through) {
    std::vector<int64_t> seen;
    int64_t place = 0;
    while (place < through) {
      const auto message = watcher->Next();
      EXPECT_TRUE(message.ok()) << message.status();
      if (!message.ok()) break;
      for (const auto& event : message->events()) seen.push_back(event.sequence());
      EXPECT_GE(message->sequence(), place);
      EXPECT_LE(message->events_size(), 100);
      place = message->sequence();
    }
    return seen;
  }
  static std::vector<int64_t> Numbers(int64_t first, int64_t last) {
    std::vector<int64_t> numbers;
    for (int64_t i = first; i <= last; ++i) numbers.push_back(i);
    return numbers;
  }

  std::shared_ptr<LogFollower> follower_ =
      std::make_shared<LogFollower>(LogFollower::Options{.store = store_.get(), .residents = core_.residents()});
  Events watched_{{.writes = core_.writes(), .follower = follower_}};
};

TEST_F(WatchTest, CatchesUpAndFollows) {
  for (int i = 0; i < 120; ++i) ASSERT_TRUE(CreateProject(ProjectOf(absl::StrCat("project-", i))).ok());
  Watcher watcher = Watch({});
  ASSERT_TRUE(watcher.opened().ok()) << watcher.opened();
  const int64_t before = Head();
  EXPECT_EQ(ReadThrough(&watcher, before), Numbers(1, before));
  watcher.Pull();
  ASSERT_TRUE(CreateProject(ProjectOf("new")).ok());
  const auto message = watcher.Take();
  ASSERT_TRUE(message.ok()) << message.status();
  ASSERT_EQ(message->events_size(), 1);
  EXPECT_EQ(message->events(0).action(), "project.create");
  EXPECT_EQ(message->events(0).sequence(), before + 1);
  EXPECT_EQ(message->sequence(), before + 1);
}

TEST_F(WatchTest, WhatAnotherServerWritesIsSeenToo) {
  WatchEventsRequest request;
  request.set_from_now(true);
  Watcher watcher = Watch(request);
  const auto greeting = watcher.Next();
  ASSERT_TRUE(greeting.ok()) << greeting.status();
  EXPECT_EQ(greeting->events_size(), 0);
  EXPECT_EQ(greeting->sequence(), Head());
  watcher.Pull();
  AddPrincipal("somebody", {});  // straight into the store: nobody tells the follower
  const auto message = watcher.Take();
  ASSERT_TRUE(message.ok()) << message.status();
  ASSERT_EQ(message->events_size(), 1);
  EXPECT_EQ(message->events(0).resource(), "principals/somebody");
}

TEST_F(WatchTest, GoesOnBehindAnyEvent) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(CreateProject(ProjectOf(absl::StrCat("project-", i))).ok());
  for (int64_t after = 0; after < Head(); ++after) {
    WatchEventsRequest request;
    request.set_after_sequence(after);
    Watcher watcher = Watch(request);
    EXPECT_EQ(ReadThrough(&watcher, Head()), Numbers(after + 1, Head()));
  }
}

TEST_F(WatchTest, OnlyTheActionsAskedFor) {
  ASSERT_TRUE(CreateProject(ProjectOf("open")).ok());
  ASSERT_TRUE(CreateForm(FormOf("open")).ok());
  WatchEventsRequest request;
  request.add_actions("evaluation.create");
  request.add_actions("evaluation.publish");
  Watcher watcher = Watch(request);
  EXPECT_THAT(ReadThrough(&watcher, Head()), ElementsAre(Head()));
}

TEST_F(WatchTest, AUnitSeesItsOwnAndTheNumberGoesOnPastTheRest) {
  AddPrincipal("preparer", {{heng::v1::PREPARER, "an-office"}});
  ASSERT_TRUE(CreateProject(ProjectOf("own")).ok());
  const int64_t own = Head();
  ASSERT_TRUE(CreateProject(ProjectOf("foreign", "another-office")).ok());
  WatchEventsRequest request;
  request.set_after_sequence(own - 1);
  Watcher watcher = Watch(request, "preparer");
  EXPECT_THAT(ReadThrough(&watcher, own), ElementsAre(own));
  watcher.Pull();
  ASSERT_TRUE(CreateProject(ProjectOf("own-2")).ok());
  const auto message = watcher.Take();
  ASSERT_TRUE(message.ok());
  ASSERT_EQ(message->events_size(), 1);
  EXPECT_EQ(message->events(0).resource(), "projects/own-2");
  EXPECT_EQ(message->sequence(), Head());
}

TEST_F(WatchTest, AnOrgAndWhatIsBelowIt) {
  ASSERT_TRUE(CreateProject(ProjectOf("own")).ok());
  const int64_t own = Head();
  ASSERT_TRUE(CreateProject(ProjectOf("foreign", "another-office")).ok());
  ASSERT_TRUE(CreateProject(ProjectOf("own-2")).ok());
  WatchEventsRequest request;
  request.set_org("orgs/an-office");
  request.set_after_sequence(own - 1);
  Watcher watcher = Watch(request);
  EXPECT_THAT(ReadThrough(&watcher, Head()), ElementsAre(own, own + 2));
}

TEST_F(WatchTest, OneThing) {
  ASSERT_TRUE(CreateProject(ProjectOf("own")).ok());
  const int64_t own = Head();
  ASSERT_TRUE(CreateProject(ProjectOf("other")).ok());
  WatchEventsRequest request;
  request.set_resource("projects/own");
  Watcher watcher = Watch(request);
  EXPECT_THAT(ReadThrough(&watcher, own), ElementsAre(own));
  request.set_resource("projects/none");
  EXPECT_EQ(ReasonFor(Watch(request).opened()), "RESOURCE_NOT_FOUND");
}

TEST_F(WatchTest, ClassifiedIsHiddenFromTheMomentItIs) {
  AddPrincipal("reviewer", {{heng::v1::REVIEWER, testing::kTestDepartment}});
  auto project = CreateProject(ProjectOf("soon-secret"));
  ASSERT_TRUE(project.ok());
  WatchEventsRequest request;
  request.set_from_now(true);
  Watcher watcher = Watch(request, "reviewer");
  ASSERT_TRUE(watcher.Next().ok());
  WatchEventsRequest of_it;
  of_it.set_resource("projects/soon-secret");
  Watcher other = Watch(of_it, "reviewer");
  ASSERT_TRUE(other.Next().ok());
  EXPECT_EQ(other.Next()->events_size(), 1);
  watcher.Pull();
  other.Pull();
  project->set_classified(true);
  ASSERT_TRUE(UpdateProject(*project, {"classified"}).ok());
  ASSERT_TRUE(CreateForm(FormOf("soon-secret")).ok());
  ASSERT_TRUE(CreateProject(ProjectOf("open")).ok());
  const auto message = watcher.Take();
  ASSERT_TRUE(message.ok()) << message.status();
  ASSERT_EQ(message->events_size(), 1);
  EXPECT_EQ(message->events(0).resource(), "projects/open");
  EXPECT_EQ(ReasonFor(other.Take().status()), "PERMISSION_DENIED");
}

TEST_F(WatchTest, AGrantTakenAwayEndsWhatItShowed) {
  AddPrincipal("mover", {{heng::v1::PREPARER, "an-office"}});
  WatchEventsRequest request;
  request.set_from_now(true);
  Watcher watcher = Watch(request, "mover");
  ASSERT_TRUE(watcher.Next().ok());
  watcher.Pull();
  AddPrincipal("mover", {{heng::v1::PREPARER, "another-office"}});
  ASSERT_TRUE(CreateProject(ProjectOf("not-any-more")).ok());
  ASSERT_TRUE(CreateProject(ProjectOf("now", "another-office")).ok());
  const auto message = watcher.Take();
  ASSERT_TRUE(message.ok()) << message.status();
  ASSERT_EQ(message->events_size(), 1);
  EXPECT_EQ(message->events(0).resource(), "projects/now");
  watcher.Pull();
  AddPrincipal("mover", {});
  EXPECT_EQ(ReasonFor(watcher.Take().status()), "PERMISSION_DENIED");
}

TEST_F(WatchTest, WrongRequestsAreRefused) {
  const auto fields = [this](auto change) {
    WatchEventsRequest request;
    change(request);
    return FieldsOf(Watch(request).opened());
  };
  EXPECT_THAT(fields([](auto& r) { r.set_after_sequence(-1); }), ElementsAre("afterSequence"));
  EXPECT_THAT(fields([](auto& r) { r.set_after_sequence(1'000'000); }), ElementsAre("afterSequence"));
  EXPECT_THAT(fields([](auto& r) { r.set_after_sequence(1), r.set_from_now(true); }), ElementsAre("fromNow"));
  EXPECT_THAT(fields([](auto& r) { r.set_heartbeat_seconds(-1); }), ElementsAre("heartbeatSeconds"));
  EXPECT_THAT(fields([](auto& r) { r.set_heartbeat_seconds(61); }), ElementsAre("heartbeatSeconds"));
  EXPECT_THAT(fields([](auto& r) { r.set_org("x"); }), ElementsAre("org"));
  EXPECT_THAT(fields([](auto& r) { r.set_resource("x"); }), ElementsAre("resource"));
  EXPECT_THAT(fields([](auto& r) { r.set_org("orgs/an-office"), r.set_resource("orgs/an-office"); }),
              ElementsAre("resource"));
  for (const char* wrong : {"", "publish", "evaluation.", ".publish", "Evaluation.publish", "a.b c", "a..b", "a.-b"}) {
    EXPECT_THAT(fields([&](auto& r) { r.add_actions("org.create"), r.add_actions(wrong); }), ElementsAre("actions[1]"))
        << wrong;
  }
  EXPECT_THAT(fields([](auto& r) {
                for (int i = 0; i < 51; ++i) r.add_actions("org.create");
              }),
              ElementsAre("actions"));
  WatchEventsRequest departments;
  departments.add_actions("department-evaluation.record");
  EXPECT_TRUE(Watch(departments).opened().ok());
}

TEST_F(WatchTest, CancelledItAnswersAtOnceAndStaysEnded) {
  WatchEventsRequest request;
  request.set_from_now(true);
  Watcher watcher = Watch(request);
  ASSERT_TRUE(watcher.Next().ok());
  watcher.Pull();
  watcher.Cancel();
  watcher.Cancel();
  EXPECT_EQ(ReasonFor(watcher.Take().status()), "CALLER_GONE");
  EXPECT_EQ(ReasonFor(watcher.Next().status()), "CALLER_GONE");
}

TEST_F(WatchTest, TheServerStops) {
  WatchEventsRequest request;
  request.set_from_now(true);
  Watcher watcher = Watch(request);
  ASSERT_TRUE(watcher.Next().ok());
  watcher.Pull();
  follower_->Stop();
  EXPECT_EQ(ReasonFor(watcher.Take().status()), "SERVER_STOPPING");
  EXPECT_EQ(ReasonFor(watcher.Next().status()), "SERVER_STOPPING");
}

// ---- waiting, turn by turn ----

class WatchTurnsTest : public ::testing::Test {
 protected:
  static store::Event EventOf(int64_t sequence) {
    store::Event event;
    event.sequence = sequence;
    event.draft.resource = "orgs/an-office";
    return event;
  }
  Watcher Watch(const WatchEventsRequest& request) {
    return Watcher(events_.Watch(core_.CallOf({}, deadline_), request));
  }
  Watcher Greeted(const WatchEventsRequest& request) {
    Watcher watcher = Watch(request);
    EXPECT_TRUE(watcher.Next().ok());
    return watcher;
  }
  void Advance(absl::Duration by) { now_ += by; }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  absl::Time deadline_ = now_ + absl::Hours(24);
  FakeStore store_, office_;
  TestCore core_{&store_, &office_, {}, [](std::string_view) {}};
  std::shared_ptr<LogFollower> follower_ = std::make_shared<LogFollower>(
      LogFollower::Options{.store = &store_, .residents = core_.residents(), .clock = [this] { return now_; }});
  Events events_{{.writes = core_.writes(), .follower = follower_}};
};

TEST_F(WatchTurnsTest, ASignOfLifeAfterSilence) {
  store_.log_end = 7;
  WatchEventsRequest request;
  request.set_heartbeat_seconds(5);
  request.set_after_sequence(7);
  Watcher watcher = Watch(request);
  EXPECT_EQ(watcher.Next()->sequence(), 7) << "the first one comes at once";
  watcher.Pull();
  follower_->Turn();
  EXPECT_FALSE(watcher.Answered());
  Advance(absl::Seconds(4.9));
  EXPECT_LE(follower_->Turn(), now_ + absl::Seconds(0.1));
  EXPECT_FALSE(watcher.Answered());
  Advance(absl::Seconds(0.1));
  follower_->Turn();
  ASSERT_TRUE(watcher.Answered());
  const auto message = watcher.Take();
  EXPECT_EQ(message->events_size(), 0);
  EXPECT_EQ(message->sequence(), 7);
  EXPECT_EQ(follower_->Turn(), absl::InfiniteFuture()) << "nobody waits: nothing to do";
}

TEST_F(WatchTurnsTest, ACommitWakesAtOnceAndTheStoreIsNotAskedWithoutEnd) {
  store_.log_end = 1;
  store_.read_events = [](const store::EventQuery& query, auto done) {
    std::vector<store::Event> events;
    for (int64_t i = query.after_sequence + 1; i <= query.through_sequence; ++i) events.push_back(EventOf(i));
    done(events);
  };
  WatchEventsRequest request;
  request.set_after_sequence(1);
  Watcher watcher = Greeted(request);
  watcher.Pull();
  follower_->Turn();
  store_.log_end = 3;
  Advance(LogFollower::kPause);
  follower_->Turn();
  EXPECT_FALSE(watcher.Answered()) << "only a commit, or time, is a reason to look";
  follower_->Committed();
  follower_->Turn();
  ASSERT_TRUE(watcher.Answered());
  EXPECT_EQ(watcher.Take()->sequence(), 3);
  watcher.Pull();
  store_.log_end = 4;
  follower_->Committed();
  EXPECT_EQ(follower_->Turn(), now_ + LogFollower::kPause) << "a look was just now";
  EXPECT_FALSE(watcher.Answered());
  Advance(LogFollower::kPause);
  follower_->Turn();
  ASSERT_TRUE(watcher.Answered());
  EXPECT_EQ(watcher.Take()->sequence(), 4);
  watcher.Pull();
  follower_->Turn();
  store_.log_end = 5;
  Advance(LogFollower::kPoll);
  follower_->Turn();
  EXPECT_TRUE(watcher.Answered()) << "another server wrote";
}

TEST_F(WatchTurnsTest, ABusyStoreIsAskedAgain) {
  store_.log_end = 2;
  int reads = 0;
  store_.read_events = [&](const store::EventQuery&, auto done) {
    if (++reads == 1) return done(absl::ResourceExhaustedError("queue full"));
    if (reads == 2) return done(absl::DeadlineExceededError("too slow"));
    done(std::vector<store::Event>{EventOf(1), EventOf(2)});
  };
  Watcher watcher = Greeted({});
  watcher.Pull();
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_FALSE(watcher.Answered());
    follower_->Turn();
    follower_->Turn();
    EXPECT_EQ(reads, turn + 1) << "not before its time";
    Advance(absl::Milliseconds(100));
  }
  ASSERT_TRUE(watcher.Answered());
  EXPECT_EQ(watcher.Take()->events_size(), 2);
}

TEST_F(WatchTurnsTest, AStoreThatFailsEndsIt) {
  store_.log_end = 2;
  store_.read_events = [&](const store::EventQuery&, auto done) { done(absl::UnavailableError("secret")); };
  Watcher watcher = Greeted({});
  watcher.Pull();
  follower_->Turn();
  ASSERT_TRUE(watcher.Answered());
  EXPECT_EQ(ReasonFor(watcher.Take().status()), "STORE_UNAVAILABLE");
}

TEST_F(WatchTurnsTest, AHeadThatCanNotBeReadIsLookedAtAgain) {
  store_.log_end = 2;
  Watcher watcher = Greeted({});
  store_.log_error = absl::UnavailableError("secret");
  watcher.Pull();
  follower_->Turn();
  store_.log_error = absl::OkStatus();
  store_.read_events = [&](const store::EventQuery&, auto done) { done(std::vector<store::Event>{EventOf(1)}); };
  Advance(LogFollower::kPoll);
  follower_->Turn();
  ASSERT_TRUE(watcher.Answered());
  EXPECT_EQ(watcher.Take()->sequence(), 2);
}

TEST_F(WatchTurnsTest, ALongStretchWithNothingVisibleIsReadInPartsWithSignsOfLife) {
  store_.log_end = 100'000;
  std::vector<int64_t> through;
  store_.read_events = [&](const store::EventQuery& query, auto done) {
    through.push_back(query.through_sequence);
    Advance(absl::Seconds(10));
    done(std::vector<store::Event>());
  };
  Watcher watcher = Greeted({});
  watcher.Pull();
  follower_->Turn();
  follower_->Turn();
  EXPECT_THAT(through, ElementsAre(20'000, 40'000));
  ASSERT_TRUE(watcher.Answered());
  const auto message = watcher.Take();
  EXPECT_EQ(message->events_size(), 0);
  EXPECT_EQ(message->sequence(), 40'000);
}

TEST_F(WatchTurnsTest, AFullPageGoesOnBehindItsLastEvent) {
  store_.log_end = 1000;
  store_.read_events = [&](const store::EventQuery& query, auto done) {
    std::vector<store::Event> events;
    for (int64_t i = 1; i <= query.limit; ++i) events.push_back(EventOf(query.after_sequence + 2 * i));
    done(events);
  };
  Watcher watcher = Greeted({});
  watcher.Pull();
  follower_->Turn();
  EXPECT_EQ(watcher.Take()->sequence(), 200);
}

TEST_F(WatchTurnsTest, OnePageAtATimeForAllWhoWait) {
  store_.log_end = 2;
  std::vector<std::function<void(absl::StatusOr<std::vector<store::Event>>)>> reading;
  store_.read_events = [&](const store::EventQuery&, auto done) { reading.push_back(std::move(done)); };
  Watcher first = Greeted({}), second = Greeted({});
  first.Pull();
  second.Pull();
  follower_->Turn();
  follower_->Turn();
  ASSERT_EQ(reading.size(), 1u);
  reading[0](std::vector<store::Event>{EventOf(1), EventOf(2)});
  EXPECT_TRUE(first.Answered());
  follower_->Turn();
  ASSERT_EQ(reading.size(), 2u);
  second.Cancel();
  EXPECT_TRUE(second.Answered()) << "while its page is read";
  reading[1](std::vector<store::Event>{EventOf(1), EventOf(2)});
  EXPECT_EQ(first.Take()->sequence(), 2);
  first.Pull();
  store_.log_end = 3;
  Advance(LogFollower::kPoll);
  follower_->Turn();
  EXPECT_EQ(reading.size(), 3u) << "the place of the cancelled one is free again";
  reading[2](std::vector<store::Event>{EventOf(3)});
  EXPECT_EQ(first.Take()->sequence(), 3);
}

TEST_F(WatchTurnsTest, TheDeadlineEndsIt) {
  deadline_ = now_ + absl::Seconds(3);
  Watcher watcher = Greeted({});
  watcher.Pull();
  follower_->Turn();
  Advance(absl::Seconds(3));
  follower_->Turn();
  ASSERT_TRUE(watcher.Answered());
  EXPECT_EQ(watcher.Take().status().code(), absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace heng::core
