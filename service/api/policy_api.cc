#include "service/api/policy_api.h"

namespace heng::api {

using core::Method;
using core::Policies;

PolicyApi::Reactor* PolicyApi::GetPolicy(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetPolicy, request, response, policies_, &Policies::GetPolicy);
}

PolicyApi::Reactor* PolicyApi::ListPolicies(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListPolicies, request, response, policies_, &Policies::ListPolicies);
}

PolicyApi::Reactor* PolicyApi::CreatePolicy(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreatePolicy, request, response, policies_, &Policies::CreatePolicy);
}

PolicyApi::Reactor* PolicyApi::TestPolicy(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kTestPolicy, request, response, policies_, &Policies::TestPolicy);
}

PolicyApi::Reactor* PolicyApi::ActivatePolicy(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kActivatePolicy, request, response, policies_, &Policies::ActivatePolicy);
}

PolicyApi::Reactor* PolicyApi::DeactivatePolicy(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDeactivatePolicy, request, response, policies_, &Policies::DeactivatePolicy);
}

PolicyApi::Reactor* PolicyApi::ListActivations(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListActivations, request, response, policies_, &Policies::ListActivations);
}

}  // namespace heng::api
