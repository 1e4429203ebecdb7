// hengd's maintenance commands: init, token, migrate, check, backup, restore. Each does its work and ends.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "service/language.h"

namespace CLI {
class App;
}

namespace heng::admin {

struct Command {
  enum class Kind { kNone, kInit, kToken, kMigrate, kCheck, kBackup, kRestore };
  Kind kind = Kind::kNone;  // kNone: serve
  bool dry_run = false;     // migrate
  bool no_backup = false;   // migrate; wants `force`
  bool force = false;
  std::string to;    // backup; empty: beside the store, with the time in its name
  std::string from;  // restore
  // init and token
  std::string org = "root";
  std::string org_title = "本地区";
  std::string org_code;
  std::string admin = "admin";
  std::string admin_title = "系统管理员";
  std::string principal;                        // token
  std::string token_file = "heng-admin.token";  // never overwritten
  int days = 90;
};

// Adds the commands and their options; `add_store` adds the settings every one of them takes (--store).
void AddCommands(CLI::App& app, const std::function<void(CLI::App&)>& add_store, Command* command);

// What does not go together; nullopt: nothing.
std::optional<Text> CommandProblem(const Command& command);

// Runs it: the result goes to standard output, progress and what is wrong to standard error. Returns the exit code:
// 0 done (check: all sound), 1 not done (check: something is wrong).
int RunCommand(const Command& command, const std::string& store);

}  // namespace heng::admin
