// A province's directory: 30 000 orgs and 450 000 projects imported through the handlers, in batches of 500; what the
// orgs cost in memory and at the start; how long lists take for a department. Prints a table; README.md holds the last.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "service/core/directory/directory.h"
#include "service/core/evaluations.h"
#include "service/core/residents.h"
#include "service/store/sqlite/sqlite_store.h"
#include "tests/support/office.h"
#include "tests/support/temp_dir.h"

namespace heng::bench {
namespace {

using core::CallContext;
using core::Directory;
using core::Reply;
using heng::v1::Org;
using heng::v1::Project;
using Clock = std::chrono::steady_clock;

constexpr int kBatch = 500;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

double ResidentMegabytes() {
  std::ifstream status("/proc/self/statm");
  size_t all = 0, resident = 0;
  status >> all >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

// One region with departments of `units` units each.
struct Shape {
  int orgs = 30'000, projects = 450'000, units = 20;
};

class Bench {
 public:
  Bench(store::Store* store, const Shape& shape)
      : shape_(shape),
        residents_(store, "policies/mof-2020"),
        writes_(store, &residents_, [](std::string_view text) { Fail(std::string(text)); }),
        directory_(&writes_),
        evaluations_({.writes = &writes_, .new_id = [] { return std::string("e-none"); }}) {
    if (auto status = residents_.Refresh(); !status.ok()) Fail(status.ToString());
  }

  template <typename Response, typename Service, typename Request>
  Response Call(Service* service, void (Service::*handler)(const CallContext&, const Request&, Reply),
                const Request& request) {
    const std::string body = request.SerializeAsString();
    const CallContext call{.authority = core::Authority(residents_.Current(), testing::kTester, ""),
                           .deadline = absl::InfiniteFuture(),
                           .body = body};
    absl::Notification done;
    absl::StatusOr<std::string> answer;
    (service->*handler)(call, request, [&](absl::StatusOr<std::string> reply) {
      answer = std::move(reply);
      done.Notify();
    });
    done.WaitForNotification();
    if (!answer.ok()) Fail(answer.status().ToString());
    Response response;
    if (!response.ParseFromString(*answer)) Fail("an answer can't be read");
    return response;
  }

  void ImportOrgs() {
    const int departments = shape_.orgs / (shape_.units + 1);
    std::vector<Org> orgs;
    for (int i = 0; i < departments; ++i) {
      orgs.push_back(OrgOf(absl::StrCat("dept-", i), Org::DEPARTMENT, "test-root", absl::StrCat(1000 + i)));
      for (int j = 0; j < shape_.units; ++j) {
        orgs.push_back(OrgOf(absl::StrCat("unit-", i, "-", j), Org::UNIT, absl::StrCat("dept-", i),
                             absl::StrCat(1000 + i, "-", 100 + j)));
      }
    }
    const double before = ResidentMegabytes();
    const auto start = Clock::now();
    double longest = 0;
    for (size_t begin = 0; begin < orgs.size(); begin += kBatch) {
      heng::v1::ImportOrgsRequest request;
      for (size_t i = begin; i < std::min(begin + kBatch, orgs.size()); ++i) *request.add_orgs() = orgs[i];
      const auto batch = Clock::now();
      CheckCreated(Call<heng::v1::ImportOrgsResponse>(&directory_, &Directory::ImportOrgs, request).results());
      longest = std::max(longest, SecondsSince(batch));
    }
    const double seconds = SecondsSince(start);
    std::printf("%zu orgs imported in %.2f s: %.0f rows/s, longest batch %.0f ms; memory grew by %.0f MB\n",
                orgs.size(), seconds, static_cast<double>(orgs.size()) / seconds, longest * 1000,
                ResidentMegabytes() - before);
    std::fflush(stdout);
  }

  void ImportProjects() {
    const int departments = shape_.orgs / (shape_.units + 1);
    const auto start = Clock::now();
    double longest = 0;
    for (int begin = 0; begin < shape_.projects; begin += kBatch) {
      heng::v1::ImportProjectsRequest request;
      for (int i = begin; i < std::min(begin + kBatch, shape_.projects); ++i) {
        Project& project = *request.add_projects();
        project.set_name(absl::StrCat("projects/project-", i));
        project.set_title(absl::StrCat("社会保险经办专项业务工作经费", i));
        project.set_org(absl::StrCat("orgs/unit-", i % departments, "-", i / departments % shape_.units));
        project.set_tier(Project::TIER_ONE);
        project.set_attribute("延续性项目");
      }
      const auto batch = Clock::now();
      CheckCreated(Call<heng::v1::ImportProjectsResponse>(&directory_, &Directory::ImportProjects, request).results());
      longest = std::max(longest, SecondsSince(batch));
    }
    const double seconds = SecondsSince(start);
    std::printf("%d projects imported in %.1f s: %.0f rows/s, longest batch %.0f ms\n", shape_.projects, seconds,
                shape_.projects / seconds, longest * 1000);
    std::fflush(stdout);
  }

  void OneChange() {
    Org org = OrgOf("dept-7", Org::DEPARTMENT, "test-root", "1007");
    std::vector<double> ms;
    for (int i = 0; i < 20; ++i) {
      org.set_title(absl::StrCat("改名 ", i));
      org.set_etag(absl::StrCat(i + 1));
      heng::v1::UpdateOrgRequest request;
      *request.mutable_org() = org;
      request.mutable_update_mask()->add_paths("title");
      const auto start = Clock::now();
      Call<Org>(&directory_, &Directory::UpdateOrg, request);
      ms.push_back(SecondsSince(start) * 1000);
    }
    Print("one org changed, in force for the next call", ms);
  }

  void Lists() {
    Measure("a page of 100 orgs of everything",
            [&] { Call<heng::v1::ListOrgsResponse>(&directory_, &Directory::ListOrgs, heng::v1::ListOrgsRequest()); });
    heng::v1::ListOrgsRequest orgs;
    orgs.set_org("orgs/dept-7");
    Measure("the orgs of a department",
            [&] { Call<heng::v1::ListOrgsResponse>(&directory_, &Directory::ListOrgs, orgs); });
    heng::v1::ListProjectsRequest projects;
    projects.set_org("orgs/dept-7");
    Measure("a page of 100 projects of a department",
            [&] { Call<heng::v1::ListProjectsResponse>(&directory_, &Directory::ListProjects, projects); });
    heng::v1::ListEvaluationsRequest forms;
    forms.set_org("orgs/dept-7");
    Measure("the evaluations of a department (none)",
            [&] { Call<heng::v1::ListEvaluationsResponse>(&evaluations_, &core::Evaluations::List, forms); });
  }

 private:
  static Org OrgOf(const std::string& id, Org::Type type, const std::string& parent, const std::string& code) {
    Org org;
    org.set_name("orgs/" + id);
    org.set_title("大同市社会保险中心 " + id);
    org.set_type(type);
    org.set_parent("orgs/" + parent);
    org.set_code(code);
    return org;
  }

  static void CheckCreated(const google::protobuf::RepeatedPtrField<heng::v1::ImportResult>& results) {
    for (const auto& result : results) {
      if (result.outcome() != heng::v1::ImportResult::CREATED) Fail(result.DebugString());
    }
  }

  static void Print(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%s: p50 %.2f ms, longest %.2f ms\n", what, ms[ms.size() / 2], ms.back());
    std::fflush(stdout);
  }

  static void Measure(const char* what, const std::function<void()>& call) {
    std::vector<double> ms;
    for (int i = 0; i < 50; ++i) {
      const auto start = Clock::now();
      call();
      ms.push_back(SecondsSince(start) * 1000);
    }
    Print(what, std::move(ms));
  }

  const Shape shape_;
  core::Residents residents_;
  core::Writes writes_;
  Directory directory_;
  core::Evaluations evaluations_;
};

int Main(int argc, char** argv) {
  Shape shape;
  CLI::App app{"A province's directory: imports, memory, start, lists", "bench_directory"};
  app.add_option("--orgs", shape.orgs)->capture_default_str();
  app.add_option("--projects", shape.projects)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const testing::TempDir folder;
  auto opened = store::OpenSqlite({.path = folder.path() + "/heng.db"});
  if (!opened.ok()) Fail(opened.status().ToString());
  store::Store& store = **opened;
  testing::SetUpOffice(store, {.units = {}, .projects = {}});
  Bench bench(&store, shape);
  bench.ImportOrgs();
  bench.ImportProjects();
  bench.OneChange();
  bench.Lists();
  const double before = ResidentMegabytes();
  const auto start = Clock::now();
  core::Residents residents(&store, "policies/mof-2020");
  if (auto status = residents.Refresh(); !status.ok()) Fail(status.ToString());
  std::printf("a start reads %zu orgs in %.0f ms; they take %.0f MB\n", residents.Current()->orgs->order().size(),
              SecondsSince(start) * 1000, ResidentMegabytes() - before);
  store.Shutdown();
  return 0;
}

}  // namespace
}  // namespace heng::bench

int main(int argc, char** argv) { return heng::bench::Main(argc, argv); }
