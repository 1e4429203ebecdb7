// kill -9 while 64 clients submit: every acknowledged form is there after the restart, a retry with the same request
// id doubles nothing, the event log is whole and the database is intact. Killed are hengd on a SQLite file, hengd on a
// PostgreSQL database, one of two hengd on one database, and the PostgreSQL server under a hengd that goes on.
//
// The number of rounds: HENG_CRASH_ROUNDS, else 300 with HENG_LONG_TESTS, else 20. The moments of the kills come from
// a seed that is printed (HENG_CRASH_SEED repeats a run).
#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "heng/v1/evaluation_service.grpc.pb.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/sqlite/sqlite_store.h"
#include "tests/support/office.h"
#include "tests/support/server_process.h"
#include "tests/unit/store/postgres_testing.h"
#include "tests/unit/store/store_testing.h"

namespace heng::testing {
namespace {

using heng::v1::Evaluation;
using heng::v1::EvaluationService;
using heng::v1::SubmitEvaluationRequest;

constexpr int kClients = 64;
constexpr int kMostPerRound = 2000;         // submits, at most: a kill comes after 600 that were acknowledged
constexpr char kExpectedTotal[] = "93.76";  // of the seed form every client submits

int EnvInt(const char* name, int fallback) {
  const char* value = std::getenv(name);
  return value == nullptr ? fallback : std::atoi(value);
}

int Rounds() { return EnvInt("HENG_CRASH_ROUNDS", std::getenv("HENG_LONG_TESTS") != nullptr ? 300 : 20); }

// What the clients know: which submissions were acknowledged, and which were under way when the server died.
class Ledger {
 public:
  void Acknowledged(const std::string& subject, const std::string& name) {
    const std::lock_guard lock(mutex_);
    acknowledged_[subject] = name;
    ++this_round_;
    changed_.notify_all();
  }
  void Unknown(SubmitEvaluationRequest request) {
    const std::lock_guard lock(mutex_);
    unknown_.push_back(std::move(request));
  }
  void WaitForRound(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return this_round_ >= count; });
    this_round_ = 0;
  }
  std::vector<SubmitEvaluationRequest> TakeUnknown() {
    const std::lock_guard lock(mutex_);
    return std::exchange(unknown_, {});
  }
  const std::map<std::string, std::string>& acknowledged() const { return acknowledged_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::string> acknowledged_;  // subject -> name
  std::vector<SubmitEvaluationRequest> unknown_;
  int this_round_ = 0;
};

// kOneOfTwoHengd: two on one database, one of them is killed.
enum class Victim { kHengdOnSqlite, kHengdOnPostgres, kPostgres, kOneOfTwoHengd };

class CrashTest : public ::testing::TestWithParam<Victim> {
 protected:
  CrashTest() {
    const auto status =
        google::protobuf::util::JsonStringToMessage(ReadSourceFile("tests/data/seeds/4-shebao-jingban.json"), &seed_);
    EXPECT_TRUE(status.ok()) << status.ToString();
    seed_.clear_name();
  }

  static std::string NewDatabase(PostgresServer& server) {
    EXPECT_TRUE(server.Start()) << server.log();
    return store::NewDatabase(server);
  }

  static std::unique_ptr<EvaluationService::Stub> Connect(const ServerProcess& server) {
    grpc::ChannelArguments args;
    args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // one connection per client, as real clients have
    return EvaluationService::NewStub(
        grpc::CreateCustomChannel(server.address(), grpc::InsecureChannelCredentials(), args));
  }

  SubmitEvaluationRequest RequestFor(const std::string& key) const {
    SubmitEvaluationRequest request;
    *request.mutable_evaluation() = seed_;
    request.mutable_evaluation()->mutable_form()->set_subject("projects/" + key);
    request.set_request_id("crash-" + key);
    return request;
  }

  // A project nobody has filed for.
  std::string NextKey() {
    const int number = next_project_++;
    EXPECT_LT(number, projects_) << "more was submitted than the test has projects for";
    return ProjectId(number);
  }
  static std::string ProjectId(int number) { return "project-" + std::to_string(number); }

  // The office in the store, before any server has it open.
  std::string SetUp(const std::string& location) const {
    OfficePlan office = SeedOffice();
    for (int i = 0; i < projects_; ++i) office.projects.push_back(ProjectId(i));
    return SetUpOfficeAt(location, office);
  }

