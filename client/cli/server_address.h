// "host[:port]", as people write where the server is.
#pragma once

#include <optional>
#include <string>

namespace heng::cli {

struct ServerAddress {
  std::string host;       // name or address, IPv6 without brackets
  int port = 0;           // 1 to 65535
  std::string target;     // as gRPC wants it
  bool loopback = false;  // 127.0.0.0/8, ::1 or localhost: what is sent does not leave this machine
};

// A host name, an IPv4 address or an IPv6 address in brackets, with a port or without (7443). nullopt: malformed.
std::optional<ServerAddress> ParseServer(const std::string& server);

}  // namespace heng::cli
