// Projects: reading, making, changing, closing. Few are resident, so a decision sees those it names as keys.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/directory/directory.h"
#include "service/core/directory/fields.h"
#include "service/core/directory/pages.h"
#include "service/core/directory/project_rules.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/new_id.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::Project;
using scoring::Violation;
using store::Mutation;
using store::Snapshot;
using Mutations = absl::StatusOr<std::vector<Mutation>>;

// The project and, where it names one, its parent.
std::vector<std::string> KeysOf(const Project& project) {
  std::vector<std::string> keys = {project.name()};
  if (ProjectId(project.parent()) && project.parent() != project.name()) keys.push_back(project.parent());
  return keys;
}

struct Read {
  std::optional<KeptProject> project, parent;
};
absl::StatusOr<Read> ReadBoth(const Snapshot& snapshot) {
  Read read;
  for (size_t i = 0; i < snapshot.entries.size(); ++i) {
    auto kept = ReadProject(snapshot.entries[i]);
    if (!kept.ok()) return kept.status();
    (i == 0 ? read.project : read.parent) = *std::move(kept);
  }
  return read;
}

Mutations DecideCreate(const Authority& authority, const Snapshot& snapshot, const Project& project,
                       std::vector<Violation> wrong) {
  constexpr Method kMethod = Method::kCreateProject;
  const auto read = ReadBoth(snapshot);
  if (!read.ok()) return read.status();
  if (auto status = CheckProject(authority, kMethod, project, nullptr, read->parent, "project.", &wrong);
      !status.ok()) {
    return status;
  }
  if (read->project) return ProjectNameTaken(authority, kMethod, project.name(), *read->project);
  return One(ProjectChange(std::nullopt, project, snapshot.now));
}

Mutations DecideUpdate(const Authority& authority, const Snapshot& snapshot,
                       const heng::v1::UpdateProjectRequest& request) {
  constexpr Method kMethod = Method::kUpdateProject;
  const Project& given = request.project();
  const auto read = ReadBoth(snapshot);
  if (!read.ok()) return read.status();
  const KeptProject* const current = read->project ? &*read->project : nullptr;
  if (auto status = CheckProjectAccess(authority, kMethod, given.name(), current); !status.ok()) return status;
  if (auto status = CheckEntryEtag(current->entry, given.etag()); !status.ok()) return status;
  auto next = Rewritten(authority, current->project, given, request.update_mask());
  if (!next.ok()) return next.status();
  auto wrong = CheckProjectFields(*next, "project.");
  if (auto status = CheckProject(authority, kMethod, *next, current, read->parent, "project.", &wrong); !status.ok()) {
    return status;
  }
  if (auto status = RecordRenaming(current->project, DayOf(snapshot.now), &*next); !status.ok()) return status;
  return One(ProjectChange(current->entry, *std::move(next), snapshot.now));
}

Mutations DecideClose(const Authority& authority, const Snapshot& snapshot,
                      const heng::v1::CloseProjectRequest& request) {
  const auto kept = ReadProject(snapshot.entries.front());
  if (!kept.ok()) return kept.status();
  const KeptProject* const current = *kept ? &**kept : nullptr;
  if (auto status = CheckProjectAccess(authority, Method::kCloseProject, request.name(), current); !status.ok()) {
    return status;
  }
  const std::string today = DayOf(snapshot.now);
  std::vector<Violation> wrong;
  CheckPastDay("endDate", request.end_date(), today, &wrong);
  if (!wrong.empty()) return InvalidFields(wrong);
  if (!current->entry.active) return ProjectClosed(request.name(), current->project.end_date());
  if (auto status = CheckEntryEtag(current->entry, request.etag()); !status.ok()) return status;
  Project next = current->project;
  next.set_end_date(request.end_date().empty() ? today : request.end_date());
  return One(ProjectChange(current->entry, std::move(next), snapshot.now, /*active=*/false));
}

