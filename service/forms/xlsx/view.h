// Debian's Abseil has a string_view of its own, which its functions take.
#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace heng::forms::xlsx {

inline absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view View(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace heng::forms::xlsx
