// heng workflow: the rules an office sets.
#include "client/cli/change.h"
#include "client/cli/pages.h"
#include "client/cli/render_work.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using heng::v1::WorkflowRules;

// The rules the org has set itself; without a name: it has none.
Answer<WorkflowRules> OwnRules(const Session& session, const std::string& org) {
  heng::v1::ListWorkflowRulesRequest request;
  request.set_org(org);
  const auto answer = session.client.Call(&Workflow::ListWorkflowRules, request);
  if (!answer.ok()) return {answer.error, {}};
  for (const WorkflowRules& rules : answer.value.rules()) {
    if (rules.org() == org) return {std::nullopt, rules};
  }
  return {std::nullopt, {}};
}

}  // namespace

ExitCode RunWorkflowShow(const Session& session) {
  heng::v1::GetWorkflowRulesRequest request;
  request.set_org(session.options.org);
  const auto answer = session.client.Call(&Workflow::GetWorkflowRules, request);
  if (!answer.ok()) return Report(session, session.options.org, *answer.error);
  session.console.out << (session.Json() ? json::WriteMessage(answer.value)
                                         : RenderWorkflow(answer.value, session.console.language));
  return ExitCode::kOk;
}

ExitCode RunWorkflowList(const Session& session) {
  const Console& console = session.console;
  heng::v1::ListWorkflowRulesRequest request;
  request.set_org(session.options.org);
  const auto answer = session.client.Call(&Workflow::ListWorkflowRules, request);
  if (!answer.ok()) return Report(session, "", *answer.error);
  if (session.Json()) {
    console.out << json::WriteMessage(answer.value);
    return ExitCode::kOk;
  }
  Table table = WorkflowTable(console.language);
  for (const WorkflowRules& rules : answer.value.rules()) table.AddRow(Row(rules, console.language));
  if (!table.empty()) {
    console.out << table.Render(console.width);
  } else {
    console.Note(console.Say("没有设定规则：处处按默认。", "No rules are set: the defaults count everywhere."));
  }
  return ExitCode::kOk;
}

ExitCode RunWorkflowSet(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.fields.empty()) {
    return ReportUsage(session, console.Say("没有要设定的内容：见 heng workflow set --help。",
                                            "Nothing to set: see heng workflow set --help."));
  }
  const auto own = OwnRules(session, options.org);
  if (!own.ok()) return Report(session, options.org, *own.error);
  heng::v1::SetWorkflowRulesRequest request;
  WorkflowRules& rules = *request.mutable_rules();
  rules = own.value;
  rules.set_org(options.org);
  if (!options.etag.empty()) rules.set_etag(options.etag);
  rules.clear_create_time();
  rules.clear_update_time();
  if (const auto wrong = SetFields(options.fields, &rules)) {
    return ReportUsage(session, console.Say(wrong->zh.c_str(), wrong->en.c_str()));
  }
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Workflow::SetWorkflowRules, request);
  if (!answer.ok()) return Report(session, options.org, *answer.error);
  const ExitCode code = Done(
      session, answer.value, console.Say("设定规则 ", "Set the rules of ") + options.org,
      "heng workflow show --org " + options.org + console.Say(" 查看实际生效的规则。", " says what counts there now."));
  if (!session.Json()) console.out << RenderWorkflow(answer.value, console.language);
  return code;
}

ExitCode RunWorkflowDelete(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::DeleteWorkflowRulesRequest request;
  request.set_name("workflows/" + options.org.substr(options.org.find('/') + 1));
  request.set_etag(options.etag);
  if (options.etag.empty()) {
    const auto own = OwnRules(session, options.org);
    if (!own.ok()) return Report(session, options.org, *own.error);
    if (own.value.name().empty()) {
      return Report(
          session, options.org,
          LocalError("NO_RULES", "这个单位没有设定规则，没有可删除的。", "It has no rules of its own to delete."));
    }
    request.set_etag(own.value.etag());
  }
  if (const auto end = Confirm(session, "删除 " + options.org + " 的规则", "Delete the rules of " + options.org)) {
    return *end;
  }
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Workflow::DeleteWorkflowRules, request);
  if (!answer.ok()) return Report(session, options.org, *answer.error);
  return Done(session, answer.value, console.Say("删除规则 ", "Delete the rules of ") + options.org,
              console.Say("改由上级的规则管，没有则按默认。", "those above count again; without any, the defaults."));
}

}  // namespace heng::cli
