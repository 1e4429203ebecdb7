// GetDisclosure: through the headers of the year, then the content of those that count, some at a time, on threads of
// the store.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/reports/disclosure_text.h"
#include "service/core/reports/published.h"
#include "service/core/reports/report_entries.h"
#include "service/core/reports/report_file.h"
#include "service/core/reports/reports.h"

namespace heng::core {
namespace {

using heng::v1::DepartmentEvaluation;
using store::Header;

constexpr Method kMethod = Method::kGetDisclosure;
constexpr int32_t kPage = 1000;
constexpr size_t kMaxForms = 1000;
constexpr size_t kMaxDepartmentEvaluations = 200;
// Forms read in one turn on a thread of the store.
constexpr size_t kFormsPerTurn = 50;
// Of text with its sources, and once more in a file; an answer has 4 MiB at most.
constexpr size_t kMaxTextBytes = 2'500'000;

// Keeps itself alive by the pages it waits for.
class Disclosure : public std::enable_shared_from_this<Disclosure> {
 public:
  Disclosure(const Writes* writes, const CallContext& call, const heng::v1::GetDisclosureRequest& request, Reply reply)
      : writes_(writes),
        authority_(call.authority),
        deadline_(call.deadline),
        org_id_(OrgId(request.org()).value_or("")),
        format_(request.format()),
        reply_(std::move(reply)) {
    facts_.org = request.org();
    facts_.fiscal_year = request.fiscal_year();
    if (const OrgNode* org = Epoch().orgs->Find(org_id_)) facts_.org_title = org->org.title();
    scope_ = authority_.ScopeOf(kMethod, org_id_);
    query_.scope = scope_;
    query_.fiscal_year = request.fiscal_year();
    query_.limit = kPage;
    entries_.collection = std::string(kDepartmentEvaluations);
    entries_.org_ids = WithAncestors(scope_.org_ids);
    entries_.limit = kPage;
  }

  void Next() {
    writes_->store()->List(query_, deadline_,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<Header>>& page) {
                             if (!page.ok()) return self->Fail(page.status());
                             self->Take(*page);
                           });
  }

 private:
  const core::Epoch& Epoch() const { return authority_.epoch(); }
  void Fail(const absl::Status& status) { reply_(ReasonOf(status).empty() ? writes_->Caught(status) : status); }

  // A department above may have evaluated projects of these orgs.
  std::optional<std::vector<std::string>> WithAncestors(std::optional<std::vector<std::string>> org_ids) const {
    if (!org_ids) return org_ids;
    const OrgTree& orgs = *Epoch().orgs;
    const OrgNode* node = orgs.Find(org_id_);
    for (node = node == nullptr ? nullptr : orgs.Parent(*node); node != nullptr; node = orgs.Parent(*node)) {
      org_ids->push_back(node->id);
    }
    std::sort(org_ids->begin(), org_ids->end());
    org_ids->erase(std::unique(org_ids->begin(), org_ids->end()), org_ids->end());
    return org_ids;
  }

  void Take(const std::vector<Header>& page) {
    for (const Header& form : page) {
      if (IsClassified(Epoch(), form.subject)) continue;
      if (IsApproved(form.state)) {
        counted_.push_back(form);
      } else {
        ++facts_.not_counted[form.state];
      }
    }
    if (counted_.size() > kMaxForms) {
      return Fail(TooMany("一份情况说明里的自评表", "forms in one disclosure", kMaxForms));
    }
    if (page.size() == static_cast<size_t>(kPage)) {
      query_.after_sequence = page.back().sequence;
      return Next();
    }
    std::sort(counted_.begin(), counted_.end(), [this](const Header& a, const Header& b) { return Before(a, b); });
    ReadForms();
  }

  bool Before(const Header& a, const Header& b) const {
    if (a.org_id != b.org_id) {
      // The org itself before those below it.
      if (a.org_id == org_id_ || b.org_id == org_id_) return a.org_id == org_id_;
      return OrgOrder(Epoch(), a.org_id) < OrgOrder(Epoch(), b.org_id);
    }
    return std::tie(a.project_name, a.sequence) < std::tie(b.project_name, b.sequence);
  }

  // A list of nothing: what follows it runs in the read pool.
  void ReadForms() {
    if (next_ == counted_.size()) return ReadDepartmentEvaluations();
    store::ListQuery turn;
    turn.scope.org_ids.emplace();
    turn.limit = 1;
    writes_->store()->List(std::move(turn), deadline_,
                           [self = shared_from_this()](const absl::StatusOr<std::vector<Header>>& nothing) {
                             auto status = nothing.ok() ? self->ReadSome() : nothing.status();
                             if (!status.ok()) return self->Fail(status);
                             self->ReadForms();
                           });
  }

