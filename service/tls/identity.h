// Who the server is in TLS: its certificate chain and key, and the authorities of its clients, read from files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/language.h"

namespace heng::tls {

// Paths of PEM files.
struct Files {
  std::string certificate, key;
  std::string client_ca;  // may be empty: no client certificates
};

// Contents that fit together.
struct Identity {
  std::string certificate, key, client_ca;  // PEM
  absl::Time not_before, not_after;         // of the server's own certificate
};

// Which file is wrong, and how.
struct FileProblem {
  enum class File { kCertificate, kKey, kClientCa };
  File file;
  Text text;  // names the path
};

struct Loaded {
  Identity identity;  // whole only if there are no problems
  std::vector<FileProblem> problems;
};

// Reads the files and checks each and that the key is the certificate's. A key that other users may read is refused.
Loaded Load(const Files& files);

// A sentence if the certificate has expired or is not valid yet; nullopt: it is valid.
std::optional<Text> ValidityWarning(const Files& files, const Identity& identity, absl::Time now);

}  // namespace heng::tls
