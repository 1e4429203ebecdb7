// The commands for SQLite stores; `path` is absolute. Each returns the exit code.
#pragma once

#include <string>

#include "service/admin/command.h"
#include "service/admin/console.h"

namespace heng::admin {

int RunMigrate(const Command& command, const std::string& path, const Console& console);
int RunCheck(const std::string& path, const Console& console);
int RunBackup(const Command& command, const std::string& path, const Console& console);
int RunRestore(const Command& command, const std::string& path, const Console& console);

}  // namespace heng::admin
