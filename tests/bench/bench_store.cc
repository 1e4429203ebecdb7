// What a store of a million forms costs: starting on it, counting grades, memory while serving it, and how long the
// slowest submits take under different checkpoint settings. Prints a table; README.md holds the last.
#include <sqlite3.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "heng/v1/evaluation_service.pb.h"
#include "service/store/sqlite/sqlite_store.h"
#include "tests/bench/load_client.h"
#include "tests/support/office.h"
#include "tests/support/server_process.h"

namespace heng::bench {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Options {
  size_t forms = 1'000'000;
  size_t form_bytes = 5'000, score_bytes = 6'000;
  size_t gets = 60'000;
  std::string directory;  // where stores are kept; empty: the temporary directory
};

// Submits with 64 under way at once, straight into the store: no network, no scoring.
class Filler {
 public:
  Filler(store::Store& store, const Options& options)
      : store_(store), form_(options.form_bytes, 'f'), score_(options.score_bytes, 's') {}

  // Writes forms number `first` to `last` - 1; milliseconds each took, sorted.
  std::vector<double> Fill(size_t first, size_t last) {
    latencies_ms_.assign(last - first, 0);
    first_ = next_ = first;
    last_ = last;
    done_ = 0;
    for (int i = 0; i < 64; ++i) Next();
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [&] { return done_ == last_ - first_; });
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    return latencies_ms_;
  }

 private:
  void Next() {
    size_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      if (next_ == last_) return;
      number = next_++;
    }
    const auto start = Clock::now();
    store::Write write;
    write.keys.id = "e-" + std::to_string(number);
    write.keys.form_key = {.subject = "projects/p-" + std::to_string(number),
                           .org_id = "org-" + std::to_string(number % 1000),
                           .subject_kind = 1,
                           .fiscal_year = 2022};
    write.keys.request = {.caller = "bench", .method = "SubmitEvaluation", .id = "r-" + std::to_string(number)};
    write.decide = [this, number, keys = write.keys](const store::Snapshot& snapshot) {
      return Decide(number, keys, snapshot);
    };
    write.done = [this, number, start](const store::WriteResult& result) {
      if (!result.status.ok()) {
        std::fprintf(stderr, "a write failed: %s\n", std::string(result.status.message()).c_str());
        std::exit(1);
      }
      latencies_ms_[number - first_] = SecondsSince(start) * 1000;
      Next();
      const std::lock_guard lock(mutex_);
      if (++done_ == last_ - first_) all_done_.notify_all();
    };
    store_.Submit(std::move(write));
  }

  absl::StatusOr<std::vector<store::Mutation>> Decide(size_t number, const store::Keys& keys,
                                                      const store::Snapshot& snapshot) const {
    std::vector<store::Mutation> mutations(1);
    store::Mutation& mutation = mutations.front();
    store::Header& header = mutation.header.emplace();
    header.id = keys.id;
    header.etag = header.content_rev = 1;
    header.subject = keys.form_key->subject;
    header.subject_kind = keys.form_key->subject_kind;
    header.org_id = keys.form_key->org_id;
    header.fiscal_year = keys.form_key->fiscal_year;
    header.state = 2;
    header.project_name = "社会保险经办专项业务工作经费";
    header.policy = "policies/shanxi-2022@1";
    header.policy_sha256 = std::string(64, 'a');
    header.total = static_cast<int64_t>(number % 1'000'000);
    header.grade = static_cast<int32_t>(number % 4 + 1);
    header.create_time = header.update_time = snapshot.now;
    mutation.revision = {.id = keys.id, .rev = 1, .form = form_, .score = score_, .contacts = "", .review = ""};
    mutation.event = {.caller = "bench",
                      .role = "",
                      .action = "evaluation.submit",
                      .resource = "evaluations/" + keys.id,
                      .org_id = header.org_id,
                      .policy = header.policy,
                      .request_id = keys.request->id};
    mutation.request = {.key = *keys.request,
                        .body_sha256 = std::string(32, 'b'),
                        .resource_id = keys.id,
                        .etag = 1,
                        .content_rev = 1,
                        .state = 2,
                        .update_time = snapshot.now,
                        .submit_time = std::nullopt};
    return mutations;
  }

  store::Store& store_;
  const std::string form_, score_;
  std::vector<double> latencies_ms_;
  std::mutex mutex_;
  std::condition_variable all_done_;
  size_t first_ = 0, next_ = 0, last_ = 0, done_ = 0;
};

std::unique_ptr<store::Store> Open(const std::string& path, int checkpoint_pages) {
  auto opened = store::OpenSqlite({.path = path, .checkpoint_pages = checkpoint_pages});
  if (opened.ok()) return *std::move(opened);
  std::fprintf(stderr, "%s\n", std::string(opened.status().message()).c_str());
  std::exit(1);
}

void Run(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
  std::fprintf(stderr, "%s: %s\n", sql.c_str(), sqlite3_errmsg(db));
  std::exit(1);
}

// The fastest of five.
double SecondsOf(sqlite3* db, const std::string& sql) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    Run(db, sql);
    best = std::min(best, SecondsSince(start));
  }
  return best;
}

