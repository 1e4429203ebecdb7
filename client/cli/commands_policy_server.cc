// heng policy, as far as a server is asked: list, show and test with --remote; create, activate, deactivate,
// activations.
#include "client/cli/change.h"
#include "client/cli/policy_source.h"
#include "client/cli/render_directory.h"
#include "client/cli/render_policy.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::PolicyRevision;

std::string Text(const heng::v1::PolicyActivation& activation, Language language) {
  const auto cells = Row(activation, language);
  return cells[2] + " @ " + cells[0] + Say(language, "，从年度 ", ", from ") + cells[1];
}

// One name or file on the server; prints its outcome.
ExitCode TestOne(const Session& session, const std::string& what) {
  const Console& console = session.console;
  heng::v1::TestPolicyRequest request;
  if (IsPolicyPath(what)) {
    auto policy = ReadPolicyFile(what);
    if (!policy.ok()) return Report(session, what, *policy.error);
    *request.mutable_policy() = std::move(policy.value);
  } else {
    request.set_name(what.starts_with("policies/") ? what : "policies/" + what);
  }
  const auto answer = session.client.Call(&Policies::TestPolicy, request);
  if (!answer.ok()) return Report(session, what, *answer.error);
  if (session.Json()) {
    console.out << json::WriteMessage(answer.value, json::Style::kLine) << "\n";
  } else {
    for (const std::string& failure : answer.value.failures()) console.out << SafeText(failure) << "\n";
    console.Note(SafeText(what) + console.Say("：用例 ", ": cases: ") + std::to_string(answer.value.cases()) +
                 console.Say("，不符 ", ", failed: ") + std::to_string(answer.value.failed()) + console.Say("。", "."));
  }
  return answer.value.failed() == 0 ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace

ExitCode RunRemotePolicyList(const Session& session) {
  const Console& console = session.console;
  const auto answer = session.client.Call(&Policies::ListPolicies, {});
  if (!answer.ok()) return Report(session, "", *answer.error);
  Table table = RevisionTable(console.language);
  for (const PolicyRevision& revision : answer.value.policies()) {
    if (session.Json()) {
      console.out << json::WriteMessage(revision, json::Style::kLine) << "\n";
    } else {
      table.AddRow(Row(revision, console.language));
    }
  }
  if (!table.empty()) console.out << table.Render(console.width);
  return ExitCode::kOk;
}

ExitCode RunRemotePolicyShow(const Session& session) {
  heng::v1::GetPolicyRequest request;
  request.set_name(session.options.policy);
  const auto answer = session.client.Call(&Policies::GetPolicy, request);
  if (!answer.ok()) return Report(session, session.options.policy, *answer.error);
  session.console.out << (session.Json() ? json::WriteMessage(answer.value)
                                         : RenderPolicy(answer.value.policy(), session.OutLook()));
  return ExitCode::kOk;
}

ExitCode RunRemotePolicyTest(const Session& session) {
  BatchResult outcome;
  for (const std::string& what : session.options.files) {
    const ExitCode code = TestOne(session, what);
    if (code == ExitCode::kOk) {
      outcome.Succeeded();
    } else {
      outcome.Failed(code);
    }
    if (code == ExitCode::kUnreachable || code == ExitCode::kInterrupted) break;
  }
  return outcome.Result(session.options.files.size());
}

ExitCode RunPolicyCreate(const Session& session) {
  const Console& console = session.console;
  const std::string& path = session.options.files.front();
  auto policy = ReadPolicyFile(path);
  if (!policy.ok()) return Report(session, path, *policy.error);
  heng::v1::CreatePolicyRequest request;
  *request.mutable_policy() = std::move(policy.value);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Policies::CreatePolicy, request);
  if (!answer.ok()) return Report(session, path, *answer.error);
  const std::string name = ShortPolicyName(answer.value.name());
  return Done(session, answer.value,
              console.Say("新建 ", "Create ") +
                  NameAndTitle(name, Say(console.language, answer.value.title()), console.language),
              console.Say("让它施行：heng policy activate ", "put it in force: heng policy activate ") + name +
                  console.Say(" --org 单位 --from-year 年度", " --org ORG --from-year YEAR"));
}

ExitCode RunPolicyActivate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::ActivatePolicyRequest request;
  request.mutable_activation()->set_policy(options.policy);
  request.mutable_activation()->set_org(options.org);
  request.mutable_activation()->set_from_year(options.fiscal_year);
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Policies::ActivatePolicy, request);
  if (!answer.ok()) return Report(session, options.policy, *answer.error);
  return Done(
      session, answer.value, console.Say("施行 ", "In force: ") + Text(answer.value, console.language),
      console.Say("已提交的表仍按提交时的规则；草稿下次保存或提交时按新的。",
                  "submitted forms keep their policy; drafts take this one when they are next kept or submitted."));
}

ExitCode RunPolicyDeactivate(const Session& session) {
  const Options& options = session.options;
  if (const auto end = Confirm(session, "停止施行 " + options.name, "Deactivate " + options.name)) return *end;
  heng::v1::DeactivatePolicyRequest request;
  request.set_name(options.name);
  Prepare(session, Meant::kAgain, &request);
  const auto answer = session.client.Call(&Policies::DeactivatePolicy, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const Console& console = session.console;
  return Done(session, answer.value, console.Say("停止施行 ", "Deactivate ") + Text(answer.value, console.language),
              console.Say("改由上级的规则管；用 heng policy activations 核对。",
                          "what is above counts again; see heng policy activations."));
}

ExitCode RunPolicyActivations(const Session& session) {
  const Console& console = session.console;
  heng::v1::ListActivationsRequest request;
  request.set_org(session.options.org);
  request.set_fiscal_year(session.options.fiscal_year);
  const auto answer = session.client.Call(&Policies::ListActivations, request);
  if (!answer.ok()) return Report(session, "", *answer.error);
  if (session.Json()) {
    console.out << json::WriteMessage(answer.value);
    return ExitCode::kOk;
  }
  Table table = ActivationTable(console.language);
  for (const auto& activation : answer.value.activations()) table.AddRow(Row(activation, console.language));
  if (!table.empty()) console.out << table.Render(console.width);
  console.Note(console.Say("此外一律用 ", "Everywhere else: ") +
               SafeText(ShortPolicyName(answer.value.default_policy())));
  return ExitCode::kOk;
}

}  // namespace heng::cli
