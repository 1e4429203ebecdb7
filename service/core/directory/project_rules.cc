#include "service/core/directory/project_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/directory/fields.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Lineage;
using heng::v1::Project;
using scoring::Violation;

std::string OwnerOf(const Project& project) { return OrgId(project.org()).value_or(""); }

// By what stands in the entry, too: it may be newer than the epoch of the call.
bool Sees(const Authority& authority, const KeptProject& kept) {
  return authority.SeesSubject(kept.project.name()) &&
         (!kept.project.classified() || authority.ClearedFor(kept.entry.org_id));
}

absl::Status CheckOwner(const Authority& authority, Method method, const Project& next) {
  const std::string owner = OwnerOf(next);
  if (owner.empty()) return absl::OkStatus();  // among the violations
  if (authority.epoch().orgs->Find(owner) == nullptr) {
    return authority.Missing(method, next.org(), ResourceNotFound(next.org()));
  }
  return authority.Check(method, next.org(), owner);
}

// A 一级项目 in use of the org or of one above it. One that is hidden is none.
absl::Status CheckParent(const Authority& authority, const Project& next, const KeptProject* current,
                         const std::optional<KeptProject>& parent, std::string_view prefix,
                         std::vector<Violation>* wrong) {
  if (next.parent().empty() || (current != nullptr && current->project.parent() == next.parent())) {
    return absl::OkStatus();
  }
  if (!parent || !parent->entry.active || !Sees(authority, *parent) ||
      !authority.epoch().orgs->Contains(parent->entry.org_id, OwnerOf(next))) {
    return ProjectUnusable(next.parent(), next.org());
  }
  if (parent->project.tier() == Project::TIER_ONE) return absl::OkStatus();
  wrong->push_back({absl::StrCat(std::string(prefix), "parent"),
                    absl::StrCat(next.parent(), " 不是一级项目（TIER_ONE）。"),
                    absl::StrCat(next.parent(), " is no TIER_ONE project")});
  return InvalidFields(*wrong);
}

}  // namespace

absl::StatusOr<std::optional<KeptProject>> ReadProject(const std::optional<store::Entry>& entry) {
  if (!entry) return std::optional<KeptProject>();
  KeptProject kept{.entry = *entry, .project = {}};
  if (!kept.project.ParseFromString(entry->body)) return absl::DataLossError(entry->name + " can't be read");
  return std::optional(std::move(kept));
}

absl::Status CheckProjectAccess(const Authority& authority, Method method, const std::string& name,
                                const KeptProject* kept) {
  if (kept == nullptr) return authority.Missing(method, name, ResourceNotFound(name));
  if (!Sees(authority, *kept)) return PermissionDenied(method, name);
  return authority.Check(method, name, kept->entry.org_id, name);
}

absl::Status CheckProject(const Authority& authority, Method method, const Project& next, const KeptProject* current,
                          const std::optional<KeptProject>& parent, std::string_view prefix,
                          std::vector<Violation>* wrong) {
  if (current != nullptr) {
    if (auto status = CheckProjectAccess(authority, method, next.name(), current); !status.ok()) return status;
  }
  const bool new_owner = current == nullptr || current->project.org() != next.org();
  if (new_owner) {
    if (auto status = CheckOwner(authority, method, next); !status.ok()) return status;
  }
  if (!wrong->empty()) return InvalidFields(*wrong);
  if (current != nullptr && !current->entry.active) return ProjectClosed(next.name(), current->project.end_date());
  const std::string owner = OwnerOf(next);
  const bool was_classified = current != nullptr && current->project.classified();
  if ((next.classified() || was_classified) && !authority.ClearedFor(owner)) return ClearanceNeeded(method, next.org());
  const OrgNode* const org = authority.epoch().orgs->Find(owner);
  if (new_owner && org != nullptr && !org->active) {
    return OrgClosed(next.org(), org->org.end_date(), org->org.successor());
  }
  return CheckParent(authority, next, current, parent, prefix, wrong);
}

absl::Status ProjectNameTaken(const Authority& authority, Method method, const std::string& name,
                              const KeptProject& taken) {
  const bool visible = CheckProjectAccess(authority, Method::kGetProject, name, &taken).ok();
  return visible ? ResourceExists(name) : PermissionDenied(method, name);
}

absl::StatusOr<Project> Rewritten(const Authority& authority, const Project& current, const Project& given,
                                  const google::protobuf::FieldMask& mask) {
  Project next = current;
  if (auto status = ApplyProjectMask(given, mask, &next); !status.ok()) return status;
  // Who does not see the parent sends none, and does not mean to remove it.
  if (next.parent().empty() && next.tier() == Project::TIER_TWO && !authority.SeesSubject(current.parent())) {
    next.set_parent(current.parent());
  }
  return next;
}

absl::Status AddLineage(Lineage::Kind kind, const std::string& date, Project* project, Lineage** added) {
  if (project->lineage_size() >= kMaxLineage) {
    return TooMany(absl::StrCat(project->name(), " 的沿革"), absl::StrCat("steps in the lineage of ", project->name()),
                   kMaxLineage);
  }
  *added = project->add_lineage();
  (*added)->set_kind(kind);
  (*added)->set_date(date);
  return absl::OkStatus();
}

absl::Status RecordRenaming(const Project& before, const std::string& date, Project* next) {
  if (before.title() == next->title()) return absl::OkStatus();
  Lineage* renamed = nullptr;
  if (auto status = AddLineage(Lineage::RENAMED, date, next, &renamed); !status.ok()) return status;
  renamed->set_former_title(before.title());
  return absl::OkStatus();
}

Project ForCaller(const Authority& authority, Project project) {
  if (authority.epoch().classified->empty()) return project;
  if (!authority.SeesSubject(project.parent())) project.clear_parent();
  for (Lineage& step : *project.mutable_lineage()) {
    auto* names = step.mutable_projects();
    names->erase(std::remove_if(names->begin(), names->end(),
                                [&](const std::string& name) { return !authority.SeesSubject(name); }),
                 names->end());
  }
  return project;
}

store::Mutation ProjectChange(const std::optional<store::Entry>& current, Project next, int64_t now, bool active) {
  const std::string owner = OwnerOf(next);
  const Resident resident = next.classified() ? Resident::kYes : Resident::kNo;
  return ChangeTo(current, owner, std::move(next), now, resident, active);
}

void AnswerWithProject(const Writes& writes, WriteJob* job) {
  AnswerWithEntry(writes, job);
  const auto shown = [authority = job->authority](const std::string& body) -> absl::StatusOr<std::string> {
    Project project;
    if (!project.ParseFromString(body)) return absl::DataLossError("a project can't be read");
    return ForCaller(authority, std::move(project)).SerializeAsString();
  };
  job->answer = [answer = job->answer, shown](const std::vector<store::Mutation>& mutations) {
    auto body = answer(mutations);
    return body.ok() ? shown(*body) : body;
  };
  job->replay = [replay = job->replay, shown](const store::RequestRecord& record) {
    auto body = replay(record);
    return body.ok() ? shown(*body) : body;
  };
}

}  // namespace heng::core