  absl::Status ReadSome() {
    const size_t end = std::min(counted_.size(), next_ + kFormsPerTurn);
    for (; next_ < end; ++next_) {
      auto stored = writes_->store()->Get(counted_[next_].id);
      if (!stored.ok()) return stored.status();
      // It may have changed since it was listed.
      if (!IsApproved(stored->header.state)) {
        ++facts_.not_counted[stored->header.state];
        continue;
      }
      auto read = ReadStored(*std::move(stored));
      if (!read.ok()) return read.status();
      if (auto status = Add(*std::move(read)); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Add(ReadEvaluation read) {
    if (const OrgNode* org = Epoch().orgs->Find(read.header.org_id)) read.org_title = org->org.title();
    if (read.header.subject_kind == heng::v1::WHOLE_UNIT) {
      facts_.units.push_back(std::move(read));
      return absl::OkStatus();
    }
    const auto project = ReadProject(read.header.subject);
    if (!project.ok()) return project.status();
    facts_.projects.push_back({std::move(read), project->tier()});
    return absl::OkStatus();
  }

  // An empty one: it is not there.
  absl::StatusOr<heng::v1::Project> ReadProject(const std::string& name) const {
    heng::v1::Project project;
    const auto entry = writes_->store()->GetEntry(name);
    if (absl::IsNotFound(entry.status())) return project;
    if (!entry.ok()) return entry.status();
    if (!project.ParseFromString(entry->body)) return absl::DataLossError(name + " can't be read");
    return project;
  }

  void ReadDepartmentEvaluations() {
    writes_->store()->ListEntries(entries_, deadline_,
                                  [self = shared_from_this()](const absl::StatusOr<std::vector<store::Entry>>& page) {
                                    auto status = page.ok() ? self->TakeEvaluations(*page) : page.status();
                                    if (!status.ok()) return self->Fail(status);
                                    if (page->size() < static_cast<size_t>(kPage)) return self->Answer();
                                    self->entries_.after_sequence = page->back().sequence;
                                    self->ReadDepartmentEvaluations();
                                  });
  }

  absl::Status TakeEvaluations(const std::vector<store::Entry>& page) {
    for (const store::Entry& entry : page) {
      DepartmentEvaluation one;
      if (!one.ParseFromString(entry.body)) return absl::DataLossError(entry.name + " can't be read");
      if (one.fiscal_year() != facts_.fiscal_year || IsClassified(Epoch(), one)) continue;
      const bool ours =
          !scope_.org_ids || std::binary_search(scope_.org_ids->begin(), scope_.org_ids->end(), entry.org_id);
      if (!ours) {
        const auto about = IsAboutOurs(one);
        if (!about.ok()) return about.status();
        if (!*about) continue;
      }
      if (facts_.department_evaluations.size() == kMaxDepartmentEvaluations) {
        return TooMany("一份情况说明里的部门评价", "department evaluations in one disclosure",
                       kMaxDepartmentEvaluations);
      }
      if (const OrgNode* org = Epoch().orgs->Find(entry.org_id)) facts_.org_titles[one.org()] = org->org.title();
      facts_.department_evaluations.push_back(std::move(one));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> IsAboutOurs(const DepartmentEvaluation& one) const {
    for (const std::string& name : one.projects()) {
      const auto project = ReadProject(name);
      if (!project.ok()) return project.status();
      if (Epoch().orgs->Contains(org_id_, OrgId(project->org()).value_or(""))) return true;
    }
    return false;
  }

  void Answer() {
    auto year_facts = FindYearFacts(writes_->store(), org_id_, facts_.fiscal_year);
    if (!year_facts.ok()) return Fail(year_facts.status());
    facts_.year_facts = *std::move(year_facts);
    std::stable_sort(facts_.units.begin(), facts_.units.end(), [this](const auto& a, const auto& b) {
      return a.header.subject == facts_.org && b.header.subject != facts_.org;
    });
    heng::v1::ReportTextResponse response;
    *response.mutable_text() = WriteDisclosure(facts_, kMaxTextBytes);
    AddFile(format_, {facts_.org_title, absl::StrCat(facts_.fiscal_year), "预算绩效情况说明"}, &response);
    reply_(response.SerializeAsString());
  }

  const Writes* const writes_;
  const Authority authority_;
  const absl::Time deadline_;
  const std::string org_id_;
  const heng::v1::FileFormat format_;
  const Reply reply_;
  store::Scope scope_;
  store::ListQuery query_;
  store::EntryQuery entries_;
  std::vector<Header> counted_;
  size_t next_ = 0;
  DisclosureFacts facts_;
};

}  // namespace

void Reports::GetDisclosure(const CallContext& call, const heng::v1::GetDisclosureRequest& request, Reply reply) {
  const auto org_id = CheckOrgAndYear(call.authority, kMethod, request.org(), request.fiscal_year());
  if (!org_id.ok()) return reply(org_id.status());
  if (auto status = CheckTextFormat(request.format()); !status.ok()) return reply(status);
  std::make_shared<Disclosure>(writes_, call, request, std::move(reply))->Next();
}

}  // namespace heng::core
