// A request for every method, but for the actions on forms (access_requests_forms.cc).
#include "heng/v1/budget_service.pb.h"
#include "heng/v1/directory_service.pb.h"
#include "heng/v1/evaluation_service.pb.h"
#include "heng/v1/event_service.pb.h"
#include "heng/v1/form_service.pb.h"
#include "heng/v1/policy_service.pb.h"
#include "heng/v1/report_service.pb.h"
#include "heng/v1/sample_service.pb.h"
#include "heng/v1/workflow_service.pb.h"
#include "tests/conformance/api/access_world.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using namespace heng::v1;  // NOLINT(google-build-using-namespace): every message of the contract

using Map = std::map<std::string, std::string>;

FormContent FormOf(const Names& names, const std::string& project) {
  FormContent form = SmallForm();
  form.set_org(names.org);
  form.set_subject(project);
  return form;
}

void AddEvaluations(const Names& names, Map* all) {
  ScoreEvaluationRequest score;
  *score.mutable_form() = FormOf(names, names.project);
  (*all)["EvaluationService.ScoreEvaluation"] = score.SerializeAsString();
  CreateEvaluationRequest create;
  *create.mutable_evaluation()->mutable_form() = FormOf(names, names.new_project);
  create.set_validate_only(true);
  (*all)["EvaluationService.CreateEvaluation"] = create.SerializeAsString();
  GetEvaluationRequest get;
  get.set_name(names.evaluation);
  (*all)["EvaluationService.GetEvaluation"] = get.SerializeAsString();
  ListEvaluationsRequest list;
  list.set_org(names.org);
  (*all)["EvaluationService.ListEvaluations"] = list.SerializeAsString();
  CountEvaluationsRequest count;
  count.set_org(names.org);
  (*all)["EvaluationService.CountEvaluations"] = count.SerializeAsString();
  ImportEvaluationsRequest import;
  import.set_batch("batch");
  import.add_rows()->set_row("1");
  *import.mutable_rows(0)->mutable_evaluation()->mutable_form() = FormOf(names, names.new_project);
  import.set_validate_only(true);
  (*all)["EvaluationService.ImportEvaluations"] = import.SerializeAsString();
  (*all)["EvaluationService.ImportEvaluationBatch"] = import.SerializeAsString();
  UpdateEvaluationRequest update;
  update.mutable_evaluation()->set_name(names.evaluation);
  update.mutable_evaluation()->set_etag("1");
  update.mutable_evaluation()->mutable_form()->set_title("题");
  update.mutable_update_mask()->add_paths("form.title");
  update.set_validate_only(true);
  (*all)["EvaluationService.UpdateEvaluation"] = update.SerializeAsString();
  SubmitEvaluationRequest submit;
  submit.mutable_evaluation()->set_name(names.evaluation);
  submit.mutable_evaluation()->set_etag("1");
  submit.set_validate_only(true);
  (*all)["EvaluationService.SubmitEvaluation"] = submit.SerializeAsString();
  DiscardEvaluationRequest discard;
  discard.set_name(names.evaluation);
  discard.set_etag("1");
  discard.set_validate_only(true);
  (*all)["EvaluationService.DiscardEvaluation"] = discard.SerializeAsString();

  ListEventsRequest events;
  events.set_resource(names.org);
  (*all)["EventService.ListEvents"] = events.SerializeAsString();
  WatchEventsRequest watch;
  watch.set_org(names.org);
  (*all)["EventService.WatchEvents"] = watch.SerializeAsString();
  (*all)["EventService.GetEventHead"] = GetEventHeadRequest().SerializeAsString();
  VerifyEventsRequest verify;
  verify.set_limit(1);
  (*all)["EventService.VerifyEvents"] = verify.SerializeAsString();
}

