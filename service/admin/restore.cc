// hengd restore.
#include "absl/strings/str_cat.h"
#include "service/admin/audit.h"
#include "service/admin/commands.h"
#include "service/store/sqlite/backup.h"
#include "service/store/sqlite/inspect.h"
#include "service/store/sqlite/schema.h"

namespace heng::admin {
namespace {

absl::Status JudgeDraft(const Console& console, ProgressLine& line, const std::string& draft) {
  absl::StatusOr<std::unique_ptr<store::ReaderSession>> reader = store::sqlite::OpenForAudit(draft);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<store::LogHead> head = (*reader)->Head();
  if (!head.ok()) return head.status();
  absl::StatusOr<AuditResult> result =
      AuditWithProgress([&](const store::AuditQuery& query) { return (*reader)->Audit(query, absl::InfiniteFuture()); },
                        *head, console, line);
  if (!result.ok()) return result.status();
  if (result->problems.empty()) return absl::OkStatus();
  const heng::v1::LogProblem& first = result->problems.front();
  return absl::DataLossError(absl::StrCat("event ", first.sequence(), " (", first.resource(),
                                          "): ", console.Say(first.message().zh(), first.message().en())));
}

void SayWhatWasDone(const Console& console, const Command& command, const std::string& path,
                    const store::sqlite::Restored& restored) {
  console.Result(console.Say("已恢复：", "restored: ") + path);
  console.Result(console.Say("来自备份：", "from: ") + command.from);
  console.Result(absl::StrCat(console.Say("表数 ", "forms "), restored.facts.forms,
                              console.Say("，条目 ", ", entries "), restored.facts.entries,
                              console.Say("，事件 ", ", events "), restored.facts.events,
                              console.Say("，日志末端 ", ", head "), HeadText(restored.facts.head)));
  if (restored.facts.schema < store::sqlite::kSchemaVersion) {
    console.Result(absl::StrCat(console.Say("备份的结构版本是 ", "the backup has schema "), restored.facts.schema,
                                console.Say("：启动前先运行 ", ": before starting run "),
                                "hengd migrate --store sqlite:", path));
  }
  if (restored.kept_as.empty()) return;
  console.Result(console.Say("原存储保留为：", "the store from before is kept as: ") + restored.kept_as);
  if (restored.refusal.empty()) {
    console.Result(absl::StrCat(console.Say("撤销：", "to undo: "), "hengd restore --from ", restored.kept_as,
                                " --store sqlite:", path));
  } else {
    console.Result(console.Say("它已损坏，不能用 hengd restore 撤销：", "it can't be put back with hengd restore: ") +
                   restored.refusal);
  }
}

}  // namespace

int RunRestore(const Command& command, const std::string& path, const Console& console) {
  absl::StatusOr<std::string> from = store::sqlite::AbsolutePath(command.from);
  if (!from.ok()) return console.Fail(from.status());
  ProgressLine line(console);
  store::sqlite::RestoreOptions options;
  options.from = *from;
  options.path = path;
  options.judge = [&](const std::string& draft) { return JudgeDraft(console, line, draft); };
  options.watch = WatchOn(console, line);
  absl::StatusOr<store::sqlite::Restored> restored = store::sqlite::RestoreSqlite(options);
  line.Finish();
  if (!restored.ok()) return console.Fail(restored.status());
  SayWhatWasDone(console, command, path, *restored);
  return kExitOk;
}

}  // namespace heng::admin
