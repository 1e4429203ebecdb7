// A request that succeeds for each method that changes something.
#pragma once

#include <google/protobuf/text_format.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "tests/conformance/api/connection.h"

namespace heng::conformance {

// A request that is known to succeed once, and what the log then says.
struct Good {
  std::unique_ptr<google::protobuf::Message> request;
  std::string action;
  size_t events = 1;              // a call about several things leaves one for each
  bool secret_in_answer = false;  // so that a replay answers without it
};

// By the full name of the method.
using GoodRequestMap = std::map<std::string, std::function<Good()>>;

// Actions on evaluations and targets, batches of one form included.
GoodRequestMap FormActionRequests();

// A request of this type, in protobuf's text format.
template <typename Request>
Good Of(const std::string& action, const std::string& text, size_t events = 1) {
  auto request = std::make_unique<Request>();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << text;
  return {std::move(request), action, events};
}

// Calls "AccessService/CreatePrincipal" with such a request, so that there is something to change.
template <typename Request>
std::string Do(const std::string& method, const std::string& text) {
  const auto answer = CallRaw("/heng.v1." + method, Of<Request>("", text).request->SerializeAsString());
  EXPECT_TRUE(answer.ok()) << method << " " << text << ": " << answer.error();
  return answer.message;
}

inline std::string Quote(const std::string& text) { return "'" + text + "'"; }

}  // namespace heng::conformance
