// heng window: filing windows and extensions.
#include "client/cli/change.h"
#include "client/cli/render_directory.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using heng::v1::FilingExtension;
using heng::v1::FilingWindow;

std::string Text(const FilingWindow& window, Language language) {
  const auto cells = Row(window, language);
  return cells[0] + " " + cells[1] + " " + cells[2] + " " + cells[3] + " – " + cells[4];
}

std::string Text(const FilingExtension& extension, Language language) {
  const auto cells = Row(extension, language);
  return cells[0] + " " + cells[1] + " " + cells[2] + Say(language, " 至 ", " until ") + cells[3];
}

template <typename Things>
void PrintTable(const Session& session, Table table, const Things& things) {
  if (things.empty()) return;
  for (const auto& thing : things) table.AddRow(Row(thing, session.console.language));
  session.console.out << table.Render(session.console.width);
}

}  // namespace

ExitCode RunWindowList(const Session& session) {
  const Console& console = session.console;
  heng::v1::ListFilingWindowsRequest request;
  request.set_fiscal_year(session.options.fiscal_year);
  request.set_org(session.options.org);
  const auto answer = session.client.Call(&Access::ListFilingWindows, request);
  if (!answer.ok()) return Report(session, "", *answer.error);
  if (session.Json()) {
    console.out << json::WriteMessage(answer.value);
    return ExitCode::kOk;
  }
  PrintTable(session, WindowTable(console.language), answer.value.windows());
  if (answer.value.windows_size() > 0 && answer.value.extensions_size() > 0) console.out << "\n";
  PrintTable(session, ExtensionTable(console.language), answer.value.extensions());
  if (answer.value.windows_size() == 0) {
    console.Note(console.Say("没有填报期：任何时候都可以提交。", "No windows: forms may be submitted at any time."));
  }
  return ExitCode::kOk;
}

ExitCode RunWindowSet(const Session& session) {
  const Console& console = session.console;
  heng::v1::SetFilingWindowRequest request;
  SetFields(session.options.fields, request.mutable_window());
  request.mutable_window()->set_fiscal_year(session.options.fiscal_year);
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Access::SetFilingWindow, request);
  if (!answer.ok()) return Report(session, request.window().org(), *answer.error);
  return Done(
      session, answer.value, console.Say("设定填报期 ", "Set window ") + Text(answer.value, console.language),
      console.Say("个别单位需要更多时间时用 heng window extend。", "heng window extend gives single orgs more time."));
}

ExitCode RunWindowDelete(const Session& session) {
  const Console& console = session.console;
  if (const auto end = Confirm(session, "删除 " + session.options.name, "Delete " + session.options.name)) return *end;
  heng::v1::DeleteFilingWindowRequest request;
  request.set_name(session.options.name);
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Access::DeleteFilingWindow, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value,
              console.Say("删除填报期 ", "Delete window ") + Text(answer.value, console.language),
              console.Say("改由上级的填报期管，没有则随时可以提交。",
                          "the window of an org above counts again; without one forms may be submitted at any time."));
}

ExitCode RunWindowExtend(const Session& session) {
  const Console& console = session.console;
  heng::v1::SetFilingExtensionRequest request;
  SetFields(session.options.fields, request.mutable_extension());
  request.mutable_extension()->set_fiscal_year(session.options.fiscal_year);
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Access::SetFilingExtension, request);
  if (!answer.ok()) return Report(session, request.extension().org(), *answer.error);
  return Done(session, answer.value, console.Say("延期 ", "Extend ") + Text(answer.value, console.language));
}

ExitCode RunWindowUnextend(const Session& session) {
  const Console& console = session.console;
  if (const auto end = Confirm(session, "取消延期 " + session.options.name, "Take back " + session.options.name)) {
    return *end;
  }
  heng::v1::DeleteFilingExtensionRequest request;
  request.set_name(session.options.name);
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Access::DeleteFilingExtension, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value, console.Say("取消延期 ", "Take back ") + Text(answer.value, console.language));
}

}  // namespace heng::cli
