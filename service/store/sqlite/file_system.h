// Which file systems a store file may lie on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"

namespace heng::store::sqlite {

// The type of the file system a folder lies on: f_type of statfs(2), or -1 if it cannot be told.
using FileSystemType = std::function<int64_t(const std::string& folder)>;

int64_t StatfsType(const std::string& folder);

// FAILED_PRECONDITION, with a sentence for whoever starts the server: the folder of `path` lies on a network file
// system. What is unknown is allowed.
absl::Status RefuseNetworkFileSystem(const std::string& path, const FileSystemType& type);

}  // namespace heng::store::sqlite
