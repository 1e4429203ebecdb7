// One service of the contract over gRPC: every method hands its bytes to Calls and nothing else.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <string>
#include <vector>

#include "service/api/calls.h"

namespace heng::api {

class GrpcService final : public grpc::Service {
 public:
  // `calls` is not owned and outlives this. Pre: every method of the service has a rule (core/access/methods.h).
  GrpcService(const google::protobuf::ServiceDescriptor* service, Calls* calls);

 private:
  void Add(int index, const google::protobuf::MethodDescriptor* method, Calls* calls);

  std::vector<std::string> paths_;  // gRPC keeps pointers to them
};

}  // namespace heng::api
