// The rules of an office: one message of switches per org, kept as filing windows are.
#include "service/core/workflow/workflows.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/access/principal_rules.h"
#include "service/core/access/rule_entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"
#include "service/core/workflow/office_rules.h"

namespace heng::core {
namespace {

using heng::v1::WorkflowRules;

constexpr int kMaxReviewSteps = 3;
// ListWorkflowRules answers all of them in one message.
constexpr size_t kMaxRules = 5000;

absl::Status CheckFields(const WorkflowRules& rules) {
  FieldProblems problems;
  problems.OrgName("rules.org", rules.org());
  const auto check = [&](const char* field, bool valid, const char* zh, const char* en) {
    if (!valid) problems.Add(absl::StrCat("rules.", field), zh, en);
  };
  check("unitCheck", WorkflowRules::Switch_IsValid(rules.unit_check()), "应为 ON 或 OFF，或不填。",
        "must be ON or OFF, or left out");
  check("fourEyes", WorkflowRules::FourEyes_IsValid(rules.four_eyes()), "应为 REQUIRED 或 WARN，或不填。",
        "must be REQUIRED or WARN, or left out");
  check("acceptance", WorkflowRules::Switch_IsValid(rules.acceptance()), "应为 ON 或 OFF，或不填。",
        "must be ON or OFF, or left out");
  check("lateFiling", WorkflowRules::LateFiling_IsValid(rules.late_filing()), "应为 REFUSED 或 MARKED，或不填。",
        "must be REFUSED or MARKED, or left out");
  if (rules.review_steps() < 0 || rules.review_steps() > kMaxReviewSteps) {
    problems.Add("rules.reviewSteps",
                 absl::StrCat(rules.review_steps(), " 级审核不可用；应为 1 至 ", kMaxReviewSteps, "，或不填。"),
                 absl::StrCat("can't be ", rules.review_steps(), "; must be 1 to ", kMaxReviewSteps, ", or left out"));
  }
  return problems.Take();
}

// Every switch as it counts for the org; name, etag and times of the org's own rules, where it has any.
WorkflowRules Effective(const Epoch& epoch, const std::string& org_id) {
  WorkflowRules rules;
  const auto own = epoch.workflows->by_org.find(org_id);
  if (own != epoch.workflows->by_org.end()) rules = own->second;
  const OfficeRules office = epoch.workflows->For(*epoch.orgs, org_id);
  rules.set_name("workflows/" + org_id);
  rules.set_org(OrgName(org_id));
  rules.set_unit_check(office.unit_check ? WorkflowRules::ON : WorkflowRules::OFF);
  rules.set_four_eyes(office.four_eyes_required ? WorkflowRules::REQUIRED : WorkflowRules::WARN);
  rules.set_review_steps(office.review_steps);
  rules.set_acceptance(office.acceptance ? WorkflowRules::ON : WorkflowRules::OFF);
  rules.set_late_filing(office.late_refused ? WorkflowRules::REFUSED : WorkflowRules::MARKED);
  return rules;
}

}  // namespace

void Workflows::GetWorkflowRules(const CallContext& call, const heng::v1::GetWorkflowRulesRequest& request,
                                 Reply reply) {
  constexpr Method kMethod = Method::kGetWorkflowRules;
  const auto org_id = OrgId(request.org());
  if (!org_id) return reply(BadName("org", request.org()));
  const Epoch& epoch = call.authority.epoch();
  if (epoch.orgs->Find(*org_id) == nullptr) {
    return reply(call.authority.Missing(kMethod, request.org(), ResourceNotFound(request.org())));
  }
  if (auto status = call.authority.Check(kMethod, request.org(), *org_id); !status.ok()) return reply(status);
  reply(Effective(epoch, *org_id).SerializeAsString());
}

void Workflows::ListWorkflowRules(const CallContext& call, const heng::v1::ListWorkflowRulesRequest& request,
                                  Reply reply) {
  constexpr Method kMethod = Method::kListWorkflowRules;
  const Authority& authority = call.authority;
  if (auto status = authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  std::optional<std::string> within;
  if (!request.org().empty()) {
    within = OrgId(request.org());
    if (!within) return reply(BadName("org", request.org()));
  }
  heng::v1::ListWorkflowRulesResponse response;
  for (const auto& [org_id, rules] : authority.epoch().workflows->by_org) {
    if (within && !authority.epoch().orgs->Contains(*within, org_id)) continue;
    if (authority.RoleFor(kMethod, org_id)) *response.add_rules() = rules;
  }
  reply(response.SerializeAsString());
}

void Workflows::SetWorkflowRules(const CallContext& call, const heng::v1::SetWorkflowRulesRequest& request,
                                 Reply reply) {
  constexpr Method kMethod = Method::kSetWorkflowRules;
  WorkflowRules rules = request.rules();
  const auto org_id = OrgId(rules.org());
  if (org_id) {
    if (auto status = call.authority.Check(kMethod, rules.org(), *org_id); !status.ok()) return reply(status);
  }
  if (auto status = CheckFields(rules); !status.ok()) return reply(status);
  rules.set_name("workflows/" + *org_id);
  rules.clear_create_time();
  rules.DiscardUnknownFields();
  auto check = [org_id = *org_id](const Epoch& epoch, bool is_new) -> absl::Status {
    if (auto status = CheckInUse(epoch, org_id); !status.ok()) return status;
    const bool full = is_new && epoch.workflows->by_org.size() >= kMaxRules;
    return full ? TooMany("工作规则", "workflow rules", kMaxRules) : absl::OkStatus();
  };
  SetRule(writes_, kMethod, call, request, std::move(rules), EtagNeed::kWhereInForce, std::move(check),
          std::move(reply));
}

void Workflows::DeleteWorkflowRules(const CallContext& call, const heng::v1::DeleteWorkflowRulesRequest& request,
                                    Reply reply) {
  DropRule<WorkflowRules>(writes_, Method::kDeleteWorkflowRules, "workflows", call, request, std::move(reply));
}

}  // namespace heng::core
