// Ids for what its maker gave no name.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/clock.h"

namespace heng::core {

// "PREFIX-" and 20 characters of a 32-letter alphabet: the second, so that new ids stand beside each other in the index
// of the store and a page of it takes many, and 65 random bits, so that two servers never make the same one.
std::string NewId(std::string_view prefix, absl::Time now = absl::Now());

}  // namespace heng::core
