#include "service/api/event_api.h"

namespace heng::api {

using core::Events;
using core::Method;

EventApi::Reactor* EventApi::ListEvents(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListEvents, request, response, events_, &Events::List);
}

EventApi::Reactor* EventApi::GetEventHead(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetEventHead, request, response, events_, &Events::Head);
}

EventApi::Reactor* EventApi::VerifyEvents(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kVerifyEvents, request, response, events_, &Events::Verify);
}

}  // namespace heng::api
