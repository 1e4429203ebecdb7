#include "service/api/access_api.h"

namespace heng::api {

using core::Access;
using core::Method;

AccessApi::Reactor* AccessApi::WhoAmI(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kWhoAmI, request, response, access_, &Access::WhoAmI);
}

AccessApi::Reactor* AccessApi::GetPrincipal(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetPrincipal, request, response, access_, &Access::GetPrincipal);
}

AccessApi::Reactor* AccessApi::ListPrincipals(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListPrincipals, request, response, access_, &Access::ListPrincipals);
}

AccessApi::Reactor* AccessApi::CreatePrincipal(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreatePrincipal, request, response, access_, &Access::CreatePrincipal);
}

AccessApi::Reactor* AccessApi::UpdatePrincipal(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kUpdatePrincipal, request, response, access_, &Access::UpdatePrincipal);
}

AccessApi::Reactor* AccessApi::AddGrant(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kAddGrant, request, response, access_, &Access::AddGrant);
}

AccessApi::Reactor* AccessApi::RemoveGrant(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kRemoveGrant, request, response, access_, &Access::RemoveGrant);
}

AccessApi::Reactor* AccessApi::CreateToken(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kCreateToken, request, response, access_, &Access::CreateToken);
}

AccessApi::Reactor* AccessApi::ListTokens(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListTokens, request, response, access_, &Access::ListTokens);
}

AccessApi::Reactor* AccessApi::RevokeToken(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kRevokeToken, request, response, access_, &Access::RevokeToken);
}

AccessApi::Reactor* AccessApi::ListFilingWindows(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListFilingWindows, request, response, access_, &Access::ListFilingWindows);
}

AccessApi::Reactor* AccessApi::SetFilingWindow(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kSetFilingWindow, request, response, access_, &Access::SetFilingWindow);
}

AccessApi::Reactor* AccessApi::DeleteFilingWindow(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDeleteFilingWindow, request, response, access_, &Access::DeleteFilingWindow);
}

AccessApi::Reactor* AccessApi::SetFilingExtension(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kSetFilingExtension, request, response, access_, &Access::SetFilingExtension);
}

AccessApi::Reactor* AccessApi::DeleteFilingExtension(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kDeleteFilingExtension, request, response, access_,
                      &Access::DeleteFilingExtension);
}

}  // namespace heng::api
