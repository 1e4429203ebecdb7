#include "service/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace heng {
namespace {

bool IsLoopbackHost(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

// Binds and listens as a server would, then lets go; 0 or errno.
int TryToListen(const addrinfo& where) {
  const int fd = socket(where.ai_family, where.ai_socktype | SOCK_CLOEXEC, where.ai_protocol);
  if (fd < 0) return 0;  // a family this machine does not have is the server's business
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));  // as the server does: old connections don't matter
  const bool listens = bind(fd, where.ai_addr, where.ai_addrlen) == 0 && listen(fd, 1) == 0;
  const int error = listens ? 0 : errno;
  close(fd);
  return error;
}

using AddressList = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

// Null, with a reason: there is no such host.
AddressList Resolve(const Address& address, std::string* why) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &found);
  if (error != 0 && why != nullptr) *why = gai_strerror(error);
  return {error == 0 ? found : nullptr, [](addrinfo* list) {
            if (list != nullptr) freeaddrinfo(list);
          }};
}

Text Refusal(const std::string& address, const std::string& flag, int error) {
  if (error == EADDRINUSE) {
    return {
        absl::StrCat("无法在 ", address, " 上监听：端口已被占用，可能是另一个 hengd；请先停止它，或用 ", flag,
                     " 换一个"),
        absl::StrCat("can't listen on ", address,
                     ": another program, perhaps another hengd, uses the port; stop it or choose another with ", flag)};
  }
  const std::string why = std::strerror(error);
  return {absl::StrCat("无法在 ", address, " 上监听（", why, "）；请用 ", flag, " 写本机的地址和允许使用的端口"),
          absl::StrCat("can't listen on ", address, " (", why,
                       "); give an address of this machine and a port hengd may use with ", flag)};
}

}  // namespace

std::optional<Address> ReadAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = text.substr(0, colon);
  const std::string port_text = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  // gRPC reads "::1:7443" as an address without a port.
  const bool is_v6 = host.find(':') != std::string::npos;
  uint32_t port = 0;
  const bool digits = port_text.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || bracketed != is_v6 || !digits || !absl::SimpleAtoi(port_text, &port) || port > 65535) {
    return std::nullopt;
  }
  return Address{.host = host, .port = static_cast<int>(port), .loopback = IsLoopbackHost(host)};
}

std::string AddressText(const std::string& host, int port) {
  return host.find(':') == std::string::npos ? absl::StrCat(host, ":", port) : absl::StrCat("[", host, "]:", port);
}

std::vector<std::string> ListenAddresses(const Address& address) {
  std::vector<std::string> texts;
  const AddressList found = Resolve(address, nullptr);
  for (const addrinfo* where = found.get(); where != nullptr; where = where->ai_next) {
    char host[NI_MAXHOST];
    if (TryToListen(*where) != 0 ||
        getnameinfo(where->ai_addr, where->ai_addrlen, host, sizeof(host), nullptr, 0, NI_NUMERICHOST) != 0) {
      continue;
    }
    texts.push_back(AddressText(host, address.port));
  }
  return texts;
}

std::optional<Text> ListenProblem(const Address& address, const std::string& flag) {
  const std::string text = AddressText(address.host, address.port);
  std::string why;
  const AddressList found = Resolve(address, &why);
  if (found == nullptr) {
    return Text{absl::StrCat("无法在 ", text, " 上监听：找不到这个主机（", why, "）；请用 ", flag, " 写本机的地址"),
                absl::StrCat("can't listen on ", text, ": there is no such host (", why,
                             "); give an address of this machine with ", flag)};
  }
  // A name may stand for several addresses. One that is taken is enough to refuse: half a server is none. One that this
  // machine does not have (::1 without IPv6) is left out, as gRPC does.
  int first_error = 0;
  bool some = false;
  for (const addrinfo* where = found.get(); where != nullptr; where = where->ai_next) {
    const int error = TryToListen(*where);
    if (error == EADDRINUSE) return Refusal(text, flag, error);
    some = some || error == 0;
    if (first_error == 0) first_error = error;
  }
  return some ? std::nullopt : std::optional<Text>(Refusal(text, flag, first_error));
}

}  // namespace heng
