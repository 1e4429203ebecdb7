// EvaluationService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/evaluation_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/evaluations.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
using RawEvaluationService = heng::v1::EvaluationService::WithRawCallbackMethod_ScoreEvaluation<
    heng::v1::EvaluationService::WithRawCallbackMethod_CreateEvaluation<
        heng::v1::EvaluationService::WithRawCallbackMethod_GetEvaluation<
            heng::v1::EvaluationService::WithRawCallbackMethod_ListEvaluations<
                heng::v1::EvaluationService::WithRawCallbackMethod_CountEvaluations<
                    heng::v1::EvaluationService::WithRawCallbackMethod_UpdateEvaluation<
                        heng::v1::EvaluationService::WithRawCallbackMethod_SubmitEvaluation<
                            heng::v1::EvaluationService::WithRawCallbackMethod_DiscardEvaluation<
                                heng::v1::EvaluationService::Service>>>>>>>>;

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

 private:
  core::Evaluations* evaluations_;
  const CallRunner* runner_;
};

}  // namespace heng::api
