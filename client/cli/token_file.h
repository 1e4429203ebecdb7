// Bearer tokens as files. A token never stands in a flag, in the environment or in a message.
#pragma once

#include <string>
#include <string_view>

#include "client/cli/rpc_error.h"

namespace heng::cli {

inline constexpr std::size_t kMaxTokenBytes = 512;

// "heng_" with 16 or more letters, digits, - and _ behind it, at most kMaxTokenBytes in all.
bool IsToken(std::string_view text);

// Looks as if somebody had put a token where it does not belong: begins with "heng_" and is no name of a file.
bool LooksLikeToken(std::string_view text);

// The token of `text` without the white space around it. WRONG_TOKEN_FILE: empty or malformed; `where` names its place.
Answer<std::string> ParseToken(std::string_view text, const std::string& where);

// The token of a file. WRONG_TOKEN_FILE: not there, not a regular file, readable by group or others, or malformed.
Answer<std::string> ReadTokenFile(const std::string& path);

}  // namespace heng::cli
