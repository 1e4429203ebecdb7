// Writing small files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/cli/rpc_error.h"

namespace heng::cli {

// Replaces `path`, or what it links to, in one step: whoever reads it sees the old content or the new one. 0600;
// folders that are missing are made with 0700. WRONG_FILE: what could not be done.
std::optional<RpcError> ReplacePrivateFile(const std::string& path, std::string_view content);

// Makes `path`, which must not be there yet: nothing is ever overwritten. Mode as given. WRONG_FILE.
std::optional<RpcError> CreateFile(const std::string& path, std::string_view content, unsigned mode);

// The same, in place of what is there: whoever reads it sees the old content or the new one.
std::optional<RpcError> ReplaceFile(const std::string& path, std::string_view content, unsigned mode);

// Whether CreateFile would find `path` free and its folder there. WRONG_FILE.
std::optional<RpcError> CheckCanCreate(const std::string& path);

}  // namespace heng::cli