void AddOrgs(const Names& names, Map* all) {
  GetOrgRequest get;
  get.set_name(names.org);
  (*all)["DirectoryService.GetOrg"] = get.SerializeAsString();
  ListOrgsRequest list;
  list.set_org(names.org);
  (*all)["DirectoryService.ListOrgs"] = list.SerializeAsString();
  CreateOrgRequest create;
  create.mutable_org()->set_name("orgs/new-office");
  create.mutable_org()->set_title("新单位");
  create.mutable_org()->set_type(Org::UNIT);
  create.mutable_org()->set_parent(names.org);
  create.set_validate_only(true);
  (*all)["DirectoryService.CreateOrg"] = create.SerializeAsString();
  UpdateOrgRequest update;
  update.mutable_org()->set_name(names.org);
  update.mutable_org()->set_title("新名");
  update.mutable_org()->set_etag("1");
  update.mutable_update_mask()->add_paths("title");
  update.set_validate_only(true);
  (*all)["DirectoryService.UpdateOrg"] = update.SerializeAsString();
  CloseOrgRequest close;
  close.set_name(names.org);
  close.set_etag("1");
  close.set_validate_only(true);
  (*all)["DirectoryService.CloseOrg"] = close.SerializeAsString();
  MergeOrgsRequest merge;
  merge.add_predecessors(names.org);
  merge.set_successor("orgs/clinic");
  merge.set_validate_only(true);
  (*all)["DirectoryService.MergeOrgs"] = merge.SerializeAsString();
  ImportOrgsRequest import;
  *import.add_orgs() = create.org();
  import.set_validate_only(true);
  (*all)["DirectoryService.ImportOrgs"] = import.SerializeAsString();
}

void AddProjects(const Names& names, Map* all) {
  GetProjectRequest get;
  get.set_name(names.project);
  (*all)["DirectoryService.GetProject"] = get.SerializeAsString();
  ListProjectsRequest list;
  list.set_org(names.org);
  (*all)["DirectoryService.ListProjects"] = list.SerializeAsString();
  CreateProjectRequest create;
  create.mutable_project()->set_name("projects/new-one");
  create.mutable_project()->set_title("新项目");
  create.mutable_project()->set_org(names.org);
  create.set_validate_only(true);
  (*all)["DirectoryService.CreateProject"] = create.SerializeAsString();
  UpdateProjectRequest update;
  update.mutable_project()->set_name(names.project);
  update.mutable_project()->set_title("新名");
  update.mutable_project()->set_etag("1");
  update.mutable_update_mask()->add_paths("title");
  update.set_validate_only(true);
  (*all)["DirectoryService.UpdateProject"] = update.SerializeAsString();
  CloseProjectRequest close;
  close.set_name(names.project);
  close.set_etag("1");
  close.set_validate_only(true);
  (*all)["DirectoryService.CloseProject"] = close.SerializeAsString();
  ReplaceProjectsRequest replace;
  replace.add_predecessors(names.project);
  replace.add_successors(names.new_project);
  replace.set_validate_only(true);
  (*all)["DirectoryService.ReplaceProjects"] = replace.SerializeAsString();
  ImportProjectsRequest import;
  *import.add_projects() = create.project();
  import.set_validate_only(true);
  (*all)["DirectoryService.ImportProjects"] = import.SerializeAsString();
}

