// The commands: options in, calls to the server, tables or JSON out.
#pragma once

#include "client/cli/console.h"
#include "client/cli/exit_code.h"
#include "client/cli/options.h"
#include "client/cli/render.h"

namespace heng::cli {

class Client;  // rpc.h, which brings all of gRPC with it

// What every command works with.
struct Session {
  const Options& options;
  const Console& console;
  Client& client;

  // Where calls go, for messages.
  const std::string& Server() const;
  Look OutLook() const { return {console.language, console.color_out, console.width}; }
  Look ErrLook() const { return {console.language, console.color_err, 0}; }
  bool Json() const { return options.output == Output::kJson; }
};

// Forms: commands_score.cc, commands_check.cc, commands_submit.cc, commands_eval.cc.
ExitCode RunScore(const Session& session);
ExitCode RunCheck(const Session& session);
ExitCode RunSubmit(const Session& session);
ExitCode RunEvalList(const Session& session);
ExitCode RunEvalCount(const Session& session);
ExitCode RunEvalShow(const Session& session);
// Forms on their way, of either kind: commands_form_actions.cc.
ExitCode RunFormSubmit(const Session& session);
ExitCode RunFormCheck(const Session& session);
ExitCode RunFormWithdraw(const Session& session);
ExitCode RunFormAskWithdrawal(const Session& session);
ExitCode RunFormDiscard(const Session& session);
ExitCode RunEvalPublish(const Session& session);
ExitCode RunEvalReopen(const Session& session);
ExitCode RunTargetReview(const Session& session);
ExitCode RunTargetApprove(const Session& session);
ExitCode RunTargetAmend(const Session& session);
ExitCode RunReviewApprove(const Session& session);
ExitCode RunReviewAccept(const Session& session);
ExitCode RunReviewAllow(const Session& session);
// commands_eval_new.cc, commands_eval_budget.cc, commands_answer.cc
ExitCode RunEvalNew(const Session& session);
ExitCode RunEvalImport(const Session& session);  // commands_eval_import.cc
ExitCode RunEvalUpdate(const Session& session);
ExitCode RunEvalBudget(const Session& session);
ExitCode RunFormAnswer(const Session& session);
ExitCode RunFormWaive(const Session& session);
// commands_review.cc, commands_review_score.cc
ExitCode RunReviewQueue(const Session& session);
ExitCode RunReviewShow(const Session& session);
ExitCode RunReviewReturn(const Session& session);
ExitCode RunReviewComment(const Session& session);
ExitCode RunReviewScore(const Session& session);
// commands_target.cc
ExitCode RunTargetList(const Session& session);
ExitCode RunTargetShow(const Session& session);
ExitCode RunTargetCreate(const Session& session);
ExitCode RunTargetSubmit(const Session& session);
ExitCode RunTargetCheck(const Session& session);
ExitCode RunTargetUpdate(const Session& session);
// commands_events.cc
ExitCode RunEventsList(const Session& session);
ExitCode RunEventsHead(const Session& session);
ExitCode RunEventsVerify(const Session& session);
// commands_watch.cc
ExitCode RunWatch(const Session& session);
// Policies: commands_policy.cc and commands_simulate.cc here, commands_policy_server.cc and commands_simulate_remote.cc
// on the server.
ExitCode RunPolicyList(const Session& session);
ExitCode RunPolicyShow(const Session& session);
ExitCode RunPolicyTest(const Session& session);
ExitCode RunPolicySimulate(const Session& session);
ExitCode RunRemotePolicyList(const Session& session);
ExitCode RunRemotePolicyShow(const Session& session);
ExitCode RunRemotePolicyTest(const Session& session);
ExitCode RunRemotePolicySimulate(const Session& session);
ExitCode RunPolicyCreate(const Session& session);
ExitCode RunPolicyActivate(const Session& session);
ExitCode RunPolicyDeactivate(const Session& session);
ExitCode RunPolicyActivations(const Session& session);
// commands_config.cc
ExitCode RunSetContext(const Session& session);
ExitCode RunUseContext(const Session& session);
ExitCode RunGetContexts(const Session& session);
ExitCode RunCurrentContext(const Session& session);
ExitCode RunDeleteContext(const Session& session);
ExitCode RunViewConfig(const Session& session);
// commands_login.cc
ExitCode RunLogin(const Session& session);
ExitCode RunLogout(const Session& session);
ExitCode RunWhoAmI(const Session& session);
// commands_org.cc, commands_project.cc, commands_import.cc
ExitCode RunOrgList(const Session& session);
ExitCode RunOrgShow(const Session& session);
ExitCode RunOrgCreate(const Session& session);
ExitCode RunOrgUpdate(const Session& session);
ExitCode RunOrgClose(const Session& session);
ExitCode RunOrgMerge(const Session& session);
ExitCode RunOrgImport(const Session& session);
ExitCode RunProjectList(const Session& session);
ExitCode RunProjectShow(const Session& session);
ExitCode RunProjectCreate(const Session& session);
ExitCode RunProjectUpdate(const Session& session);
ExitCode RunProjectClose(const Session& session);
ExitCode RunProjectReplace(const Session& session);
ExitCode RunProjectImport(const Session& session);
// commands_access.cc, commands_token.cc, commands_window.cc
ExitCode RunPrincipals(const Session& session);
ExitCode RunPrincipalShow(const Session& session);
ExitCode RunPrincipalCreate(const Session& session);
ExitCode RunPrincipalUpdate(const Session& session);
ExitCode RunGrant(const Session& session);
ExitCode RunUngrant(const Session& session);
ExitCode RunPrincipalDisable(const Session& session);
ExitCode RunPrincipalEnable(const Session& session);
ExitCode RunTokenCreate(const Session& session);
ExitCode RunTokenList(const Session& session);
ExitCode RunTokenRevoke(const Session& session);
ExitCode RunWindowList(const Session& session);
ExitCode RunWindowSet(const Session& session);
ExitCode RunWindowDelete(const Session& session);
ExitCode RunWindowExtend(const Session& session);
ExitCode RunWindowUnextend(const Session& session);
// commands_todo.cc, commands_diff.cc, commands_history.cc
ExitCode RunTodo(const Session& session);
ExitCode RunDue(const Session& session);
ExitCode RunDiff(const Session& session);
ExitCode RunHistory(const Session& session);
// commands_sample.cc
ExitCode RunSampleDraw(const Session& session);
ExitCode RunSampleList(const Session& session);
ExitCode RunSampleShow(const Session& session);
ExitCode RunSampleVerify(const Session& session);
// commands_workflow.cc
ExitCode RunWorkflowShow(const Session& session);
ExitCode RunWorkflowList(const Session& session);
ExitCode RunWorkflowSet(const Session& session);
ExitCode RunWorkflowDelete(const Session& session);
// commands_budget.cc, commands_import.cc
ExitCode RunBudgetShow(const Session& session);
ExitCode RunBudgetList(const Session& session);
ExitCode RunBudgetImport(const Session& session);
// commands_results.cc
ExitCode RunResultsExport(const Session& session);
// commands_import_forms.cc, commands_export.cc
ExitCode RunImport(const Session& session);
ExitCode RunExport(const Session& session);
ExitCode RunLayoutList(const Session& session);
ExitCode RunLayoutTemplate(const Session& session);
// commands_crosscheck.cc
ExitCode RunCrossCheck(const Session& session);
// commands_report.cc, commands_report_records.cc
ExitCode RunSummary(const Session& session);
ExitCode RunNarrative(const Session& session);
ExitCode RunDisclosure(const Session& session);
ExitCode RunDepartmentEvaluationRecord(const Session& session);
ExitCode RunDepartmentEvaluationList(const Session& session);
ExitCode RunDepartmentEvaluationDelete(const Session& session);
ExitCode RunYearFactsSet(const Session& session);
ExitCode RunYearFactsShow(const Session& session);
// commands_explain.cc, completion.cc, commands.cc
ExitCode RunExplainFinding(const Session& session);
ExitCode RunCompletion(const Session& session);
ExitCode RunVersion(const Session& session);

// Prints `error` on stderr and returns how the command ends. `subject` is the file or name it happened to.
ExitCode Report(const Session& session, const std::string& subject, const RpcError& error);

// The command of `options`.
ExitCode RunCommand(const Options& options, const Console& console);

}  // namespace heng::cli
