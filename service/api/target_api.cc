#include "service/api/target_api.h"

namespace heng::api {

using core::Method;
using core::Targets;

TargetApi::Reactor* TargetApi::CheckTargetForm(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCheckTargetForm, request, response, targets_, &Targets::CheckForm);
}

TargetApi::Reactor* TargetApi::CreateTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreateTarget, request, response, targets_, &Targets::Create);
}

TargetApi::Reactor* TargetApi::GetTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetTarget, request, response, targets_, &Targets::Get);
}

TargetApi::Reactor* TargetApi::ListTargets(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListTargets, request, response, targets_, &Targets::List);
}

TargetApi::Reactor* TargetApi::UpdateTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kUpdateTarget, request, response, targets_, &Targets::Update);
}

TargetApi::Reactor* TargetApi::SubmitTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kSubmitTarget, request, response, targets_, &Targets::Submit);
}

TargetApi::Reactor* TargetApi::DiscardTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDiscardTarget, request, response, targets_, &Targets::Discard);
}

TargetApi::Reactor* TargetApi::WithdrawTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kWithdrawTarget, request, response, targets_, &Targets::Withdraw);
}

TargetApi::Reactor* TargetApi::AskTargetWithdrawal(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kAskTargetWithdrawal, request, response, targets_, &Targets::AskWithdrawal);
}

TargetApi::Reactor* TargetApi::AllowTargetWithdrawal(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kAllowTargetWithdrawal, request, response, targets_, &Targets::AllowWithdrawal);
}

TargetApi::Reactor* TargetApi::OpenTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kOpenTarget, request, response, targets_, &Targets::Open);
}

TargetApi::Reactor* TargetApi::ReturnTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kReturnTarget, request, response, targets_, &Targets::Return);
}

TargetApi::Reactor* TargetApi::ReviewTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kReviewTarget, request, response, targets_, &Targets::Review);
}

TargetApi::Reactor* TargetApi::ApproveTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kApproveTarget, request, response, targets_, &Targets::Approve);
}

TargetApi::Reactor* TargetApi::AmendTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kAmendTarget, request, response, targets_, &Targets::Amend);
}

TargetApi::Reactor* TargetApi::CommentTarget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCommentTarget, request, response, targets_, &Targets::Comment);
}

TargetApi::Reactor* TargetApi::AnswerTargetComments(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kAnswerTargetComments, request, response, targets_, &Targets::Answer);
}

TargetApi::Reactor* TargetApi::WaiveTargetFinding(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kWaiveTargetFinding, request, response, targets_, &Targets::Waive);
}

TargetApi::Reactor* TargetApi::BatchSubmitTargets(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kBatchSubmitTargets, request, response, targets_, &Targets::BatchSubmit);
}

TargetApi::Reactor* TargetApi::BatchReviewTargets(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kBatchReviewTargets, request, response, targets_, &Targets::BatchReview);
}

TargetApi::Reactor* TargetApi::BatchApproveTargets(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kBatchApproveTargets, request, response, targets_, &Targets::BatchApprove);
}

}  // namespace heng::api
