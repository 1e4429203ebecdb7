#include "service/api/evaluation_api.h"

namespace heng::api {

using core::Evaluations;
using core::Method;

EvaluationApi::Reactor* EvaluationApi::ScoreEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kScoreEvaluation, request, response, evaluations_, &Evaluations::Score);
}

EvaluationApi::Reactor* EvaluationApi::CreateEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreateEvaluation, request, response, evaluations_, &Evaluations::Create);
}

EvaluationApi::Reactor* EvaluationApi::GetEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetEvaluation, request, response, evaluations_, &Evaluations::Get);
}

EvaluationApi::Reactor* EvaluationApi::ListEvaluations(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListEvaluations, request, response, evaluations_, &Evaluations::List);
}

EvaluationApi::Reactor* EvaluationApi::CountEvaluations(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCountEvaluations, request, response, evaluations_, &Evaluations::Count);
}

EvaluationApi::Reactor* EvaluationApi::UpdateEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kUpdateEvaluation, request, response, evaluations_, &Evaluations::Update);
}

EvaluationApi::Reactor* EvaluationApi::SubmitEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kSubmitEvaluation, request, response, evaluations_, &Evaluations::Submit);
}

EvaluationApi::Reactor* EvaluationApi::DiscardEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDiscardEvaluation, request, response, evaluations_, &Evaluations::Discard);
}

EvaluationApi::Reactor* EvaluationApi::PrefillEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kPrefillEvaluation, request, response, evaluations_, &Evaluations::Prefill);
}

EvaluationApi::Reactor* EvaluationApi::CheckEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCheckEvaluation, request, response, evaluations_, &Evaluations::Check);
}

EvaluationApi::Reactor* EvaluationApi::WithdrawEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kWithdrawEvaluation, request, response, evaluations_, &Evaluations::Withdraw);
}

EvaluationApi::Reactor* EvaluationApi::AskEvaluationWithdrawal(Context* context, const Bytes* request,
                                                               Bytes* response) {
  return runner_->Run(context, Method::kAskEvaluationWithdrawal, request, response, evaluations_,
                      &Evaluations::AskWithdrawal);
}

EvaluationApi::Reactor* EvaluationApi::AllowEvaluationWithdrawal(Context* context, const Bytes* request,
                                                                 Bytes* response) {
  return runner_->Run(context, Method::kAllowEvaluationWithdrawal, request, response, evaluations_,
                      &Evaluations::AllowWithdrawal);
}

EvaluationApi::Reactor* EvaluationApi::OpenEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kOpenEvaluation, request, response, evaluations_, &Evaluations::Open);
}

EvaluationApi::Reactor* EvaluationApi::ReturnEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kReturnEvaluation, request, response, evaluations_, &Evaluations::Return);
}

EvaluationApi::Reactor* EvaluationApi::ApproveEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kApproveEvaluation, request, response, evaluations_, &Evaluations::Approve);
}

EvaluationApi::Reactor* EvaluationApi::AcceptEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kAcceptEvaluation, request, response, evaluations_, &Evaluations::Accept);
}

EvaluationApi::Reactor* EvaluationApi::PublishEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kPublishEvaluation, request, response, evaluations_, &Evaluations::Publish);
}

EvaluationApi::Reactor* EvaluationApi::ReopenEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kReopenEvaluation, request, response, evaluations_, &Evaluations::Reopen);
}

EvaluationApi::Reactor* EvaluationApi::RecheckEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kRecheckEvaluation, request, response, evaluations_, &Evaluations::Recheck);
}

EvaluationApi::Reactor* EvaluationApi::CommentEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCommentEvaluation, request, response, evaluations_, &Evaluations::Comment);
}

EvaluationApi::Reactor* EvaluationApi::AnswerEvaluationComments(Context* context, const Bytes* request,
                                                                Bytes* response) {
  return runner_->Run(context, Method::kAnswerEvaluationComments, request, response, evaluations_,
                      &Evaluations::Answer);
}

EvaluationApi::Reactor* EvaluationApi::WaiveEvaluationFinding(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kWaiveEvaluationFinding, request, response, evaluations_, &Evaluations::Waive);
}

EvaluationApi::Reactor* EvaluationApi::ApplyBudget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kApplyBudget, request, response, evaluations_, &Evaluations::ApplyBudget);
}

EvaluationApi::Reactor* EvaluationApi::BatchSubmitEvaluations(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kBatchSubmitEvaluations, request, response, evaluations_,
                      &Evaluations::BatchSubmit);
}

EvaluationApi::Reactor* EvaluationApi::BatchApproveEvaluations(Context* context, const Bytes* request,
                                                               Bytes* response) {
  return runner_->Run(context, Method::kBatchApproveEvaluations, request, response, evaluations_,
                      &Evaluations::BatchApprove);
}

EvaluationApi::Reactor* EvaluationApi::BatchAcceptEvaluations(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kBatchAcceptEvaluations, request, response, evaluations_,
                      &Evaluations::BatchAccept);
}

EvaluationApi::Reactor* EvaluationApi::BatchPublishEvaluations(Context* context, const Bytes* request,
                                                               Bytes* response) {
  return runner_->Run(context, Method::kBatchPublishEvaluations, request, response, evaluations_,
                      &Evaluations::BatchPublish);
}

}  // namespace heng::api
