// An evaluation on its way: every method is an action of the workflow table.
#include <utility>

#include "service/core/errors.h"
#include "service/core/evaluations.h"
#include "service/core/forms/simple_action.h"

namespace heng::core {

using heng::v1::BatchFormActionRequest;
using heng::v1::FormActionRequest;

void Evaluations::Check(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kCheckEvaluation, Action::kCheck, call, request, std::move(reply));
}

void Evaluations::Withdraw(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kWithdrawEvaluation, Action::kWithdraw, call, request, std::move(reply));
}

void Evaluations::AskWithdrawal(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kAskEvaluationWithdrawal, Action::kAskWithdrawal, call, request, std::move(reply));
}

void Evaluations::AllowWithdrawal(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kAllowEvaluationWithdrawal, Action::kAllowWithdrawal, call, request, std::move(reply));
}

void Evaluations::Open(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kOpenEvaluation, Action::kOpen, call, request, std::move(reply));
}

void Evaluations::Return(const CallContext& call, const heng::v1::ReturnFormRequest& request, Reply reply) {
  ReturnForm(forms_, Method::kReturnEvaluation, call, request, std::move(reply));
}

void Evaluations::Approve(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kApproveEvaluation, Action::kApprove, call, request, std::move(reply));
}

void Evaluations::Accept(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kAcceptEvaluation, Action::kAccept, call, request, std::move(reply));
}

void Evaluations::Publish(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActSimply(forms_, Method::kPublishEvaluation, Action::kPublish, call, request, std::move(reply));
}

void Evaluations::Reopen(const CallContext& call, const FormActionRequest& request, Reply reply) {
  ActAsking(forms_, Method::kReopenEvaluation, Action::kReopen, call, request, std::move(reply));
}

void Evaluations::Comment(const CallContext& call, const heng::v1::CommentFormRequest& request, Reply reply) {
  CommentForm(forms_, Method::kCommentEvaluation, call, request, std::move(reply));
}

void Evaluations::Answer(const CallContext& call, const heng::v1::AnswerCommentsRequest& request, Reply reply) {
  AnswerForm(forms_, Method::kAnswerEvaluationComments, call, request, std::move(reply));
}

void Evaluations::Waive(const CallContext& call, const heng::v1::WaiveFindingRequest& request, Reply reply) {
  WaiveFinding(forms_, Method::kWaiveEvaluationFinding, call, request, std::move(reply));
}

void Evaluations::BatchSubmit(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    SubmitDraft(forms_, Method::kSubmitEvaluation, each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchSubmitEvaluations, call, request, one, std::move(reply));
}

void Evaluations::BatchApprove(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    Approve(each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchApproveEvaluations, call, request, one, std::move(reply));
}

void Evaluations::BatchAccept(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    Accept(each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchAcceptEvaluations, call, request, one, std::move(reply));
}

void Evaluations::BatchPublish(const CallContext& call, const BatchFormActionRequest& request, Reply reply) {
  const auto one = [this](const CallContext& each, const FormActionRequest& form, Reply done) {
    Publish(each, form, std::move(done));
  };
  ActOnEach(forms_, Method::kBatchPublishEvaluations, call, request, one, std::move(reply));
}

}  // namespace heng::core
