#include "service/core/handlers.h"

#include <google/protobuf/arena.h>

#include <utility>

#include "service/core/access/access.h"
#include "service/core/budgets/budgets.h"
#include "service/core/directory/directory.h"
#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "service/core/events.h"
#include "service/core/paper/form_files.h"
#include "service/core/policies/policies.h"
#include "service/core/reports/reports.h"
#include "service/core/samples/samples.h"
#include "service/core/targets.h"
#include "service/core/workflow/workflows.h"

namespace heng::core {
namespace {

// Null: the bytes are no message of this kind.
template <typename Request>
const Request* Parse(std::string_view body, google::protobuf::Arena* arena) {
  // A form is hundreds of small texts: one arena instead of as many allocations.
  auto* const request = google::protobuf::Arena::CreateMessage<Request>(arena);
  return request->ParseFromArray(body.data(), static_cast<int>(body.size())) ? request : nullptr;
}

template <typename Service, typename Request>
std::function<void(const CallContext&, Reply)> Answers(Service* service,
                                                       void (Service::*handler)(const CallContext&, const Request&,
                                                                                Reply)) {
  return [service, handler](const CallContext& call, Reply reply) {
    google::protobuf::Arena arena;  // the handler keeps nothing of the request once it returns
    const Request* const request = Parse<Request>(call.body, &arena);
    if (request == nullptr) return reply(UnreadableRequest());
    (service->*handler)(call, *request, std::move(reply));
  };
}

template <typename Service, typename Request>
std::function<OpenedStream(const CallContext&)> Opens(Service* service,
                                                      OpenedStream (Service::*handler)(const CallContext&,
                                                                                       const Request&)) {
  return [service, handler](const CallContext& call) -> OpenedStream {
    google::protobuf::Arena arena;
    const Request* const request = Parse<Request>(call.body, &arena);
    if (request == nullptr) return UnreadableRequest();
    return (service->*handler)(call, *request);
  };
}

}  // namespace

Handlers::Handlers(const Services& services) {
  const auto of = [this](Method method) -> Handler& { return handlers_[static_cast<size_t>(method)]; };
  of(Method::kScoreEvaluation).answer = Answers(services.evaluations, &Evaluations::Score);
  of(Method::kCreateEvaluation).answer = Answers(services.evaluations, &Evaluations::Create);
  of(Method::kGetEvaluation).answer = Answers(services.evaluations, &Evaluations::Get);
  of(Method::kListEvaluations).answer = Answers(services.evaluations, &Evaluations::List);
  of(Method::kCountEvaluations).answer = Answers(services.evaluations, &Evaluations::Count);
  of(Method::kUpdateEvaluation).answer = Answers(services.evaluations, &Evaluations::Update);
  of(Method::kSubmitEvaluation).answer = Answers(services.evaluations, &Evaluations::Submit);
  of(Method::kDiscardEvaluation).answer = Answers(services.evaluations, &Evaluations::Discard);
  of(Method::kPrefillEvaluation).answer = Answers(services.evaluations, &Evaluations::Prefill);
  of(Method::kCheckEvaluation).answer = Answers(services.evaluations, &Evaluations::Check);
  of(Method::kWithdrawEvaluation).answer = Answers(services.evaluations, &Evaluations::Withdraw);
  of(Method::kAskEvaluationWithdrawal).answer = Answers(services.evaluations, &Evaluations::AskWithdrawal);
  of(Method::kAllowEvaluationWithdrawal).answer = Answers(services.evaluations, &Evaluations::AllowWithdrawal);
  of(Method::kOpenEvaluation).answer = Answers(services.evaluations, &Evaluations::Open);
  of(Method::kReturnEvaluation).answer = Answers(services.evaluations, &Evaluations::Return);
  of(Method::kApproveEvaluation).answer = Answers(services.evaluations, &Evaluations::Approve);
  of(Method::kAcceptEvaluation).answer = Answers(services.evaluations, &Evaluations::Accept);
  of(Method::kPublishEvaluation).answer = Answers(services.evaluations, &Evaluations::Publish);
  of(Method::kReopenEvaluation).answer = Answers(services.evaluations, &Evaluations::Reopen);
  of(Method::kRecheckEvaluation).answer = Answers(services.evaluations, &Evaluations::Recheck);
  of(Method::kCommentEvaluation).answer = Answers(services.evaluations, &Evaluations::Comment);
  of(Method::kAnswerEvaluationComments).answer = Answers(services.evaluations, &Evaluations::Answer);
  of(Method::kWaiveEvaluationFinding).answer = Answers(services.evaluations, &Evaluations::Waive);
  of(Method::kApplyBudget).answer = Answers(services.evaluations, &Evaluations::ApplyBudget);
  of(Method::kBatchSubmitEvaluations).answer = Answers(services.evaluations, &Evaluations::BatchSubmit);
  of(Method::kBatchApproveEvaluations).answer = Answers(services.evaluations, &Evaluations::BatchApprove);
  of(Method::kBatchAcceptEvaluations).answer = Answers(services.evaluations, &Evaluations::BatchAccept);
  of(Method::kBatchPublishEvaluations).answer = Answers(services.evaluations, &Evaluations::BatchPublish);
  of(Method::kImportEvaluations).answer = [evaluations = services.evaluations](const CallContext& call, Reply reply) {
    evaluations->Import(call, std::move(reply));
  };
  of(Method::kImportEvaluationBatch).answer = of(Method::kImportEvaluations).answer;
  of(Method::kListEvents).answer = Answers(services.events, &Events::List);
  of(Method::kGetEventHead).answer = Answers(services.events, &Events::Head);
  of(Method::kVerifyEvents).answer = Answers(services.events, &Events::Verify);
  of(Method::kWatchEvents).open = Opens(services.events, &Events::Watch);
  of(Method::kGetOrg).answer = Answers(services.directory, &Directory::GetOrg);
  of(Method::kListOrgs).answer = Answers(services.directory, &Directory::ListOrgs);
  of(Method::kCreateOrg).answer = Answers(services.directory, &Directory::CreateOrg);
  of(Method::kUpdateOrg).answer = Answers(services.directory, &Directory::UpdateOrg);
  of(Method::kCloseOrg).answer = Answers(services.directory, &Directory::CloseOrg);
  of(Method::kMergeOrgs).answer = Answers(services.directory, &Directory::MergeOrgs);
  of(Method::kImportOrgs).answer = Answers(services.directory, &Directory::ImportOrgs);
  of(Method::kGetProject).answer = Answers(services.directory, &Directory::GetProject);
  of(Method::kListProjects).answer = Answers(services.directory, &Directory::ListProjects);
  of(Method::kCreateProject).answer = Answers(services.directory, &Directory::CreateProject);
  of(Method::kUpdateProject).answer = Answers(services.directory, &Directory::UpdateProject);
  of(Method::kCloseProject).answer = Answers(services.directory, &Directory::CloseProject);
  of(Method::kReplaceProjects).answer = Answers(services.directory, &Directory::ReplaceProjects);
  of(Method::kImportProjects).answer = Answers(services.directory, &Directory::ImportProjects);
  of(Method::kWhoAmI).answer = Answers(services.access, &Access::WhoAmI);
  of(Method::kGetPrincipal).answer = Answers(services.access, &Access::GetPrincipal);
  of(Method::kListPrincipals).answer = Answers(services.access, &Access::ListPrincipals);
  of(Method::kCreatePrincipal).answer = Answers(services.access, &Access::CreatePrincipal);
  of(Method::kUpdatePrincipal).answer = Answers(services.access, &Access::UpdatePrincipal);
  of(Method::kAddGrant).answer = Answers(services.access, &Access::AddGrant);
  of(Method::kRemoveGrant).answer = Answers(services.access, &Access::RemoveGrant);
  of(Method::kCreateToken).answer = Answers(services.access, &Access::CreateToken);
  of(Method::kListTokens).answer = Answers(services.access, &Access::ListTokens);
  of(Method::kRevokeToken).answer = Answers(services.access, &Access::RevokeToken);
  of(Method::kListFilingWindows).answer = Answers(services.access, &Access::ListFilingWindows);
  of(Method::kSetFilingWindow).answer = Answers(services.access, &Access::SetFilingWindow);
  of(Method::kDeleteFilingWindow).answer = Answers(services.access, &Access::DeleteFilingWindow);
  of(Method::kSetFilingExtension).answer = Answers(services.access, &Access::SetFilingExtension);
  of(Method::kDeleteFilingExtension).answer = Answers(services.access, &Access::DeleteFilingExtension);
  of(Method::kGetPolicy).answer = Answers(services.policies, &Policies::GetPolicy);
  of(Method::kListPolicies).answer = Answers(services.policies, &Policies::ListPolicies);
  of(Method::kCreatePolicy).answer = Answers(services.policies, &Policies::CreatePolicy);
  of(Method::kTestPolicy).answer = Answers(services.policies, &Policies::TestPolicy);
  of(Method::kActivatePolicy).answer = Answers(services.policies, &Policies::ActivatePolicy);
  of(Method::kDeactivatePolicy).answer = Answers(services.policies, &Policies::DeactivatePolicy);
  of(Method::kListActivations).answer = Answers(services.policies, &Policies::ListActivations);
  of(Method::kSimulatePolicy).open = Opens(services.policies, &Policies::Simulate);
  of(Method::kCheckTargetForm).answer = Answers(services.targets, &Targets::CheckForm);
  of(Method::kCreateTarget).answer = Answers(services.targets, &Targets::Create);
  of(Method::kGetTarget).answer = Answers(services.targets, &Targets::Get);
  of(Method::kListTargets).answer = Answers(services.targets, &Targets::List);
  of(Method::kUpdateTarget).answer = Answers(services.targets, &Targets::Update);
  of(Method::kSubmitTarget).answer = Answers(services.targets, &Targets::Submit);
  of(Method::kDiscardTarget).answer = Answers(services.targets, &Targets::Discard);
  of(Method::kWithdrawTarget).answer = Answers(services.targets, &Targets::Withdraw);
  of(Method::kAskTargetWithdrawal).answer = Answers(services.targets, &Targets::AskWithdrawal);
  of(Method::kAllowTargetWithdrawal).answer = Answers(services.targets, &Targets::AllowWithdrawal);
  of(Method::kOpenTarget).answer = Answers(services.targets, &Targets::Open);
  of(Method::kReturnTarget).answer = Answers(services.targets, &Targets::Return);
  of(Method::kReviewTarget).answer = Answers(services.targets, &Targets::Review);
  of(Method::kApproveTarget).answer = Answers(services.targets, &Targets::Approve);
  of(Method::kAmendTarget).answer = Answers(services.targets, &Targets::Amend);
  of(Method::kCommentTarget).answer = Answers(services.targets, &Targets::Comment);
  of(Method::kAnswerTargetComments).answer = Answers(services.targets, &Targets::Answer);
  of(Method::kWaiveTargetFinding).answer = Answers(services.targets, &Targets::Waive);
  of(Method::kBatchSubmitTargets).answer = Answers(services.targets, &Targets::BatchSubmit);
  of(Method::kBatchReviewTargets).answer = Answers(services.targets, &Targets::BatchReview);
  of(Method::kBatchApproveTargets).answer = Answers(services.targets, &Targets::BatchApprove);
  of(Method::kGetWorkflowRules).answer = Answers(services.workflows, &Workflows::GetWorkflowRules);
  of(Method::kListWorkflowRules).answer = Answers(services.workflows, &Workflows::ListWorkflowRules);
  of(Method::kSetWorkflowRules).answer = Answers(services.workflows, &Workflows::SetWorkflowRules);
  of(Method::kDeleteWorkflowRules).answer = Answers(services.workflows, &Workflows::DeleteWorkflowRules);
  of(Method::kListTasks).answer = Answers(services.workflows, &Workflows::ListTasks);
  of(Method::kListMissingForms).answer = Answers(services.workflows, &Workflows::ListMissingForms);
  of(Method::kDrawSample).answer = Answers(services.samples, &Samples::DrawSample);
  of(Method::kGetSample).answer = Answers(services.samples, &Samples::GetSample);
  of(Method::kListSamples).answer = Answers(services.samples, &Samples::ListSamples);
  of(Method::kImportBudgets).answer = Answers(services.budgets, &Budgets::ImportBudgets);
  of(Method::kImportBudgetBatch).answer = Answers(services.budgets, &Budgets::ImportBudgets);
  of(Method::kGetBudget).answer = Answers(services.budgets, &Budgets::GetBudget);
  of(Method::kListBudgets).answer = Answers(services.budgets, &Budgets::ListBudgets);
  of(Method::kExportResults).open = Opens(services.budgets, &Budgets::ExportResults);
  of(Method::kListLayouts).answer = Answers(services.form_files, &FormFiles::ListLayouts);
  of(Method::kExportForm).answer = Answers(services.form_files, &FormFiles::ExportForm);
  of(Method::kReadForm).answer = Answers(services.form_files, &FormFiles::ReadForm);
  of(Method::kGetSummary).answer = Answers(services.reports, &Reports::GetSummary);
  of(Method::kGetNarrative).answer = Answers(services.reports, &Reports::GetNarrative);
  of(Method::kGetDisclosure).answer = Answers(services.reports, &Reports::GetDisclosure);
  of(Method::kCrossCheckReport).answer = Answers(services.reports, &Reports::CrossCheckReport);
  of(Method::kRecordDepartmentEvaluation).answer = Answers(services.reports, &Reports::RecordDepartmentEvaluation);
  of(Method::kDeleteDepartmentEvaluation).answer = Answers(services.reports, &Reports::DeleteDepartmentEvaluation);
  of(Method::kListDepartmentEvaluations).answer = Answers(services.reports, &Reports::ListDepartmentEvaluations);
  of(Method::kSetYearFacts).answer = Answers(services.reports, &Reports::SetYearFacts);
  of(Method::kGetYearFacts).answer = Answers(services.reports, &Reports::GetYearFacts);
}

const MethodRule* FindMethod(std::string_view service, std::string_view method) {
  constexpr std::string_view kPackage = "heng.v1.";
  if (!service.starts_with(kPackage)) return nullptr;
  service.remove_prefix(kPackage.size());
  for (const MethodRule& rule : MethodRules()) {
    if (rule.name == method && rule.service == service) return &rule;
  }
  return nullptr;
}

}  // namespace heng::core
