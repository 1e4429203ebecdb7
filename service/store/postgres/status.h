// The one place where what PostgreSQL says becomes a status.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace heng::store::postgres {

// Maps an error; see the list in store.h. `sqlstate` is empty where the server said nothing: the connection is lost.
// `what` names the statement, `text` is the server's; both are for the log.
absl::Status ErrorStatus(std::string_view sqlstate, std::string_view what, std::string_view text);

// The `sqlstate` of a status ErrorStatus made; empty for others.
std::string SqlStateOf(const absl::Status& status);

// True if text of a UTF-8 database can hold it: valid UTF-8 without a zero byte.
bool IsText(std::string_view bytes);

}  // namespace heng::store::postgres
