// Who is at the other end of a call, as its connection says.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>
#include <vector>

namespace heng::api {

// The names in the client's certificate, which was verified against tls.client_ca: its URIs, then its DNS names; where
// it has neither, its common name. Empty for plaintext, and for a client that showed no certificate.
std::vector<std::string> PeerCertificateNames(const grpc::CallbackServerContext& context);

}  // namespace heng::api
