// TargetService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/target_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/targets.h"

namespace heng::api {

using RawTargetService =
    Raw<heng::v1::TargetService::Service, heng::v1::TargetService::WithRawCallbackMethod_CheckTargetForm,
        heng::v1::TargetService::WithRawCallbackMethod_CreateTarget,
        heng::v1::TargetService::WithRawCallbackMethod_GetTarget,
        heng::v1::TargetService::WithRawCallbackMethod_ListTargets,
        heng::v1::TargetService::WithRawCallbackMethod_UpdateTarget,
        heng::v1::TargetService::WithRawCallbackMethod_SubmitTarget,
        heng::v1::TargetService::WithRawCallbackMethod_DiscardTarget,
        heng::v1::TargetService::WithRawCallbackMethod_WithdrawTarget,
        heng::v1::TargetService::WithRawCallbackMethod_AskTargetWithdrawal,
        heng::v1::TargetService::WithRawCallbackMethod_AllowTargetWithdrawal,
        heng::v1::TargetService::WithRawCallbackMethod_OpenTarget,
        heng::v1::TargetService::WithRawCallbackMethod_ReturnTarget,
        heng::v1::TargetService::WithRawCallbackMethod_ReviewTarget,
        heng::v1::TargetService::WithRawCallbackMethod_ApproveTarget,
        heng::v1::TargetService::WithRawCallbackMethod_AmendTarget,
        heng::v1::TargetService::WithRawCallbackMethod_CommentTarget,
        heng::v1::TargetService::WithRawCallbackMethod_AnswerTargetComments,
        heng::v1::TargetService::WithRawCallbackMethod_WaiveTargetFinding,
        heng::v1::TargetService::WithRawCallbackMethod_BatchSubmitTargets,
        heng::v1::TargetService::WithRawCallbackMethod_BatchReviewTargets,
        heng::v1::TargetService::WithRawCallbackMethod_BatchApproveTargets>;

class TargetApi final : public RawTargetService {
 public:
  // Neither is owned; both outlive this.
  TargetApi(core::Targets* targets, const CallRunner* runner) : targets_(targets), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CheckTargetForm(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreateTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListTargets(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* UpdateTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* SubmitTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DiscardTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* WithdrawTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AskTargetWithdrawal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AllowTargetWithdrawal(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* OpenTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ReturnTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ReviewTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ApproveTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AmendTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CommentTarget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* AnswerTargetComments(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* WaiveTargetFinding(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchSubmitTargets(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchReviewTargets(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* BatchApproveTargets(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Targets* targets_;
  const CallRunner* runner_;
};

}  // namespace heng::api
