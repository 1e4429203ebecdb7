// The methods of the contract over HTTP, in the Connect protocol (https://connectrpc.com/docs/protocol): unary methods
// and server streams, as JSON or protobuf. What a call is and what becomes of it, Calls knows; here is how it travels.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "service/api/calls.h"
#include "service/gateway/codec.h"
#include "service/gateway/http_message.h"

namespace heng::gateway {

class ConnectApi final : public HttpHandler {
 public:
  // `services`: "heng.v1.EvaluationService" …, every method of which has a rule. `calls` is not owned and outlives
  // this. `limit`: bytes of a message, in and out.
  ConnectApi(api::Calls* calls, const std::vector<std::string>& services, size_t limit);
  ~ConnectApi() override;

  // From now on calls are refused: the server stops.
  void Drain() { draining_ = true; }

  std::optional<HttpAnswer> Refuse(const HttpRequest& head) override;
  void Handle(const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) override;
  HttpAnswer TooLarge(size_t limit) override;
  HttpAnswer TooSlow() override;
  HttpAnswer NoRoom() override;

 private:
  struct Endpoint;
  struct Terms;
  class Stream;

  // What the head of a request settles; an answer where it can't be served.
  std::optional<HttpAnswer> Settle(const HttpRequest& head, Terms* terms) const;
  void HandleUnary(const Terms& terms, const HttpRequest& request, std::shared_ptr<HttpExchange> exchange);
  void HandleStream(const Terms& terms, const HttpRequest& request, std::shared_ptr<HttpExchange> exchange);

  api::Calls* const calls_;
  const size_t limit_;
  std::atomic<bool> draining_ = false;
  std::unordered_map<std::string, Endpoint> endpoints_;  // by path
};

}  // namespace heng::gateway
