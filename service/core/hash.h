// SHA-256.
#pragma once

#include <string>
#include <string_view>

namespace heng::core {

std::string Sha256(std::string_view bytes);  // 32 raw bytes

}  // namespace heng::core
