// What the system does with self-evaluation forms: score, keep, change, submit, find, and take through the workflow.
// One handler per method of EvaluationService; every front end calls these. What is the same for targets is in forms/.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/evaluation_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/forms/forms.h"
#include "service/core/import_evaluations.h"
#include "service/core/writes.h"

namespace heng::core {

class Evaluations {
 public:
  struct Options {
    Writes* writes = nullptr;             // not owned; outlives this
    std::function<std::string()> new_id;  // a fresh resource id for a form that names none
  };

  explicit Evaluations(Options options);

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in evaluation_service.proto.
  void Score(const CallContext& call, const heng::v1::ScoreEvaluationRequest& request, Reply reply);
  void Create(const CallContext& call, const heng::v1::CreateEvaluationRequest& request, Reply reply);
  void Get(const CallContext& call, const heng::v1::GetEvaluationRequest& request, Reply reply);
  void List(const CallContext& call, const heng::v1::ListEvaluationsRequest& request, Reply reply);
  void Count(const CallContext& call, const heng::v1::CountEvaluationsRequest& request, Reply reply);
  void Update(const CallContext& call, const heng::v1::UpdateEvaluationRequest& request, Reply reply);
  void Submit(const CallContext& call, const heng::v1::SubmitEvaluationRequest& request, Reply reply);
  void Discard(const CallContext& call, const heng::v1::DiscardEvaluationRequest& request, Reply reply);
  void Prefill(const CallContext& call, const heng::v1::PrefillEvaluationRequest& request, Reply reply);

  // ---- on the way: evaluations_actions.cc ----
  void Check(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Withdraw(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void AskWithdrawal(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void AllowWithdrawal(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Open(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Return(const CallContext& call, const heng::v1::ReturnFormRequest& request, Reply reply);
  void Approve(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Accept(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Publish(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Reopen(const CallContext& call, const heng::v1::FormActionRequest& request, Reply reply);
  void Recheck(const CallContext& call, const heng::v1::RecheckEvaluationRequest& request, Reply reply);
  void Comment(const CallContext& call, const heng::v1::CommentFormRequest& request, Reply reply);
  void Answer(const CallContext& call, const heng::v1::AnswerCommentsRequest& request, Reply reply);
  void Waive(const CallContext& call, const heng::v1::WaiveFindingRequest& request, Reply reply);
  void ApplyBudget(const CallContext& call, const heng::v1::ApplyBudgetRequest& request, Reply reply);
  void BatchSubmit(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);
  void BatchApprove(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);
  void BatchAccept(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);
  void BatchPublish(const CallContext& call, const heng::v1::BatchFormActionRequest& request, Reply reply);

  // Takes the request from the call: it is parsed on threads of the imports.
  void Import(const CallContext& call, Reply reply) { imports_.Run(call, std::move(reply)); }

 private:
  absl::StatusOr<std::string> StartPrefill(const CallContext& call, const heng::v1::PrefillEvaluationRequest& request);
  absl::Status StartRecheck(const CallContext& call, const heng::v1::RecheckEvaluationRequest& request, Reply reply);
  absl::Status StartApplyBudget(const CallContext& call, const heng::v1::ApplyBudgetRequest& request, Reply reply);

  Forms forms_;
  EvaluationImports imports_;
};

}  // namespace heng::core
