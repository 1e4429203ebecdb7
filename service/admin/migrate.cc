// hengd migrate.
#include "service/store/sqlite/migrate.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/admin/commands.h"

namespace heng::admin {
namespace {

using store::sqlite::MigrationPlan;

void Announce(const Console& console, const std::string& path, const MigrationPlan& plan) {
  if (plan.names.empty()) return;
  console.Note(absl::StrCat(console.Say("存储 ", "store "), path, console.Say("：结构版本 ", ": schema "), plan.from,
                            " -> ", plan.to));
  console.Note(absl::StrCat(console.Say("  将执行：", "  will run: "), absl::StrJoin(plan.names, ", ")));
  console.Note(plan.backup.empty() ? console.Say("  不先备份（--no-backup）", "  without a backup (--no-backup)")
                                   : console.Say("  先备份到：", "  after a backup to: ") + plan.backup);
  console.Note(console.Say("  所需磁盘空间约 ", "  needs about ") + store::sqlite::HumanBytes(plan.bytes_needed) +
               console.Say("", " of free disk"));
}

}  // namespace

int RunMigrate(const Command& command, const std::string& path, const Console& console) {
  ProgressLine line(console);
  store::sqlite::MigrateOptions options;
  options.path = path;
  options.backup = !command.no_backup;
  options.dry_run = command.dry_run;
  options.announce = [&](const MigrationPlan& plan) { Announce(console, path, plan); };
  options.backed_up = [&](const store::sqlite::Backup& backup) {
    line.Finish();
    console.Note(console.Say("已备份：", "backed up: ") + backup.path + "  sha256 " + backup.sha256);
  };
  options.migrated = [&](const std::string& name) {
    line.Finish();
    console.Note(console.Say("已完成：", "done: ") + name);
  };
  options.watch = WatchOn(console, line);
  absl::StatusOr<MigrationPlan> plan = store::sqlite::MigrateSqlite(options);
  line.Finish();
  if (!plan.ok()) return console.Fail(plan.status());
  if (plan->names.empty()) {
    console.Result(
        absl::StrCat(console.Say("无需升级：结构已是版本 ", "nothing to do: the schema is version "), plan->to));
  } else if (command.dry_run) {
    console.Result(console.Say("试运行：未作任何改动", "dry run: nothing was changed"));
  } else {
    console.Result(absl::StrCat(console.Say("已升级到结构版本 ", "migrated to schema "), plan->to));
  }
  return kExitOk;
}

}  // namespace heng::admin