  void Sign(grpc::ClientContext* context) const { context->AddMetadata("authorization", "Bearer " + token_); }

  // One client: submits one form after the other until the server is gone.
  void SubmitUntilDeath() {
    const auto stub = Connect(server_);
    while (true) {
      const auto request = RequestFor(NextKey());
      grpc::ClientContext context;
      Sign(&context);
      Evaluation answer;
      const auto status = stub->SubmitEvaluation(&context, request, &answer);
      if (!status.ok()) {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
        ledger_.Unknown(request);
        return;
      }
      ledger_.Acknowledged(request.evaluation().form().subject(), answer.name());
    }
  }

  // A client of the server that lives on: none of its calls fails, and some are made after the other server's death.
  void SubmitBesides(const std::atomic<int>& dead) {
    const auto stub = Connect(other_);
    int after_death = 0;
    while (after_death < 3) {
      if (dead > 0) ++after_death;
      const auto request = RequestFor(NextKey());
      grpc::ClientContext context;
      Sign(&context);
      Evaluation answer;
      const auto status = stub->SubmitEvaluation(&context, request, &answer);
      ASSERT_TRUE(status.ok()) << status.error_message();
      ledger_.Acknowledged(request.evaluation().form().subject(), answer.name());
    }
  }

  void KillUnderLoad(int after_acknowledged) {
    std::vector<std::thread> clients;
    std::atomic<int> dead = 0;
    for (int client = 0; client < kClients; ++client) {
      if (two_hengd_ && client % 2 == 1) {
        clients.emplace_back([this, &dead] { SubmitBesides(dead); });
      } else {
        clients.emplace_back([this] { SubmitUntilDeath(); });
      }
    }
    ledger_.WaitForRound(after_acknowledged);
    if (GetParam() == Victim::kPostgres) {
      postgres_.Kill();
    } else {
      server_.Kill();
    }
    dead = 1;
    for (auto& client : clients) client.join();
  }

  // Brings back what was killed.
  void Recover(int round) {
    if (GetParam() == Victim::kPostgres) {
      ASSERT_TRUE(postgres_.Restart()) << postgres_.log();
    } else {
      ASSERT_TRUE(server_.Start()) << "after kill " << round << ": " << server_.log();
    }
  }

  // Submits until the answer is not "try again": hengd finds its database again by itself.
  grpc::Status SubmitPatiently(EvaluationService::Stub& stub, const SubmitEvaluationRequest& request,
                               Evaluation* answer) const {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (true) {
      grpc::ClientContext context;
      Sign(&context);
      const auto status = stub.SubmitEvaluation(&context, request, answer);
      const bool again = status.error_code() == grpc::StatusCode::UNAVAILABLE && GetParam() == Victim::kPostgres;
      if (!again || std::chrono::steady_clock::now() > give_up) return status;
    }
  }

  // Asks again for everything whose fate is unknown: it succeeds, and does nothing twice.
  void RetryUnknown() {
    const auto stub = Connect(server_);
    for (const auto& request : ledger_.TakeUnknown()) {
      std::string first_name;
      for (int again = 0; again < 2; ++again) {
        Evaluation answer;
        const auto status = SubmitPatiently(*stub, request, &answer);
        ASSERT_TRUE(status.ok()) << request.request_id() << ": " << status.error_message();
        if (again == 1) {
          EXPECT_EQ(answer.name(), first_name);
        }
        first_name = answer.name();
      }
      ledger_.Acknowledged(request.evaluation().form().subject(), first_name);
    }
  }

  void ExpectAllThere(const std::set<std::string>& already_checked) {
    const auto stub = Connect(server_);
    for (const auto& [subject, name] : ledger_.acknowledged()) {
      if (already_checked.contains(subject)) continue;
      grpc::ClientContext context;
      Sign(&context);
      heng::v1::GetEvaluationRequest request;
      request.set_name(name);
      Evaluation found;
      const auto status = stub->GetEvaluation(&context, request, &found);
      ASSERT_TRUE(status.ok()) << name << " was acknowledged and is gone: " << status.error_message();
      EXPECT_EQ(found.form().subject(), subject);
      EXPECT_EQ(found.state(), Evaluation::SUBMITTED);
      EXPECT_EQ(found.summary().total(), kExpectedTotal);
    }
  }

