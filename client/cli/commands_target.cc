// heng target list, show, create, submit, check and update.
#include <algorithm>

#include "client/cli/any_form.h"
#include "client/cli/batch.h"
#include "client/cli/change.h"
#include "client/cli/form_labels.h"
#include "client/cli/form_work.h"
#include "client/cli/pages.h"
#include "client/cli/render_target.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;
using heng::v1::Target;

// Names are of [a-z0-9-]; everything else is a file.
bool IsName(const std::string& text) {
  if (IsTarget(text)) return true;
  return !text.empty() && text != "-" && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

heng::v1::CheckTargetFormRequest CheckRequest(const Session& session, const Target& target) {
  heng::v1::CheckTargetFormRequest request;
  *request.mutable_form() = target.form();
  request.set_policy(session.options.policy);
  return request;
}

std::string Findings(const google::protobuf::RepeatedPtrField<Finding>& findings, const Target& target,
                     const Look& look) {
  return RenderFindings(findings, RowNamesOf(target.form()), look);
}

// The refusal names only the ids of the findings; here is what they say.
void PrintFindings(const Session& session, const Target& target) {
  const auto answer = session.client.Call(&Targets::CheckTargetForm, CheckRequest(session, target));
  if (!answer.ok()) {
    Report(session, "", *answer.error);
    return;
  }
  session.console.err << Findings(answer.value.findings(), target, session.ErrLook());
}

void NoteOutcome(const Session& session, const BatchResult& result) {
  const Console& console = session.console;
  if (session.options.dry_run) {
    console.Note(console.Say("只做了检查，没有写入任何内容。", "Checked only; nothing was written."));
  }
  if (session.options.files.size() < 2) return;
  console.Note(console.Say("成功 ", "Accepted: ") + std::to_string(result.succeeded()) +
               console.Say("，失败 ", ", failed: ") + std::to_string(result.failed()) + console.Say("。", "."));
}

// Sends every file and lists what became of it. `send` makes one target of one file.
template <typename Send>
ExitCode SendFiles(const Session& session, Send send) {
  const Console& console = session.console;
  Table table = TargetTable(console.language);
  BatchResult result;
  TargetFile file;
  AnyForm last;
  const ExitCode code = RunFiles(session, &result,
                                 {[&](const std::string& path) {
                                    LoadedTarget loaded = LoadTargetFile(path, console.in);
                                    if (loaded.file) file = std::move(*loaded.file);
                                    return std::move(loaded.mistakes);
                                  },
                                  [&](const std::string& path) -> std::optional<RpcError> {
                                    auto answer = send(file.target);
                                    if (!answer.ok()) return answer.error;
                                    if (session.Json()) {
                                      PrintJson(session, path, "target", answer.value);
                                    } else {
                                      table.AddRow(Row(answer.value, console.language));
                                    }
                                    last = AnyForm(std::move(answer.value));
                                    return std::nullopt;
                                  },
                                  [&](const RpcError& error) {
                                    if (error.reason == kBlockedByFindings) PrintFindings(session, file.target);
                                  }});
  if (!table.empty()) console.out << table.Render(console.width);
  console.out.flush();
  NoteOutcome(session, result);
  if (session.options.files.size() == 1 && result.succeeded() == 1 && !session.options.dry_run) NoteNext(session, last);
  return code;
}

// Whether some are at the level of --fail-on.
bool AnyBlocks(const google::protobuf::RepeatedPtrField<Finding>& findings, Finding::Severity fail_on) {
  if (fail_on == Finding::SEVERITY_UNSPECIFIED) return false;
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.severity() >= fail_on && !finding.has_waiver(); });
}

}  // namespace

ExitCode RunTargetList(const Session& session) {
  const Options& options = session.options;
  const Language language = session.console.language;
  heng::v1::ListTargetsRequest request;
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_state(options.target_state);
  request.set_view(heng::v1::ENVELOPE);
  return PrintList(
      session, &Targets::ListTargets, request, TargetTable(language),
      [](const heng::v1::ListTargetsResponse& response) -> const auto& { return response.targets(); },
      [language](const Target& target) { return Row(target, language); },
      session.console.Say("没有符合条件的目标表。", "No targets match."));
}

