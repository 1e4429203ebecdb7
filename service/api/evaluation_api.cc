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

}  // namespace heng::api
