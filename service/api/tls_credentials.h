// TLS for a gRPC server whose certificate can be exchanged while it serves.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "service/tls/watcher.h"

namespace heng::api {

// Every new connection gets the watcher's identity of that moment; connections that stand keep theirs. Where the
// identity names client authorities, a client's certificate is asked for and verified, but not required. For one
// listening socket (a server with GRPC_ARG_ALLOW_REUSEPORT 0, an address that is no name): gRPC exchanges the identity
// of its sockets without a lock, which is sound only on the one thread that accepts at a socket. TLS 1.2 is the oldest
// version spoken. The watcher and what this returns outlive the server: gRPC itself does not keep the latter.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const tls::Watcher* watcher);

}  // namespace heng::api