void AddPrincipals(const Names& names, Map* all) {
  (*all)["AccessService.WhoAmI"] = WhoAmIRequest().SerializeAsString();
  GetPrincipalRequest get;
  get.set_name(names.principal);
  (*all)["AccessService.GetPrincipal"] = get.SerializeAsString();
  ListPrincipalsRequest list;
  list.set_org(names.org);
  (*all)["AccessService.ListPrincipals"] = list.SerializeAsString();
  CreatePrincipalRequest create;
  create.mutable_principal()->set_name("principals/new-one");
  create.mutable_principal()->set_title("新人");
  create.mutable_principal()->set_org(names.org);
  create.set_validate_only(true);
  (*all)["AccessService.CreatePrincipal"] = create.SerializeAsString();
  UpdatePrincipalRequest update;
  update.mutable_principal()->set_name(names.principal);
  update.mutable_principal()->set_title("新名");
  update.mutable_principal()->set_etag("2");
  update.mutable_update_mask()->add_paths("title");
  update.set_validate_only(true);
  (*all)["AccessService.UpdatePrincipal"] = update.SerializeAsString();
  AddGrantRequest add;
  add.set_principal(names.principal);
  add.mutable_grant()->set_role(UNIT_HEAD);
  add.mutable_grant()->set_org(names.org);
  add.set_validate_only(true);
  (*all)["AccessService.AddGrant"] = add.SerializeAsString();
  RemoveGrantRequest remove;
  remove.set_principal(names.principal);
  remove.mutable_grant()->set_role(PREPARER);
  remove.mutable_grant()->set_org(names.org);
  remove.set_validate_only(true);
  (*all)["AccessService.RemoveGrant"] = remove.SerializeAsString();
  CreateTokenRequest token;
  token.mutable_token()->set_principal(names.principal);
  token.set_validate_only(true);
  (*all)["AccessService.CreateToken"] = token.SerializeAsString();
  ListTokensRequest tokens;
  tokens.set_principal(names.principal);
  (*all)["AccessService.ListTokens"] = tokens.SerializeAsString();
  RevokeTokenRequest revoke;
  revoke.set_name(names.token);
  revoke.set_validate_only(true);
  (*all)["AccessService.RevokeToken"] = revoke.SerializeAsString();
}

void AddWindows(const Names& names, Map* all) {
  ListFilingWindowsRequest list;
  list.set_org(names.org);
  (*all)["AccessService.ListFilingWindows"] = list.SerializeAsString();
  SetFilingWindowRequest set;
  set.mutable_window()->set_org(names.org);
  set.mutable_window()->set_fiscal_year(2019);
  set.mutable_window()->set_form_type(EVALUATION);
  set.mutable_window()->set_close_date("2020-03-31");
  set.set_validate_only(true);
  (*all)["AccessService.SetFilingWindow"] = set.SerializeAsString();
  DeleteFilingWindowRequest drop;
  drop.set_name(names.window);
  drop.set_validate_only(true);
  (*all)["AccessService.DeleteFilingWindow"] = drop.SerializeAsString();
  SetFilingExtensionRequest extend;
  extend.mutable_extension()->set_org(names.org);
  extend.mutable_extension()->set_fiscal_year(2019);
  extend.mutable_extension()->set_form_type(EVALUATION);
  extend.mutable_extension()->set_until("2020-05-31");
  extend.mutable_extension()->set_reason("停电");
  extend.set_validate_only(true);
  (*all)["AccessService.SetFilingExtension"] = extend.SerializeAsString();
  DeleteFilingExtensionRequest end;
  end.set_name(names.extension);
  end.set_validate_only(true);
  (*all)["AccessService.DeleteFilingExtension"] = end.SerializeAsString();
}

void AddPolicies(const Names& names, Map* all) {
  GetPolicyRequest get;
  get.set_name("policies/mof-2020");
  (*all)["PolicyService.GetPolicy"] = get.SerializeAsString();
  (*all)["PolicyService.ListPolicies"] = ListPoliciesRequest().SerializeAsString();
  CreatePolicyRequest create;
  create.mutable_policy()->set_name("policies/what-if");
  create.mutable_policy()->set_revision(1);
  create.mutable_policy()->set_based_on("policies/mof-2020@1");
  create.mutable_policy()->mutable_title()->set_zh("试行");
  create.mutable_policy()->mutable_title()->set_en("on trial");
  create.set_validate_only(true);
  (*all)["PolicyService.CreatePolicy"] = create.SerializeAsString();
  TestPolicyRequest test;
  test.set_name("policies/mof-2020");
  (*all)["PolicyService.TestPolicy"] = test.SerializeAsString();
  ActivatePolicyRequest activate;
  activate.mutable_activation()->set_org(names.org);
  activate.mutable_activation()->set_policy("policies/mof-2020");
  activate.mutable_activation()->set_from_year(2031);
  activate.set_validate_only(true);
  (*all)["PolicyService.ActivatePolicy"] = activate.SerializeAsString();
  DeactivatePolicyRequest deactivate;
  deactivate.set_name(names.activation);
  deactivate.set_validate_only(true);
  (*all)["PolicyService.DeactivatePolicy"] = deactivate.SerializeAsString();
  SimulatePolicyRequest simulate;
  simulate.set_policy("policies/mof-2020");
  simulate.set_org(names.org);
  (*all)["PolicyService.SimulatePolicy"] = simulate.SerializeAsString();
  ListActivationsRequest list;
  list.set_org(names.org);
  (*all)["PolicyService.ListActivations"] = list.SerializeAsString();
}

