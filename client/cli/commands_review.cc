// heng review: what waits for the reviewer, reading it, and what they say of it.
#include "client/cli/change.h"
#include "client/cli/choices.h"
#include "client/cli/form_comments.h"
#include "client/cli/form_labels.h"
#include "client/cli/labels.h"
#include "client/cli/pages.h"
#include "client/cli/set_field.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::ListTasksResponse;
using heng::v1::Task;

bool IsReviewers(const Task& task) {
  for (const char* action : {"review", "approve", "accept", "recheck", "consent"}) {
    if (task.action() == action) return true;
  }
  return false;
}

std::vector<Task> ReviewersTasks(const ListTasksResponse& response) {
  std::vector<Task> tasks;
  for (const Task& task : response.tasks()) {
    if (IsReviewers(task)) tasks.push_back(task);
  }
  return tasks;
}

Table QueueTable(const Console& console) {
  return Table({{console.Say("待办", "To do")},
                {console.Say("项目", "Project"), Align::kLeft, true},
                {console.Say("年度", "Year"), Align::kRight},
                {console.Say("单位", "Organisation")},
                {console.Say("状态", "State")},
                {console.Say("退回", "Returned"), Align::kRight},
                {console.Say("逾期", "Late")},
                {console.Say("自（北京时间）", "Since (+08:00)")},
                {console.Say("名称", "Name")}});
}

std::vector<std::string> Row(const Task& task, const Console& console) {
  return {FormActionText(task.form(), task.action(), console.language),
          task.project_name(),
          std::to_string(task.fiscal_year()),
          task.org(),
          StateText(task.form(), task.state(), console.language),
          task.returned() == 0 ? "" : std::to_string(task.returned()),
          task.late() ? console.Say("是", "yes") : "",
          TimeText(task.since()),
          task.form()};
}

// Comments of the options into a request that takes them. nullopt: it is complete; else how the command ends.
template <typename Request>
std::optional<ExitCode> Fill(const Session& session, const AnyForm& form, Request* request) {
  request->set_name(form.name());
  request->set_etag(session.options.etag.empty() ? form.etag() : session.options.etag);
  const std::string wrong =
      ReadComments(session.options.comments, form, session.console.language, request->mutable_comments());
  if (!wrong.empty()) return ReportUsage(session, wrong);
  return std::nullopt;
}

}  // namespace

ExitCode RunReviewQueue(const Session& session) {
  const Console& console = session.console;
  heng::v1::ListTasksRequest request;
  if (const auto wrong = SetFields(session.options.fields, &request)) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  const ExitCode code = PrintList(
      session, &Workflow::ListTasks, request, QueueTable(console), ReviewersTasks,
      [&](const Task& task) { return Row(task, console); },
      console.Say("没有等您审核的表。", "Nothing waits for your review."));
  if (code == ExitCode::kOk && !session.Json()) {
    console.Note(console.Say("用 heng review show 名称 打开一份。", "heng review show NAME opens one."));
  }
  return code;
}

ExitCode RunReviewShow(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  auto form = GetForm(session, options.name);
  if (!form.ok()) return Report(session, options.name, *form.error);
  ExitCode code = ExitCode::kOk;
  if (form.value.Allows("open")) {
    heng::v1::FormActionRequest request;
    request.set_name(options.name);
    request.set_etag(form.value.etag());
    Prepare(session, Meant::kOnce, &request, "open");
    auto opened = Act(session, "open", request);
    if (opened.ok()) {
      form = std::move(opened);
      console.Note(console.Say("已打开：从现在起，填报人撤回要经您同意。",
                               "Opened: from now on it takes your consent to withdraw it."));
    } else {
      code = Report(session, options.name, *opened.error);
    }
  }
  console.out << (session.Json() ? json::WriteMessage(form.value.message()) : form.value.Render(session.OutLook()));
  return code;
}

ExitCode RunReviewReturn(const Session& session) {
  const auto form = GetForm(session, session.options.name);
  if (!form.ok()) return Report(session, session.options.name, *form.error);
  heng::v1::ReturnFormRequest request;
  if (const auto end = Fill(session, form.value, &request)) return *end;
  const std::string called = Called(form.value, session.console.language);
  if (const auto end = Confirm(session, "退回 " + called, "Return " + called)) return *end;
  Prepare(session, Meant::kOnce, &request);
  const auto answer = ReturnForm(session, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return DoneForm(session, answer.value, session.console.Say("退回 ", "Return ") + called, form.value.state());
}

ExitCode RunReviewComment(const Session& session) {
  const auto form = GetForm(session, session.options.name);
  if (!form.ok()) return Report(session, session.options.name, *form.error);
  heng::v1::CommentFormRequest request;
  if (const auto end = Fill(session, form.value, &request)) return *end;
  Prepare(session, Meant::kOnce, &request);
  const auto answer = CommentForm(session, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return DoneForm(session, answer.value,
                  session.console.Say("提意见 ", "Comment on ") + Called(form.value, session.console.language),
                  form.value.state());
}

}  // namespace heng::cli
