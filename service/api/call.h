// One unary call: bytes in, who calls, handler, bytes out, one log line. Common to every method of every service.
#pragma once

#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "service/api/call_log.h"
#include "service/core/call_context.h"
#include "service/core/errors.h"
#include "service/core/residents.h"

namespace heng::api {

// A call that gives no deadline gets this one.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// The service `Base` with these methods taking and giving bytes: Raw<S::Service, S::WithRawCallbackMethod_A,
// S::WithRawCallbackMethod_B> for the methods A and B of the service S.
template <typename Base, template <typename> class... Methods>
struct RawMethods {
  using Type = Base;
};
template <typename Base, template <typename> class First, template <typename> class... Others>
struct RawMethods<Base, First, Others...> {
  using Type = First<typename RawMethods<Base, Others...>::Type>;
};
template <typename Base, template <typename> class... Methods>
using Raw = typename RawMethods<Base, Methods...>::Type;

class CallRunner {
 public:
  // Neither is owned; both outlive this.
  CallRunner(const CallLog* log, const core::Residents* residents) : log_(log), residents_(residents) {}

  // Parses, runs and answers a call: `handler` is a method of a core class. A caller without credentials that count
  // never gets as far.
  template <typename Request, typename Core>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, core::Method method,
                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response, Core* core_object,
                                void (Core::*handler)(const core::CallContext&, const Request&, core::Reply)) const {
    return RunBytes(context, method, request, response,
                    [core_object, handler](const core::CallContext& call, core::Reply reply) {
                      // A form is hundreds of small texts: one arena instead of as many allocations. The handler keeps
                      // nothing of the request once it returns.
                      google::protobuf::Arena arena;
                      auto* parsed = google::protobuf::Arena::CreateMessage<Request>(&arena);
                      if (!parsed->ParseFromArray(call.body.data(), static_cast<int>(call.body.size()))) {
                        return reply(core::UnreadableRequest());
                      }
                      (core_object->*handler)(call, *parsed, std::move(reply));
                    });
  }

 private:
  using Handle = std::function<void(const core::CallContext&, core::Reply)>;
  grpc::ServerUnaryReactor* RunBytes(grpc::CallbackServerContext* context, core::Method method,
                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response,
                                     const Handle& handle) const;

  const CallLog* const log_;
  const core::Residents* const residents_;
};

}  // namespace heng::api
