// An HTTP/1.1 server that is driven by events: an idle or slow connection holds a little memory and no thread.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/address.h"
#include "service/gateway/http_limits.h"
#include "service/gateway/http_message.h"
#include "service/tls/watcher.h"

namespace heng::gateway {

class HttpServer {
 public:
  struct Options {
    Address address;
    HttpHandler* handler = nullptr;     // not owned, outlives the server
    const tls::Watcher* tls = nullptr;  // null: plaintext; else each new connection has its identity of that moment
    HttpLimits limits;
  };

  // Serves at once. FAILED_PRECONDITION: the address can't be taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(Options options);
  // Stop, if it was not called, with no time.
  ~HttpServer();

  // host:port, with the real port.
  const std::string& address() const { return address_; }

  size_t connections() const;
  size_t buffered() const;  // bytes of the bodies that are being read or answered

  // Takes no more connections, ends those that are idle, and waits for the requests under way: so long for what callers
  // send and take, and without a limit for the handler. Once.
  void Stop(absl::Duration time);

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace heng::gateway
