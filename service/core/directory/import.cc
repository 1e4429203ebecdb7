// Imports: rows made or changed by name, a batch in one transaction. What is wrong with one row refuses that row only.
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "service/core/directory/directory.h"
#include "service/core/directory/fields.h"
#include "service/core/directory/org_plan.h"
#include "service/core/directory/project_rules.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/import_rows.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::ImportResult;
using heng::v1::Org;
using heng::v1::Project;
using scoring::Violation;
using store::Mutation;
using store::Snapshot;
using Results = std::vector<ImportResult>;

// A row with what is wrong with its fields.
template <typename Message>
struct Row {
  Message message;
  std::string prefix;  // "orgs[3]."
  std::vector<Violation> wrong;
};
template <typename Message>
using Rows = std::vector<Row<Message>>;

// The rows as they may be kept, each name once.
template <typename Message>
Rows<Message> ReadRows(const google::protobuf::RepeatedPtrField<Message>& messages, const char* field,
                       std::vector<Violation> (*check)(const Message&, std::string_view)) {
  Rows<Message> rows;
  std::map<std::string, int> seen;
  for (int i = 0; i < messages.size(); ++i) {
    Row<Message> row{.message = WithoutOutput(messages[i]), .prefix = absl::StrCat(field, "[", i, "]."), .wrong = {}};
    row.wrong = check(row.message, row.prefix);
    const auto [first, is_new] = seen.try_emplace(row.message.name(), i);
    if (!is_new && !row.message.name().empty()) {
      row.wrong.push_back(
          {row.prefix + "name",
           absl::StrCat("第 ", first->second + 1, " 行已有 ", row.message.name(), "；同一批中一个名称只写一次。"),
           absl::StrCat("row ", first->second + 1, " has ", row.message.name(),
                        " already; write a name once in a batch")});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

ImportResult Done(ImportResult::Outcome outcome, const std::string& name) {
  ImportResult result;
  result.set_outcome(outcome);
  result.set_name(name);
  return result;
}

ImportResult Refused(const std::string& name, const absl::Status& status, const std::vector<Violation>& wrong) {
  ImportResult result;
  result.set_name(name);
  RefuseRow(status, wrong, &result);
  return result;
}

// True for what is wrong with the row; false: the whole batch fails.
bool RefusesRow(const absl::Status& status) { return !ReasonOf(status).empty(); }

absl::StatusOr<std::vector<Mutation>> DecideOrgs(const Authority& authority, const Snapshot& snapshot,
                                                 const std::vector<std::string>& keys, Rows<Org> rows,
                                                 Results* results) {
  std::map<std::string_view, const std::optional<store::Entry>*> stored;
  for (size_t i = 0; i < keys.size(); ++i) stored[keys[i]] = &snapshot.entries[i];
  OrgPlan plan(authority, Method::kImportOrgs);
  std::vector<Mutation> mutations;
  for (Row<Org>& row : rows) {
    const std::string& name = row.message.name();
    const std::string id = OrgId(name).value_or("");
    auto status = plan.CheckRow(row.message, row.prefix, &row.wrong);
    if (!status.ok() && !RefusesRow(status)) return status;
    if (!status.ok()) {
      results->push_back(Refused(name, status, row.wrong));
      continue;
    }
    const Org* const current = plan.Find(id);
    if (current != nullptr && SameInput(*current, row.message)) {
      results->push_back(Done(ImportResult::UNCHANGED, name));
      continue;
    }
    results->push_back(Done(current == nullptr ? ImportResult::CREATED : ImportResult::UPDATED, name));
    Org kept = current == nullptr ? row.message : *current;
    if (current != nullptr) status = ApplyOrgMask(row.message, {}, &kept);
    if (!status.ok()) return status;
    plan.Put(kept);
    mutations.push_back(ChangeTo(*stored.at(name), id, std::move(kept), snapshot.now, Resident::kYes));
  }
  return mutations;
}

// Projects by name: as stored, and as the rows before left them.
class ProjectPlan {
 public:
  absl::Status Read(const std::vector<std::string>& keys, const Snapshot& snapshot) {
    for (size_t i = 0; i < keys.size(); ++i) {
      auto kept = ReadProject(snapshot.entries[i]);
      if (!kept.ok()) return kept.status();
      projects_[keys[i]] = *std::move(kept);
    }
    return absl::OkStatus();
  }
  const std::optional<KeptProject>& Find(const std::string& name) const {
    static const auto* const kNone = new std::optional<KeptProject>();
    const auto found = projects_.find(name);
    return found == projects_.end() ? *kNone : found->second;
  }
  void Put(const store::Entry& entry, const Project& project) {
    projects_[entry.name] = KeptProject{.entry = entry, .project = project};
  }

 private:
  std::map<std::string, std::optional<KeptProject>> projects_;
};

// The change a row makes; nullopt: none. `row->message` becomes the project as it will be.
absl::StatusOr<std::optional<Mutation>> DecideProject(const Authority& authority, const ProjectPlan& plan, int64_t now,
                                                      Row<Project>* row) {
  constexpr Method kMethod = Method::kImportProjects;
  const auto& found = plan.Find(row->message.name());
  const KeptProject* const current = found ? &*found : nullptr;
  Project next = row->message;
  if (current != nullptr) {
    if (auto status = CheckProjectAccess(authority, kMethod, next.name(), current); !status.ok()) return status;
    auto rewritten = Rewritten(authority, current->project, row->message, {});
    if (!rewritten.ok()) return rewritten.status();
    next = *std::move(rewritten);
  }
  const auto& parent = plan.Find(next.parent());
  auto status = CheckProject(authority, kMethod, next, current, parent, row->prefix, &row->wrong);
  if (!status.ok()) return status;
  if (current != nullptr && SameInput(current->project, next)) return std::optional<Mutation>();
  if (current != nullptr) status = RecordRenaming(current->project, DayOf(now), &next);
  if (!status.ok()) return status;
  row->message = next;
  return std::optional(ProjectChange(current == nullptr ? std::nullopt : std::optional(current->entry), next, now));
}

absl::StatusOr<std::vector<Mutation>> DecideProjects(const Authority& authority, const Snapshot& snapshot,
                                                     const std::vector<std::string>& keys, Rows<Project> rows,
                                                     Results* results) {
  ProjectPlan plan;
  if (auto status = plan.Read(keys, snapshot); !status.ok()) return status;
  std::vector<Mutation> mutations;
  for (Row<Project>& row : rows) {
    const std::string name = row.message.name();
    auto change = DecideProject(authority, plan, snapshot.now, &row);
    if (!change.ok()) {
      if (!RefusesRow(change.status())) return change.status();
      results->push_back(Refused(name, change.status(), row.wrong));
    } else if (!*change) {
      results->push_back(Done(ImportResult::UNCHANGED, name));
    } else {
      results->push_back(Done(plan.Find(name) ? ImportResult::UPDATED : ImportResult::CREATED, name));
      plan.Put(*(*change)->entry, row.message);
      mutations.push_back(**std::move(change));
    }
  }
  return mutations;
}

// `decide` is DecideOrgs or DecideProjects.
template <typename Response, typename Message, typename Decide>
void SetUp(const std::set<std::string>& names, Rows<Message> rows, Decide decide, WriteJob* job) {
  job->keys.entries.assign(names.begin(), names.end());
  auto results = std::make_shared<Results>();
  job->decide = [keys = job->keys.entries, rows = std::move(rows), results, decide](const Authority& authority,
                                                                                    const Snapshot& snapshot) {
    results->clear();
    return decide(authority, snapshot, keys, rows, results.get());
  };
  job->answer = [results](const std::vector<Mutation>&) -> absl::StatusOr<std::string> {
    Response response;
    for (const ImportResult& result : *results) *response.add_results() = result;
    return response.SerializeAsString();
  };
}

}  // namespace

void Directory::ImportOrgs(const CallContext& call, const heng::v1::ImportOrgsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kImportOrgs); !status.ok()) return reply(status);
  if (auto status = CheckRowCount("orgs", request.orgs_size()); !status.ok()) return reply(status);
  auto rows = ReadRows<Org>(request.orgs(), "orgs", CheckOrgFields);
  std::set<std::string> names;
  for (const auto& row : rows) {
    if (OrgId(row.message.name())) names.insert(row.message.name());
  }
  WriteJob job(Method::kImportOrgs, call);
  job.validate_only = request.validate_only();
  job.bytes = call.body.size();
  SetUp<heng::v1::ImportOrgsResponse>(names, std::move(rows), DecideOrgs, &job);
  writes_->Run(std::move(job), std::move(reply));
}

void Directory::ImportProjects(const CallContext& call, const heng::v1::ImportProjectsRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kImportProjects); !status.ok()) return reply(status);
  if (auto status = CheckRowCount("projects", request.projects_size()); !status.ok()) return reply(status);
  auto rows = ReadRows<Project>(request.projects(), "projects", CheckProjectFields);
  std::set<std::string> names;
  for (const auto& row : rows) {
    if (ProjectId(row.message.name())) names.insert(row.message.name());
    if (ProjectId(row.message.parent())) names.insert(row.message.parent());
  }
  WriteJob job(Method::kImportProjects, call);
  job.validate_only = request.validate_only();
  job.bytes = call.body.size();
  SetUp<heng::v1::ImportProjectsResponse>(names, std::move(rows), DecideProjects, &job);
  writes_->Run(std::move(job), std::move(reply));
}

}  // namespace heng::core
