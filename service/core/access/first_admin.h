// What can't be done through a call because nobody may call yet, or any more: the first administrator of an empty
// store, and another token for somebody who has none left. Both work on a store no server needs to be running on.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/core/access/credentials.h"
#include "service/store/store.h"

namespace heng::core {

struct FirstAdmin {
  std::string org_id, org_title;
  std::string org_code;  // 行政区划代码; empty: none
  std::string admin_id, admin_title;
  absl::Duration token_life;
};

// Makes the root org, a principal with ADMIN and clearance on it, and a token for it, in one transaction. The secret is
// the caller's to keep: it should be in a safe place before this is called. Blocks.
// Errors are English sentences for whoever administers the server.
//   INVALID_ARGUMENT     an id, title or code that is none
//   FAILED_PRECONDITION  the store has orgs or principals already
// and what the store says.
absl::Status MakeFirstAdmin(store::Store& store, const FirstAdmin& first, const NewToken& token);

// Gives a principal of the store another token. Blocks. INVALID_ARGUMENT: the life is not 1 to 400 days. NOT_FOUND: no
// such principal. FAILED_PRECONDITION: they are disabled.
absl::Status MakeRescueToken(store::Store& store, const std::string& principal_id, absl::Duration token_life,
                             const NewToken& token);

}  // namespace heng::core
