// EventService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/event_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/events.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
using RawEventService =
    heng::v1::EventService::WithRawCallbackMethod_ListEvents<heng::v1::EventService::WithRawCallbackMethod_GetEventHead<
        heng::v1::EventService::WithRawCallbackMethod_VerifyEvents<heng::v1::EventService::Service>>>;

class EventApi final : public RawEventService {
 public:
  // Neither is owned; both outlive this.
  EventApi(core::Events* events, const CallRunner* runner) : events_(events), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* ListEvents(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetEventHead(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* VerifyEvents(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Events* events_;
  const CallRunner* runner_;
};

}  // namespace heng::api
