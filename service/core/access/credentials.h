// Bearer tokens and client certificates: making them, and telling who shows one.
//
// A token is "heng_ID_SECRETCHECK": the id of its entry, 160 random bits, and a check that tells a token that was
// mistyped or cut from one that was never issued. Only the SHA-256 of the whole text is kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/core/access/authority.h"

namespace heng::core {

struct NewToken {
  std::string id;
  std::string text;    // the secret; shown once
  std::string sha256;  // 32 bytes
};
// From the system's source of randomness.
NewToken MakeToken();

// "principals/p-…", for one whose maker chose no name.
std::string NewPrincipalName();

// What a caller showed with a call.
struct Credentials {
  std::string authorization;                   // value of the "authorization" header; empty: none
  std::vector<std::string> certificate_names;  // of the verified client certificate; empty: none
};

// Who that is. UNAUTHENTICATED, one sentence for each of what can be wrong; none repeats anything of a secret.
absl::StatusOr<Authority> Authenticate(const Credentials& shown, const std::shared_ptr<const Epoch>& epoch,
                                       absl::Time now);

}  // namespace heng::core
