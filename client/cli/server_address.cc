#include "client/cli/server_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

#include "absl/strings/numbers.h"

namespace heng::cli {
namespace {

constexpr int kDefaultPort = 7443;
constexpr std::size_t kLongestName = 253;

bool ParsePort(const std::string& text, int* port) {
  const bool digits = !text.empty() && text.size() <= 5 &&
                      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits && absl::SimpleAtoi(text, port) && *port >= 1 && *port <= 65535;
}

// Letters, digits, hyphens and single dots; the last label is no number: "127.1" would be an address to some.
bool IsHostName(const std::string& host) {
  if (host.empty() || host.size() > kLongestName || host.front() == '.' || host.front() == '-') return false;
  if (host.find("..") != std::string::npos) return false;
  const bool plain = std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || c == '-' || c == '.';
  });
  const std::string last = host.substr(host.rfind('.') + 1);
  return plain && (last.empty() || std::isdigit(static_cast<unsigned char>(last.front())) == 0);
}

ServerAddress Address(const std::string& host, int port, const std::string& target, bool loopback) {
  return {host, port, target + ":" + std::to_string(port), loopback};
}

}  // namespace

std::optional<ServerAddress> ParseServer(const std::string& server) {
  std::string host = server;
  int port = kDefaultPort;
  const bool bracketed = server.starts_with("[");
  const std::size_t colon = bracketed ? server.find("]:") : server.rfind(':');
  if (colon != std::string::npos) {
    host = server.substr(0, bracketed ? colon + 1 : colon);
    if (!ParsePort(server.substr(bracketed ? colon + 2 : colon + 1), &port)) return std::nullopt;
  }
  in_addr ipv4{};
  if (inet_pton(AF_INET, host.c_str(), &ipv4) == 1) {
    return Address(host, port, "ipv4:" + host, ntohl(ipv4.s_addr) >> 24 == 127);
  }
  if (bracketed) {
    in6_addr ipv6{};
    if (host.size() < 2 || host.back() != ']') return std::nullopt;
    const std::string inner = host.substr(1, host.size() - 2);
    if (inet_pton(AF_INET6, inner.c_str(), &ipv6) != 1) return std::nullopt;
    return Address(inner, port, "ipv6:" + host, IN6_IS_ADDR_LOOPBACK(&ipv6));
  }
  if (!IsHostName(host)) return std::nullopt;
  return Address(host, port, "dns:" + host, host == "localhost");
}

}  // namespace heng::cli
