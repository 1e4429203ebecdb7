// A request for every action on forms.
#include "heng/v1/evaluation_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "tests/conformance/api/access_world.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using namespace heng::v1;  // NOLINT(google-build-using-namespace): every message of the contract

using Map = std::map<std::string, std::string>;

std::string ActionOn(const std::string& name) {
  FormActionRequest request;
  request.set_name(name);
  request.set_etag("1");
  request.set_reason("因故");
  request.set_validate_only(true);
  return request.SerializeAsString();
}

std::string BatchOf(const std::string& name) {
  BatchFormActionRequest request;
  auto* const one = request.add_requests();
  one->set_name(name);
  one->set_etag("1");
  request.set_validate_only(true);
  return request.SerializeAsString();
}

// ReturnFormRequest and CommentFormRequest are alike.
template <typename Request>
std::string CommentsOn(const std::string& name) {
  Request request;
  request.set_name(name);
  request.set_etag("1");
  request.add_comments()->set_text("缺附件");
  request.set_validate_only(true);
  return request.SerializeAsString();
}

std::string AnswerOn(const std::string& name) {
  AnswerCommentsRequest request;
  request.set_name(name);
  request.set_etag("1");
  auto* const answer = request.add_answers();
  answer->set_comment("c1");
  answer->set_text("已补");
  request.set_validate_only(true);
  return request.SerializeAsString();
}

std::string WaiverOn(const std::string& name) {
  WaiveFindingRequest request;
  request.set_name(name);
  request.set_etag("1");
  request.set_finding("target-missing");
  request.set_reason("年初未设");
  request.set_validate_only(true);
  return request.SerializeAsString();
}

void AddEvaluationActions(const Names& names, Map* all) {
  const std::string& name = names.evaluation;
  for (const char* method :
       {"CheckEvaluation", "WithdrawEvaluation", "AskEvaluationWithdrawal", "AllowEvaluationWithdrawal",
        "OpenEvaluation", "ApproveEvaluation", "AcceptEvaluation", "PublishEvaluation", "ReopenEvaluation"}) {
    (*all)[std::string("EvaluationService.") + method] = ActionOn(name);
  }
  for (const char* method :
       {"BatchSubmitEvaluations", "BatchApproveEvaluations", "BatchAcceptEvaluations", "BatchPublishEvaluations"}) {
    (*all)[std::string("EvaluationService.") + method] = BatchOf(name);
  }
  (*all)["EvaluationService.ReturnEvaluation"] = CommentsOn<ReturnFormRequest>(name);
  (*all)["EvaluationService.CommentEvaluation"] = CommentsOn<CommentFormRequest>(name);
  (*all)["EvaluationService.AnswerEvaluationComments"] = AnswerOn(name);
  (*all)["EvaluationService.WaiveEvaluationFinding"] = WaiverOn(name);
  RecheckEvaluationRequest recheck;
  recheck.set_name(name);
  recheck.set_etag("1");
  recheck.set_conclusion(Recheck::UPHOLD);
  recheck.set_reason("属实");
  recheck.set_validate_only(true);
  (*all)["EvaluationService.RecheckEvaluation"] = recheck.SerializeAsString();
  ApplyBudgetRequest apply;
  apply.set_name(name);
  apply.set_etag("1");
  apply.set_validate_only(true);
  (*all)["EvaluationService.ApplyBudget"] = apply.SerializeAsString();
  PrefillEvaluationRequest prefill;
  prefill.set_evaluation(name);
  (*all)["EvaluationService.PrefillEvaluation"] = prefill.SerializeAsString();
}

TargetContent TargetOf(const Names& names, const std::string& project) {
  TargetContent form = SmallTarget();
  form.set_org(names.org);
  form.set_subject(project);
  return form;
}

void AddTargets(const Names& names, Map* all) {
  CheckTargetFormRequest check;
  *check.mutable_form() = TargetOf(names, names.project);
  (*all)["TargetService.CheckTargetForm"] = check.SerializeAsString();
  CreateTargetRequest create;
  *create.mutable_target()->mutable_form() = TargetOf(names, names.new_project);
  create.set_validate_only(true);
  (*all)["TargetService.CreateTarget"] = create.SerializeAsString();
  GetTargetRequest get;
  get.set_name(names.target);
  (*all)["TargetService.GetTarget"] = get.SerializeAsString();
  ListTargetsRequest list;
  list.set_org(names.org);
  (*all)["TargetService.ListTargets"] = list.SerializeAsString();
  UpdateTargetRequest update;
  update.mutable_target()->set_name(names.target);
  update.mutable_target()->set_etag("1");
  update.mutable_target()->mutable_form()->set_title("题");
  update.mutable_update_mask()->add_paths("form.title");
  update.set_validate_only(true);
  (*all)["TargetService.UpdateTarget"] = update.SerializeAsString();
  SubmitTargetRequest submit;
  submit.mutable_target()->set_name(names.target);
  submit.mutable_target()->set_etag("1");
  submit.set_validate_only(true);
  (*all)["TargetService.SubmitTarget"] = submit.SerializeAsString();
  for (const char* method : {"DiscardTarget", "WithdrawTarget", "AskTargetWithdrawal", "AllowTargetWithdrawal",
                             "OpenTarget", "ReviewTarget", "ApproveTarget", "AmendTarget"}) {
    (*all)[std::string("TargetService.") + method] = ActionOn(names.target);
  }
  for (const char* method : {"BatchSubmitTargets", "BatchReviewTargets", "BatchApproveTargets"}) {
    (*all)[std::string("TargetService.") + method] = BatchOf(names.target);
  }
  (*all)["TargetService.ReturnTarget"] = CommentsOn<ReturnFormRequest>(names.target);
  (*all)["TargetService.CommentTarget"] = CommentsOn<CommentFormRequest>(names.target);
  (*all)["TargetService.AnswerTargetComments"] = AnswerOn(names.target);
  (*all)["TargetService.WaiveTargetFinding"] = WaiverOn(names.target);
}

}  // namespace

void AddForms(const Names& names, Map* all) {
  AddEvaluationActions(names, all);
  AddTargets(names, all);
}

}  // namespace heng::conformance