void AddWorkflows(const Names& names, Map* all) {
  GetWorkflowRulesRequest get;
  get.set_org(names.org);
  (*all)["WorkflowService.GetWorkflowRules"] = get.SerializeAsString();
  ListWorkflowRulesRequest list;
  list.set_org(names.org);
  (*all)["WorkflowService.ListWorkflowRules"] = list.SerializeAsString();
  SetWorkflowRulesRequest set;
  set.mutable_rules()->set_org(names.org);
  set.mutable_rules()->set_etag("1");
  set.mutable_rules()->set_four_eyes(WorkflowRules::WARN);
  set.set_validate_only(true);
  (*all)["WorkflowService.SetWorkflowRules"] = set.SerializeAsString();
  DeleteWorkflowRulesRequest drop;
  drop.set_name(names.rules);
  drop.set_etag("1");
  drop.set_validate_only(true);
  (*all)["WorkflowService.DeleteWorkflowRules"] = drop.SerializeAsString();
  ListTasksRequest tasks;
  tasks.set_org(names.org);
  (*all)["WorkflowService.ListTasks"] = tasks.SerializeAsString();
  ListMissingFormsRequest missing;
  missing.set_org(names.org);
  missing.set_fiscal_year(2022);
  missing.set_form_type(EVALUATION);
  (*all)["WorkflowService.ListMissingForms"] = missing.SerializeAsString();
}

void AddSamplesAndBudgets(const Names& names, Map* all) {
  DrawSampleRequest draw;
  draw.mutable_sample()->set_name("samples/new-one");
  draw.mutable_sample()->set_org(names.org);
  draw.mutable_sample()->set_fiscal_year(2022);
  draw.mutable_sample()->set_method(Sample::BY_AMOUNT);
  draw.mutable_sample()->set_size(1);
  draw.set_validate_only(true);
  (*all)["SampleService.DrawSample"] = draw.SerializeAsString();
  GetSampleRequest get;
  get.set_name(names.sample);
  (*all)["SampleService.GetSample"] = get.SerializeAsString();
  ListSamplesRequest list;
  list.set_org(names.org);
  (*all)["SampleService.ListSamples"] = list.SerializeAsString();
  ImportBudgetsRequest import;
  import.set_system("test");
  import.set_batch("access-request");
  import.add_rows()->set_row("1");
  import.mutable_rows(0)->mutable_budget()->set_as_of("2022-12-31");
  import.mutable_rows(0)->mutable_budget()->mutable_total()->set_annual_budget("2");
  import.mutable_rows(0)->mutable_budget()->set_subject(names.project);
  import.mutable_rows(0)->mutable_budget()->set_org(names.org);
  import.mutable_rows(0)->mutable_budget()->set_fiscal_year(2022);
  import.mutable_rows(0)->mutable_budget()->set_as_of("2022-12-31");
  import.set_validate_only(true);
  (*all)["BudgetService.ImportBudgets"] = import.SerializeAsString();
  (*all)["BudgetService.ImportBudgetBatch"] = import.SerializeAsString();
  GetBudgetRequest budget;
  budget.set_name(names.budget);
  (*all)["BudgetService.GetBudget"] = budget.SerializeAsString();
  ListBudgetsRequest budgets;
  budgets.set_org(names.org);
  (*all)["BudgetService.ListBudgets"] = budgets.SerializeAsString();
  ExportResultsRequest results;
  results.set_org(names.org);
  (*all)["BudgetService.ExportResults"] = results.SerializeAsString();
}

