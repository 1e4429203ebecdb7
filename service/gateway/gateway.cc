#include "service/gateway/gateway.h"

#include <optional>
#include <utility>

#include "service/gateway/connect_api.h"
#include "service/gateway/http_server.h"

namespace heng::gateway {

struct Gateway::Parts {
  explicit Parts(const Options& options) {
    if (options.calls != nullptr) api.emplace(options.calls, options.services, options.limits.body_bytes);
    pages.emplace(options.pages, api ? &*api : nullptr);
  }

  std::optional<ConnectApi> api;
  std::optional<Pages> pages;
  std::unique_ptr<HttpServer> server;  // last: it calls the others
};

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(Options options) {
  auto parts = std::make_unique<Parts>(options);
  auto server = HttpServer::Start(
      {.address = options.address, .handler = &*parts->pages, .tls = options.tls, .limits = options.limits});
  if (!server.ok()) return server.status();
  parts->server = *std::move(server);
  return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

std::string Gateway::address() const { return parts_->server->address(); }

void Gateway::Drain() {
  if (parts_->api) parts_->api->Drain();
}

void Gateway::Stop(absl::Duration time) { parts_->server->Stop(time); }

}  // namespace heng::gateway
