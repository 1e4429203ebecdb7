// Projects that are split or merged.
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/directory/directory.h"
#include "service/core/directory/fields.h"
#include "service/core/directory/project_rules.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Lineage;
using heng::v1::Project;
using heng::v1::ReplaceProjectsRequest;
using heng::v1::ReplaceProjectsResponse;
using scoring::Violation;
using store::Mutation;
using store::Snapshot;
using Names = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kMaxReplaced = 100;

void CheckNames(const char* field, const Names& names, std::set<std::string>* seen, std::vector<Violation>* wrong) {
  if (names.empty() || names.size() > kMaxReplaced) {
    wrong->push_back({field, absl::StrCat("应有 1 至 ", kMaxReplaced, " 个。"),
                      absl::StrCat("must have 1 to ", kMaxReplaced, " names")});
  }
  for (int i = 0; i < names.size() && i < kMaxReplaced; ++i) {
    const std::string place = absl::StrCat(field, "[", i, "]");
    if (!ProjectId(names[i])) {
      wrong->push_back({place, absl::StrCat(Quoted(names[i]), " 不是项目名称；应形如 projects/{id}。"),
                        absl::StrCat(Quoted(names[i]), " is no name of a project; write projects/{id}")});
    } else if (!seen->insert(names[i]).second) {
      wrong->push_back({place, absl::StrCat(names[i], " 重复出现。"), absl::StrCat(names[i], " stands here twice")});
    }
  }
}

std::vector<Violation> CheckRequest(const ReplaceProjectsRequest& request) {
  std::vector<Violation> wrong;
  std::set<std::string> seen;
  CheckNames("predecessors", request.predecessors(), &seen, &wrong);
  CheckNames("successors", request.successors(), &seen, &wrong);
  if (request.predecessors_size() > 1 && request.successors_size() > 1) {
    wrong.push_back({"successors", "多个项目只能并入一个；请分几次办理。",
                     "several projects can be merged into one only; do it in several calls"});
  }
  return wrong;
}

absl::Status AddStep(Lineage::Kind kind, const std::string& date, const Names& others, Project* project) {
  Lineage* step = nullptr;
  if (auto status = AddLineage(kind, date, project, &step); !status.ok()) return status;
  *step->mutable_projects() = others;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Mutation>> Decide(const Authority& authority, const Snapshot& snapshot,
                                             const ReplaceProjectsRequest& request) {
  std::vector<KeptProject> projects;
  for (size_t i = 0; i < snapshot.entries.size(); ++i) {
    const auto count = static_cast<size_t>(request.predecessors_size());
    const std::string& name =
        i < count ? request.predecessors(static_cast<int>(i)) : request.successors(static_cast<int>(i - count));
    auto kept = ReadProject(snapshot.entries[i]);
    if (!kept.ok()) return kept.status();
    const KeptProject* const project = *kept ? &**kept : nullptr;
    auto status = CheckProjectAccess(authority, Method::kReplaceProjects, name, project);
    if (!status.ok()) return status;
    if (project == nullptr) return RulesChanged();  // access to it was granted, so there is one
    if (!project->entry.active) return ProjectClosed(name, project->project.end_date());
    projects.push_back(**std::move(kept));
  }
  const std::string today = DayOf(snapshot.now);
  std::vector<Violation> wrong;
  CheckPastDay("date", request.date(), today, &wrong);
  if (!wrong.empty()) return InvalidFields(wrong);
  const std::string date = request.date().empty() ? today : request.date();
  const bool split = request.successors_size() > 1;
  std::vector<Mutation> mutations;
  for (size_t i = 0; i < projects.size(); ++i) {
    const bool ends = i < static_cast<size_t>(request.predecessors_size());
    Project next = projects[i].project;
    const auto kind = ends ? (split ? Lineage::SPLIT_INTO : Lineage::MERGED_INTO)
                           : (split ? Lineage::SPLIT_FROM : Lineage::MERGED_FROM);
    auto status = AddStep(kind, date, ends ? request.successors() : request.predecessors(), &next);
    if (!status.ok()) return status;
    if (ends) next.set_end_date(DayBefore(date));
    mutations.push_back(ProjectChange(projects[i].entry, std::move(next), snapshot.now, /*active=*/!ends));
  }
  return mutations;
}

// The projects in the order of the request, as serialized messages.
absl::StatusOr<std::string> Answer(const Authority& authority, const ReplaceProjectsRequest& request,
                                   const std::vector<std::string>& bodies) {
  ReplaceProjectsResponse response;
  for (size_t i = 0; i < bodies.size(); ++i) {
    Project project;
    if (!project.ParseFromString(bodies[i])) return absl::DataLossError("a project can't be read");
    const bool ends = i < static_cast<size_t>(request.predecessors_size());
    *(ends ? response.add_predecessors() : response.add_successors()) = ForCaller(authority, std::move(project));
  }
  return response.SerializeAsString();
}

}  // namespace

void Directory::ReplaceProjects(const CallContext& call, const ReplaceProjectsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kReplaceProjects); !status.ok()) return reply(status);
  if (const auto wrong = CheckRequest(request); !wrong.empty()) return reply(InvalidFields(wrong));
  WriteJob job(Method::kReplaceProjects, call, request);
  for (const auto& name : request.predecessors()) job.keys.entries.push_back(name);
  for (const auto& name : request.successors()) job.keys.entries.push_back(name);
  job.decide = [request](const Authority& authority, const Snapshot& snapshot) {
    return Decide(authority, snapshot, request);
  };
  job.answer = [request, authority = call.authority](const std::vector<Mutation>& mutations) {
    std::vector<std::string> bodies;
    for (const Mutation& mutation : mutations) bodies.push_back(mutation.entry->body);
    return Answer(authority, request, bodies);
  };
  job.replay = [this, request, names = job.keys.entries,
                authority = call.authority](const store::RequestRecord&) -> absl::StatusOr<std::string> {
    std::vector<std::string> bodies;
    for (const std::string& name : names) {
      auto entry = writes_->store()->GetEntry(name);
      if (!entry.ok()) return writes_->Caught(entry.status());
      bodies.push_back(std::move(entry->body));
    }
    return Answer(authority, request, bodies);
  };
  writes_->Run(std::move(job), std::move(reply));
}

}  // namespace heng::core
