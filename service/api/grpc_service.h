// One service of the contract over gRPC: every method hands its bytes to Calls and nothing else.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/api/calls.h"

namespace heng::api {

// A message of a server stream that is not taken for so long (see unread_guard.h) ends the stream. Long enough for
// somebody who reads an export page by page; HTTP has a limit of its own (gateway/http_limits.h).
inline constexpr absl::Duration kLongestUnread = absl::Minutes(10);

class GrpcService final : public grpc::Service {
 public:
  // `calls` is not owned and outlives this. Pre: every method of the service has a rule (core/access/methods.h).
  GrpcService(const google::protobuf::ServiceDescriptor* service, Calls* calls,
              absl::Duration longest_unread = kLongestUnread);

 private:
  void Add(int index, const google::protobuf::MethodDescriptor* method, Calls* calls);

  const absl::Duration longest_unread_;
  std::vector<std::string> paths_;  // gRPC keeps pointers to them
};

}  // namespace heng::api
