// Addresses to listen on: host:port, or [v6]:port.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/language.h"

namespace heng {

struct Address {
  std::string host;  // without brackets
  int port = 0;      // 0: any free one
  bool loopback = false;
};

// nullopt: no address; a host is needed, and so is a port from 0 to 65535.
std::optional<Address> ReadAddress(const std::string& text);

// The addresses, as numbers, that a name stands for and that can be listened on now, ready for gRPC ("[::1]:7443").
std::vector<std::string> ListenAddresses(const Address& address);

// "host:port", with brackets where the host has colons.
std::string AddressText(const std::string& host, int port);

// Whether the address can be listened on now; nullopt: yes, or nobody knows before it is tried. Says which setting to
// change (`flag`, such as "--listen"). Nothing stays open.
std::optional<Text> ListenProblem(const Address& address, const std::string& flag);

}  // namespace heng
