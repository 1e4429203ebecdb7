#include "service/api/event_api.h"

namespace heng::api {

using core::Events;

EventApi::Reactor* EventApi::ListEvents(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "ListEvents", request, response, *log_, events_, &Events::List);
}

EventApi::Reactor* EventApi::GetEventHead(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "GetEventHead", request, response, *log_, events_, &Events::Head);
}

EventApi::Reactor* EventApi::VerifyEvents(Context* context, const Bytes* request, Bytes* response) {
  return RunCall(context, "VerifyEvents", request, response, *log_, events_, &Events::Verify);
}

}  // namespace heng::api
