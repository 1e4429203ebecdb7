// SHA-256 as lower-case hex.
#pragma once

#include <string>
#include <string_view>

namespace heng::cli {

std::string Sha256Hex(std::string_view bytes);

}  // namespace heng::cli
