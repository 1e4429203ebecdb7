// heng org list, show, create, update, close and merge.
#include "client/cli/change.h"
#include "client/cli/pages.h"
#include "client/cli/render_directory.h"
#include "client/cli/set_field.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Org;

Answer<Org> GetOrg(const Session& session, const std::string& name) {
  heng::v1::GetOrgRequest request;
  request.set_name(name);
  return session.client.Call(&Directory::GetOrg, request);
}

std::string Called(const Session& session, const Org& org) {
  return NameAndTitle(org.name(), org.title(), session.console.language);
}

std::string JoinNames(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

// Open forms that stayed with a predecessor, on stderr; --output json has them in the response.
void PrintNotMoved(const Session& session, const heng::v1::MergeOrgsResponse& response) {
  const Console& console = session.console;
  if (response.not_moved_count() == 0) return;
  console.err << console.Say("没有转移的自评表 ", "Not moved: ") << response.not_moved_count()
              << console.Say(" 份；处理后重复同一命令：\n", " evaluation(s); mend them and repeat the command:\n");
  for (const auto& form : response.not_moved()) {
    console.err << "  " << SafeText(form.name()) << " [" << SafeText(form.reason()) << "]\n    "
                << SafeLines(Say(console.language, form.message()), "    ") << "\n";
  }
}

}  // namespace

ExitCode RunOrgList(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListOrgsRequest request;
  request.set_org(session.options.org);
  request.set_show_closed(session.options.show_ended);
  return PrintList(
      session, &Directory::ListOrgs, request, OrgTable(language),
      [](const heng::v1::ListOrgsResponse& response) -> const auto& { return response.orgs(); },
      [language](const Org& org) { return Row(org, language); }, session.console.Say("没有单位。", "No orgs."));
}

ExitCode RunOrgShow(const Session& session) {
  const auto org = GetOrg(session, session.options.name);
  if (!org.ok()) return Report(session, session.options.name, *org.error);
  session.console.out << (session.Json() ? json::WriteMessage(org.value)
                                         : RenderOrg(org.value, session.console.language));
  return ExitCode::kOk;
}

ExitCode RunOrgCreate(const Session& session) {
  const Console& console = session.console;
  heng::v1::CreateOrgRequest request;
  request.mutable_org()->set_name(session.options.name);
  if (const auto wrong = SetFields(session.options.fields, request.mutable_org())) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::CreateOrg, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value, console.Say("新建 ", "Create ") + Called(session, answer.value),
              console.Say("用 heng project create 或 import 建它的项目，用 heng access grant 授权。",
                          "make its projects with heng project create or import, grant roles with heng access grant."));
}

ExitCode RunOrgUpdate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.fields.empty()) {
    return ReportUsage(session, console.Say("没有要改的内容：至少给出 --title、--code、--parent、--start-date 之一。",
                                            "Nothing to change: give one of --title, --code, --parent, --start-date."));
  }
  heng::v1::UpdateOrgRequest request;
  request.mutable_org()->set_name(options.name);
  request.mutable_org()->set_etag(options.etag);
  if (options.etag.empty()) {
    const auto current = GetOrg(session, options.name);
    if (!current.ok()) return Report(session, options.name, *current.error);
    request.mutable_org()->set_etag(current.value.etag());
  }
  if (const auto wrong = SetFields(options.fields, request.mutable_org())) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  *request.mutable_update_mask() = MaskOf(options.fields);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::UpdateOrg, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, console.Say("修改 ", "Update ") + Called(session, answer.value));
}

ExitCode RunOrgClose(const Session& session) {
  const Options& options = session.options;
  const auto current = GetOrg(session, options.name);
  if (!current.ok()) return Report(session, options.name, *current.error);
  const std::string called = Called(session, current.value);
  if (const auto end = Confirm(session, "停用 " + called, "Close " + called)) return *end;
  heng::v1::CloseOrgRequest request;
  request.set_name(options.name);
  request.set_etag(options.etag.empty() ? current.value.etag() : options.etag);
  request.set_end_date(options.date);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Directory::CloseOrg, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, session.console.Say("停用 ", "Close ") + called,
              session.console.Say("它的表仍可查询：heng eval list --org ", "its forms stay: heng eval list --org ") +
                  options.name);
}

ExitCode RunOrgMerge(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  const std::string& successor = options.successors.front();
  const std::string from = JoinNames(options.names);
  if (const auto end = Confirm(session, "把 " + from + " 并入 " + successor + "，不能撤销",
                               "Merge " + from + " into " + successor + ", which can't be undone")) {
    return *end;
  }
  heng::v1::MergeOrgsRequest request;
  request.mutable_predecessors()->Assign(options.names.begin(), options.names.end());
  request.set_successor(successor);
  request.set_date(options.date);
  request.set_validate_only(options.dry_run);
  const auto answer = session.client.Call(&Directory::MergeOrgs, request);
  if (!answer.ok()) {
    const ExitCode code = Report(session, successor, *answer.error);
    if (code == ExitCode::kUnreachable || code == ExitCode::kInterrupted) {
      console.Note(console.Say("合并可能只做了一部分：重复同一命令会接着做。",
                               "Part of the merger may be done: the same command again goes on with it."));
    }
    return code;
  }
  PrintNotMoved(session, answer.value);
  const std::string forms = std::to_string(answer.value.moved_evaluations());
  const std::string targets = std::to_string(answer.value.moved_targets());
  const std::string projects = std::to_string(answer.value.moved_projects());
  const ExitCode code =
      Done(session, answer.value,
           console.language == Language::kChinese
               ? "并入 " + Called(session, answer.value.successor()) + "：" + from + "；转移自评表 " + forms +
                     " 份、目标表 " + targets + " 份、项目 " + projects + " 个"
               : "Merge into " + Called(session, answer.value.successor()) + ": " + from + "; moved " + forms +
                     " evaluation(s), " + targets + " target(s) and " + projects + " project(s)",
           console.Say("用 heng access grant 给原单位的人在新单位授权。",
                       "grant the people of the former orgs their roles on the new one: heng access grant."));
  return answer.value.not_moved_count() > 0 ? ExitCode::kPartFailed : code;
}

}  // namespace heng::cli
