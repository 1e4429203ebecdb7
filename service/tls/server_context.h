// An identity as OpenSSL takes it, for servers that speak TLS themselves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "service/tls/identity.h"

struct ssl_ctx_st;  // SSL_CTX
struct ssl_st;      // SSL

namespace heng::tls {

using ServerContext = std::shared_ptr<ssl_ctx_st>;

// TLS 1.2 and later, HTTP/1.1 where a client asks by ALPN. Where the identity names client authorities, a client's
// certificate is asked for and verified, but not required. Sessions are not resumed: each handshake verifies anew.
// Null: the identity can't be used, though Load found nothing wrong.
ServerContext MakeServerContext(const Identity& identity);

// The names in the client's certificate, as for gRPC (api/peer.h): its URIs, then its DNS names; where it has neither,
// its common name. Empty: it showed none.
std::vector<std::string> PeerNames(const ssl_st* connection);

}  // namespace heng::tls