// An empty form as a spreadsheet, which does not say whose it is. Made once: it is the same for all.
const std::string& EmptySheet() {
  static const auto* const kSheet = [] {
    ExportFormRequest request;
    request.mutable_evaluation()->mutable_form()->set_subject_kind(PROJECT);
    request.set_format(XLSX);
    const auto response = World::Get().MustCall<ExportFormResponse>("FormService.ExportForm", request);
    return new std::string(response.file().content());
  }();
  return *kSheet;
}

void AddFiles(const Names& names, Map* all) {
  (*all)["FormService.ListLayouts"] = ListLayoutsRequest().SerializeAsString();
  ExportFormRequest form;
  form.set_name(names.evaluation);
  form.set_format(HTML);
  (*all)["FormService.ExportForm"] = form.SerializeAsString();
  ReadFormRequest read;
  read.set_file(EmptySheet());
  read.set_org(names.org);
  read.set_subject(names.project);
  read.set_fiscal_year(2022);
  (*all)["FormService.ReadForm"] = read.SerializeAsString();
}

void AddReports(const Names& names, Map* all) {
  GetSummaryRequest summary;
  summary.set_org(names.org);
  summary.set_fiscal_year(2022);
  (*all)["ReportService.GetSummary"] = summary.SerializeAsString();
  GetNarrativeRequest narrative;
  narrative.set_evaluation(names.evaluation);
  (*all)["ReportService.GetNarrative"] = narrative.SerializeAsString();
  GetDisclosureRequest disclosure;
  disclosure.set_org(names.org);
  disclosure.set_fiscal_year(2022);
  (*all)["ReportService.GetDisclosure"] = disclosure.SerializeAsString();
  CrossCheckReportRequest check;
  check.set_text("项目绩效自评得分为93.76分。");
  check.set_org(names.org);
  check.set_fiscal_year(2022);
  (*all)["ReportService.CrossCheckReport"] = check.SerializeAsString();
  RecordDepartmentEvaluationRequest record;
  record.mutable_department_evaluation()->set_name(names.record);
  record.mutable_department_evaluation()->set_etag("1");
  record.mutable_department_evaluation()->set_org(names.org);
  record.mutable_department_evaluation()->set_fiscal_year(2022);
  record.mutable_department_evaluation()->set_title("评价");
  record.set_validate_only(true);
  (*all)["ReportService.RecordDepartmentEvaluation"] = record.SerializeAsString();
  DeleteDepartmentEvaluationRequest remove;
  remove.set_name(names.record);
  remove.set_etag("1");
  remove.set_validate_only(true);
  (*all)["ReportService.DeleteDepartmentEvaluation"] = remove.SerializeAsString();
  ListDepartmentEvaluationsRequest records;
  records.set_org(names.org);
  (*all)["ReportService.ListDepartmentEvaluations"] = records.SerializeAsString();
  SetYearFactsRequest set;
  set.mutable_facts()->set_org(names.org);
  set.mutable_facts()->set_fiscal_year(2022);
  set.set_validate_only(true);
  (*all)["ReportService.SetYearFacts"] = set.SerializeAsString();
  GetYearFactsRequest get;
  get.set_org(names.org);
  get.set_fiscal_year(2022);
  (*all)["ReportService.GetYearFacts"] = get.SerializeAsString();
}

}  // namespace

Map Requests(const Names& names) {
  Map all;
  AddEvaluations(names, &all);
  AddOrgs(names, &all);
  AddProjects(names, &all);
  AddPrincipals(names, &all);
  AddWindows(names, &all);
  AddPolicies(names, &all);
  AddWorkflows(names, &all);
  AddSamplesAndBudgets(names, &all);
  AddFiles(names, &all);
  AddReports(names, &all);
  AddForms(names, &all);
  return all;
}

}  // namespace heng::conformance
