// Principals, tokens and filing windows as callers see them. One handler per method of AccessService; every front end
// calls these.
#pragma once

#include "heng/v1/access_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/writes.h"

namespace heng::core {

class Access {
 public:
  // Not owned; outlives this.
  explicit Access(Writes* writes) : writes_(writes) {}

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in access_service.proto.
  void WhoAmI(const CallContext& call, const heng::v1::WhoAmIRequest& request, Reply reply);
  void GetPrincipal(const CallContext& call, const heng::v1::GetPrincipalRequest& request, Reply reply);
  void ListPrincipals(const CallContext& call, const heng::v1::ListPrincipalsRequest& request, Reply reply);
  void CreatePrincipal(const CallContext& call, const heng::v1::CreatePrincipalRequest& request, Reply reply);
  void UpdatePrincipal(const CallContext& call, const heng::v1::UpdatePrincipalRequest& request, Reply reply);
  void AddGrant(const CallContext& call, const heng::v1::AddGrantRequest& request, Reply reply);
  void RemoveGrant(const CallContext& call, const heng::v1::RemoveGrantRequest& request, Reply reply);
  void CreateToken(const CallContext& call, const heng::v1::CreateTokenRequest& request, Reply reply);
  void ListTokens(const CallContext& call, const heng::v1::ListTokensRequest& request, Reply reply);
  void RevokeToken(const CallContext& call, const heng::v1::RevokeTokenRequest& request, Reply reply);
  void ListFilingWindows(const CallContext& call, const heng::v1::ListFilingWindowsRequest& request, Reply reply);
  void SetFilingWindow(const CallContext& call, const heng::v1::SetFilingWindowRequest& request, Reply reply);
  void DeleteFilingWindow(const CallContext& call, const heng::v1::DeleteFilingWindowRequest& request, Reply reply);
  void SetFilingExtension(const CallContext& call, const heng::v1::SetFilingExtensionRequest& request, Reply reply);
  void DeleteFilingExtension(const CallContext& call, const heng::v1::DeleteFilingExtensionRequest& request,
                             Reply reply);

 private:
  Writes* const writes_;
};

}  // namespace heng::core