  std::string Query(const std::string& sql) const {
    return on_postgres_ ? store::RunPostgresSql(location_, sql) : store::QuerySql(location_, sql);
  }

  std::string EventLog() const {
    auto store = on_postgres_ ? store::OpenPostgres({.location = location_}) : store::OpenSqlite({.path = location_});
    return store.ok() ? store::VerifyChain(**store) : store.status().ToString();
  }

  TempDir dir_;
  PostgresServer postgres_;
  const bool on_postgres_ = GetParam() != Victim::kHengdOnSqlite;
  const std::string location_ = on_postgres_ ? NewDatabase(postgres_) : dir_.path() + "/heng.db";
  const bool two_hengd_ = GetParam() == Victim::kOneOfTwoHengd;
  const int projects_ = Rounds() * kMostPerRound;
  std::atomic<int> next_project_ = 0;
  const std::string token_ = SetUp(location_);
  const std::string events_before_ = Query("SELECT count(*) FROM events");  // of the office, like the others
  const std::string revisions_before_ = Query("SELECT count(*) FROM revisions");
  ServerProcess server_{location_, {"--no-log-calls"}};
  ServerProcess other_{location_, {"--no-log-calls"}};  // kOneOfTwoHengd only
  Evaluation seed_;
  Ledger ledger_;
};

TEST_P(CrashTest, NothingAcknowledgedIsLostAndNothingIsDoubled) {
  const auto seed = static_cast<unsigned>(EnvInt("HENG_CRASH_SEED", static_cast<int>(std::random_device{}() >> 1)));
  std::cout << "HENG_CRASH_SEED=" << seed << ", " << Rounds() << " rounds" << std::endl;
  std::mt19937 random(seed);
  std::set<std::string> checked;
  if (two_hengd_) {
    ASSERT_TRUE(other_.Start()) << other_.log();
  }
  for (int round = 0; round < Rounds() && !HasFailure(); ++round) {
    if (!server_.running()) {
      ASSERT_TRUE(server_.Start()) << server_.log();
    }
    KillUnderLoad(std::uniform_int_distribution<int>(1, 600)(random));
    ASSERT_NO_FATAL_FAILURE(Recover(round));
    ASSERT_NO_FATAL_FAILURE(RetryUnknown());
    ASSERT_NO_FATAL_FAILURE(ExpectAllThere(checked));
    for (const auto& entry : ledger_.acknowledged()) checked.insert(entry.first);
  }
  EXPECT_EQ(server_.Stop(), 0);
  if (two_hengd_) {
    EXPECT_EQ(other_.Stop(), 0);
  }
  const std::string forms = std::to_string(ledger_.acknowledged().size());
  std::cout << forms << " forms acknowledged" << std::endl;
  EXPECT_EQ(Query("SELECT count(*) FROM headers"), forms) << "a form is doubled or was never acknowledged";
  EXPECT_EQ(Query("SELECT count(DISTINCT subject) FROM headers"), forms);
  EXPECT_EQ(Query("SELECT count(*) - " + revisions_before_ + " FROM revisions"), forms);
  EXPECT_EQ(Query("SELECT count(*) - " + events_before_ + " FROM events"), forms) << "one mutation, one event";
  EXPECT_EQ(Query("SELECT max(sequence) - " + events_before_ + " FROM events"), forms) << "the log has no gaps";
  EXPECT_EQ(EventLog(), "");
  if (!on_postgres_) {
    EXPECT_EQ(store::IntegrityCheck(location_), "ok");
  }
}

INSTANTIATE_TEST_SUITE_P(Killed, CrashTest,
                         ::testing::Values(Victim::kHengdOnSqlite, Victim::kHengdOnPostgres, Victim::kPostgres,
                                           Victim::kOneOfTwoHengd),
                         [](const auto& test) {
                           switch (test.param) {
                             case Victim::kHengdOnSqlite:
                               return "HengdOnSqlite";
                             case Victim::kHengdOnPostgres:
                               return "HengdOnPostgres";
                             case Victim::kPostgres:
                               return "Postgres";
                             default:
                               return "OneOfTwoHengd";
                           }
                         });

}  // namespace
}  // namespace heng::testing
