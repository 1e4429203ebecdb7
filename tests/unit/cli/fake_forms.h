// A server of evaluations and targets in this process: keeps forms in memory and lets them go their way as far as the
// client needs it. Every call is told in `calls`.
#pragma once

#include <grpcpp/server_builder.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "client/cli/form_labels.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "heng/v1/evaluation_service.grpc.pb.h"
#include "heng/v1/target_service.grpc.pb.h"
#include "heng/v1/workflow_service.grpc.pb.h"
#include "proto/json/json.h"

namespace heng::cli::testing {

using heng::v1::Evaluation;
using heng::v1::Target;

inline grpc::Status Refused(grpc::StatusCode code, const std::string& reason, const std::string& zh,
                            const std::string& en) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("heng");
  details.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage message;
  message.set_locale("zh-CN");
  message.set_message(zh);
  details.add_details()->PackFrom(message);
  return {code, en, details.SerializeAsString()};
}

// One step: from which states, to which. The same for evaluations and targets where both have it.
struct Step {
  std::set<std::string> from;
  std::string to;  // empty: it stays
};

inline const std::map<std::string, Step>& StepsOf(bool target) {
  static const std::map<std::string, Step> kEvaluation = {
      {"update", {{"DRAFT", "RETURNED"}, "DRAFT"}},
      {"check", {{"DRAFT"}, "CHECKED"}},
      {"submit", {{"DRAFT", "CHECKED", "RETURNED"}, "SUBMITTED"}},
      {"withdraw", {{"SUBMITTED"}, "DRAFT"}},
      {"ask-withdrawal", {{"SUBMITTED"}, ""}},
      {"allow-withdrawal", {{"SUBMITTED"}, "DRAFT"}},
      {"open", {{"SUBMITTED"}, ""}},
      {"return", {{"SUBMITTED"}, "RETURNED"}},
      {"approve", {{"SUBMITTED"}, "APPROVED"}},
      {"accept", {{"APPROVED"}, "ACCEPTED"}},
      {"publish", {{"APPROVED", "ACCEPTED"}, "PUBLISHED"}},
      {"reopen", {{"APPROVED", "ACCEPTED", "PUBLISHED"}, "RETURNED"}},
      {"recheck", {{"SUBMITTED", "APPROVED"}, ""}},
      {"comment", {{"SUBMITTED"}, ""}},
      {"answer", {{"RETURNED"}, ""}},
      {"waive", {{"DRAFT", "RETURNED"}, ""}},
      {"apply-budget", {{"DRAFT", "RETURNED"}, ""}},
      {"discard", {{"DRAFT"}, "DISCARDED"}}};
  static const std::map<std::string, Step> kTarget = {{"update", {{"DRAFT", "RETURNED"}, "DRAFT"}},
                                                      {"submit", {{"DRAFT", "RETURNED"}, "SUBMITTED"}},
                                                      {"withdraw", {{"SUBMITTED"}, "DRAFT"}},
                                                      {"ask-withdrawal", {{"SUBMITTED"}, ""}},
                                                      {"allow-withdrawal", {{"SUBMITTED"}, "DRAFT"}},
                                                      {"open", {{"SUBMITTED"}, ""}},
                                                      {"return", {{"SUBMITTED", "REVIEWED"}, "RETURNED"}},
                                                      {"review", {{"SUBMITTED"}, "REVIEWED"}},
                                                      {"approve", {{"REVIEWED"}, "APPROVED"}},
                                                      {"amend", {{"APPROVED"}, "DRAFT"}},
                                                      {"comment", {{"SUBMITTED"}, ""}},
                                                      {"answer", {{"RETURNED"}, ""}},
                                                      {"waive", {{"DRAFT", "RETURNED"}, ""}},
                                                      {"discard", {{"DRAFT"}, "DISCARDED"}}};
  return target ? kTarget : kEvaluation;
}

inline bool ParseStateName(const std::string& name, Evaluation* form) {
  Evaluation::State state{};
  const bool known = Evaluation::State_Parse(name, &state);
  form->set_state(state);
  return known;
}
inline bool ParseStateName(const std::string& name, Target* form) {
  Target::State state{};
  const bool known = Target::State_Parse(name, &state);
  form->set_state(state);
  return known;
}
inline std::string StateName(const Evaluation& form) { return Evaluation::State_Name(form.state()); }
inline std::string StateName(const Target& form) { return Target::State_Name(form.state()); }

