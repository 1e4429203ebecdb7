// Records of department evaluations and figures of the final accounts.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/directory/pages.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/new_id.h"
#include "service/core/reports/report_entries.h"
#include "service/core/reports/reports.h"
#include "service/core/wire.h"

namespace heng::core {
namespace {

using heng::v1::DepartmentEvaluation;
using heng::v1::YearFacts;
using store::Mutation;
using store::Snapshot;

// What the server sets.
template <typename Message>
Message ToKeep(Message given) {
  given.clear_etag();
  given.clear_create_time();
  given.clear_update_time();
  return given;
}

// True if the caller sees every project of the record.
bool Sees(const Authority& authority, const DepartmentEvaluation& evaluation) {
  for (const std::string& project : evaluation.projects()) {
    if (!authority.SeesSubject(project)) return false;
  }
  return true;
}

absl::StatusOr<DepartmentEvaluation> Read(const store::Entry& entry) {
  DepartmentEvaluation evaluation;
  if (!evaluation.ParseFromString(entry.body)) return absl::DataLossError(entry.name + " can't be read");
  return evaluation;
}

// The record that is there, if the caller may change it: it is of an org of theirs, and so it stays.
absl::StatusOr<std::optional<DepartmentEvaluation>> ReadCurrent(const Authority& authority, Method method,
                                                                const std::optional<store::Entry>& entry) {
  if (!entry) return std::optional<DepartmentEvaluation>();
  if (auto status = authority.Check(method, entry->name, entry->org_id); !status.ok()) return status;
  auto current = Read(*entry);
  if (!current.ok()) return current.status();
  if (!Sees(authority, *current)) return PermissionDenied(method, entry->name);
  return std::optional(*std::move(current));
}

absl::Status CheckProjects(const Authority& authority, const Snapshot& snapshot, const DepartmentEvaluation& wanted,
                           const std::string& org_id) {
  const OrgTree& orgs = *authority.epoch().orgs;
  for (int i = 0; i < wanted.projects_size(); ++i) {
    // A project that has ended may be evaluated as well.
    const auto& project = snapshot.entries[static_cast<size_t>(i) + 1];
    const bool usable = project && authority.SeesSubject(wanted.projects(i)) &&
                        (orgs.Contains(org_id, project->org_id) || orgs.Contains(project->org_id, org_id));
    if (!usable) return ProjectUnusable(wanted.projects(i), wanted.org());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Mutation>> DecideRecord(const Authority& authority, const Snapshot& snapshot,
                                                   const DepartmentEvaluation& wanted, const std::string& etag) {
  constexpr Method kMethod = Method::kRecordDepartmentEvaluation;
  const std::string org_id = OrgId(wanted.org()).value_or("");
  if (auto status = authority.Check(kMethod, wanted.org(), org_id); !status.ok()) return status;
  const auto& entry = snapshot.entries[0];
  const auto current = ReadCurrent(authority, kMethod, entry);
  if (!current.ok()) return current.status();
  if (!entry && !etag.empty()) return authority.Missing(kMethod, wanted.name(), ResourceNotFound(wanted.name()));
  if (entry && etag.empty()) return ResourceExists(wanted.name());
  if (entry) {
    if (auto status = CheckEntryEtag(*entry, etag); !status.ok()) return status;
  }
  if (auto status = CheckProjects(authority, snapshot, wanted, org_id); !status.ok()) return status;
  DepartmentEvaluation next = wanted;
  next.clear_deleted();
  if (*current) *next.mutable_create_time() = (*current)->create_time();
  return One(ChangeTo(entry, org_id, std::move(next), snapshot.now, Resident::kNo));
}

absl::StatusOr<std::vector<Mutation>> DecideDelete(const Authority& authority, const Snapshot& snapshot,
                                                   const std::string& name, const std::string& etag) {
  constexpr Method kMethod = Method::kDeleteDepartmentEvaluation;
  const auto& entry = snapshot.entries[0];
  auto current = ReadCurrent(authority, kMethod, entry);
  if (!current.ok()) return current.status();
  if (!*current) return authority.Missing(kMethod, name, ResourceNotFound(name));
  if (auto status = CheckEntryEtag(*entry, etag); !status.ok()) return status;
  DepartmentEvaluation next = **std::move(current);
  next.set_deleted(true);
  return One(ChangeTo(entry, entry->org_id, std::move(next), snapshot.now, Resident::kNo, /*active=*/false));
}

absl::StatusOr<std::vector<Mutation>> DecideFacts(const Authority& authority, const Snapshot& snapshot,
                                                  const YearFacts& wanted, const std::string& etag) {
  constexpr Method kMethod = Method::kSetYearFacts;
  const std::string org_id = OrgId(wanted.org()).value_or("");
  if (auto status = authority.Check(kMethod, wanted.org(), org_id); !status.ok()) return status;
  const auto& entry = snapshot.entries[0];
  if (!entry && !etag.empty()) return ResourceNotFound(wanted.name());
  YearFacts next = wanted;
  if (entry) {
    if (!etag.empty()) {
      if (auto status = CheckEntryEtag(*entry, etag); !status.ok()) return status;
    }
    YearFacts before;
    if (!before.ParseFromString(entry->body)) return absl::DataLossError(entry->name + " can't be read");
    *next.mutable_create_time() = before.create_time();
  }
  return One(ChangeTo(entry, org_id, std::move(next), snapshot.now, Resident::kNo));
}

absl::StatusOr<std::string> AnswerPage(const Authority& authority, const DirectoryPage& page, int32_t year,
                                       const std::vector<store::Entry>& entries) {
  std::string answer;
  size_t taken = 0;
  for (; taken < entries.size() && taken < static_cast<size_t>(page.size) && answer.size() < kMaxPageBytes; ++taken) {
    const auto evaluation = Read(entries[taken]);
    if (!evaluation.ok()) return evaluation.status();
    if ((year != 0 && evaluation->fiscal_year() != year) || !Sees(authority, *evaluation)) continue;
    AppendField(heng::v1::ListDepartmentEvaluationsResponse::kDepartmentEvaluationsFieldNumber, entries[taken].body,
                &answer);
  }
  if (taken < entries.size() && taken > 0) {
    AppendField(heng::v1::ListDepartmentEvaluationsResponse::kNextPageTokenFieldNumber,
                MakePageToken(page.filter, entries[taken - 1].sequence), &answer);
  }
  return answer;
}

}  // namespace

void Reports::RecordDepartmentEvaluation(const CallContext& call,
                                         const heng::v1::RecordDepartmentEvaluationRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kRecordDepartmentEvaluation;
  DepartmentEvaluation wanted = ToKeep(request.department_evaluation());
  if (const auto org_id = OrgId(wanted.org())) {
    if (auto status = call.authority.Check(kMethod, wanted.org(), *org_id); !status.ok()) return reply(status);
  } else if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) {
    return reply(status);
  }
  if (wanted.name().empty()) wanted.set_name(absl::StrCat(std::string(kDepartmentEvaluations), "/", NewId("d")));
  if (auto status = CheckFields(wanted); !status.ok()) return reply(status);
  WriteJob job(kMethod, call, request);
  job.bytes = wanted.ByteSizeLong();
  job.keys.entries = {wanted.name()};
  for (const std::string& project : wanted.projects()) job.keys.entries.push_back(project);
  AnswerWithEntry(*writes_, &job);
  job.decide = [wanted = std::move(wanted), etag = request.department_evaluation().etag()](const Authority& authority,
                                                                                           const Snapshot& snapshot) {
    return DecideRecord(authority, snapshot, wanted, etag);
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Reports::DeleteDepartmentEvaluation(const CallContext& call,
                                         const heng::v1::DeleteDepartmentEvaluationRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kDeleteDepartmentEvaluation;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const std::string& name = request.name();
  if (!IsDepartmentEvaluationName(name)) {
    return reply(InvalidField(
        "name", absl::StrCat(Quoted(name), " 不是部门评价的名称；应形如 departmentEvaluations/{编号}。"),
        absl::StrCat(Quoted(name), " is no name of a department evaluation; write departmentEvaluations/{id}")));
  }
  WriteJob job(kMethod, call, request);
  job.keys.entries = {name};
  AnswerWithEntry(*writes_, &job);
  job.decide = [name, etag = request.etag()](const Authority& authority, const Snapshot& snapshot) {
    return DecideDelete(authority, snapshot, name, etag);
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Reports::ListDepartmentEvaluations(const CallContext& call,
                                        const heng::v1::ListDepartmentEvaluationsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListDepartmentEvaluations;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const auto page = ReadDirectoryPage(request, /*behind_id=*/false);
  if (!page.ok()) return reply(page.status());
  store::EntryQuery query;
  query.collection = std::string(kDepartmentEvaluations);
  query.org_ids = call.authority.ScopeOf(kMethod, page->within).org_ids;
  query.after_sequence = page->after_sequence;
  query.limit = page->size + 1;  // one more tells whether there is a next page
  writes_->store()->ListEntries(std::move(query), call.deadline,
                                [this, page = *page, authority = call.authority, year = request.fiscal_year(),
                                 reply = std::move(reply)](const absl::StatusOr<std::vector<store::Entry>>& entries) {
                                  if (!entries.ok()) return reply(writes_->Caught(entries.status()));
                                  auto answer = AnswerPage(authority, page, year, *entries);
                                  if (!answer.ok()) return reply(writes_->Caught(answer.status()));
                                  reply(*std::move(answer));
                                });
}

void Reports::SetYearFacts(const CallContext& call, const heng::v1::SetYearFactsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kSetYearFacts;
  YearFacts wanted = ToKeep(request.facts());
  const auto org_id = OrgId(wanted.org());
  if (org_id) {
    if (auto status = call.authority.Check(kMethod, wanted.org(), *org_id); !status.ok()) return reply(status);
  } else if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) {
    return reply(status);
  }
  if (auto status = CheckFields(wanted); !status.ok()) return reply(status);
  wanted.set_name(YearFactsName(org_id.value_or(""), wanted.fiscal_year()));
  WriteJob job(kMethod, call, request);
  job.bytes = wanted.ByteSizeLong();
  job.keys.entries = {wanted.name()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [wanted = std::move(wanted), etag = request.facts().etag()](const Authority& authority,
                                                                           const Snapshot& snapshot) {
    return DecideFacts(authority, snapshot, wanted, etag);
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Reports::GetYearFacts(const CallContext& call, const heng::v1::GetYearFactsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kGetYearFacts;
  const auto org_id = CheckOrgAndYear(call.authority, kMethod, request.org(), request.fiscal_year());
  if (!org_id.ok()) return reply(org_id.status());
  const std::string name = YearFactsName(*org_id, request.fiscal_year());
  const auto entry = writes_->store()->GetEntry(name);
  if (absl::IsNotFound(entry.status())) return reply(ResourceNotFound(name));
  if (!entry.ok()) return reply(writes_->Caught(entry.status()));
  reply(entry->body);
}

}  // namespace heng::core
