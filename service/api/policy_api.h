// PolicyService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/policy_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/policies/policies.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
using RawPolicyService = heng::v1::PolicyService::WithRawCallbackMethod_GetPolicy<
    heng::v1::PolicyService::WithRawCallbackMethod_ListPolicies<
        heng::v1::PolicyService::WithRawCallbackMethod_CreatePolicy<
            heng::v1::PolicyService::WithRawCallbackMethod_TestPolicy<
                heng::v1::PolicyService::WithRawCallbackMethod_ActivatePolicy<
                    heng::v1::PolicyService::WithRawCallbackMethod_DeactivatePolicy<
                        heng::v1::PolicyService::WithRawCallbackMethod_ListActivations<
                            heng::v1::PolicyService::Service>>>>>>>;

class PolicyApi final : public RawPolicyService {
 public:
  // Neither is owned; both outlive this.
  PolicyApi(core::Policies* policies, const CallRunner* runner) : policies_(policies), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetPolicy(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListPolicies(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CreatePolicy(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* TestPolicy(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ActivatePolicy(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DeactivatePolicy(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListActivations(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Policies* policies_;
  const CallRunner* runner_;
};

}  // namespace heng::api
