// Why a TLS connection does not come about, in words. gRPC says little more than "unavailable".
#pragma once

#include <optional>

#include "absl/time/time.h"
#include "client/cli/connection.h"
#include "client/cli/rpc_error.h"

namespace heng::cli {

// Connects once more by hand, with the certificates of `connection` but without its token, and looks what is wrong.
// nullopt: nothing about TLS (no connection at all, or the handshake is fine). Takes two seconds at most, and ends by
// `deadline`. Reasons: TLS_UNTRUSTED, TLS_NAME_MISMATCH, TLS_EXPIRED, TLS_NOT_YET_VALID, TLS_NOT_SPOKEN,
// TLS_REQUIRED, TLS_CLIENT_CERTIFICATE, TLS_FAILED, WRONG_FILE; the code is UNAVAILABLE.
std::optional<RpcError> FindTlsProblem(const Connection& connection, absl::Time deadline);

}  // namespace heng::cli
