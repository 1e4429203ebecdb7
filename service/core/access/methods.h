// The table of access: every method, what it is about, and the roles that may call it. The one place where this is
// said; checks, WhoAmI, the docs (access.md) and the tests read it here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "heng/v1/access.pb.h"

namespace heng::core {

// A set of roles; bit n is the role with number n.
using RoleSet = uint32_t;

template <typename... Roles>
constexpr RoleSet Set(Roles... roles) {
  return ((RoleSet{1} << roles) | ...);
}
constexpr bool Contains(RoleSet set, heng::v1::Role role) { return (set >> role & 1) != 0; }

inline constexpr heng::v1::Role kAllRoles[] = {
    heng::v1::PREPARER,   heng::v1::UNIT_HEAD, heng::v1::REVIEWER, heng::v1::FINANCE,
    heng::v1::INTEGRATOR, heng::v1::AUDITOR,   heng::v1::ADMIN,
};
std::string RoleName(heng::v1::Role role);       // preparer
std::string RoleInChinese(heng::v1::Role role);  // 填报人

enum class Method : uint8_t {
  // EvaluationService
  kScoreEvaluation,
  kCreateEvaluation,
  kGetEvaluation,
  kListEvaluations,
  kCountEvaluations,
  kUpdateEvaluation,
  kSubmitEvaluation,
  kDiscardEvaluation,
  kPrefillEvaluation,
  kCheckEvaluation,
  kWithdrawEvaluation,
  kAskEvaluationWithdrawal,
  kAllowEvaluationWithdrawal,
  kOpenEvaluation,
  kReturnEvaluation,
  kApproveEvaluation,
  kAcceptEvaluation,
  kPublishEvaluation,
  kReopenEvaluation,
  kRecheckEvaluation,
  kCommentEvaluation,
  kAnswerEvaluationComments,
  kWaiveEvaluationFinding,
  kApplyBudget,
  kBatchSubmitEvaluations,
  kBatchApproveEvaluations,
  kBatchAcceptEvaluations,
  kBatchPublishEvaluations,
  kImportEvaluations,
  kImportEvaluationBatch,
  // EventService
  kListEvents,
  kGetEventHead,
  kVerifyEvents,
  kWatchEvents,
  // DirectoryService
  kGetOrg,
  kListOrgs,
  kCreateOrg,
  kUpdateOrg,
  kCloseOrg,
  kMergeOrgs,
  kImportOrgs,
  kGetProject,
  kListProjects,
  kCreateProject,
  kUpdateProject,
  kCloseProject,
  kReplaceProjects,
  kImportProjects,
  // AccessService
  kWhoAmI,
  kGetPrincipal,
  kListPrincipals,
  kCreatePrincipal,
  kUpdatePrincipal,
  kAddGrant,
  kRemoveGrant,
  kCreateToken,
  kListTokens,
  kRevokeToken,
  kListFilingWindows,
  kSetFilingWindow,
  kDeleteFilingWindow,
  kSetFilingExtension,
  kDeleteFilingExtension,
  // PolicyService
  kGetPolicy,
  kListPolicies,
  kCreatePolicy,
  kTestPolicy,
  kActivatePolicy,
  kDeactivatePolicy,
  kListActivations,
  kSimulatePolicy,
  // TargetService
  kCheckTargetForm,
  kCreateTarget,
  kGetTarget,
  kListTargets,
  kUpdateTarget,
  kSubmitTarget,
  kDiscardTarget,
  kWithdrawTarget,
  kAskTargetWithdrawal,
  kAllowTargetWithdrawal,
  kOpenTarget,
  kReturnTarget,
  kReviewTarget,
  kApproveTarget,
  kAmendTarget,
  kCommentTarget,
  kAnswerTargetComments,
  kWaiveTargetFinding,
  kBatchSubmitTargets,
  kBatchReviewTargets,
  kBatchApproveTargets,
  // WorkflowService
  kGetWorkflowRules,
  kListWorkflowRules,
  kSetWorkflowRules,
  kDeleteWorkflowRules,
  kListTasks,
  kListMissingForms,
  // SampleService
  kDrawSample,
  kGetSample,
  kListSamples,
  // BudgetService
  kImportBudgets,
  kImportBudgetBatch,
  kGetBudget,
  kListBudgets,
  kExportResults,
  // FormService
  kListLayouts,
  kExportForm,
  kReadForm,
  // ReportService
  kGetSummary,
  kGetNarrative,
  kGetDisclosure,
  kCrossCheckReport,
  kRecordDepartmentEvaluation,
  kDeleteDepartmentEvaluation,
  kListDepartmentEvaluations,
  kSetYearFacts,
  kGetYearFacts,
};
inline constexpr size_t kMethodCount = static_cast<size_t>(Method::kGetYearFacts) + 1;

// Where a role has to be held.
enum class Reach : uint8_t {
  kAnywhere,     // on any org: the call is about nothing that belongs to one
  kOrg,          // on the org the call is about (of the form, project, principal, window …), or above it
  kReadOrg,      // the same, or on the org that succeeded it
  kWholeTree,    // on the root, with clearance: the answer tells of everything there is
  kCaller,       // nowhere: the call is about the caller
  kCallerOrOrg,  // kCaller for what is the caller's own, else kOrg
};

struct MethodRule {
  Method method;
  const char* service;  // "EvaluationService"
  const char* name;     // "SubmitEvaluation"
  const char* action;   // as the event log names a change: "evaluation.submit"; of a method that reads: ""
  Reach reach;
  RoleSet roles;  // any of these; kCaller: everyone
};

const MethodRule& RuleOf(Method method);
// All of them, in the order of the enumeration.
const std::array<MethodRule, kMethodCount>& MethodRules();

// The table as Markdown: access.md.
std::string AccessTable();

}  // namespace heng::core
