#include "service/admin/command.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "service/admin/commands.h"
#include "service/admin/console.h"
#include "service/store/sqlite/files.h"
#include "service/store_location.h"

namespace heng::admin {
namespace {

CLI::App* AddCommand(CLI::App& app, const std::string& name, const std::string& text, Command::Kind kind,
                     const std::function<void(CLI::App&)>& add_store, Command* command) {
  CLI::App* added = app.add_subcommand(name, text);
  add_store(*added);
  added->callback([command, kind] { command->kind = kind; });
  return added;
}

constexpr int kMaxTokenDays = 400;

void AddTokenOptions(CLI::App* added, Command* command) {
  added->add_option("--token-file", command->token_file, "File for the token, never overwritten (令牌写入的文件)")
      ->capture_default_str();
  added->add_option("--days", command->days, "How long the token is valid (令牌有效天数)")
      ->check(CLI::Range(1, kMaxTokenDays))
      ->capture_default_str();
}

// Those that make the first user, and another token for one.
void AddFirstCommands(CLI::App& app, const std::function<void(CLI::App&)>& add_store, Command* command) {
  CLI::App* init = AddCommand(app, "init", "Make the root org and the first administrator (初始化)",
                              Command::Kind::kInit, add_store, command);
  init->add_option("--org", command->org, "Id of the root org (根单位编号)")->capture_default_str();
  init->add_option("--title", command->org_title, "Its title, such as 大同市 (根单位名称)")->capture_default_str();
  init->add_option("--code", command->org_code, "Its code, such as 140200 (行政区划代码)");
  init->add_option("--admin", command->admin, "Id of the administrator (管理员编号)")->capture_default_str();
  init->add_option("--admin-title", command->admin_title, "Their name as people know it (管理员姓名)")
      ->capture_default_str();
  AddTokenOptions(init, command);
  init->footer(
      "Once per store, before hengd serves it. The token is written to the file and nowhere else.\n"
      "Example: hengd init --org datong --title 大同市 --code 140200 --token-file /root/heng-admin.token");

  CLI::App* token = AddCommand(app, "token", "Make another token for a user, when all are lost (补发令牌)",
                               Command::Kind::kToken, add_store, command);
  token->add_option("--principal", command->principal, "Id of the user, such as admin (用户编号)")->required();
  AddTokenOptions(token, command);
  token->footer(
      "hengd must not be serving a SQLite store meanwhile.\n"
      "Example: hengd token --principal admin --token-file /root/heng-admin.token");
}

}  // namespace

void AddCommands(CLI::App& app, const std::function<void(CLI::App&)>& add_store, Command* command) {
  app.require_subcommand(0, 1);
  AddFirstCommands(app, add_store, command);
  CLI::App* migrate = AddCommand(app, "migrate", "Bring the store to this version's schema (升级存储结构)",
                                 Command::Kind::kMigrate, add_store, command);
  migrate->add_flag("--dry-run", command->dry_run, "Say what would be done, change nothing (只说明，不改动)");
  migrate->add_flag("--no-backup", command->no_backup, "Make no backup first; wants --force (不先备份)");
  migrate->add_flag("--force", command->force, "Yes, really without a backup (确认不备份)");
  migrate->footer("Example: hengd migrate --store sqlite:/var/lib/heng/heng.db");

  CLI::App* check = AddCommand(app, "check", "Check everything stored, change nothing (全面检查，不改动)",
                               Command::Kind::kCheck, add_store, command);
  check->footer(
      "Also while hengd serves. Exit code 1 if anything is wrong.\n"
      "Example: hengd check --store sqlite:/var/lib/heng/heng.db");

  CLI::App* backup = AddCommand(app, "backup", "Copy the store, also while hengd serves (备份，不停机)",
                                Command::Kind::kBackup, add_store, command);
  backup->add_option("--to", command->to, "File to write, never overwritten (备份文件); default: beside the store");
  backup->footer("Example: hengd backup --store sqlite:/var/lib/heng/heng.db --to /backup/heng-monday.db");

  CLI::App* restore = AddCommand(app, "restore", "Put a backup in the place of the store (从备份恢复)",
                                 Command::Kind::kRestore, add_store, command);
  restore->add_option("--from", command->from, "The backup (备份文件)")->required();
  restore->footer(
      "The store from before stays beside it under another name.\n"
      "Example: hengd restore --from /backup/heng-monday.db --store sqlite:/var/lib/heng/heng.db");
}

std::optional<Text> CommandProblem(const Command& command) {
  if (!command.no_backup || command.force) return std::nullopt;
  return Text{"没有备份，升级后无法退回；确有备份时请加 --force",
              "without a backup there is no way back from a migration; if you have one, add --force"};
}

int RunCommand(const Command& command, const std::string& store) {
  const Console console;
  StoreLocation location;
  absl::Status status = ReadStoreLocation(store, &location);
  if (!status.ok()) return console.Fail(status);
  if (command.kind == Command::Kind::kInit) return RunInit(command, location, console);
  if (command.kind == Command::Kind::kToken) return RunToken(command, location, console);
  if (location.engine == StoreLocation::Engine::kPostgres) return RunOnPostgres(command, location.place, console);
  const absl::StatusOr<std::string> absolute = store::sqlite::AbsolutePath(location.place);
  if (!absolute.ok()) return console.Fail(absolute.status());
  const std::string& path = *absolute;
  switch (command.kind) {
    case Command::Kind::kMigrate:
      return RunMigrate(command, path, console);
    case Command::Kind::kCheck:
      return RunCheck(path, console);
    case Command::Kind::kBackup:
      return RunBackup(command, path, console);
    case Command::Kind::kRestore:
      return RunRestore(command, path, console);
    case Command::Kind::kInit:
    case Command::Kind::kToken:
    case Command::Kind::kNone:
      break;
  }
  return console.Fail(absl::InternalError("no command"));
}

}  // namespace heng::admin
