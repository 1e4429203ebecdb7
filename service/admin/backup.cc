// hengd backup.
#include "service/store/sqlite/backup.h"

#include "absl/strings/str_cat.h"
#include "service/admin/commands.h"

namespace heng::admin {

int RunBackup(const Command& command, const std::string& path, const Console& console) {
  const absl::Time began = absl::Now();
  std::string to = command.to;
  if (to.empty()) to = store::sqlite::FreeName(absl::StrCat(path, ".", store::sqlite::CompactTime(began)), ".backup");
  absl::StatusOr<std::string> absolute = store::sqlite::AbsolutePath(to);
  if (!absolute.ok()) return console.Fail(absolute.status());
  ProgressLine line(console);
  absl::StatusOr<store::sqlite::Backup> backup = store::sqlite::BackupSqlite(path, *absolute, WatchOn(console, line));
  line.Finish();
  if (!backup.ok()) return console.Fail(backup.status());
  const auto& facts = backup->facts;
  const auto row = [&console](const std::string& zh, const std::string& en, const std::string& value) {
    console.Result(console.Say(zh, en) + value);
  };
  row("备份文件：", "backup:  ", backup->path);
  row("结构版本：", "schema:  ", absl::StrCat(facts.schema));
  row("表数：    ", "forms:   ", absl::StrCat(facts.forms));
  row("条目数：  ", "entries: ", absl::StrCat(facts.entries));
  row("事件数：  ", "events:  ", absl::StrCat(facts.events));
  row("日志末端：", "head:    ", HeadText(facts.head));
  row("大小：    ", "size:    ", absl::StrCat(backup->bytes));
  row("SHA-256： ", "sha256:  ", backup->sha256);
  row("用时(秒)：", "seconds: ", Seconds(absl::Now() - began));
  return kExitOk;
}

}  // namespace heng::admin