ExitCode RunTargetShow(const Session& session) {
  const Options& options = session.options;
  if (options.in_force && !options.revision.empty()) {
    return ReportUsage(
        session, session.console.Say("--revision 和 --in-force 只能给一个。", "Give either --revision or --in-force."));
  }
  heng::v1::GetTargetRequest request;
  request.set_name(options.name);
  request.set_revision(options.revision);
  request.set_in_force(options.in_force);
  const auto answer = session.client.Call(&Targets::GetTarget, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  session.console.out << (session.Json() ? json::WriteMessage(answer.value)
                                         : RenderTarget(answer.value, session.OutLook()));
  return ExitCode::kOk;
}

ExitCode RunTargetCreate(const Session& session) {
  return SendFiles(session, [&](const Target& target) {
    heng::v1::CreateTargetRequest request;
    *request.mutable_target() = target;
    request.mutable_target()->clear_etag();
    Prepare(session, Meant::kOnce, &request);
    return session.client.Call(&Targets::CreateTarget, request);
  });
}

ExitCode RunTargetSubmit(const Session& session) {
  const auto& given = session.options.files;
  const auto names = std::count_if(given.begin(), given.end(), IsName);
  if (names == 0) {
    return SendFiles(session, [&](const Target& target) {
      heng::v1::SubmitTargetRequest request;
      *request.mutable_target() = target;
      Prepare(session, Meant::kOnce, &request);
      return session.client.Call(&Targets::SubmitTarget, request);
    });
  }
  if (static_cast<std::size_t>(names) != given.size()) {
    return ReportUsage(session, session.console.Say("文件和名称不能一起给；没有扩展名的文件写成 ./文件。",
                                                    "Give files or names; a file without extension is ./FILE."));
  }
  Options options = session.options;
  for (const std::string& name : given) options.names.push_back(IsTarget(name) ? name : "targets/" + name);
  return WorkOnForms({options, session.console, session.client}, WorkOf("submit"));
}

ExitCode RunTargetCheck(const Session& session) {
  const Console& console = session.console;
  BatchResult result;
  TargetFile file;
  const bool several = session.options.files.size() > 1;
  return RunFiles(session, &result,
                  {[&](const std::string& path) {
                     LoadedTarget loaded = LoadTargetFile(path, console.in);
                     if (loaded.file) file = std::move(*loaded.file);
                     return std::move(loaded.mistakes);
                   },
                   [&](const std::string& path) -> std::optional<RpcError> {
                     const auto answer =
                         session.client.Call(&Targets::CheckTargetForm, CheckRequest(session, file.target));
                     if (!answer.ok()) return answer.error;
                     if (AnyBlocks(answer.value.findings(), session.options.fail_on)) result.FoundBlocking();
                     if (session.Json()) {
                       PrintJson(session, path, "check", answer.value);
                       return std::nullopt;
                     }
                     const std::string text = Findings(answer.value.findings(), file.target, session.OutLook());
                     if (several) console.out << SafeText(path) << console.Say("：", ":") << "\n";
                     console.out << (text.empty() ? console.Say("没有发现问题。\n", "No findings.\n") : text);
                     return std::nullopt;
                   },
                   [](const RpcError&) {}});
}

ExitCode RunTargetUpdate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  LoadedTarget loaded = LoadTargetFile(options.file, console.in);
  if (!loaded.file) {
    console.err << RenderMistakes(options.file, loaded.mistakes, session.ErrLook());
    return ExitCode::kFailure;
  }
  heng::v1::UpdateTargetRequest request;
  *request.mutable_target() = std::move(loaded.file->target);
  if (const auto wrong = NameAndEtag(session, request.mutable_target())) return *wrong;
  request.mutable_update_mask()->add_paths("form");
  if (request.target().has_contacts()) request.mutable_update_mask()->add_paths("contacts");
  Prepare(session, Meant::kOnce, &request);
  auto answer = session.client.Call(&Targets::UpdateTarget, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const AnyForm form(std::move(answer.value));
  return DoneForm(session, form, console.Say("修改 ", "Update ") + Called(form, console.language));
}

}  // namespace heng::cli
