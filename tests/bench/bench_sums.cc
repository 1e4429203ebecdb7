// Sums and exports of a province: forms of a department of 2000 units among 450 000, straight through the store and
// through the handlers, in one process. Prints a table; README.md holds the last.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "heng/v1/budget_service.pb.h"
#include "heng/v1/directory.pb.h"
#include "service/core/budgets/budgets.h"
#include "service/core/evaluations.h"
#include "service/core/reports/reports.h"
#include "service/core/residents.h"
#include "service/store/sqlite/sqlite_store.h"
#include "tests/support/office.h"
#include "tests/support/temp_dir.h"

namespace heng::bench {
namespace {

using core::CallContext;
using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

std::string PeakMemory() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM")) return line.substr(line.find_first_of("0123456789"));
  }
  return "?";
}

struct Options {
  size_t forms = 450'000, forms_per_unit = 20, department_units = 2000;
  size_t form_bytes = 300;
  std::string directory;  // where the store is kept; empty: the temporary directory
};

// The department has the first units.
std::string UnitId(size_t number) { return "unit-" + std::to_string(100'000 + number); }

// A project with its form per write, 256 under way at once; units in no order, as forms come in.
class Filler {
 public:
  Filler(store::Store& store, const Options& options) : store_(store), options_(options), units_(options.forms) {
    for (size_t i = 0; i < units_.size(); ++i) units_[i] = i / options.forms_per_unit;
    std::mt19937 random(1);
    std::shuffle(units_.begin(), units_.end(), random);
  }

  void Fill() {
    for (int i = 0; i < 256; ++i) Next();
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [&] { return done_ == options_.forms; });
  }

 private:
  void Next() {
    size_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      if (next_ == options_.forms) return;
      number = next_++;
    }
    store::Write write;
    write.keys.id = absl::StrCat("e-", number);
    write.keys.entries = {absl::StrCat("projects/p-", number)};
    write.decide = [this, number](const store::Snapshot& snapshot) { return Decide(number, snapshot); };
    write.done = [this](const store::WriteResult& result) {
      if (!result.status.ok()) Fail(std::string(result.status.message()));
      Next();
      const std::lock_guard lock(mutex_);
      if (++done_ == options_.forms) all_done_.notify_all();
    };
    store_.Submit(std::move(write));
  }

  static store::EventDraft EventOf(const char* action, const std::string& resource, const std::string& org,
                                   const std::string& policy) {
    return {.caller = "bench",
            .role = "",
            .action = action,
            .resource = resource,
            .org_id = org,
            .policy = policy,
            .request_id = ""};
  }

  absl::StatusOr<std::vector<store::Mutation>> Decide(size_t number, const store::Snapshot& snapshot) const {
    std::vector<store::Mutation> mutations(2);
    const std::string unit = UnitId(units_[number]);
    store::Entry& project = mutations[0].entry.emplace();
    project.name = absl::StrCat("projects/p-", number);
    project.collection = "projects";
    project.etag = 1;
    project.org_id = unit;
    heng::v1::Project content;
    content.set_name(project.name);
    content.set_title("社会保险经办专项业务工作经费");
    content.set_org("orgs/" + unit);
    content.set_code(absl::StrCat("51092324T", 100'000'000'000 + number));
    project.body = content.SerializeAsString();
    mutations[0].event = EventOf("project.create", project.name, unit, "");

    store::Header& header = mutations[1].header.emplace();
    const auto amount = static_cast<int64_t>(number * 7919 % 1'000'000'000 + 100'000);
    header.id = absl::StrCat("e-", number);
    header.etag = header.content_rev = 1;
    header.subject = project.name;
    header.subject_kind = 1;
    header.org_id = unit;
    header.fiscal_year = 2022;
    header.state = static_cast<int32_t>(number % 3) + 3;
    header.project_name = content.title();
    header.policy = "policies/shanxi-2022@1";
    header.policy_sha256 = std::string(64, 'a');
    header.total = static_cast<int64_t>(number % 400'000 + 600'000);
    header.grade = static_cast<int32_t>(number % 4 + 1);
    header.execution_score = 95'000;
    header.execution_rate = 95'000'000;
    header.annual_budget = amount;
    header.executed = amount * 95 / 100;
    header.create_time = header.update_time = snapshot.now;
    mutations[1].revision = {.id = header.id,
                             .rev = 1,
                             .form = std::string(options_.form_bytes, 'f'),
                             .score = std::string(options_.form_bytes, 's'),
                             .contacts = "",
                             .review = ""};
    mutations[1].event = EventOf("evaluation.submit", "evaluations/" + header.id, unit, header.policy);
    return mutations;
  }

  store::Store& store_;
  const Options options_;
  std::vector<size_t> units_;  // of each form
  std::mutex mutex_;
  std::condition_variable all_done_;
  size_t next_ = 0, done_ = 0;
};

// How often what is fast is measured; the fastest and the median count.
void Time(const std::string& what, int times, const std::function<std::string()>& run) {
  std::vector<double> ms;
  std::string said;
  for (int i = 0; i < times; ++i) {
    const auto start = Clock::now();
    said = run();
    ms.push_back(SecondsSince(start) * 1000);
  }
  std::sort(ms.begin(), ms.end());
  std::printf("%-44s %9.1f ms (median %.1f)  %s  peak %s\n", what.c_str(), ms.front(), ms[ms.size() / 2], said.c_str(),
              PeakMemory().c_str());
  std::fflush(stdout);
}

class Office {
 public:
  explicit Office(store::Store* store)
      : residents_(store, "policies/mof-2020"),
        writes_(store, &residents_, [](std::string_view text) { Fail(std::string(text)); }),
        evaluations_({.writes = &writes_, .new_id = nullptr}),
        reports_(&writes_),
        budgets_(&writes_) {
    if (!residents_.Refresh().ok()) Fail("the office can't be read");
  }

  template <typename Response, typename Service, typename Request>
  Response Call(Service Office::*service, void (Service::*handler)(const CallContext&, const Request&, core::Reply),
                const Request& request) {
    std::promise<absl::StatusOr<std::string>> promise;
    const std::string body = request.SerializeAsString();
    ((this->*service).*handler)(ContextOf(body), request,
                                [&](absl::StatusOr<std::string> reply) { promise.set_value(std::move(reply)); });
    const auto reply = promise.get_future().get();
    if (!reply.ok()) Fail(reply.status().ToString());
    Response response;
    if (!response.ParseFromString(*reply)) Fail("an answer can't be parsed");
    return response;
  }

  // All parts of an export; what they are together.
  std::string Export(const heng::v1::ExportResultsRequest& request) {
    const std::string body = request.SerializeAsString();
    const auto stream = budgets_.ExportResults(ContextOf(body), request);
    if (!stream.ok()) Fail(stream.status().ToString());
    size_t bytes = 0, parts = 0;
    int64_t rows = 0;
    while (true) {
      std::promise<absl::StatusOr<std::optional<std::string>>> promise;
      (*stream)->Pull([&](absl::StatusOr<std::optional<std::string>> next) { promise.set_value(std::move(next)); });
      const auto next = promise.get_future().get();
      if (!next.ok()) Fail(next.status().ToString());
      if (!next->has_value()) break;
      heng::v1::ExportResultsResponse part;
      if (!part.ParseFromString(**next)) Fail("a part can't be parsed");
      bytes += (*next)->size();
      rows = part.row_count();
      ++parts;
    }
    return absl::StrCat(rows, " rows, ", parts, " parts, ", bytes / 1'000'000, " MB");
  }

  core::Residents residents_;
  core::Writes writes_;
  core::Evaluations evaluations_;
  core::Reports reports_;
  core::Budgets budgets_;

 private:
  CallContext ContextOf(std::string_view body) const {
    return {.authority = core::Authority(residents_.Current(), testing::kTester, ""),
            .deadline = absl::Now() + absl::Hours(1),
            .body = body};
  }
};

void MeasureLists(Office& office, const std::string& org, const std::string& name) {
  heng::v1::ListEvaluationsRequest list;
  list.set_org(org);
  list.set_fiscal_year(2022);
  list.set_page_size(1000);
  Time(name + ": first page of 1000", 5, [&] {
    const auto page =
        office.Call<heng::v1::ListEvaluationsResponse>(&Office::evaluations_, &core::Evaluations::List, list);
    return absl::StrCat(page.evaluations_size(), " forms");
  });
  heng::v1::CountEvaluationsRequest count;
  count.set_org(org);
  count.set_fiscal_year(2022);
  Time(name + ": count and sum", 9, [&] {
    const auto sum =
        office.Call<heng::v1::CountEvaluationsResponse>(&Office::evaluations_, &core::Evaluations::Count, count);
    return absl::StrCat(sum.count(), " forms, ", sum.annual_budget());
  });
  heng::v1::GetSummaryRequest summary;
  summary.set_org(org.empty() ? absl::StrCat("orgs/", testing::kTestRoot) : org);
  summary.set_fiscal_year(2022);
  Time(name + ": summary", 1, [&] {
    const auto told = office.Call<heng::v1::GetSummaryResponse>(&Office::reports_, &core::Reports::GetSummary, summary);
    return absl::StrCat(told.summary().total().count(), " forms");
  });
}

void MeasureExports(Office& office) {
  heng::v1::ExportResultsRequest request;
  request.set_fiscal_year(2022);
  for (const auto format : {heng::v1::FILE_FORMAT_UNSPECIFIED, heng::v1::TEXT, heng::v1::CSV, heng::v1::XLSX}) {
    request.set_format(format);
    Time(absl::StrCat("export, ", heng::v1::FileFormat_Name(format)), 1, [&] { return office.Export(request); });
  }
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app{"Sums, lists and exports of a province's forms", "bench_sums"};
  app.add_option("--forms", options.forms)->capture_default_str();
  app.add_option("--per-unit", options.forms_per_unit)->capture_default_str();
  app.add_option("--units", options.department_units, "Units of the department")->capture_default_str();
  app.add_option("--form-bytes", options.form_bytes)->capture_default_str();
  app.add_option("--directory", options.directory, "Where the store is kept and found again");
  CLI11_PARSE(app, argc, argv);
  const testing::TempDir temporary;
  const std::string path = (options.directory.empty() ? temporary.path() : options.directory) + "/sums.db";
  const bool there = std::filesystem::exists(path);
  auto opened = store::OpenSqlite({.path = path});
  if (!opened.ok()) Fail(std::string(opened.status().message()));
  store::Store& store = **opened;
  if (!there) {
    testing::OfficePlan plan;
    for (size_t i = 0; i < options.department_units; ++i) plan.units.push_back(UnitId(i));
    testing::SetUpOffice(store, plan);
    const auto start = Clock::now();
    Filler(store, options).Fill();
    const double seconds = SecondsSince(start);
    std::printf("%zu forms with their projects written in %.1f s: %.0f/s\n", options.forms, seconds,
                static_cast<double>(options.forms) / seconds);
  }
  {
    Office office(&store);
    MeasureLists(office, absl::StrCat("orgs/", testing::kTestDepartment), "department");
    MeasureLists(office, "", "everything");
    MeasureExports(office);
    store.Shutdown();
  }
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) { return heng::bench::Main(argc, argv); }
