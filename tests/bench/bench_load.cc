// Durable submits and gets per second at 64 concurrent calls, beside, in the same run on the same machine, a bare
// callback echo of the same bytes and raw SQLite inserts of the same bytes. Prints one table; README.md holds the last.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "heng/v1/evaluation_service.pb.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/load_client.h"
#include "tests/bench/raw_sqlite.h"
#include "tests/bench/submits.h"
#include "tests/support/server_process.h"

namespace heng::bench {
namespace {

struct Options {
  size_t submits = 10'000;
  size_t gets = 60'000;
  int rounds = 3;
  std::string directory;  // where stores are kept; empty: the temporary directory
};

std::vector<std::string> GetRequests(const std::string& store_path) {
  sqlite3* db = nullptr;
  std::vector<std::string> out;
  sqlite3_open_v2(store_path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  sqlite3_exec(
      db, "SELECT id FROM headers",
      [](void* list, int, char** values, char**) {
        heng::v1::GetEvaluationRequest request;
        request.set_name(std::string("evaluations/") + values[0]);
        static_cast<std::vector<std::string>*>(list)->push_back(request.SerializeAsString());
        return 0;
      },
      &out, nullptr);
  sqlite3_close(db);
  return out;
}

// Bytes of the rows one submit stores: revision, header, event, request.
std::vector<size_t> RowBytes(const std::string& store_path) {
  sqlite3* db = nullptr;
  size_t revision = 0;
  sqlite3_open_v2(store_path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  sqlite3_exec(
      db, "SELECT avg(length(form)+length(score)+length(contacts)) FROM revisions WHERE length(score) > 0",
      [](void* out, int, char** values, char**) {
        *static_cast<size_t*>(out) = static_cast<size_t>(std::atof(values[0]));
        return 0;
      },
      &revision, nullptr);
  sqlite3_close(db);
  return {revision, 300, 320, 110};
}

struct Round {
  double submit_to_raw, get_to_echo, get_to_constant;
};

Round RunRound(const Options& options, int number, const std::string& program) {
  const testing::TempDir dir;
  const std::string base = options.directory.empty() ? dir.path() : options.directory;
  const std::string store = base + "/bench.db";
  const std::string token = SetUpSubmits(store, options.submits, number);
  testing::ServerProcess server(store, {"--no-log-calls"});
  if (!server.Start()) std::exit(1);

  const auto requests = SubmitRequests(options.submits, number);
  const auto submit = RunLoad(server.address(), token, std::string(kEvaluationService) + "SubmitEvaluation", requests,
                              options.submits, kConcurrency);
  ExitOnFailure("submit", submit);
  const auto gets = GetRequests(store);
  const auto get = RunLoad(server.address(), token, std::string(kEvaluationService) + "GetEvaluation", gets,
                           options.gets, kConcurrency);
  ExitOnFailure("get", get);
  server.Stop();
  const size_t group = GroupSize(server.log());

  pid_t echo_pid = -1;
  const std::string echo = StartEcho(program, get.last_answer, base + "/answer", &echo_pid);
  const std::vector<std::string> same_bytes = {get.last_answer};
  const auto echoed =
      RunLoad(echo, token, std::string(kEvaluationService) + "ScoreEvaluation", same_bytes, options.gets, kConcurrency);
  ExitOnFailure("echo", echoed);
  const auto constant =
      RunLoad(echo, token, std::string(kEvaluationService) + "GetEvaluation", gets, options.gets, kConcurrency);
  ExitOnFailure("constant", constant);
  kill(echo_pid, SIGKILL);
  waitpid(echo_pid, nullptr, 0);

  const double raw = RawInserts(base + "/raw.db", options.submits, group, RowBytes(store));
  std::printf(
      "%5d  submit %7.0f/s (p50 %.1f ms, p99 %.1f ms, %zu a group)  raw %7.0f/s  ratio %.2f   "
      "get %7.0f/s (p50 %.2f ms, p99 %.2f ms)  echo %7.0f/s  ratio %.2f  "
      "constant %7.0f/s  ratio %.2f\n",
      number, submit.calls_per_second, submit.p50_ms, submit.p99_ms, group, raw, submit.calls_per_second / raw,
      get.calls_per_second, get.p50_ms, get.p99_ms, echoed.calls_per_second,
      get.calls_per_second / echoed.calls_per_second, constant.calls_per_second,
      get.calls_per_second / constant.calls_per_second);
  std::fflush(stdout);
  for (const char* name : {"/bench.db", "/bench.db-wal", "/bench.db-shm", "/raw.db", "/raw.db-wal", "/raw.db-shm"}) {
    std::filesystem::remove(base + name);
  }
  return {.submit_to_raw = submit.calls_per_second / raw,
          .get_to_echo = get.calls_per_second / echoed.calls_per_second,
          .get_to_constant = get.calls_per_second / constant.calls_per_second};
}

int Main(int argc, char** argv) {
  Options options;
  std::string serve_echo;
  CLI::App app{"Submits and gets at 64 concurrent calls, against raw SQLite and a bare echo", "bench_load"};
  app.add_option("--submits", options.submits)->capture_default_str();
  app.add_option("--gets", options.gets)->capture_default_str();
  app.add_option("--rounds", options.rounds)->capture_default_str();
  app.add_option("--directory", options.directory, "Where the stores are kept (a disk, not a tmpfs)");
  app.add_option("--serve-echo", serve_echo)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!serve_echo.empty()) {
    std::ifstream in(serve_echo, std::ios::binary);
    std::ostringstream answer;
    answer << in.rdbuf();
    ServeEcho(answer.str(), 1);
  }
  std::vector<double> submit, get, constant;
  for (int number = 1; number <= options.rounds; ++number) {
    const Round round = RunRound(options, number, argv[0]);
    submit.push_back(round.submit_to_raw);
    get.push_back(round.get_to_echo);
    constant.push_back(round.get_to_constant);
  }
  std::printf("median ratios: submit / raw SQLite %.2f   get / echo %.2f   get / constant answer %.2f\n",
              Median(submit), Median(get), Median(constant));
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) { return heng::bench::Main(argc, argv); }
