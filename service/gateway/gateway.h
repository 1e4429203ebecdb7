// hengd over HTTP: the pages of monitor.h and the methods of the contract, on one address.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/address.h"
#include "service/api/calls.h"
#include "service/gateway/http_limits.h"
#include "service/gateway/pages.h"
#include "service/tls/watcher.h"

namespace heng::gateway {

class Gateway {
 public:
  struct Options {
    Address address;
    HttpPages pages;
    // Null: only the pages. Not owned, outlives this.
    api::Calls* calls = nullptr;
    std::vector<std::string> services;  // "heng.v1.EvaluationService" …
    const tls::Watcher* tls = nullptr;  // null: plaintext; not owned, outlives this
    HttpLimits limits;
  };

  // FAILED_PRECONDITION: the address can't be taken.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(Options options);
  ~Gateway();

  std::string address() const;  // host:port with the real port

  // Calls are refused from now on, pages are not.
  void Drain();
  // Waits for what is under way, at most so long (HttpServer::Stop); nothing is served any more.
  void Stop(absl::Duration time);

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace heng::gateway
