#include "service/api/peer.h"

#include <grpc/grpc_security_constants.h>

#include <memory>

namespace heng::api {

std::vector<std::string> PeerCertificateNames(const grpc::CallbackServerContext& context) {
  std::vector<std::string> names;
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr) return names;
  const auto add = [&](const char* property) {
    for (const grpc::string_ref& value : peer->FindPropertyValues(property)) {
      if (!value.empty()) names.emplace_back(value.data(), value.size());
    }
  };
  add(GRPC_PEER_URI_PROPERTY_NAME);
  add(GRPC_PEER_DNS_PROPERTY_NAME);
  if (names.empty()) add(GRPC_X509_CN_PROPERTY_NAME);
  return names;
}

}  // namespace heng::api
