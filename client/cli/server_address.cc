#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

#include "absl/strings/numbers.h"
#include "client/cli/options.h"

namespace heng::cli {
namespace {

constexpr char kDefaultPort[] = "7443";

bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

std::string LoopbackTarget(const std::string& server) {
  std::string host = server;
  std::string port = kDefaultPort;
  const bool bracketed = server.starts_with("[");
  const std::size_t colon = bracketed ? server.find("]:") : server.rfind(':');
  if (colon != std::string::npos) {
    host = server.substr(0, bracketed ? colon + 1 : colon);
    port = server.substr(bracketed ? colon + 2 : colon + 1);
  }
  int number = 0;
  if (!IsDigits(port) || !absl::SimpleAtoi(port, &number) || number < 1 || number > 65535) return "";
  in_addr ipv4{};
  if (inet_pton(AF_INET, host.c_str(), &ipv4) == 1) {
    return ntohl(ipv4.s_addr) >> 24 == 127 ? "ipv4:" + host + ":" + port : "";
  }
  if (host == "[::1]") return "ipv6:[::1]:" + port;
  return host == "localhost" ? "dns:localhost:" + port : "";
}

}  // namespace heng::cli
