// Serialized messages, taken apart and put together without parsing what is inside.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heng::core {

// Appends `bytes` as the length-delimited field `number`.
void AppendField(int number, std::string_view bytes, std::string* out);

// The bytes of the length-delimited field `number` of a message; nullopt where it is absent, stands more than once
// (then its parts would have to be merged), or the message can't be read.
std::optional<std::string_view> OnlyField(int number, std::string_view message);

// Takes the length-delimited fields `number` out of a message, in their order, and leaves the rest. False: it can't be
// read.
bool TakeFields(int number, std::string_view message, std::vector<std::string_view>* fields, std::string* rest);

}  // namespace heng::core
