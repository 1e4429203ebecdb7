#include "service/core/access/access.h"

#include "service/core/errors.h"

namespace heng::core {

void Access::WhoAmI(const CallContext&, const heng::v1::WhoAmIRequest&, Reply reply) {
  reply(absl::UnimplementedError("WhoAmI"));
}

void Access::GetPrincipal(const CallContext&, const heng::v1::GetPrincipalRequest&, Reply reply) {
  reply(absl::UnimplementedError("GetPrincipal"));
}

void Access::ListPrincipals(const CallContext&, const heng::v1::ListPrincipalsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ListPrincipals"));
}

void Access::CreatePrincipal(const CallContext&, const heng::v1::CreatePrincipalRequest&, Reply reply) {
  reply(absl::UnimplementedError("CreatePrincipal"));
}

void Access::UpdatePrincipal(const CallContext&, const heng::v1::UpdatePrincipalRequest&, Reply reply) {
  reply(absl::UnimplementedError("UpdatePrincipal"));
}

void Access::AddGrant(const CallContext&, const heng::v1::AddGrantRequest&, Reply reply) {
  reply(absl::UnimplementedError("AddGrant"));
}

void Access::RemoveGrant(const CallContext&, const heng::v1::RemoveGrantRequest&, Reply reply) {
  reply(absl::UnimplementedError("RemoveGrant"));
}

void Access::CreateToken(const CallContext&, const heng::v1::CreateTokenRequest&, Reply reply) {
  reply(absl::UnimplementedError("CreateToken"));
}

void Access::ListTokens(const CallContext&, const heng::v1::ListTokensRequest&, Reply reply) {
  reply(absl::UnimplementedError("ListTokens"));
}

void Access::RevokeToken(const CallContext&, const heng::v1::RevokeTokenRequest&, Reply reply) {
  reply(absl::UnimplementedError("RevokeToken"));
}

void Access::ListFilingWindows(const CallContext&, const heng::v1::ListFilingWindowsRequest&, Reply reply) {
  reply(absl::UnimplementedError("ListFilingWindows"));
}

void Access::SetFilingWindow(const CallContext&, const heng::v1::SetFilingWindowRequest&, Reply reply) {
  reply(absl::UnimplementedError("SetFilingWindow"));
}

void Access::DeleteFilingWindow(const CallContext&, const heng::v1::DeleteFilingWindowRequest&, Reply reply) {
  reply(absl::UnimplementedError("DeleteFilingWindow"));
}

void Access::SetFilingExtension(const CallContext&, const heng::v1::SetFilingExtensionRequest&, Reply reply) {
  reply(absl::UnimplementedError("SetFilingExtension"));
}

void Access::DeleteFilingExtension(const CallContext&, const heng::v1::DeleteFilingExtensionRequest&, Reply reply) {
  reply(absl::UnimplementedError("DeleteFilingExtension"));
}

}  // namespace heng::core
