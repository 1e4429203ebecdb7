// A small HTTP server with fixed pages.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/address.h"

namespace heng::gateway {

struct HttpAnswer {
  int status = 200;
  std::string body;  // text, UTF-8
  std::string content_type = "text/plain; charset=utf-8";
};

// GET by path; called on any of the server's threads.
using HttpPages = std::map<std::string, std::function<HttpAnswer()>>;

class HttpServer {
 public:
  // Serves at once. FAILED_PRECONDITION: the address can't be taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const Address& address, HttpPages pages);
  ~HttpServer();  // finishes the requests under way

  // host:port, with the real port.
  const std::string& address() const { return address_; }

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace heng::gateway
