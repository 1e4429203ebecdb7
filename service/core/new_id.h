// Ids for what its maker gave no name.
#pragma once

#include <string>
#include <string_view>

namespace heng::core {

// "PREFIX-" and 16 characters of a 32-letter alphabet: 80 random bits, so that two servers never make the same id.
std::string NewId(std::string_view prefix);

}  // namespace heng::core
