#include "service/core/workflow/office_rules.h"

#include "service/core/epoch.h"

namespace heng::core {

using heng::v1::WorkflowRules;

OfficeRules WorkflowBook::For(const OrgTree& orgs, std::string_view org_id) const {
  WorkflowRules all;
  for (const OrgNode* org = orgs.Find(org_id); org != nullptr; org = orgs.Parent(*org)) {
    const auto found = by_org.find(org->id);
    if (found == by_org.end()) continue;
    const WorkflowRules& here = found->second;
    if (all.unit_check() == WorkflowRules::SWITCH_UNSPECIFIED) all.set_unit_check(here.unit_check());
    if (all.four_eyes() == WorkflowRules::FOUR_EYES_UNSPECIFIED) all.set_four_eyes(here.four_eyes());
    if (all.review_steps() == 0) all.set_review_steps(here.review_steps());
    if (all.acceptance() == WorkflowRules::SWITCH_UNSPECIFIED) all.set_acceptance(here.acceptance());
    if (all.late_filing() == WorkflowRules::LATE_FILING_UNSPECIFIED) all.set_late_filing(here.late_filing());
  }
  OfficeRules rules;
  rules.unit_check = all.unit_check() == WorkflowRules::ON;
  rules.four_eyes_required = all.four_eyes() != WorkflowRules::WARN;
  if (all.review_steps() != 0) rules.review_steps = all.review_steps();
  rules.acceptance = all.acceptance() == WorkflowRules::ON;
  rules.late_refused = all.late_filing() != WorkflowRules::MARKED;
  return rules;
}

std::vector<std::string> ReviewChain(const Epoch& epoch, std::string_view org_id) {
  const auto steps = static_cast<size_t>(epoch.workflows->For(*epoch.orgs, org_id).review_steps);
  std::vector<std::string> chain;
  for (const OrgNode* org = epoch.orgs->Find(org_id); org != nullptr && chain.size() < steps;
       org = epoch.orgs->Parent(*org)) {
    if (epoch.principals->reviewer_orgs.contains(org->id)) chain.push_back(org->id);
  }
  return chain;
}

}  // namespace heng::core
