// Fixed pages, and whatever else a server answers behind them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "service/gateway/http_message.h"

namespace heng::gateway {

// GET by path; called on any of the server's threads.
using HttpPages = std::map<std::string, std::function<HttpAnswer()>, std::less<>>;

// Paths below it are never pages, whatever the method.
inline constexpr char kApiPrefix[] = "/heng.v1.";

class Pages final : public HttpHandler {
 public:
  // `next`, where given, answers all that is no page; not owned. Without it that is 404.
  explicit Pages(HttpPages pages, HttpHandler* next = nullptr);

  std::optional<HttpAnswer> Refuse(const HttpRequest& head) override;
  void Handle(const HttpRequest& request, std::shared_ptr<HttpExchange> exchange) override;
  HttpAnswer TooLarge(size_t limit) override;
  HttpAnswer TooSlow() override;
  HttpAnswer NoRoom() override;

 private:
  const HttpPages pages_;
  HttpHandler* const next_;
};

}  // namespace heng::gateway
