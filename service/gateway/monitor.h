// What people and machines who look after the server see of it: /healthz, /readyz, /metrics, and gRPC's health.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "service/api/call_stats.h"
#include "service/gateway/pages.h"
#include "service/language.h"
#include "service/store/store.h"
#include "service/tls/watcher.h"

namespace heng::gateway {

class Monitor {
 public:
  struct Options {
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

  explicit Monitor(Options options);
  ~Monitor();

  // To be served while this lives.
  HttpPages Pages() const;

  // /readyz says from now on that the server stops; `serving_changed` is not called any more.
  void Drain();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace heng::gateway
