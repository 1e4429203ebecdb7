// One unary call: bytes in, handler, bytes out, one log line. Common to every method of every service.
#pragma once

#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>
#include <string_view>

#include "service/api/call_log.h"
#include "service/core/call_context.h"
#include "service/core/errors.h"

namespace heng::api {

// A call that gives no deadline gets this one.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// Parses, runs and answers a call. `handle` gets the context, the request's bytes and the reply it must call.
using HandleBytes = std::function<void(const core::CallContext&, std::string_view, core::Reply)>;
grpc::ServerUnaryReactor* RunCall(grpc::CallbackServerContext* context, std::string_view method,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response, const CallLog& log,
                                  const HandleBytes& handle);

// The same with the request parsed: `handler` is a method of a core class.
template <typename Request, typename Core>
grpc::ServerUnaryReactor* RunCall(grpc::CallbackServerContext* context, std::string_view method,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response, const CallLog& log,
                                  Core* core_object,
                                  void (Core::*handler)(const core::CallContext&, const Request&, core::Reply)) {
  return RunCall(context, method, request, response, log,
                 [core_object, handler](const core::CallContext& call, std::string_view bytes, core::Reply reply) {
                   // A form is hundreds of small texts: one arena instead of as many allocations. The handler keeps
                   // nothing of the request once it returns.
                   google::protobuf::Arena arena;
                   auto* parsed = google::protobuf::Arena::CreateMessage<Request>(&arena);
                   if (!parsed->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
                     return reply(core::UnreadableRequest());
                   }
                   (core_object->*handler)(call, *parsed, std::move(reply));
                 });
}

}  // namespace heng::api
