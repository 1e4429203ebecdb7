// gRPC's own messages, as lines of our log.
#pragma once

namespace heng::api {

// From now on what gRPC has to say (errors; more with GRPC_VERBOSITY) goes to the log as JSON lines of level "warning",
// not to standard error in a form of its own.
void TakeGrpcLog();

}  // namespace heng::api
