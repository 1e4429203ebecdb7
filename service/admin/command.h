// hengd's maintenance commands: migrate, check, backup, restore. Each does its work and ends.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace heng::admin {

struct Command {
  enum class Kind { kNone, kMigrate, kCheck, kBackup, kRestore };
  Kind kind = Kind::kNone;  // kNone: serve
  bool dry_run = false;     // migrate
  bool no_backup = false;   // migrate; wants `force`
  bool force = false;
  std::string to;    // backup; empty: beside the store, with the time in its name
  std::string from;  // restore
};

// Adds the commands and their options; `store` takes their --store.
void AddCommands(CLI::App& app, std::string* store, Command* command);

// INVALID_ARGUMENT, with a sentence, for options that don't go together.
absl::Status CheckCommand(const Command& command);

// Runs it: the result goes to standard output, progress and what is wrong to standard error. Returns the exit code:
// 0 done (check: all sound), 1 not done (check: something is wrong).
int RunCommand(const Command& command, const std::string& store);

}  // namespace heng::admin
