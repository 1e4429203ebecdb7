// Errors of the catalogue as the Connect protocol writes them.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "service/gateway/http_message.h"

namespace heng::gateway {

// {"code":"not_found","message":"…","details":[{"type":…,"value":…,"debug":{…}}]}; the English message, the Chinese one
// is among the details. A status that is not of the catalogue becomes "internal" without its text.
std::string ErrorJson(const absl::Status& status);

// The whole answer; `http_status` 0: the one of its code.
HttpAnswer ErrorAnswer(const absl::Status& status, int http_status = 0);

}  // namespace heng::gateway
