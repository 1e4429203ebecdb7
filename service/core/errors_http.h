// The catalogue's part about HTTP (errors.h): what is wrong with a request before it is a call.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "scoring/form_check.h"

namespace heng::core {

// INVALID_ARGUMENT: UNREADABLE_REQUEST, as for bytes that are no message, with what is wrong and where. At least one.
absl::Status UnreadableRequest(const std::vector<scoring::Violation>& violations);
// UNIMPLEMENTED
absl::Status NoSuchMethod(std::string_view path);                             // METHOD_UNKNOWN
absl::Status NotOverHttp(std::string_view method, std::string_view twin);     // NOT_OVER_HTTP; the unary method instead
absl::Status PostOnly(std::string_view verb);                                 // POST_ONLY
absl::Status WrongEncoding(std::string_view header, std::string_view value);  // WRONG_ENCODING
// INVALID_ARGUMENT; `allowed`: what may be written
absl::Status WrongContentType(std::string_view type, std::string_view allowed);  // WRONG_CONTENT_TYPE
absl::Status WrongHeader(std::string_view header, std::string_view value, std::string_view allowed);  // WRONG_HEADER
// RESOURCE_EXHAUSTED; in bytes
absl::Status MessageTooLarge(size_t limit);  // MESSAGE_TOO_LARGE
absl::Status AnswerTooLarge(size_t limit);   // ANSWER_TOO_LARGE
// DEADLINE_EXCEEDED
absl::Status RequestTooSlow();  // REQUEST_TOO_SLOW
// UNAVAILABLE
absl::Status ServerCrowded();  // SERVER_CROWDED

}  // namespace heng::core
