// gzip, in memory and within limits.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heng::gateway {

enum class Inflated { kOk, kNotGzip, kTooLarge };

// All of `packed`, which is one gzip stream, into `plain`. Stops at `limit` bytes.
Inflated Gunzip(std::string_view packed, size_t limit, std::string* plain);

std::string Gzip(std::string_view plain);

}  // namespace heng::gateway
