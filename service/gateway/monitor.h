// What people and machines who look after the server see of it: /healthz, /readyz, /metrics, and gRPC's health.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "service/address.h"
#include "service/api/call_stats.h"
#include "service/language.h"
#include "service/store/store.h"
#include "service/tls/watcher.h"

namespace heng::gateway {

class Monitor {
 public:
  struct Options {
    std::optional<Address> http;  // nullopt: no HTTP
    Language language = Language::kChinese;
    std::string version;
    std::string store_name;  // as --store says it
    // None is owned, all outlive this; `tls` is null without TLS.
    store::Store* store = nullptr;
    const api::CallStats* calls = nullptr;
    const tls::Watcher* tls = nullptr;
    // Called when the store is lost (false, with what is wrong) and when it is back.
    std::function<void(bool serving, const Text& problem)> serving_changed;
  };

  // FAILED_PRECONDITION: the HTTP address can't be taken.
  static absl::StatusOr<std::unique_ptr<Monitor>> Start(Options options);
  ~Monitor();

  // host:port with the real port; empty: no HTTP.
  std::string http_address() const;

  // /readyz says from now on that the server stops; `serving_changed` is not called any more.
  void Drain();

 private:
  struct Parts;
  explicit Monitor(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace heng::gateway
