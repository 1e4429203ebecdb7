// Where calls go, and as whom: what flags, environment and a context say, put together and read.
#pragma once

#include <string>

#include "client/cli/rpc_error.h"
#include "client/cli/server_address.h"

namespace heng::cli {

inline constexpr char kDefaultServer[] = "127.0.0.1:7443";
inline constexpr std::size_t kMaxPemBytes = 1u << 20;

// What one place says of a connection; empty: nothing. Paths of files, never their contents.
struct ConnectionSettings {
  std::string server = "";       // host[:port]
  std::string ca = "";           // PEM: authorities the server's certificate may come from; empty: those of the system
  std::string certificate = "";  // PEM: client certificate with its chain
  std::string key = "";          // PEM: its key
  std::string token_file = "";
  bool plaintext = false;  // without TLS to another machine

  bool operator==(const ConnectionSettings&) const = default;
};

// `first`, and what it does not say from `second`.
ConnectionSettings Over(const ConnectionSettings& first, const ConnectionSettings& second);

// What flags and environment ask for.
struct ConnectionRequest {
  ConnectionSettings settings;
  std::string context;      // by name; empty: the current one, where no server is given
  std::string config_file;  // empty: there is no home to keep one in
};

struct Connection {
  std::string server = kDefaultServer;  // as given, for messages
  ServerAddress address;
  std::string target;  // as gRPC wants it; empty: the command needs no server
  bool tls = false;
  std::string ca_pem;  // empty: those of the system
  std::string certificate_pem, key_pem;
  std::string token;  // empty: none
};

enum class TokenUse { kRead, kLeave };

// Reads the context (only where one counts) and the files it names. TLS is used to other machines, and to this one
// where a CA or a certificate is given. kLeave: the token file is not looked at.
// WRONG_CONFIG, WRONG_CONNECTION, WRONG_TOKEN_FILE, WRONG_FILE.
Answer<Connection> Resolve(const ConnectionRequest& request, TokenUse token = TokenUse::kRead);

}  // namespace heng::cli