void CompareCheckpoints(const Options& options, const std::string& base) {
  for (const int pages : {1000, 3000, 10'000}) {
    const std::string path = base + "/checkpoint.db";
    {
      const auto store = Open(path, pages);
      Filler filler(*store, options);
      const auto start = Clock::now();
      constexpr size_t kForms = 60'000;
      const std::vector<double> ms = filler.Fill(0, kForms);
      std::printf("checkpoint every %5d pages: %7.0f writes/s  p50 %.1f ms  p99 %.1f ms  longest %.1f ms\n", pages,
                  kForms / SecondsSince(start), ms[ms.size() / 2], ms[ms.size() * 99 / 100], ms.back());
      std::fflush(stdout);
    }
    for (const char* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path + end);
  }
}

void CompareCounts(const std::string& path, const std::string& base) {
  const std::string other = base + "/inside.db";
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  Run(db, "ATTACH '" + other +
              "' AS other; PRAGMA other.page_size = 8192; PRAGMA other.synchronous = OFF;"
              "PRAGMA other.journal_mode = OFF; CREATE TABLE other.forms AS SELECT h.*, r.form, r.score, r.contacts "
              "FROM headers h JOIN revisions r ON r.row = h.content_row ORDER BY h.sequence");
  // One pass without a sort: the grades are known.
  std::string count = "SELECT count(*)";
  for (int grade = 1; grade <= 4; ++grade) count += ", count(*) FILTER (WHERE grade = " + std::to_string(grade) + ")";
  const std::string where = " WHERE fiscal_year = 2022 AND active = 1";
  const double headers = SecondsOf(db, count + " FROM headers NOT INDEXED" + where);
  const double inside = SecondsOf(db, count + " FROM other.forms" + where);
  std::printf("grade counts: %.3f s over headers, %.3f s over a table with contents inside: ratio %.3f\n", headers,
              inside, headers / inside);
  sqlite3_close(db);
  std::filesystem::remove(other);
}

// The fastest of five, in milliseconds.
template <typename Read>
double FastestMs(const Read& read) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    std::promise<absl::Status> done;
    read([&done](const auto& result) { done.set_value(result.status()); });
    if (const absl::Status status = done.get_future().get(); !status.ok()) {
      std::fprintf(stderr, "a read failed: %s\n", std::string(status.message()).c_str());
      std::exit(1);
    }
    best = std::min(best, SecondsSince(start) * 1000);
  }
  return best;
}

// The first page and the sum of what the first `count` orgs have; -1: of everything.
void ReadScope(store::Store& store, int count) {
  store::ListQuery query;
  if (count >= 0) query.scope.org_ids.emplace();
  for (int i = 0; i < count; ++i) query.scope.org_ids->push_back("org-" + std::to_string(i));
  const double list = FastestMs([&](auto done) { store.List(query, absl::InfiniteFuture(), std::move(done)); });
  const double sum = FastestMs([&](auto done) { store.Count(query, absl::InfiniteFuture(), std::move(done)); });
  std::printf("orgs in scope %5d: first page %8.2f ms, sum %8.1f ms\n", count, list, sum);
}

std::string ResidentMemory(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::string line, found;
  while (std::getline(status, line)) {
    if (line.starts_with("VmRSS") || line.starts_with("VmHWM") || line.starts_with("RssAnon")) found += line + "  ";
  }
  return found;
}

// Somebody who may read the forms of all orgs; the token.
std::string SetUpReader(const std::string& path) {
  testing::OfficePlan plan;
  for (int i = 0; i < 1000; ++i) plan.units.push_back("org-" + std::to_string(i));
  return testing::SetUpOfficeAt(path, plan);
}

void Serve(const Options& options, const std::string& path) {
  const std::string token = SetUpReader(path);
  testing::ServerProcess server(path, {"--no-log-calls"});
  const auto start = Clock::now();
  if (!server.Start()) {
    std::fprintf(stderr, "%s\n", server.log().c_str());
    std::exit(1);
  }
  std::printf("hengd serves after %.3f s\n", SecondsSince(start));
  std::vector<std::string> requests;
  uint64_t random = 1;
  for (size_t i = 0; i < options.gets; ++i) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    heng::v1::GetEvaluationRequest request;
    request.set_name("evaluations/e-" + std::to_string((random >> 33) % options.forms));
    requests.push_back(request.SerializeAsString());
  }
  const LoadResult got =
      RunLoad(server.address(), token, "/heng.v1.EvaluationService/GetEvaluation", requests, options.gets, 64);
  std::printf("gets of random forms: %.0f/s, p99 %.2f ms, %zu failed\nmemory: %s\n", got.calls_per_second, got.p99_ms,
              got.failures, ResidentMemory(server.pid()).c_str());
  server.Stop();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app{"A store of a million forms: start, grade counts, memory, checkpoints", "bench_store"};
  app.add_option("--forms", options.forms)->capture_default_str();
  app.add_option("--gets", options.gets)->capture_default_str();
  app.add_option("--directory", options.directory, "Where the stores are kept (a disk; 25 GB for a million forms)");
  CLI11_PARSE(app, argc, argv);
  const testing::TempDir temporary;
  const std::string base = options.directory.empty() ? temporary.path() : options.directory;
  CompareCheckpoints(options, base);

  const std::string path = base + "/million.db";
  if (!std::filesystem::exists(path)) {
    const auto start = Clock::now();
    const auto store = Open(path, 3000);
    Filler(*store, options).Fill(0, options.forms);
    std::printf("%zu forms written in %.0f s\n", options.forms, SecondsSince(start));
    std::fflush(stdout);
  }
  const auto start = Clock::now();
  Open(path, 3000);
  std::printf("the store opens in %.3f s\n", SecondsSince(start));
  {
    const auto store = Open(path, 3000);
    for (const int orgs : {1, 64, 1000, 3000, -1}) ReadScope(*store, orgs);
  }
  Serve(options, path);
  CompareCounts(path, base);
  for (const char* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path + end);
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) { return heng::bench::Main(argc, argv); }
