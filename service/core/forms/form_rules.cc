// What has to hold of every write of a form, besides the workflow.
#include <set>

#include "absl/strings/str_cat.h"
#include "service/core/access/principal_rules.h"
#include "service/core/errors.h"
#include "service/core/forms/forms_write.h"
#include "service/core/names.h"

namespace heng::core {

using store::Header;
using store::Snapshot;

absl::Status CheckFormEtag(const Header& current, std::string_view given) {
  if (given == absl::StrCat(current.etag)) return absl::OkStatus();
  return EtagMismatch(store::FormNameOf(current.id), given, current.etag);
}

absl::Status FormEtagRequired() {
  return InvalidField("etag", "缺少版本标记；请先读取，再把其中的 etag 一并提交。",
                      "is missing; read the form first and send the etag it carries");
}

absl::Status KeyTaken(const Header& scored, const Header& by) {
  return FormKeyTaken(scored.subject, OrgName(scored.org_id), scored.fiscal_year, store::FormNameOf(by.id));
}

absl::Status Blocked(const std::vector<std::string>& error_ids) {
  const std::set<std::string> distinct(error_ids.begin(), error_ids.end());
  return BlockedByFindings(static_cast<int>(error_ids.size()), {distinct.begin(), distinct.end()});
}

std::vector<heng::v1::Waiver> WaiversOf(const heng::v1::ReviewRecord& record) {
  return {record.waivers().begin(), record.waivers().end()};
}

absl::Status CheckOrgOpen(const Epoch& epoch, std::string_view org_id) {
  const OrgNode* const org = epoch.orgs->Find(org_id);
  if (org != nullptr && org->active) return absl::OkStatus();
  if (org == nullptr) return RulesChanged();  // access was checked against it
  return OrgClosed(OrgName(org_id), org->org.end_date(), org->org.successor());
}

absl::Status CheckSubject(const Epoch& epoch, const Header& header, const Snapshot& snapshot) {
  bool usable = false;
  if (header.subject_kind == heng::v1::WHOLE_UNIT) {
    usable = epoch.orgs->Successor(OrgId(header.subject).value_or("")) == header.org_id;
  } else {
    const auto& project = snapshot.entries.front();
    usable = project && project->active && epoch.orgs->Contains(project->org_id, header.org_id);
  }
  return usable ? absl::OkStatus() : ProjectUnusable(header.subject, OrgName(header.org_id));
}

absl::Status CheckContent(const Epoch& epoch, const Header& scored, std::string_view form_org_id) {
  if (epoch.orgs->Successor(form_org_id) != scored.org_id) return RulesChanged();
  const auto policy = epoch.policies->InForce(*epoch.orgs, scored.org_id, scored.fiscal_year);
  if (policy == nullptr || policy->revision.name() != scored.policy) return RulesChanged();
  return absl::OkStatus();
}

absl::Status CheckReason(std::string_view reason, bool required) {
  FieldProblems problems;
  problems.Prose("reason", reason, kMaxReasonChars, /*may_be_empty=*/!required);
  return problems.Take();
}

}  // namespace heng::core