absl::StatusOr<std::string> AnswerPage(const Authority& authority, const DirectoryPage& page,
                                       const std::vector<store::Entry>& entries) {
  std::string answer;
  size_t taken = 0;
  for (; taken < entries.size() && taken < static_cast<size_t>(page.size) && answer.size() < kMaxPageBytes; ++taken) {
    auto kept = ReadProject(entries[taken]);
    if (!kept.ok()) return kept.status();
    // Classified since the call began.
    if ((*kept)->project.classified() && !authority.ClearedFor(entries[taken].org_id)) continue;
    AppendField(heng::v1::ListProjectsResponse::kProjectsFieldNumber,
                ForCaller(authority, std::move((*kept)->project)).SerializeAsString(), &answer);
  }
  if (taken < entries.size() && taken > 0) {
    AppendField(heng::v1::ListProjectsResponse::kNextPageTokenFieldNumber,
                MakePageToken(page.filter, entries[taken - 1].sequence), &answer);
  }
  return answer;
}

}  // namespace

void Directory::GetProject(const CallContext& call, const heng::v1::GetProjectRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kGetProject;
  if (!ProjectId(request.name())) return reply(BadProjectName("name", request.name()));
  auto entry = writes_->store()->GetEntry(request.name());
  if (!entry.ok() && !absl::IsNotFound(entry.status())) return reply(writes_->Caught(entry.status()));
  const auto kept = ReadProject(entry.ok() ? std::optional(*std::move(entry)) : std::nullopt);
  if (!kept.ok()) return reply(writes_->Caught(kept.status()));
  const KeptProject* const project = *kept ? &**kept : nullptr;
  if (auto status = CheckProjectAccess(call.authority, kMethod, request.name(), project); !status.ok()) {
    return reply(status);
  }
  reply(ForCaller(call.authority, project->project).SerializeAsString());
}

void Directory::ListProjects(const CallContext& call, const heng::v1::ListProjectsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListProjects;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const auto page = ReadDirectoryPage(request, /*behind_id=*/false);
  if (!page.ok()) return reply(page.status());
  store::Scope scope = call.authority.ScopeOf(kMethod, page->within);
  store::EntryQuery query;
  query.collection = "projects";
  query.org_ids = std::move(scope.org_ids);
  query.hidden = std::move(scope.hidden_subjects);
  query.inactive = request.show_closed();
  query.after_sequence = page->after_sequence;
  query.limit = page->size + 1;  // one more tells whether there is a next page
  writes_->store()->ListEntries(std::move(query), call.deadline,
                                [this, page = *page, authority = call.authority,
                                 reply = std::move(reply)](const absl::StatusOr<std::vector<store::Entry>>& entries) {
                                  if (!entries.ok()) return reply(writes_->Caught(entries.status()));
                                  auto answer = AnswerPage(authority, page, *entries);
                                  if (!answer.ok()) return reply(writes_->Caught(answer.status()));
                                  reply(*std::move(answer));
                                });
}

void Directory::CreateProject(const CallContext& call, const heng::v1::CreateProjectRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kCreateProject); !status.ok()) return reply(status);
  Project project = WithoutOutput(request.project());
  if (project.name().empty()) project.set_name("projects/" + NewId("p"));
  WriteJob job(Method::kCreateProject, call, request);
  job.keys.entries = KeysOf(project);
  AnswerWithProject(*writes_, &job);
  job.decide = [project, wrong = CheckProjectFields(project, "project.")](const Authority& authority,
                                                                          const Snapshot& snapshot) {
    return DecideCreate(authority, snapshot, project, wrong);
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Directory::UpdateProject(const CallContext& call, const heng::v1::UpdateProjectRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kUpdateProject); !status.ok()) return reply(status);
  if (!ProjectId(request.project().name())) return reply(BadProjectName("project.name", request.project().name()));
  WriteJob job(Method::kUpdateProject, call, request);
  job.keys.entries = KeysOf(request.project());
  AnswerWithProject(*writes_, &job);
  job.decide = [request](const Authority& authority, const Snapshot& snapshot) {
    return DecideUpdate(authority, snapshot, request);
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Directory::CloseProject(const CallContext& call, const heng::v1::CloseProjectRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kCloseProject); !status.ok()) return reply(status);
  if (!ProjectId(request.name())) return reply(BadProjectName("name", request.name()));
  WriteJob job(Method::kCloseProject, call, request);
  job.keys.entries = {request.name()};
  AnswerWithProject(*writes_, &job);
  job.decide = [request](const Authority& authority, const Snapshot& snapshot) {
    return DecideClose(authority, snapshot, request);
  };
  writes_->Run(std::move(job), std::move(reply));
}

}  // namespace heng::core
