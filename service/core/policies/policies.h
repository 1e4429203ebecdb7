// Scoring policies in the store, as callers see them. One handler per method of PolicyService; every front end calls
// these.
#pragma once

#include "absl/status/status.h"
#include "heng/v1/policy_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/message_stream.h"
#include "service/core/policies/simulate.h"
#include "service/core/writes.h"

namespace heng::core {

// Revisions in a store; more are refused.
inline constexpr size_t kMaxPolicies = 1000;

class Policies {
 public:
  // Not owned; outlives this.
  explicit Policies(Writes* writes) : writes_(writes), simulations_(writes) {}

  // Keeps the shipped policies the store does not have yet. FAILED_PRECONDITION: it has one of them with another
  // content. Called once, before anything is served; blocks.
  absl::Status InstallShipped();

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in policy_service.proto.
  void GetPolicy(const CallContext& call, const heng::v1::GetPolicyRequest& request, Reply reply);
  void ListPolicies(const CallContext& call, const heng::v1::ListPoliciesRequest& request, Reply reply);
  void CreatePolicy(const CallContext& call, const heng::v1::CreatePolicyRequest& request, Reply reply);
  void TestPolicy(const CallContext& call, const heng::v1::TestPolicyRequest& request, Reply reply);
  void ActivatePolicy(const CallContext& call, const heng::v1::ActivatePolicyRequest& request, Reply reply);
  void DeactivatePolicy(const CallContext& call, const heng::v1::DeactivatePolicyRequest& request, Reply reply);
  void ListActivations(const CallContext& call, const heng::v1::ListActivationsRequest& request, Reply reply);
  OpenedStream Simulate(const CallContext& call, const heng::v1::SimulatePolicyRequest& request);

 private:
  Writes* const writes_;
  Simulations simulations_;
};

}  // namespace heng::core
