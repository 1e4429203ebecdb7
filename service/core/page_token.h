// Page tokens: where a list goes on. Opaque to callers; bound to the filter they were made for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace heng::core {

// Limits; shown in the docs.
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kMaxFullPageSize = 100;
// A page of whole forms stops at this size and goes on with the next, so that an answer always fits a message.
inline constexpr size_t kMaxPageBytes = 3 << 20;

// `filter` is any text that is the same for the same filter.
std::string MakePageToken(std::string_view filter, int64_t after_sequence);
// INVALID_FIELDS for a negative page size; 0 is the default.
absl::Status CheckPageSize(int32_t page_size);
// INVALID_FIELDS for a page token that ReadPageToken does not take.
absl::Status BadPageToken();
// nullopt: not a token of ours, or made for another filter.
std::optional<int64_t> ReadPageToken(std::string_view token, std::string_view filter);

// The same where a list is ordered by something else and goes on behind a thing of this id.
std::string MakePageTokenBehind(std::string_view filter, std::string_view id);
std::optional<std::string> ReadPageTokenBehind(std::string_view token, std::string_view filter);

}  // namespace heng::core
