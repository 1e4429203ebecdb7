// The running service: store, core and gRPC put together.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/api/call_log.h"
#include "service/config.h"
#include "service/store/store.h"

namespace grpc {
class Server;
}

namespace heng {

// The largest request taken, and the largest answer given, in bytes. A form is at most scoring::kMaxFormBytes.
inline constexpr int kMaxMessageBytes = 4 << 20;

class HengServer {
 public:
  // Starts serving. FAILED_PRECONDITION: the address can't be taken.
  static absl::StatusOr<std::unique_ptr<HengServer>> Start(const Config& config, std::unique_ptr<store::Store> store);
  ~HengServer();

  // host:port that is served; with the real port where the configuration said 0.
  const std::string& address() const { return address_; }

  // Says NOT_SERVING, waits for the calls under way (at most `drain`), then closes the store. Called once.
  void Drain(absl::Duration drain);

  store::Stats store_stats() const;

 private:
  struct Parts;
  explicit HengServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace heng
