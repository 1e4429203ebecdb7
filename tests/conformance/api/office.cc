#include "tests/conformance/api/office.h"

#include "heng/v1/access_service.pb.h"
#include "heng/v1/evaluation_service.pb.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {

using heng::v1::Evaluation;
using heng::v1::Target;

Office::Office(const std::string& rules) {
  tokens_["tester"] = Token();
  bureau_ = MakeOrg("orgs/test-department");
  department_ = MakeOrg(bureau_);
  unit_ = MakeOrg(department_);
  MakeCaller("preparer", "PREPARER", unit_);
  MakeCaller("preparer2", "PREPARER", unit_);
  MakeCaller("head", "UNIT_HEAD", unit_);
  MakeCaller("reviewer", "REVIEWER", department_);
  MakeCaller("second", "REVIEWER", bureau_);
  MakeCaller("finance", "FINANCE", bureau_);
  if (!rules.empty()) SetRules(bureau_, rules);
}

std::string Office::MakeOrg(const std::string& parent) const {
  const std::string name = "orgs/" + UniqueId("o");
  Must<heng::v1::Org>("tester", "DirectoryService/CreateOrg",
                      Parsed<heng::v1::CreateOrgRequest>("org { name: '" + name +
                                                         "' title: '某单位' type: UNIT parent: '" + parent + "' }"));
  return name;
}

void Office::MakeCaller(const std::string& caller, const std::string& role, const std::string& org) {
  const std::string name = principals_[caller] = "principals/" + UniqueId("u");
  Must<heng::v1::Principal>(
      "tester", "AccessService/CreatePrincipal",
      Parsed<heng::v1::CreatePrincipalRequest>("principal { name: '" + name + "' title: '某人' org: '" + org + "' }"));
  Must<heng::v1::Principal>(
      "tester", "AccessService/AddGrant",
      Parsed<heng::v1::AddGrantRequest>("principal: '" + name + "' grant { role: " + role + " org: '" + org + "' }"));
  tokens_[caller] = Must<heng::v1::Token>("tester", "AccessService/CreateToken",
                                          Parsed<heng::v1::CreateTokenRequest>("token { principal: '" + name + "' }"))
                        .secret();
}

std::string Office::NewProject(bool classified) const {
  const std::string name = "projects/" + UniqueId("p");
  heng::v1::CreateProjectRequest request;
  request.mutable_project()->set_name(name);
  request.mutable_project()->set_title("档案管理");
  request.mutable_project()->set_org(unit_);
  request.mutable_project()->set_classified(classified);
  Must<heng::v1::Project>("tester", "DirectoryService/CreateProject", request);
  return name;
}

heng::v1::FormContent Office::Form() const {
  auto form = SmallForm();
  form.set_org(unit_);
  form.set_subject(NewProject());
  return form;
}

heng::v1::TargetContent Office::TargetForm() const {
  auto form = SmallTarget();
  form.set_org(unit_);
  form.set_subject(NewProject());
  return form;
}

Evaluation Office::Draft(const heng::v1::FormContent& form) const {
  heng::v1::CreateEvaluationRequest request;
  *request.mutable_evaluation()->mutable_form() = form;
  return Must<Evaluation>("preparer", "EvaluationService/CreateEvaluation", request);
}

Target Office::TargetDraft() const {
  heng::v1::CreateTargetRequest request;
  *request.mutable_target()->mutable_form() = TargetForm();
  return Must<Target>("preparer", "TargetService/CreateTarget", request);
}

Evaluation Office::Approved() const { return Do("reviewer", "ApproveEvaluation", Submit("preparer", Draft())); }

Evaluation Office::Submit(const std::string& caller, const Evaluation& form) const {
  heng::v1::SubmitEvaluationRequest request;
  request.mutable_evaluation()->set_name(form.name());
  request.mutable_evaluation()->set_etag(form.etag());
  return Must<Evaluation>(caller, "EvaluationService/SubmitEvaluation", request);
}

Target Office::Submit(const std::string& caller, const Target& form) const {
  heng::v1::SubmitTargetRequest request;
  request.mutable_target()->set_name(form.name());
  request.mutable_target()->set_etag(form.etag());
  return Must<Target>(caller, "TargetService/SubmitTarget", request);
}

Error Office::SubmitRefused(const std::string& caller, const Evaluation& form) const {
  heng::v1::SubmitEvaluationRequest request;
  request.mutable_evaluation()->set_name(form.name());
  request.mutable_evaluation()->set_etag(form.etag());
  const auto answer = As<Evaluation>(caller, "EvaluationService/SubmitEvaluation", request);
  EXPECT_FALSE(answer.ok()) << "submitted";
  return answer.error();
}

Evaluation Office::Retitle(const std::string& caller, const Evaluation& form, const std::string& title) const {
  heng::v1::UpdateEvaluationRequest request;
  request.mutable_evaluation()->set_name(form.name());
  request.mutable_evaluation()->set_etag(form.etag());
  request.mutable_evaluation()->mutable_form()->set_title(title);
  request.mutable_update_mask()->add_paths("form.title");
  return Must<Evaluation>(caller, "EvaluationService/UpdateEvaluation", request);
}

Evaluation Office::Read(const std::string& caller, const Evaluation& form) const {
  heng::v1::GetEvaluationRequest request;
  request.set_name(form.name());
  return Must<Evaluation>(caller, "EvaluationService/GetEvaluation", request);
}

Target Office::Read(const std::string& caller, const Target& form) const {
  heng::v1::GetTargetRequest request;
  request.set_name(form.name());
  return Must<Target>(caller, "TargetService/GetTarget", request);
}

void Office::SetRules(const std::string& org, const std::string& rules) const {
  Must<heng::v1::WorkflowRules>(
      "tester", "WorkflowService/SetWorkflowRules",
      Parsed<heng::v1::SetWorkflowRulesRequest>("rules { org: '" + org + "' " + rules + " }"));
}

heng::v1::BudgetResult Office::ImportBudget(const std::string& project, const std::string& annual,
                                            const std::string& executed) const {
  const auto request = Parsed<heng::v1::ImportBudgetsRequest>(
      "system: 'office' batch: '" + UniqueId("batch") + "' rows { row: '1' budget { subject: '" + project + "' org: '" +
      unit_ + "' fiscal_year: 2022 as_of: '2022-12-31' " + "total { initial_budget: '200000.00' annual_budget: '" +
      annual + "' executed: '" + executed + "' } } }");
  const auto answer = Must<heng::v1::ImportBudgetsResponse>("tester", "BudgetService/ImportBudgetBatch", request);
  EXPECT_EQ(answer.results_size(), 1);
  return answer.results_size() == 1 ? answer.results(0) : heng::v1::BudgetResult();
}

void ExpectRefusal(const Error& error, const std::string& reason, const std::string& zh, const std::string& en) {
  ExpectError(error, grpc::StatusCode::FAILED_PRECONDITION, reason);
  EXPECT_NE(error.chinese.find(zh), std::string::npos) << error.chinese << "\nshould hold " << zh;
  EXPECT_NE(error.message.find(en), std::string::npos) << error.message << "\nshould hold " << en;
}

}  // namespace heng::conformance
