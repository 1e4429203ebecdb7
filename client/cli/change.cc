#include "client/cli/change.h"

#include "client/cli/interrupt.h"
#include "client/cli/text_width.h"

namespace heng::cli {

std::optional<ExitCode> Confirm(const Session& session, const std::string& zh, const std::string& en) {
  if (session.options.yes || session.options.dry_run) return std::nullopt;
  const Console& console = session.console;
  const std::string what = SafeText(console.language == Language::kChinese ? zh : en);
  if (!console.in_is_terminal) {
    console.err << what << console.Say("：请加 --yes 确认。\n", ": confirm it with --yes.\n");
    return ExitCode::kUsage;
  }
  console.err << what << console.Say("？[y/N] ", "? [y/N] ") << std::flush;
  std::string line;
  std::getline(console.in, line);
  if (Interrupted()) return ExitCode::kInterrupted;
  if (line == "y" || line == "Y" || line == "yes" || line == "是") return std::nullopt;
  console.err << console.Say("没有执行。\n", "Nothing was done.\n");
  return ExitCode::kFailure;
}

ExitCode Done(const Session& session, const google::protobuf::Message& changed, const std::string& what,
              const std::string& next) {
  const Console& console = session.console;
  if (session.Json()) console.out << json::WriteMessage(changed);
  if (session.options.dry_run) {
    console.Note(console.Say("可以：", "Would work: ") + SafeText(what));
    console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
    return ExitCode::kOk;
  }
  console.Note(SafeText(what));
  if (!next.empty()) console.Note(console.Say("下一步：", "Next: ") + SafeText(next));
  return ExitCode::kOk;
}

std::string NameAndTitle(const std::string& name, const std::string& title, Language language) {
  if (title.empty()) return name;
  return language == Language::kChinese ? name + "（" + title + "）" : name + " (" + title + ")";
}

ExitCode ReportUsage(const Session& session, const std::string& what) {
  session.console.err << SafeText(what) << "\n";
  return ExitCode::kUsage;
}

}  // namespace heng::cli
