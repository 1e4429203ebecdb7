#include "service/api/evaluation_api.h"

namespace heng::api {

using core::Evaluations;

EvaluationApi::Reactor* EvaluationApi::ScoreEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "ScoreEvaluation", request, response, *log_, evaluations_, &Evaluations::Score);
}

EvaluationApi::Reactor* EvaluationApi::CreateEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "CreateEvaluation", request, response, *log_, evaluations_, &Evaluations::Create);
}

EvaluationApi::Reactor* EvaluationApi::GetEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "GetEvaluation", request, response, *log_, evaluations_, &Evaluations::Get);
}

EvaluationApi::Reactor* EvaluationApi::ListEvaluations(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "ListEvaluations", request, response, *log_, evaluations_, &Evaluations::List);
}

EvaluationApi::Reactor* EvaluationApi::UpdateEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "UpdateEvaluation", request, response, *log_, evaluations_, &Evaluations::Update);
}

EvaluationApi::Reactor* EvaluationApi::SubmitEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "SubmitEvaluation", request, response, *log_, evaluations_, &Evaluations::Submit);
}

EvaluationApi::Reactor* EvaluationApi::DiscardEvaluation(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "DiscardEvaluation", request, response, *log_, evaluations_, &Evaluations::Discard);
}

}  // namespace heng::api
