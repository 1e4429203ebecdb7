// Text as a JSON string, for the lines that are no message of the contract.
#pragma once

#include <string>
#include <string_view>

namespace heng::cli {

// `text` in quotation marks, escaped. Bytes that are no UTF-8 (paths may be any bytes) become U+FFFD.
std::string JsonString(std::string_view text);

}  // namespace heng::cli
