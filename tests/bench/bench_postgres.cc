// Durable submits per second at 64 concurrent calls against a hengd on PostgreSQL, beside raw pipelined inserts of the
// same bytes into the same server in the same run. Prints one table; README.md holds the last.
#include <libpq-fe.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "service/store/postgres/postgres_store.h"
#include "tests/bench/load_client.h"
#include "tests/bench/raw_postgres.h"
#include "tests/bench/submits.h"
#include "tests/support/postgres_server.h"
#include "tests/support/server_process.h"

namespace heng::bench {
namespace {

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

// The bytes of the rows one submit stored: those of its revision, and as many for header, event and request as they
// have. Real bytes: the server compresses what it can.
std::vector<std::string> StoredRows(const std::string& location) {
  PGconn* db = PQconnectdb(location.c_str());
  PGresult* result =
      PQexecParams(db, "SELECT content || score || contacts FROM revisions WHERE length(score) > 0 LIMIT 1", 0, nullptr,
                   nullptr, nullptr, nullptr, 1);
  if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) Fail(PQerrorMessage(db));
  const std::string revision(PQgetvalue(result, 0, 0), static_cast<size_t>(PQgetlength(result, 0, 0)));
  PQclear(result);
  PQfinish(db);
  return {revision, revision.substr(0, 300), revision.substr(0, 320), revision.substr(0, 110)};
}

double RunRound(testing::PostgresServer& postgres, size_t submits, int number) {
  const std::string location = postgres.CreateDatabase();
  if (const auto status = store::MigratePostgres(location); !status.ok()) Fail(std::string(status.message()));
  const std::string token = SetUpSubmits(location, submits, number);
  testing::ServerProcess server(location, {"--no-log-calls"});
  if (!server.Start()) Fail(server.log());
  const auto requests = SubmitRequests(submits, number);
  const auto submit = RunLoad(server.address(), token, std::string(kEvaluationService) + "SubmitEvaluation", requests,
                              submits, kConcurrency);
  ExitOnFailure("submit", submit);
  server.Stop();
  const size_t group = GroupSize(server.log());
  const double raw = RawPostgresInserts(postgres.CreateDatabase(), submits, group, StoredRows(location));
  std::printf("%5d  submit %7.0f/s (p50 %.1f ms, p99 %.1f ms, %zu a group)  raw %7.0f/s  ratio %.2f\n", number,
              submit.calls_per_second, submit.p50_ms, submit.p99_ms, group, raw, submit.calls_per_second / raw);
  std::fflush(stdout);
  return submit.calls_per_second / raw;
}

int Main(int argc, char** argv) {
  size_t submits = 10'000;
  int rounds = 3;
  CLI::App app{"Submits at 64 concurrent calls to PostgreSQL, against raw pipelined inserts", "bench_postgres"};
  app.add_option("--submits", submits)->capture_default_str();
  app.add_option("--rounds", rounds)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  testing::PostgresServer postgres;
  if (!postgres.Start()) Fail(postgres.log());
  std::vector<double> ratios;
  for (int number = 1; number <= rounds; ++number) ratios.push_back(RunRound(postgres, submits, number));
  std::printf("median ratio: submit / raw PostgreSQL %.2f\n", Median(ratios));
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) { return heng::bench::Main(argc, argv); }