struct World {
  std::map<std::string, Evaluation> evaluations;
  std::map<std::string, Target> targets;
  std::vector<std::string> calls;  // "GetEvaluation {…}", request ids left out
  std::vector<std::string> request_ids;

  template <typename Request>
  void Note(const std::string& method, const Request& request) {
    Request shown = request;
    if constexpr (requires { shown.set_request_id(""); }) {
      request_ids.push_back(request.request_id());
      shown.set_request_id("");
    }
    calls.push_back(method + " " + json::WriteMessage(shown, json::Style::kLine));
  }

  std::map<std::string, Evaluation>& Forms(const Evaluation*) { return evaluations; }
  std::map<std::string, Target>& Forms(const Target*) { return targets; }

  template <typename Form>
  grpc::Status Find(const std::string& name, Form* form) {
    const auto found = Forms(form).find(name);
    if (found == Forms(form).end()) {
      return Refused(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED", "没有权限。", "not permitted");
    }
    *form = found->second;
    Allow(form);
    return grpc::Status::OK;
  }

  template <typename Form>
  static void Allow(Form* form) {
    form->clear_allowed_actions();
    for (const auto& [action, step] : StepsOf(IsTarget(form->name()))) {
      if (step.from.count(StateName(*form)) == 0) continue;
      auto* allowed = form->add_allowed_actions();
      allowed->set_action(action);
      allowed->set_allowed(true);
    }
  }

  // Takes the step; `form` is the answer. `change` does what else it does.
  template <typename Form, typename Request, typename Change>
  grpc::Status Take(const std::string& action, const Request& request, bool keep, Form* form, Change change) {
    if (const grpc::Status status = Find(request.name(), form); !status.ok()) return status;
    if (request.etag() != form->etag()) {
      return Refused(grpc::StatusCode::ABORTED, "ETAG_MISMATCH",
                     "版本是 " + form->etag() + "，principals/li 刚刚改过。",
                     "the etag is " + form->etag() + "; principals/li has just changed it");
    }
    const Step& step = StepsOf(IsTarget(request.name())).at(action);
    if (step.from.count(StateName(*form)) == 0) {
      return Refused(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE",
                     "状态是 " + StateName(*form) + "，不能这样做。",
                     "the state is " + StateName(*form) + ", which does not allow it");
    }
    if (!step.to.empty()) ParseStateName(step.to, form);
    form->set_etag(std::to_string(std::stoi(form->etag()) + 1));
    change(form);
    Allow(form);
    if (keep) Forms(form)[form->name()] = *form;
    return grpc::Status::OK;
  }
  template <typename Form, typename Request>
  grpc::Status Take(const std::string& action, const Request& request, bool keep, Form* form) {
    return Take(action, request, keep, form, [](Form*) {});
  }

  template <typename Form>
  grpc::Status TakeAll(const std::string& method, const std::string& action,
                       const heng::v1::BatchFormActionRequest& request, heng::v1::BatchFormActionResponse* response) {
    Note(method, request);
    for (const auto& one : request.requests()) {
      Form form;
      const grpc::Status status = Take(action, one, !request.validate_only(), &form);
      auto* result = response->add_results();
      result->set_name(one.name());
      if (status.ok()) {
        result->set_etag(form.etag());
        result->set_state(StateName(form));
        continue;
      }
      result->set_code(status.error_code() == grpc::StatusCode::ABORTED ? "ABORTED" : "FAILED_PRECONDITION");
      result->set_reason(status.error_code() == grpc::StatusCode::ABORTED ? "ETAG_MISMATCH" : "WRONG_STATE");
      result->mutable_message()->set_zh("状态不对，不能这样做。");
      result->mutable_message()->set_en(status.error_message());
    }
    return grpc::Status::OK;
  }

  // Those of the year and state, a page of at most 500 after the token.
  template <typename Form, typename Request>
  std::string List(const Request& request, google::protobuf::RepeatedPtrField<Form>* out) {
    for (const auto& [name, stored] : Forms(static_cast<Form*>(nullptr))) {
      if (name <= request.page_token()) continue;
      if (request.state() != 0 && request.state() != stored.state()) continue;
      if (request.fiscal_year() != 0 && request.fiscal_year() != stored.summary().fiscal_year()) continue;
      if (out->size() == request.page_size()) return out->rbegin()->name();
      Form* form = out->Add();
      *form = stored;
      Allow(form);
      form->clear_form();
      form->clear_review();
    }
    return "";
  }

  template <typename Form>
  static void AddComments(const google::protobuf::RepeatedPtrField<heng::v1::Comment>& comments, bool needs_answer,
                          Form* form) {
    for (heng::v1::Comment comment : comments) {
      comment.set_id("c" + std::to_string(form->review().comments_size() + 1));
      comment.set_needs_answer(needs_answer);
      *form->mutable_review()->add_comments() = comment;
    }
  }
  template <typename Form>
  static void Answer(const heng::v1::AnswerCommentsRequest& request, Form* form) {
    for (const auto& answer : request.answers()) {
      for (auto& comment : *form->mutable_review()->mutable_comments()) {
        if (comment.id() == answer.comment()) comment.set_answer(answer.text());
      }
    }
  }
};

#define FAKE_STEP(METHOD, ACTION, FORM)                                                                        \
  grpc::Status METHOD(grpc::ServerContext*, const heng::v1::FormActionRequest* request, FORM* form) override { \
    world.Note(#METHOD, *request);                                                                             \
    return world.Take(ACTION, *request, !request->validate_only(), form);                                      \
  }
#define FAKE_BATCH(METHOD, ACTION, FORM)                                                     \
  grpc::Status METHOD(grpc::ServerContext*, const heng::v1::BatchFormActionRequest* request, \
                      heng::v1::BatchFormActionResponse* response) override {                \
    return world.TakeAll<FORM>(#METHOD, ACTION, *request, response);                         \
  }
// Return, comment, answer and waive, which both kinds have.
#define FAKE_WORDS(KIND, FORM)                                                                                         \
  grpc::Status Return##KIND(grpc::ServerContext*, const heng::v1::ReturnFormRequest* request, FORM* form) override {   \
    world.Note("Return" #KIND, *request);                                                                              \
    return world.Take("return", *request, !request->validate_only(), form,                                             \
                      [&](FORM* f) { World::AddComments(request->comments(), true, f); });                             \
  }                                                                                                                    \
  grpc::Status Comment##KIND(grpc::ServerContext*, const heng::v1::CommentFormRequest* request, FORM* form) override { \
    world.Note("Comment" #KIND, *request);                                                                             \
    return world.Take("comment", *request, !request->validate_only(), form,                                            \
                      [&](FORM* f) { World::AddComments(request->comments(), false, f); });                            \
  }                                                                                                                    \
  grpc::Status Answer##KIND##Comments(grpc::ServerContext*, const heng::v1::AnswerCommentsRequest* request,            \
                                      FORM* form) override {                                                           \
    world.Note("Answer" #KIND "Comments", *request);                                                                   \
    return world.Take("answer", *request, !request->validate_only(), form,                                             \
                      [&](FORM* f) { World::Answer(*request, f); });                                                   \
  }                                                                                                                    \
  grpc::Status Waive##KIND##Finding(grpc::ServerContext*, const heng::v1::WaiveFindingRequest* request, FORM* form)    \
      override {                                                                                                       \
    world.Note("Waive" #KIND "Finding", *request);                                                                     \
    return world.Take("waive", *request, !request->validate_only(), form);                                             \
  }

class FakeEvaluations : public heng::v1::EvaluationService::Service {
 public:
  explicit FakeEvaluations(World* w) : world(*w) {}
  World& world;

  grpc::Status GetEvaluation(grpc::ServerContext*, const heng::v1::GetEvaluationRequest* request,
                             Evaluation* form) override {
    world.Note("GetEvaluation", *request);
    const grpc::Status status = world.Find(request->name(), form);
    if (!request->revision().empty()) form->set_etag(request->revision());
    return status;
  }
  grpc::Status ListEvaluations(grpc::ServerContext*, const heng::v1::ListEvaluationsRequest* request,
                               heng::v1::ListEvaluationsResponse* response) override {
    world.Note("ListEvaluations", *request);
    response->set_next_page_token(world.List(*request, response->mutable_evaluations()));
    return grpc::Status::OK;
  }
  grpc::Status SubmitEvaluation(grpc::ServerContext*, const heng::v1::SubmitEvaluationRequest* request,
                                Evaluation* form) override {
    world.Note("SubmitEvaluation", *request);
    return world.Take("submit", request->evaluation(), !request->validate_only(), form);
  }
  grpc::Status UpdateEvaluation(grpc::ServerContext*, const heng::v1::UpdateEvaluationRequest* request,
                                Evaluation* form) override {
    world.Note("UpdateEvaluation", *request);
    return world.Take("update", request->evaluation(), !request->validate_only(), form);
  }
  grpc::Status DiscardEvaluation(grpc::ServerContext*, const heng::v1::DiscardEvaluationRequest* request,
                                 Evaluation* form) override {
    world.Note("DiscardEvaluation", *request);
    return world.Take("discard", *request, !request->validate_only(), form);
  }
  grpc::Status PrefillEvaluation(grpc::ServerContext*, const heng::v1::PrefillEvaluationRequest* request,
                                 heng::v1::PrefillEvaluationResponse* response) override {
    world.Note("PrefillEvaluation", *request);
    response->mutable_form()->set_project_name("J驻村帮扶");
    response->mutable_form()->set_fiscal_year(2023);
    auto* note = response->add_notes();
    note->set_zh("指标取自批复的目标表；实际完成值待填。");
    note->set_en("Indicators are those of the approved target; actual values are to be filled in.");
    return grpc::Status::OK;
  }
  grpc::Status CreateEvaluation(grpc::ServerContext*, const heng::v1::CreateEvaluationRequest* request,
                                Evaluation* form) override {
    world.Note("CreateEvaluation", *request);
    *form = request->evaluation();
    if (form->name().empty()) form->set_name("evaluations/new");
    form->set_state(Evaluation::DRAFT);
    form->set_etag("1");
    World::Allow(form);
    return grpc::Status::OK;
  }
  grpc::Status RecheckEvaluation(grpc::ServerContext*, const heng::v1::RecheckEvaluationRequest* request,
                                 Evaluation* form) override {
    world.Note("RecheckEvaluation", *request);
    return world.Take("recheck", *request, !request->validate_only(), form, [&](Evaluation* f) {
      auto* recheck = f->mutable_review()->add_rechecks();
      recheck->set_conclusion(request->conclusion());
      recheck->set_self_total("94");
      recheck->set_self_grade(heng::v1::EXCELLENT);
      recheck->set_total("88.5");
      recheck->set_grade(heng::v1::GOOD);
    });
  }
  grpc::Status ApplyBudget(grpc::ServerContext*, const heng::v1::ApplyBudgetRequest* request,
                           Evaluation* form) override {
    world.Note("ApplyBudget", *request);
    return world.Take("apply-budget", *request, !request->validate_only(), form, [&](Evaluation* f) {
      if (request->keep()) return;
      f->mutable_form()->mutable_funds()->mutable_total()->set_annual_budget("300000.00");
      f->mutable_score()->set_total("91.34");
    });
  }
  FAKE_STEP(CheckEvaluation, "check", Evaluation)
  FAKE_STEP(WithdrawEvaluation, "withdraw", Evaluation)
  FAKE_STEP(AskEvaluationWithdrawal, "ask-withdrawal", Evaluation)
  FAKE_STEP(AllowEvaluationWithdrawal, "allow-withdrawal", Evaluation)
  FAKE_STEP(OpenEvaluation, "open", Evaluation)
  FAKE_STEP(ApproveEvaluation, "approve", Evaluation)
  FAKE_STEP(AcceptEvaluation, "accept", Evaluation)
  FAKE_STEP(PublishEvaluation, "publish", Evaluation)
  FAKE_STEP(ReopenEvaluation, "reopen", Evaluation)
  FAKE_BATCH(BatchSubmitEvaluations, "submit", Evaluation)
  FAKE_BATCH(BatchApproveEvaluations, "approve", Evaluation)
  FAKE_BATCH(BatchAcceptEvaluations, "accept", Evaluation)
  FAKE_BATCH(BatchPublishEvaluations, "publish", Evaluation)
  FAKE_WORDS(Evaluation, Evaluation)
};

class FakeTargets : public heng::v1::TargetService::Service {
 public:
  explicit FakeTargets(World* w) : world(*w) {}
  World& world;

  grpc::Status GetTarget(grpc::ServerContext*, const heng::v1::GetTargetRequest* request, Target* form) override {
    world.Note("GetTarget", *request);
    return world.Find(request->name(), form);
  }
  grpc::Status ListTargets(grpc::ServerContext*, const heng::v1::ListTargetsRequest* request,
                           heng::v1::ListTargetsResponse* response) override {
    world.Note("ListTargets", *request);
    response->set_next_page_token(world.List(*request, response->mutable_targets()));
    return grpc::Status::OK;
  }
  grpc::Status CheckTargetForm(grpc::ServerContext*, const heng::v1::CheckTargetFormRequest* request,
                               heng::v1::CheckTargetFormResponse* response) override {
    world.Note("CheckTargetForm", *request);
    if (request->form().project_name() != "坏") return grpc::Status::OK;
    auto* finding = response->add_findings();
    finding->set_id("target-value-missing");
    finding->set_severity(heng::v1::Finding::ERROR);
    finding->mutable_place()->set_row_id("r1");
    finding->mutable_place()->set_field("value");
    finding->mutable_message()->set_zh("没有指标值，请填写。");
    finding->mutable_message()->set_en("The value is missing; fill it in.");
    return grpc::Status::OK;
  }
  grpc::Status CreateTarget(grpc::ServerContext*, const heng::v1::CreateTargetRequest* request, Target* form) override {
    world.Note("CreateTarget", *request);
    return Keep(request->target(), Target::DRAFT, form);
  }
  grpc::Status SubmitTarget(grpc::ServerContext*, const heng::v1::SubmitTargetRequest* request, Target* form) override {
    world.Note("SubmitTarget", *request);
    if (!request->target().has_form()) return world.Take("submit", request->target(), !request->validate_only(), form);
    if (request->target().form().project_name() == "坏") {
      return Refused(grpc::StatusCode::FAILED_PRECONDITION, "BLOCKED_BY_FINDINGS", "有 1 处错误。", "1 error");
    }
    return Keep(request->target(), Target::SUBMITTED, form);
  }
  grpc::Status UpdateTarget(grpc::ServerContext*, const heng::v1::UpdateTargetRequest* request, Target* form) override {
    world.Note("UpdateTarget", *request);
    return world.Take("update", request->target(), !request->validate_only(), form);
  }
  FAKE_STEP(DiscardTarget, "discard", Target)
  FAKE_STEP(WithdrawTarget, "withdraw", Target)
  FAKE_STEP(AskTargetWithdrawal, "ask-withdrawal", Target)
  FAKE_STEP(AllowTargetWithdrawal, "allow-withdrawal", Target)
  FAKE_STEP(OpenTarget, "open", Target)
  FAKE_STEP(ReviewTarget, "review", Target)
  FAKE_STEP(ApproveTarget, "approve", Target)
  FAKE_STEP(AmendTarget, "amend", Target)
  FAKE_BATCH(BatchSubmitTargets, "submit", Target)
  FAKE_BATCH(BatchReviewTargets, "review", Target)
  FAKE_BATCH(BatchApproveTargets, "approve", Target)
  FAKE_WORDS(Target, Target)

 private:
  static grpc::Status Keep(const Target& sent, Target::State state, Target* form) {
    *form = sent;
    if (form->name().empty()) form->set_name("targets/new");
    form->set_state(state);
    form->set_etag("1");
    form->mutable_summary()->set_project_name(sent.form().project_name());
    form->mutable_summary()->set_fiscal_year(sent.form().fiscal_year());
    World::Allow(form);
    return grpc::Status::OK;
  }
};

class FakeTasks : public heng::v1::WorkflowService::Service {
 public:
  explicit FakeTasks(World* w) : world(*w) {}
  World& world;

  grpc::Status ListTasks(grpc::ServerContext*, const heng::v1::ListTasksRequest* request,
                         heng::v1::ListTasksResponse* response) override {
    world.Note("ListTasks", *request);
    const auto add = [&](const char* action, const char* form, const char* state) {
      auto* task = response->add_tasks();
      task->set_action(action);
      task->set_form(form);
      task->set_state(state);
      task->set_org("orgs/dt");
      task->set_project_name("驻村帮扶");
      task->set_fiscal_year(2022);
      task->mutable_since()->set_seconds(1680314400);
      task->set_returned(std::string(action) == "review" ? 1 : 0);
    };
    add("approve", "evaluations/e1", "SUBMITTED");
    add("edit", "evaluations/draft", "DRAFT");
    add("review", "targets/t1", "SUBMITTED");
    return grpc::Status::OK;
  }
};

#undef FAKE_STEP
#undef FAKE_BATCH
#undef FAKE_WORDS

}  // namespace heng::cli::testing
