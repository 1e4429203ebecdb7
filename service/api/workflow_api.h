// WorkflowService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/workflow_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/workflow/workflows.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
template <typename S = heng::v1::WorkflowService>
using RawWorkflowService =
    Raw<typename S::Service, S::template WithRawCallbackMethod_GetWorkflowRules,
        S::template WithRawCallbackMethod_ListWorkflowRules, S::template WithRawCallbackMethod_SetWorkflowRules,
        S::template WithRawCallbackMethod_DeleteWorkflowRules, S::template WithRawCallbackMethod_ListTasks,
        S::template WithRawCallbackMethod_ListMissingForms>;

class WorkflowApi final : public RawWorkflowService<> {
 public:
  // Neither is owned; both outlive this.
  WorkflowApi(core::Workflows* workflows, const CallRunner* runner) : workflows_(workflows), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetWorkflowRules(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListWorkflowRules(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* SetWorkflowRules(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DeleteWorkflowRules(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListTasks(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListMissingForms(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Workflows* workflows_;
  const CallRunner* runner_;
};

}  // namespace heng::api
