// Servers that die, connections that break, locks that are not given back, and several hengd at once: what was answered
// with OK is there, nothing is there twice, and nobody waits for ever.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/unit/store/postgres_proxy.h"
#include "tests/unit/store/postgres_testing.h"

namespace heng::store {
namespace {

using ::testing::HasSubstr;

Mutation WithRequest(Mutation mutation) {
  mutation.request = RequestRecord{.key = {.caller = "li", .method = "Create", .id = "r-" + mutation.header->id},
                                   .body_sha256 = std::string(32, 'b'),
                                   .resource_id = mutation.header->id,
                                   .etag = 1,
                                   .content_rev = 1,
                                   .state = 1,
                                   .update_time = 5,
                                   .submit_time = std::nullopt};
  return mutation;
}

// The same database through a proxy.
std::string Through(const PostgresProxy& proxy, const std::string& location) {
  return absl::StrReplaceAll(location,
                             {{absl::StrCat(":", SharedServer().port(), "/"), absl::StrCat(":", proxy.port(), "/")}});
}

class PostgresProxyTest : public ::testing::Test {
 protected:
  PostgresProxyTest()
      : location_(NewDatabase()), proxy_(SharedServer().port()), store_(MustOpenPostgres(Through(proxy_, location_))) {}

  const std::string location_;
  PostgresProxy proxy_;
  const std::unique_ptr<Store> store_;
};

TEST_F(PostgresProxyTest, CommitThatNeverArrivedIsUnknownAndIsDoneWhenAskedAgain) {
  proxy_.set_mode(PostgresProxy::Mode::kLoseCommit);
  const WriteResult lost = RunWrite(*store_, CreateWrite(WithRequest(NewForm("a1"))));
  EXPECT_EQ(lost.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(lost.status.message()), HasSubstr("unknown"));
  EXPECT_EQ(proxy_.mode(), PostgresProxy::Mode::kForward);
  EXPECT_EQ(RunPostgresSql(location_, "SELECT count(*) FROM events"), "0");
  const WriteResult again = RunWrite(*store_, CreateWrite(WithRequest(NewForm("a1"))));
  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_TRUE(again.header.has_value());
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(PostgresProxyTest, CommitWhoseAnswerIsLostIsUnknownAndIsNotDoneTwice) {
  proxy_.set_mode(PostgresProxy::Mode::kLoseCommitAnswer);
  const WriteResult lost = RunWrite(*store_, CreateWrite(WithRequest(NewForm("a1"))));
  EXPECT_EQ(lost.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(lost.status.message()), HasSubstr("unknown"));
  const WriteResult again = RunWrite(*store_, CreateWrite(WithRequest(NewForm("a1"))));
  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_FALSE(again.header.has_value()) << "written twice";
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a2"))).status.ok());
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 2u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(PostgresProxyTest, ConnectionLostWhileIdleCostsNoWriteAnAnswer) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  RunPostgresSql(location_,
                 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                 " WHERE application_name = 'hengd' AND datname = current_database()");
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a2"))).status.ok());
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(PostgresProxyTest, SilentServerIsGivenUp) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  proxy_.set_mode(PostgresProxy::Mode::kStall);
  const absl::Time start = absl::Now();
  EXPECT_EQ(RunWrite(*store_, CreateWrite(NewForm("a2"))).status.code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(absl::Now() - start, absl::Seconds(30));
  proxy_.set_mode(PostgresProxy::Mode::kForward);
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a3"))).status.ok());
}

TEST(PostgresLockTest, HeldLogIsWaitedForOncePerGroup) {
  const std::string location = NewDatabase();
  const auto store = MustOpenPostgres(location);
  // The writer's thread is kept in an answer, when it has given the lock back, until somebody else has the lock.
  Answers answers;
  Gate answering, gate;
  Write first = CreateWrite(NewForm("a0"));
  first.done = [&, done = answers.Expect()](WriteResult result) {
    answering.Open();
    gate.Wait();
    done(std::move(result));
  };
  store->Submit(std::move(first));
  answering.Wait();
  for (const char* id : {"a1", "a2", "a3"}) {
    Write write = CreateWrite(NewForm(id));
    write.done = answers.Expect();
    store->Submit(std::move(write));
  }
  const absl::Time start = absl::Now();
  {
    const OpenTransaction held(location, "UPDATE log_head SET time = time");
    gate.Open();
    const std::vector<WriteResult> results = answers.Wait();
    EXPECT_TRUE(results[0].status.ok());
    for (size_t i = 1; i < results.size(); ++i) {
      EXPECT_EQ(results[i].status.code(), absl::StatusCode::kUnavailable) << results[i].status;
    }
  }
  EXPECT_LT(absl::Now() - start, absl::Seconds(16));  // a wait of 8 seconds for all of them, not for each
  EXPECT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
}

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

TEST(PostgresSharedTest, TwoStoresOnOneDatabaseMakeOneChain) {
  constexpr int kThreads = 4, kIncrements = 25, kForms = 3;
  const std::string location = NewDatabase();
  const auto first = MustOpenPostgres(location), second = MustOpenPostgres(location);
  for (int i = 0; i < kForms; ++i) {
    ASSERT_TRUE(RunWrite(*first, CreateWrite(NewForm(absl::StrCat("f", i), "0"))).status.ok());
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    for (Store* store : {first.get(), second.get()}) {
      threads.emplace_back([=] {
        for (int n = 0; n < kIncrements; ++n) Increment(*store, absl::StrCat("f", (i + n) % kForms));
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  int sum = 0;
  for (int i = 0; i < kForms; ++i) sum += std::atoi(second->Get(absl::StrCat("f", i))->revision.form.c_str());
  EXPECT_EQ(sum, 2 * kThreads * kIncrements);
  EXPECT_EQ(VerifyChain(*first), "");
  EXPECT_EQ(first->Head()->sequence, kForms + sum);
  EXPECT_EQ(RunEvents(*second, kForms + sum - 1, 10)->front().sha256, first->Head()->sha256);
}

// Writers that ask again until they are told OK, while the server is killed again and again.
TEST(PostgresKilledTest, NothingAcknowledgedIsLostAndNothingIsDoneTwice) {
  constexpr int kThreads = 8, kForms = 30, kKills = 3;
  std::atomic<bool> killing{true};  // somebody writes as long as somebody has to notice
  testing::PostgresServer server;
  ASSERT_TRUE(server.Start()) << server.log();
  const std::string location = NewDatabase(server);
  const auto store = MustOpenPostgres(location);
  std::atomic<int> acknowledged{0}, unavailable{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kForms || killing;) {
        const WriteResult result =
            RunWrite(*store, CreateWrite(WithRequest(NewForm(absl::StrCat("f", t, "-", i), std::string(9000, 'x')))));
        if (result.status.ok()) {
          ++acknowledged;
          ++i;
        } else {
          EXPECT_EQ(result.status.code(), absl::StatusCode::kUnavailable) << result.status;
          ++unavailable;
        }
      }
    });
  }
  for (int kill = 1; kill <= kKills; ++kill) {
    const int until = kThreads * kForms * kill / (kKills + 1);
    while (acknowledged < until) std::this_thread::yield();
    server.Kill();
    const int failed = unavailable;
    while (unavailable == failed) std::this_thread::yield();  // somebody has noticed
    EXPECT_FALSE(store->Ready().ok());
    ASSERT_TRUE(server.Restart()) << server.log();
  }
  killing = false;
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(unavailable, kKills);
  EXPECT_EQ(RunPostgresSql(location, "SELECT count(*), sum((etag = 1)::integer) FROM headers"),
            absl::StrCat(acknowledged.load(), "|", acknowledged.load()));
  while (!store->Ready().ok()) std::this_thread::yield();  // connections that were lost while idle
  EXPECT_EQ(store->Head()->sequence, acknowledged);
  EXPECT_EQ(VerifyChain(*MustOpenPostgres(location)), "");
}

// The wait for the copies of a server can be cut short; the server says so by a warning only. That is not OK.
TEST(PostgresReplicatedTest, CommitTheStandbyServersMayNotHaveIsUnknown) {
  testing::PostgresServer server;
  ASSERT_TRUE(server.Start()) << server.log();
  const std::string location = NewDatabase(server);
  const auto store = MustOpenPostgres(location);
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
  RunPostgresSql(location, "ALTER SYSTEM SET synchronous_standby_names = 'none_is_there'");
  RunPostgresSql(location, "SELECT pg_reload_conf()");
  const auto mutation_of = [](const std::string& id) {
    Mutation mutation = NewForm(id);
    mutation.request = RequestRecord{.key = {.caller = "li", .method = "CreateEvaluation", .id = "r-" + id},
                                     .body_sha256 = std::string(32, 'b'),
                                     .resource_id = id,
                                     .etag = 1,
                                     .content_rev = 1,
                                     .state = 1,
                                     .update_time = 1,
                                     .submit_time = std::nullopt};
    return mutation;
  };
  // Submits, and cuts the wait for standby servers short whenever there is one.
  const auto submit = [&](const Mutation& mutation) {
    std::promise<WriteResult> answer;
    std::future<WriteResult> result = answer.get_future();
    Write write = CreateWrite(mutation);
    write.done = [&answer](WriteResult given) { answer.set_value(std::move(given)); };
    store->Submit(std::move(write));
    while (result.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
      RunPostgresSql(location, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
    return result.get();
  };
  // The setting reaches the server's processes one after the other: until then writes do not wait.
  int number = 2;
  WriteResult written = submit(mutation_of("a2"));
  while (written.status.ok() && number < 1000) written = submit(mutation_of("a" + std::to_string(++number)));
  EXPECT_EQ(written.status.code(), absl::StatusCode::kUnavailable) << written.status;
  EXPECT_THAT(std::string(written.status.message()), HasSubstr("standby"));
  // The second time it is a replay, which writes nothing: its answer waits for the standby servers all the same.
  const WriteResult again = submit(mutation_of("a" + std::to_string(number)));
  EXPECT_EQ(again.status.code(), absl::StatusCode::kUnavailable) << again.status;
  EXPECT_THAT(std::string(again.status.message()), HasSubstr("standby"));
}

}  // namespace
}  // namespace heng::store
