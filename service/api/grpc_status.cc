#include "service/api/grpc_status.h"

#include <string>

#include "service/core/errors.h"

namespace heng::api {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  if (!core::ReadDetails(status, &details)) return ToGrpc(core::FromStore(absl::InternalError("")));
  return grpc::Status(static_cast<grpc::StatusCode>(details.code()), details.message(), details.SerializeAsString());
}

}  // namespace heng::api
