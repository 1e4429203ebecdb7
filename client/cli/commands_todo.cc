// heng todo and heng due: what waits for me, and who has not filed.
#include "client/cli/change.h"
#include "client/cli/pages.h"
#include "client/cli/render_work.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using heng::v1::ListMissingFormsResponse;
using heng::v1::ListTasksResponse;

}  // namespace

ExitCode RunTodo(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::ListTasksRequest request;
  SetFields(options.fields, &request);
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  std::vector<heng::v1::Task> tasks;
  const auto error =
      ForEachPage(session, &Workflow::ListTasks, request, options.limit, [&](const ListTasksResponse& page) {
        for (const heng::v1::Task& task : page.tasks()) {
          if (session.Json()) {
            console.out << json::WriteMessage(task, json::Style::kLine) << "\n";
          } else {
            tasks.push_back(task);
          }
        }
        return page.tasks_size();
      });
  if (!tasks.empty()) console.out << RenderTasks(tasks, session.OutLook());
  if (error) return Report(session, "", *error);
  if (tasks.empty() && !session.Json()) console.Note(console.Say("没有待办。", "Nothing waits for you."));
  return ExitCode::kOk;
}

ExitCode RunDue(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::ListMissingFormsRequest request;
  request.set_form_type(heng::v1::EVALUATION);
  SetFields(options.fields, &request);
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  Table table = MissingTable(console.language);
  MissingCounts counts;
  const auto error =
      ForEachPage(session, &Workflow::ListMissingForms, request, 0, [&](const ListMissingFormsResponse& page) {
        for (const heng::v1::MissingForm& form : page.forms()) {
          if (session.Json()) {
            console.out << json::WriteMessage(form, json::Style::kLine) << "\n";
          } else {
            table.AddRow(Row(form, console.language));
            counts.Add(form);
          }
        }
        if (!table.empty()) console.out << table.RenderPart(console.width);
        return page.forms_size();
      });
  if (error) return Report(session, "", *error);
  if (session.Json()) return ExitCode::kOk;
  if (counts.empty()) {
    console.Note(console.Say("都报了，没有要催的。", "All have filed; nobody needs a reminder."));
  } else {
    console.out << "\n" << counts.Render(session.OutLook());
  }
  return ExitCode::kOk;
}

}  // namespace heng::cli
