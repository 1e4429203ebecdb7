// From the catalogue's errors to gRPC's.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace heng::api {

// Code and English message, with the details as google.rpc.Status in the standard trailer. A status that is not of
// the catalogue becomes INTERNAL without its text.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace heng::api
