// heng project list, show, create, update, close and replace.
#include "absl/strings/str_join.h"
#include "client/cli/change.h"
#include "client/cli/pages.h"
#include "client/cli/render_directory.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using heng::v1::Project;

Answer<Project> GetProject(const Session& session, const std::string& name) {
  heng::v1::GetProjectRequest request;
  request.set_name(name);
  return session.client.Call(&Directory::GetProject, request);
}

std::string Called(const Session& session, const Project& project) {
  return NameAndTitle(project.name(), project.title(), session.console.language);
}

}  // namespace

ExitCode RunProjectList(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListProjectsRequest request;
  request.set_org(session.options.org);
  request.set_show_closed(session.options.show_ended);
  return PrintList(
      session, &Directory::ListProjects, request, ProjectTable(language),
      [](const heng::v1::ListProjectsResponse& response) -> const auto& { return response.projects(); },
      [language](const Project& project) { return Row(project, language); },
      session.console.Say("没有项目。", "No projects."));
}

ExitCode RunProjectShow(const Session& session) {
  const auto project = GetProject(session, session.options.name);
  if (!project.ok()) return Report(session, session.options.name, *project.error);
  session.console.out << (session.Json() ? json::WriteMessage(project.value)
                                         : RenderProject(project.value, session.console.language));
  return ExitCode::kOk;
}

ExitCode RunProjectCreate(const Session& session) {
  const Console& console = session.console;
  heng::v1::CreateProjectRequest request;
  request.mutable_project()->set_name(session.options.name);
  if (const auto wrong = SetFields(session.options.fields, request.mutable_project())) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::CreateProject, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value, console.Say("新建 ", "Create ") + Called(session, answer.value),
              console.Say("在自评表的 subject 中写这个名称。", "forms name it as their subject."));
}

ExitCode RunProjectUpdate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.fields.empty()) {
    return ReportUsage(session, console.Say("没有要改的内容：见 heng project update --help。",
                                            "Nothing to change: see heng project update --help."));
  }
  heng::v1::UpdateProjectRequest request;
  request.mutable_project()->set_name(options.name);
  request.mutable_project()->set_etag(options.etag);
  if (options.etag.empty()) {
    const auto current = GetProject(session, options.name);
    if (!current.ok()) return Report(session, options.name, *current.error);
    request.mutable_project()->set_etag(current.value.etag());
  }
  if (const auto wrong = SetFields(options.fields, request.mutable_project())) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  *request.mutable_update_mask() = MaskOf(options.fields);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::UpdateProject, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, console.Say("修改 ", "Update ") + Called(session, answer.value));
}

ExitCode RunProjectClose(const Session& session) {
  const Options& options = session.options;
  const auto current = GetProject(session, options.name);
  if (!current.ok()) return Report(session, options.name, *current.error);
  const std::string called = Called(session, current.value);
  if (const auto end = Confirm(session, "结束 " + called, "End " + called)) return *end;
  heng::v1::CloseProjectRequest request;
  request.set_name(options.name);
  request.set_etag(options.etag.empty() ? current.value.etag() : options.etag);
  request.set_end_date(options.date);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::CloseProject, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, session.console.Say("结束 ", "End ") + called,
              session.console.Say("它的表仍可查询。", "its forms stay."));
}

ExitCode RunProjectReplace(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  const std::string old = absl::StrJoin(options.names, ", ");
  const std::string by = absl::StrJoin(options.successors, ", ");
  if (const auto end = Confirm(session, "用 " + by + " 取代 " + old + "，不能撤销",
                               "Replace " + old + " by " + by + ", which can't be undone")) {
    return *end;
  }
  heng::v1::ReplaceProjectsRequest request;
  request.mutable_predecessors()->Assign(options.names.begin(), options.names.end());
  request.mutable_successors()->Assign(options.successors.begin(), options.successors.end());
  request.set_date(options.date);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::ReplaceProjects, request);
  if (!answer.ok()) return Report(session, "", *answer.error);
  return Done(session, answer.value,
              console.language == Language::kChinese ? "用 " + by + " 取代 " + old : "Replace " + old + " by " + by,
              console.Say("heng project show 可查看沿革；以后的表写新项目。",
                          "heng project show tells the lineage; forms from now on name the new ones."));
}

}  // namespace heng::cli
