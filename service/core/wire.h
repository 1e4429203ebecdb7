// Serialized messages, taken apart and put together without parsing what is inside.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heng::core {

// Appends `bytes` as the length-delimited field `number`.
void AppendField(int number, std::string_view bytes, std::string* out);

// The bytes of the length-delimited field `number` of a message; nullopt where it is absent, stands more than once
// (then its parts would have to be merged), or the message can't be read.
std::optional<std::string_view> OnlyField(int number, std::string_view message);

}  // namespace heng::core
