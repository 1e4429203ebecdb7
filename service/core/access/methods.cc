#include "service/core/access/methods.h"

#include "absl/strings/str_cat.h"

namespace heng::core {
namespace {

using namespace heng::v1;  // NOLINT(google-build-using-namespace): a table of role names

constexpr RoleSet kEveryone = Set(PREPARER, UNIT_HEAD, REVIEWER, FINANCE, INTEGRATOR, AUDITOR, ADMIN);
// Forms are no business of those who keep the system running.
constexpr RoleSet kReadForms = Set(PREPARER, UNIT_HEAD, REVIEWER, FINANCE, INTEGRATOR, AUDITOR);
constexpr RoleSet kWriteForms = Set(PREPARER, UNIT_HEAD, INTEGRATOR);
constexpr RoleSet kUnitHead = Set(UNIT_HEAD);
constexpr RoleSet kReviewer = Set(REVIEWER);
constexpr RoleSet kFinance = Set(FINANCE);
constexpr RoleSet kReviewForms = Set(REVIEWER, FINANCE);
constexpr RoleSet kCommentForms = Set(UNIT_HEAD, REVIEWER, FINANCE);
constexpr RoleSet kWaiveFindings = Set(PREPARER, UNIT_HEAD, REVIEWER);
constexpr RoleSet kPublishForms = Set(UNIT_HEAD, REVIEWER);
constexpr RoleSet kReadSamples = Set(REVIEWER, FINANCE, AUDITOR);
constexpr RoleSet kKeepBudgets = Set(FINANCE, INTEGRATOR);
constexpr RoleSet kReportFacts = Set(PREPARER, UNIT_HEAD, REVIEWER, FINANCE, INTEGRATOR);
constexpr RoleSet kReadLog = Set(AUDITOR, ADMIN);
constexpr RoleSet kKeepProjects = Set(REVIEWER, FINANCE, INTEGRATOR, ADMIN);
constexpr RoleSet kKeepRules = Set(FINANCE, ADMIN);
constexpr RoleSet kKeepAccess = Set(ADMIN);

constexpr std::array<MethodRule, kMethodCount> kRules{{
    {Method::kScoreEvaluation, "EvaluationService", "ScoreEvaluation", "", Reach::kAnywhere, kEveryone},
    {Method::kCreateEvaluation, "EvaluationService", "CreateEvaluation", "evaluation.create", Reach::kOrg, kWriteForms},
    {Method::kGetEvaluation, "EvaluationService", "GetEvaluation", "", Reach::kReadOrg, kReadForms},
    {Method::kListEvaluations, "EvaluationService", "ListEvaluations", "", Reach::kReadOrg, kReadForms},
    {Method::kCountEvaluations, "EvaluationService", "CountEvaluations", "", Reach::kReadOrg, kReadForms},
    {Method::kUpdateEvaluation, "EvaluationService", "UpdateEvaluation", "evaluation.update", Reach::kOrg, kWriteForms},
    {Method::kSubmitEvaluation, "EvaluationService", "SubmitEvaluation", "evaluation.submit", Reach::kOrg, kWriteForms},
    {Method::kDiscardEvaluation, "EvaluationService", "DiscardEvaluation", "evaluation.discard", Reach::kOrg,
     kWriteForms},
    {Method::kPrefillEvaluation, "EvaluationService", "PrefillEvaluation", "", Reach::kOrg, kWriteForms},
    {Method::kCheckEvaluation, "EvaluationService", "CheckEvaluation", "evaluation.check", Reach::kOrg, kUnitHead},
    {Method::kWithdrawEvaluation, "EvaluationService", "WithdrawEvaluation", "evaluation.withdraw", Reach::kOrg,
     kWriteForms},
    {Method::kAskEvaluationWithdrawal, "EvaluationService", "AskEvaluationWithdrawal", "evaluation.ask-withdrawal",
     Reach::kOrg, kWriteForms},
    {Method::kAllowEvaluationWithdrawal, "EvaluationService", "AllowEvaluationWithdrawal",
     "evaluation.allow-withdrawal", Reach::kOrg, kReviewer},
    {Method::kOpenEvaluation, "EvaluationService", "OpenEvaluation", "evaluation.open", Reach::kOrg, kReviewer},
    {Method::kReturnEvaluation, "EvaluationService", "ReturnEvaluation", "evaluation.return", Reach::kOrg, kReviewer},
    {Method::kApproveEvaluation, "EvaluationService", "ApproveEvaluation", "evaluation.approve", Reach::kOrg,
     kReviewer},
    {Method::kAcceptEvaluation, "EvaluationService", "AcceptEvaluation", "evaluation.accept", Reach::kOrg, kFinance},
    {Method::kPublishEvaluation, "EvaluationService", "PublishEvaluation", "evaluation.publish", Reach::kOrg,
     kPublishForms},
    {Method::kReopenEvaluation, "EvaluationService", "ReopenEvaluation", "evaluation.reopen", Reach::kOrg, kFinance},
    {Method::kRecheckEvaluation, "EvaluationService", "RecheckEvaluation", "evaluation.recheck", Reach::kOrg,
     kReviewForms},
    {Method::kCommentEvaluation, "EvaluationService", "CommentEvaluation", "evaluation.comment", Reach::kOrg,
     kCommentForms},
    {Method::kAnswerEvaluationComments, "EvaluationService", "AnswerEvaluationComments", "evaluation.answer",
     Reach::kOrg, kWriteForms},
    {Method::kWaiveEvaluationFinding, "EvaluationService", "WaiveEvaluationFinding", "evaluation.waive", Reach::kOrg,
     kWaiveFindings},
    {Method::kApplyBudget, "EvaluationService", "ApplyBudget", "evaluation.apply-budget", Reach::kOrg, kWriteForms},
    {Method::kBatchSubmitEvaluations, "EvaluationService", "BatchSubmitEvaluations", "", Reach::kOrg, kWriteForms},
    {Method::kBatchApproveEvaluations, "EvaluationService", "BatchApproveEvaluations", "", Reach::kOrg, kReviewer},
    {Method::kBatchAcceptEvaluations, "EvaluationService", "BatchAcceptEvaluations", "", Reach::kOrg, kFinance},
    {Method::kBatchPublishEvaluations, "EvaluationService", "BatchPublishEvaluations", "", Reach::kOrg, kPublishForms},
    {Method::kImportEvaluations, "EvaluationService", "ImportEvaluations", "", Reach::kOrg, kWriteForms},
    {Method::kImportEvaluationBatch, "EvaluationService", "ImportEvaluationBatch", "", Reach::kOrg, kWriteForms},

    {Method::kListEvents, "EventService", "ListEvents", "", Reach::kReadOrg, kEveryone},
    {Method::kGetEventHead, "EventService", "GetEventHead", "", Reach::kWholeTree, kReadLog},
    {Method::kVerifyEvents, "EventService", "VerifyEvents", "", Reach::kWholeTree, kReadLog},
    {Method::kWatchEvents, "EventService", "WatchEvents", "", Reach::kReadOrg, kEveryone},

    {Method::kGetOrg, "DirectoryService", "GetOrg", "", Reach::kReadOrg, kEveryone},
    {Method::kListOrgs, "DirectoryService", "ListOrgs", "", Reach::kReadOrg, kEveryone},
    {Method::kCreateOrg, "DirectoryService", "CreateOrg", "org.create", Reach::kOrg, kKeepAccess},
    {Method::kUpdateOrg, "DirectoryService", "UpdateOrg", "org.update", Reach::kOrg, kKeepAccess},
    {Method::kCloseOrg, "DirectoryService", "CloseOrg", "org.close", Reach::kOrg, kKeepAccess},
    {Method::kMergeOrgs, "DirectoryService", "MergeOrgs", "org.merge", Reach::kOrg, kKeepAccess},
    {Method::kImportOrgs, "DirectoryService", "ImportOrgs", "org.import", Reach::kOrg, kKeepAccess},
    {Method::kGetProject, "DirectoryService", "GetProject", "", Reach::kReadOrg, kEveryone},
    {Method::kListProjects, "DirectoryService", "ListProjects", "", Reach::kReadOrg, kEveryone},
    {Method::kCreateProject, "DirectoryService", "CreateProject", "project.create", Reach::kOrg, kKeepProjects},
    {Method::kUpdateProject, "DirectoryService", "UpdateProject", "project.update", Reach::kOrg, kKeepProjects},
    {Method::kCloseProject, "DirectoryService", "CloseProject", "project.close", Reach::kOrg, kKeepProjects},
    {Method::kReplaceProjects, "DirectoryService", "ReplaceProjects", "project.replace", Reach::kOrg, kKeepProjects},
    {Method::kImportProjects, "DirectoryService", "ImportProjects", "project.import", Reach::kOrg, kKeepProjects},

    {Method::kWhoAmI, "AccessService", "WhoAmI", "", Reach::kCaller, kEveryone},
    {Method::kGetPrincipal, "AccessService", "GetPrincipal", "", Reach::kCallerOrOrg, kKeepAccess},
    {Method::kListPrincipals, "AccessService", "ListPrincipals", "", Reach::kOrg, kKeepAccess},
    {Method::kCreatePrincipal, "AccessService", "CreatePrincipal", "principal.create", Reach::kOrg, kKeepAccess},
    {Method::kUpdatePrincipal, "AccessService", "UpdatePrincipal", "principal.update", Reach::kOrg, kKeepAccess},
    {Method::kAddGrant, "AccessService", "AddGrant", "principal.grant", Reach::kOrg, kKeepAccess},
    {Method::kRemoveGrant, "AccessService", "RemoveGrant", "principal.ungrant", Reach::kOrg, kKeepAccess},
    {Method::kCreateToken, "AccessService", "CreateToken", "token.create", Reach::kCallerOrOrg, kKeepAccess},
    {Method::kListTokens, "AccessService", "ListTokens", "", Reach::kCallerOrOrg, kKeepAccess},
    {Method::kRevokeToken, "AccessService", "RevokeToken", "token.revoke", Reach::kCallerOrOrg, kKeepAccess},
    {Method::kListFilingWindows, "AccessService", "ListFilingWindows", "", Reach::kReadOrg, kEveryone},
    {Method::kSetFilingWindow, "AccessService", "SetFilingWindow", "window.set", Reach::kOrg, kKeepRules},
    {Method::kDeleteFilingWindow, "AccessService", "DeleteFilingWindow", "window.delete", Reach::kOrg, kKeepRules},
    {Method::kSetFilingExtension, "AccessService", "SetFilingExtension", "extension.set", Reach::kOrg, kKeepRules},
    {Method::kDeleteFilingExtension, "AccessService", "DeleteFilingExtension", "extension.delete", Reach::kOrg,
     kKeepRules},

    {Method::kGetPolicy, "PolicyService", "GetPolicy", "", Reach::kAnywhere, kEveryone},
    {Method::kListPolicies, "PolicyService", "ListPolicies", "", Reach::kAnywhere, kEveryone},
    {Method::kCreatePolicy, "PolicyService", "CreatePolicy", "policy.create", Reach::kAnywhere, kKeepRules},
    {Method::kTestPolicy, "PolicyService", "TestPolicy", "", Reach::kAnywhere, kEveryone},
    {Method::kActivatePolicy, "PolicyService", "ActivatePolicy", "policy.activate", Reach::kOrg, kKeepRules},
    {Method::kDeactivatePolicy, "PolicyService", "DeactivatePolicy", "policy.deactivate", Reach::kOrg, kKeepRules},
    {Method::kListActivations, "PolicyService", "ListActivations", "", Reach::kReadOrg, kEveryone},
    {Method::kSimulatePolicy, "PolicyService", "SimulatePolicy", "", Reach::kReadOrg, kReadForms},

    {Method::kCheckTargetForm, "TargetService", "CheckTargetForm", "", Reach::kAnywhere, kEveryone},
    {Method::kCreateTarget, "TargetService", "CreateTarget", "target.create", Reach::kOrg, kWriteForms},
    {Method::kGetTarget, "TargetService", "GetTarget", "", Reach::kReadOrg, kReadForms},
    {Method::kListTargets, "TargetService", "ListTargets", "", Reach::kReadOrg, kReadForms},
    {Method::kUpdateTarget, "TargetService", "UpdateTarget", "target.update", Reach::kOrg, kWriteForms},
    {Method::kSubmitTarget, "TargetService", "SubmitTarget", "target.submit", Reach::kOrg, kWriteForms},
    {Method::kDiscardTarget, "TargetService", "DiscardTarget", "target.discard", Reach::kOrg, kWriteForms},
    {Method::kWithdrawTarget, "TargetService", "WithdrawTarget", "target.withdraw", Reach::kOrg, kWriteForms},
    {Method::kAskTargetWithdrawal, "TargetService", "AskTargetWithdrawal", "target.ask-withdrawal", Reach::kOrg,
     kWriteForms},
    {Method::kAllowTargetWithdrawal, "TargetService", "AllowTargetWithdrawal", "target.allow-withdrawal", Reach::kOrg,
     kReviewer},
    {Method::kOpenTarget, "TargetService", "OpenTarget", "target.open", Reach::kOrg, kReviewer},
    {Method::kReturnTarget, "TargetService", "ReturnTarget", "target.return", Reach::kOrg, kReviewForms},
    {Method::kReviewTarget, "TargetService", "ReviewTarget", "target.review", Reach::kOrg, kReviewer},
    {Method::kApproveTarget, "TargetService", "ApproveTarget", "target.approve", Reach::kOrg, kFinance},
    {Method::kAmendTarget, "TargetService", "AmendTarget", "target.amend", Reach::kOrg, kWriteForms},
    {Method::kCommentTarget, "TargetService", "CommentTarget", "target.comment", Reach::kOrg, kCommentForms},
    {Method::kAnswerTargetComments, "TargetService", "AnswerTargetComments", "target.answer", Reach::kOrg, kWriteForms},
    {Method::kWaiveTargetFinding, "TargetService", "WaiveTargetFinding", "target.waive", Reach::kOrg, kWaiveFindings},
    {Method::kBatchSubmitTargets, "TargetService", "BatchSubmitTargets", "", Reach::kOrg, kWriteForms},
    {Method::kBatchReviewTargets, "TargetService", "BatchReviewTargets", "", Reach::kOrg, kReviewer},
    {Method::kBatchApproveTargets, "TargetService", "BatchApproveTargets", "", Reach::kOrg, kFinance},

    {Method::kGetWorkflowRules, "WorkflowService", "GetWorkflowRules", "", Reach::kReadOrg, kEveryone},
    {Method::kListWorkflowRules, "WorkflowService", "ListWorkflowRules", "", Reach::kReadOrg, kEveryone},
    {Method::kSetWorkflowRules, "WorkflowService", "SetWorkflowRules", "workflow.set", Reach::kOrg, kKeepRules},
    {Method::kDeleteWorkflowRules, "WorkflowService", "DeleteWorkflowRules", "workflow.delete", Reach::kOrg,
     kKeepRules},
    {Method::kListTasks, "WorkflowService", "ListTasks", "", Reach::kCaller, kEveryone},
    {Method::kListMissingForms, "WorkflowService", "ListMissingForms", "", Reach::kReadOrg, kReadForms},

    {Method::kDrawSample, "SampleService", "DrawSample", "sample.draw", Reach::kOrg, kFinance},
    {Method::kGetSample, "SampleService", "GetSample", "", Reach::kReadOrg, kReadSamples},
    {Method::kListSamples, "SampleService", "ListSamples", "", Reach::kReadOrg, kReadSamples},

    {Method::kImportBudgets, "BudgetService", "ImportBudgets", "budget.import", Reach::kOrg, kKeepBudgets},
    {Method::kImportBudgetBatch, "BudgetService", "ImportBudgetBatch", "budget.import", Reach::kOrg, kKeepBudgets},
    {Method::kGetBudget, "BudgetService", "GetBudget", "", Reach::kReadOrg, kReadForms},
    {Method::kListBudgets, "BudgetService", "ListBudgets", "", Reach::kReadOrg, kReadForms},
    {Method::kExportResults, "BudgetService", "ExportResults", "", Reach::kReadOrg, kReadForms},

    {Method::kListLayouts, "FormService", "ListLayouts", "", Reach::kAnywhere, kEveryone},
    {Method::kExportForm, "FormService", "ExportForm", "", Reach::kReadOrg, kReadForms},
    {Method::kReadForm, "FormService", "ReadForm", "", Reach::kOrg, kReadForms},

    {Method::kGetSummary, "ReportService", "GetSummary", "", Reach::kReadOrg, kReadForms},
    {Method::kGetNarrative, "ReportService", "GetNarrative", "", Reach::kReadOrg, kReadForms},
    {Method::kGetDisclosure, "ReportService", "GetDisclosure", "", Reach::kReadOrg, kReadForms},
    {Method::kCrossCheckReport, "ReportService", "CrossCheckReport", "", Reach::kReadOrg, kReadForms},
    {Method::kRecordDepartmentEvaluation, "ReportService", "RecordDepartmentEvaluation", "department-evaluation.record",
     Reach::kOrg, kReviewForms},
    {Method::kDeleteDepartmentEvaluation, "ReportService", "DeleteDepartmentEvaluation", "department-evaluation.delete",
     Reach::kOrg, kReviewForms},
    {Method::kListDepartmentEvaluations, "ReportService", "ListDepartmentEvaluations", "", Reach::kReadOrg, kReadForms},
    {Method::kSetYearFacts, "ReportService", "SetYearFacts", "year-facts.set", Reach::kOrg, kReportFacts},
    {Method::kGetYearFacts, "ReportService", "GetYearFacts", "", Reach::kReadOrg, kReadForms},
}};

constexpr bool InOrder() {
  for (size_t i = 0; i < kMethodCount; ++i) {
    if (static_cast<size_t>(kRules[i].method) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "the rules stand in the order of the enumeration");

struct ReachText {
  const char* en;
  const char* zh;
};

ReachText TextOf(Reach reach) {
  switch (reach) {
    case Reach::kAnywhere:
      return {"any org", "任一单位"};
    case Reach::kOrg:
      return {"the org, or above", "该单位或其上级"};
    case Reach::kReadOrg:
      return {"the org, its successor, or above", "该单位、承继单位或其上级"};
    case Reach::kWholeTree:
      return {"the root, with clearance", "根单位，且有涉密授权"};
    case Reach::kCaller:
      return {"the caller", "本人"};
    case Reach::kCallerOrOrg:
      return {"the caller; else the org, or above", "本人；否则该单位或其上级"};
  }
  return {"", ""};
}

}  // namespace

std::string RoleName(Role role) {
  switch (role) {
    case PREPARER:
      return "preparer";
    case UNIT_HEAD:
      return "unit_head";
    case REVIEWER:
      return "reviewer";
    case FINANCE:
      return "finance";
    case INTEGRATOR:
      return "integrator";
    case AUDITOR:
      return "auditor";
    case ADMIN:
      return "admin";
    default:
      return "";
  }
}

std::string RoleInChinese(Role role) {
  switch (role) {
    case PREPARER:
      return "填报人";
    case UNIT_HEAD:
      return "单位负责人";
    case REVIEWER:
      return "主管部门";
    case FINANCE:
      return "财政部门";
    case INTEGRATOR:
      return "系统对接";
    case AUDITOR:
      return "审计";
    case ADMIN:
      return "系统管理员";
    default:
      return "";
  }
}

const MethodRule& RuleOf(Method method) { return kRules[static_cast<size_t>(method)]; }

const std::array<MethodRule, kMethodCount>& MethodRules() { return kRules; }

std::string AccessTable() {
  std::string table =
      "# Who may do what (谁可以做什么)\n\n"
      "Generated from `access/methods.cc`; a test compares the two. A role counts where it is held: *the org, or "
      "above* "
      "means on the org of the form, project, principal or window the call is about, or on an org above it in the "
      "tree. "
      "What a caller may not do, or may not see, answers PERMISSION_DENIED; lists, counts and sums leave it out. Of a "
      "classified project (涉密项目) and its forms a caller sees nothing without a grant with clearance in line with "
      "the "
      "project's org.\n\n"
      "本表由 `access/methods.cc` 生成。角色授在哪个单位，就管到该单位及其所有下级；无权做的、无权看的，一律答复 "
      "PERMISSION_DENIED，列表、计数、合计中也不出现；没有涉密授权的人看不到涉密项目及其任何表。\n\n"
      "| Method | Where the role is held (角色所在) |";
  for (const Role role : kAllRoles) absl::StrAppend(&table, " ", RoleName(role), " ", RoleInChinese(role), " |");
  absl::StrAppend(&table, "\n|---|---|");
  for (size_t i = 0; i < std::size(kAllRoles); ++i) absl::StrAppend(&table, "---|");
  absl::StrAppend(&table, "\n");
  for (const MethodRule& rule : kRules) {
    const ReachText reach = TextOf(rule.reach);
    absl::StrAppend(&table, "| `", rule.service, ".", rule.name, "` | ", reach.en, " (", reach.zh, ") |");
    for (const Role role : kAllRoles) absl::StrAppend(&table, Contains(rule.roles, role) ? " yes |" : " – |");
    absl::StrAppend(&table, "\n");
  }
  return table;
}

}  // namespace heng::core
