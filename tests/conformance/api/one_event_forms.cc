// A form for every action, in the state in which the action is allowed.
#include "heng/v1/budget_service.pb.h"
#include "heng/v1/sample_service.pb.h"
#include "heng/v1/target_service.pb.h"
#include "heng/v1/workflow_service.pb.h"
#include "tests/conformance/api/forms.h"
#include "tests/conformance/api/one_event.h"

namespace heng::conformance {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormActionRequest;
using heng::v1::Target;

// The tester is everybody here: their office lets them act on their own work.
void SetRules(const std::string& org, const std::string& more) {
  Do<heng::v1::SetWorkflowRulesRequest>("WorkflowService/SetWorkflowRules",
                                        "rules { four_eyes: WARN " + more + " org: " + Quote(org) + " }");
}

Evaluation NewDraft(const std::string& rules = "") {
  const Evaluation draft = CreateDraft(SmallForm());
  SetRules(draft.form().org(), rules);
  return draft;
}

Target NewTarget() {
  heng::v1::CreateTargetRequest request;
  *request.mutable_target()->mutable_form() = SmallTarget();
  heng::v1::FormContent named;
  named.set_org(request.target().form().org());
  named.set_subject(request.target().form().subject());
  Register(named);
  SetRules(named.org(), "");
  const auto answer = CallRaw("/heng.v1.TargetService/CreateTarget", request.SerializeAsString());
  EXPECT_TRUE(answer.ok()) << answer.error();
  Target target;
  EXPECT_TRUE(target.ParseFromString(answer.message));
  return target;
}

std::string At(const std::string& name, const std::string& etag) {
  return "name: " + Quote(name) + " etag: " + Quote(etag) + " ";
}

// The form after an action.
template <typename F, typename Request = FormActionRequest>
F Step(const std::string& method, const F& form, const std::string& more = "") {
  F after;
  EXPECT_TRUE(after.ParseFromString(Do<Request>(method, At(form.name(), form.etag()) + more)));
  return after;
}

Evaluation Acted(const Evaluation& form, const std::string& action, const std::string& more = "") {
  return Step("EvaluationService/" + action + "Evaluation", form, more);
}
Target Acted(const Target& form, const std::string& action, const std::string& more = "") {
  return Step("TargetService/" + action + "Target", form, more);
}

Evaluation Submitted(const Evaluation& form) {
  Evaluation after;
  EXPECT_TRUE(after.ParseFromString(Do<heng::v1::SubmitEvaluationRequest>(
      "EvaluationService/SubmitEvaluation", "evaluation { " + At(form.name(), form.etag()) + "}")));
  return after;
}
Target Submitted(const Target& form) {
  Target after;
  EXPECT_TRUE(after.ParseFromString(Do<heng::v1::SubmitTargetRequest>(
      "TargetService/SubmitTarget", "target { " + At(form.name(), form.etag()) + "}")));
  return after;
}

Evaluation Filed() { return Submitted(NewDraft()); }
Evaluation Approved(const std::string& rules = "") { return Acted(Submitted(NewDraft(rules)), "Approve"); }
Target FiledTarget() { return Submitted(NewTarget()); }
Target ReviewedTarget() { return Acted(FiledTarget(), "Review"); }
Target ApprovedTarget() { return Acted(ReviewedTarget(), "Approve"); }

template <typename F>
Good ActionOn(const std::string& action, const F& form, const std::string& reason = "") {
  return Of<FormActionRequest>(action, At(form.name(), form.etag()) + "reason: " + Quote(reason));
}

template <typename F>
Good BatchOf(const std::string& action, const F& form) {
  return Of<heng::v1::BatchFormActionRequest>(action, "requests { " + At(form.name(), form.etag()) + "}");
}

constexpr char kComment[] = "comments { row_id: 'r1' text: 'why?' }";
constexpr char kAnswer[] = "answers { comment: 'c1' text: 'because' }";

// A row without a target is the author's to explain.
Evaluation WithoutATarget() {
  auto form = SmallForm();
  form.mutable_indicators(0)->clear_initial_target();
  form.mutable_indicators(0)->clear_adjusted_target();
  const Evaluation draft = CreateDraft(form);
  SetRules(form.org(), "");
  return draft;
}

// The same of a target.
Target WithoutAValue() {
  const Target draft = NewTarget();
  heng::v1::UpdateTargetRequest request;
  request.mutable_target()->set_name(draft.name());
  request.mutable_target()->set_etag(draft.etag());
  *request.mutable_target()->mutable_form()->mutable_indicators() = draft.form().indicators();
  request.mutable_target()->mutable_form()->mutable_indicators(0)->mutable_annual()->clear_value();
  request.mutable_update_mask()->add_paths("form.indicators");
  const auto answer = CallRaw("/heng.v1.TargetService/UpdateTarget", request.SerializeAsString());
  EXPECT_TRUE(answer.ok()) << answer.error();
  Target target;
  EXPECT_TRUE(target.ParseFromString(answer.message));
  return target;
}

template <typename Findings, typename F>
Good WaiverOf(const std::string& action, const Findings& findings, const F& form) {
  EXPECT_FALSE(findings.empty()) << "nothing to waive";
  if (findings.empty()) return Of<heng::v1::WaiveFindingRequest>(action, "");
  const auto& first = findings[0];
  return Of<heng::v1::WaiveFindingRequest>(action, At(form.name(), form.etag()) + "finding: " + Quote(first.id()) +
                                                       " row_id: " + Quote(first.place().row_id()) + " field: " +
                                                       Quote(first.place().field()) + " reason: 'so it is'");
}

Evaluation WithAnotherBudget() {
  const Evaluation draft = NewDraft();
  Do<heng::v1::ImportBudgetsRequest>("BudgetService/ImportBudgetBatch",
                                     "system: 'test' batch: " + Quote(UniqueId("batch")) +
                                         " rows { row: '1' budget { fiscal_year: 2022 as_of: '2022-12-31' subject: " +
                                         Quote(draft.form().subject()) + " org: " + Quote(draft.form().org()) +
                                         " total { initial_budget: '200000' annual_budget: '200000' "
                                         "executed: '170000' } } }");
  Evaluation stale = Get(draft.name());
  EXPECT_TRUE(stale.summary().stale());
  return stale;
}

void AddEvaluations(GoodRequestMap* all) {
  const std::string at = "heng.v1.EvaluationService.";
  (*all)[at + "CheckEvaluation"] = [] { return ActionOn("evaluation.check", NewDraft("unit_check: ON")); };
  (*all)[at + "WithdrawEvaluation"] = [] { return ActionOn("evaluation.withdraw", Filed()); };
  (*all)[at + "AskEvaluationWithdrawal"] = [] {
    return ActionOn("evaluation.ask-withdrawal", Acted(Filed(), "Open"), "wrong");
  };
  (*all)[at + "AllowEvaluationWithdrawal"] = [] {
    const Evaluation opened = Acted(Filed(), "Open");
    return ActionOn("evaluation.allow-withdrawal",
                    Step("EvaluationService/AskEvaluationWithdrawal", opened, "reason: 'wrong'"));
  };
  (*all)[at + "OpenEvaluation"] = [] { return ActionOn("evaluation.open", Filed()); };
  (*all)[at + "ReturnEvaluation"] = [] {
    const Evaluation form = Filed();
    return Of<heng::v1::ReturnFormRequest>("evaluation.return", At(form.name(), form.etag()) + kComment);
  };
  (*all)[at + "ApproveEvaluation"] = [] { return ActionOn("evaluation.approve", Filed()); };
  (*all)[at + "AcceptEvaluation"] = [] { return ActionOn("evaluation.accept", Approved("acceptance: ON")); };
  (*all)[at + "PublishEvaluation"] = [] { return ActionOn("evaluation.publish", Approved()); };
  (*all)[at + "ReopenEvaluation"] = [] { return ActionOn("evaluation.reopen", Approved(), "audit"); };
  (*all)[at + "RecheckEvaluation"] = [] {
    const Evaluation form = Filed();
    return Of<heng::v1::RecheckEvaluationRequest>(
        "evaluation.recheck", At(form.name(), form.etag()) +
                                  "conclusion: ADJUST reason: 'proof' rows { row_id: 'r1' score: '8' reason: 'few' }");
  };
  (*all)[at + "CommentEvaluation"] = [] {
    const Evaluation form = Filed();
    return Of<heng::v1::CommentFormRequest>("evaluation.comment", At(form.name(), form.etag()) + kComment);
  };
  (*all)[at + "AnswerEvaluationComments"] = [] {
    const auto form =
        Step<Evaluation, heng::v1::ReturnFormRequest>("EvaluationService/ReturnEvaluation", Filed(), kComment);
    return Of<heng::v1::AnswerCommentsRequest>("evaluation.answer", At(form.name(), form.etag()) + kAnswer);
  };
  (*all)[at + "WaiveEvaluationFinding"] = [] {
    const Evaluation form = WithoutATarget();
    return WaiverOf("evaluation.waive", form.score().findings(), form);
  };
  (*all)[at + "ApplyBudget"] = [] {
    const Evaluation form = WithAnotherBudget();
    return Of<heng::v1::ApplyBudgetRequest>("evaluation.apply-budget", At(form.name(), form.etag()));
  };
  (*all)[at + "BatchSubmitEvaluations"] = [] { return BatchOf("evaluation.submit", NewDraft()); };
  (*all)[at + "BatchApproveEvaluations"] = [] { return BatchOf("evaluation.approve", Filed()); };
  (*all)[at + "BatchAcceptEvaluations"] = [] { return BatchOf("evaluation.accept", Approved("acceptance: ON")); };
  (*all)[at + "BatchPublishEvaluations"] = [] { return BatchOf("evaluation.publish", Approved()); };
}

void AddTargets(GoodRequestMap* all) {
  const std::string at = "heng.v1.TargetService.";
  (*all)[at + "CreateTarget"] = [] {
    auto request = std::make_unique<heng::v1::CreateTargetRequest>();
    *request->mutable_target()->mutable_form() = NewTarget().form();
    request->mutable_target()->mutable_form()->set_fiscal_year(2023);
    request->mutable_target()->set_name("targets/" + UniqueId("one"));
    return Good{std::move(request), "target.create"};
  };
  (*all)[at + "UpdateTarget"] = [] {
    const Target draft = NewTarget();
    return Of<heng::v1::UpdateTargetRequest>("target.update", "target { " + At(draft.name(), draft.etag()) +
                                                                  "form { title: 'two' } } "
                                                                  "update_mask { paths: 'form.title' }");
  };
  (*all)[at + "SubmitTarget"] = [] {
    const Target draft = NewTarget();
    return Of<heng::v1::SubmitTargetRequest>("target.submit", "target { " + At(draft.name(), draft.etag()) + "}");
  };
  (*all)[at + "DiscardTarget"] = [] { return ActionOn("target.discard", NewTarget()); };
  (*all)[at + "WithdrawTarget"] = [] { return ActionOn("target.withdraw", FiledTarget()); };
  (*all)[at + "AskTargetWithdrawal"] = [] {
    return ActionOn("target.ask-withdrawal", Acted(FiledTarget(), "Open"), "wrong");
  };
  (*all)[at + "AllowTargetWithdrawal"] = [] {
    return ActionOn("target.allow-withdrawal",
                    Step("TargetService/AskTargetWithdrawal", Acted(FiledTarget(), "Open"), "reason: 'wrong'"));
  };
  (*all)[at + "OpenTarget"] = [] { return ActionOn("target.open", FiledTarget()); };
  (*all)[at + "ReturnTarget"] = [] {
    const Target form = FiledTarget();
    return Of<heng::v1::ReturnFormRequest>("target.return", At(form.name(), form.etag()) + kComment);
  };
  (*all)[at + "ReviewTarget"] = [] { return ActionOn("target.review", FiledTarget()); };
  (*all)[at + "ApproveTarget"] = [] { return ActionOn("target.approve", ReviewedTarget()); };
  (*all)[at + "AmendTarget"] = [] { return ActionOn("target.amend", ApprovedTarget(), "less money"); };
  (*all)[at + "CommentTarget"] = [] {
    const Target form = FiledTarget();
    return Of<heng::v1::CommentFormRequest>("target.comment", At(form.name(), form.etag()) + kComment);
  };
  (*all)[at + "AnswerTargetComments"] = [] {
    const auto form = Step<Target, heng::v1::ReturnFormRequest>("TargetService/ReturnTarget", FiledTarget(), kComment);
    return Of<heng::v1::AnswerCommentsRequest>("target.answer", At(form.name(), form.etag()) + kAnswer);
  };
  (*all)[at + "WaiveTargetFinding"] = [] {
    const Target vague = WithoutAValue();
    return WaiverOf("target.waive", vague.findings(), vague);
  };
  (*all)[at + "BatchSubmitTargets"] = [] { return BatchOf("target.submit", NewTarget()); };
  (*all)[at + "BatchReviewTargets"] = [] { return BatchOf("target.review", FiledTarget()); };
  (*all)[at + "BatchApproveTargets"] = [] { return BatchOf("target.approve", ReviewedTarget()); };
}

}  // namespace

GoodRequestMap FormActionRequests() {
  GoodRequestMap all;
  AddEvaluations(&all);
  AddTargets(&all);
  return all;
}

}  // namespace heng::conformance
