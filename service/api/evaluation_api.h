// EvaluationService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/evaluation_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/evaluations.h"

namespace heng::api {

using RawEvaluationService =
    Raw<heng::v1::EvaluationService::Service, heng::v1::EvaluationService::WithRawCallbackMethod_ScoreEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_CreateEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_GetEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_ListEvaluations,
        heng::v1::EvaluationService::WithRawCallbackMethod_CountEvaluations,
        heng::v1::EvaluationService::WithRawCallbackMethod_UpdateEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_SubmitEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_DiscardEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_PrefillEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_CheckEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_WithdrawEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_AskEvaluationWithdrawal,
        heng::v1::EvaluationService::WithRawCallbackMethod_AllowEvaluationWithdrawal,
        heng::v1::EvaluationService::WithRawCallbackMethod_OpenEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_ReturnEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_ApproveEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_AcceptEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_PublishEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_ReopenEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_RecheckEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_CommentEvaluation,
        heng::v1::EvaluationService::WithRawCallbackMethod_AnswerEvaluationComments,
        heng::v1::EvaluationService::WithRawCallbackMethod_WaiveEvaluationFinding,
        heng::v1::EvaluationService::WithRawCallbackMethod_ApplyBudget,
        heng::v1::EvaluationService::WithRawCallbackMethod_BatchSubmitEvaluations,
        heng::v1::EvaluationService::WithRawCallbackMethod_BatchApproveEvaluations,
        heng::v1::EvaluationService::WithRawCallbackMethod_BatchAcceptEvaluations,
        heng::v1::EvaluationService::WithRawCallbackMethod_BatchPublishEvaluations>;

class EvaluationApi final : public RawEvaluationService {
 public:
  // Neither is owned; both outlive this.
  EvaluationApi(core::Evaluations* evaluations, const CallRunner* runner)
      : evaluations_(evaluations), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* ScoreEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreateEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListEvaluations(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CountEvaluations(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* UpdateEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* SubmitEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DiscardEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* PrefillEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CheckEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* WithdrawEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AskEvaluationWithdrawal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AllowEvaluationWithdrawal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* OpenEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ReturnEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ApproveEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AcceptEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* PublishEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ReopenEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* RecheckEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CommentEvaluation(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AnswerEvaluationComments(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* WaiveEvaluationFinding(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ApplyBudget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchSubmitEvaluations(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchApproveEvaluations(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchAcceptEvaluations(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchPublishEvaluations(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Evaluations* evaluations_;
  const CallRunner* runner_;
};

}  // namespace heng::api
