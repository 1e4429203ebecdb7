// heng eval new and update: a form to begin with, and a draft replaced by a file.
#include "client/cli/any_form.h"
#include "client/cli/change.h"
#include "client/cli/form_file.h"
#include "client/cli/form_labels.h"
#include "client/cli/text_width.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::PrefillEvaluationRequest;

// Empty: nothing is wrong.
std::string FillFrom(const Session& session, PrefillEvaluationRequest* request) {
  const Options& options = session.options;
  if (IsTarget(options.from_form)) {
    request->set_target(options.from_form);
  } else if (options.from_form.starts_with("evaluations/")) {
    request->set_evaluation(options.from_form);
  } else if (!options.from_form.empty()) {
    return session.console.Say("--from 要写全：targets/… 或 evaluations/…。",
                               "--from takes the whole name: targets/… or evaluations/….");
  } else if (options.org.empty() || options.fiscal_year == 0) {
    return session.console.Say("给出 --from，或者 --org 和 --year（项目还要 --project，不给则为单位整体支出）。",
                               "Give --from, or else --org and --year (and --project; without it the whole unit).");
  }
  const auto project = options.fields.find("project");
  const std::string subject = project == options.fields.end() ? "" : project->second.front();
  request->set_subject(subject.empty() && options.from_form.empty() ? options.org : subject);
  request->set_org(options.org);
  request->set_fiscal_year(options.fiscal_year);
  return "";
}

void NoteNotes(const Session& session, const heng::v1::PrefillEvaluationResponse& response) {
  for (const auto& note : response.notes()) {
    session.console.Note("  " + SafeLines(Say(session.console.language, note), "    "));
  }
}

// The form as a file to fill in.
ExitCode WriteForm(const Session& session, const Evaluation& evaluation) {
  const Options& options = session.options;
  const Console& console = session.console;
  const std::string text = json::WriteMessage(evaluation);
  if (options.file == "-") {
    console.out << text;
    return ExitCode::kOk;
  }
  if (const auto error = CreateFile(options.file, text, 0644)) return Report(session, "", *error);
  console.Note(console.Say("写入 ", "Written to ") + SafeText(options.file));
  console.Note(console.Say("下一步：填好后用 heng check ", "Next: fill it in, then heng check ") +
               SafeText(options.file) + console.Say(" 检查，用 heng submit ", ", then heng submit ") +
               SafeText(options.file) + console.Say(" 提交。", "."));
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunEvalNew(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  PrefillEvaluationRequest prefill;
  if (const std::string wrong = FillFrom(session, &prefill); !wrong.empty()) return ReportUsage(session, wrong);
  if (!options.file.empty() && options.file != "-") {
    if (const auto error = CheckCanCreate(options.file)) {
      Report(session, "", *error);
      return ExitCode::kUsage;
    }
  }
  const auto filled = session.client.Call(&Evaluations::PrefillEvaluation, prefill);
  if (!filled.ok()) return Report(session, options.from_form, *filled.error);
  NoteNotes(session, filled.value);
  heng::v1::CreateEvaluationRequest request;
  request.mutable_evaluation()->set_name(options.name);
  *request.mutable_evaluation()->mutable_form() = filled.value.form();
  if (!options.file.empty()) return WriteForm(session, request.evaluation());
  request.set_policy(options.policy);
  Prepare(session, Meant::kOnce, &request);
  auto answer = session.client.Call(&Evaluations::CreateEvaluation, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const AnyForm form(std::move(answer.value));
  return DoneForm(session, form, console.Say("新建 ", "Create ") + Called(form, console.language));
}

ExitCode RunEvalUpdate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  LoadedFile loaded = LoadFormFile(options.file, console.in);
  if (!loaded.file) {
    console.err << RenderMistakes(options.file, loaded.mistakes, session.ErrLook());
    return ExitCode::kFailure;
  }
  heng::v1::UpdateEvaluationRequest request;
  *request.mutable_evaluation() = std::move(loaded.file->evaluation);
  if (const auto wrong = NameAndEtag(session, request.mutable_evaluation())) return *wrong;
  request.mutable_update_mask()->add_paths("form");
  if (request.evaluation().has_contacts()) request.mutable_update_mask()->add_paths("contacts");
  request.set_policy(options.policy);
  Prepare(session, Meant::kOnce, &request);
  auto answer = session.client.Call(&Evaluations::UpdateEvaluation, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  const AnyForm form(std::move(answer.value));
  return DoneForm(session, form, console.Say("修改 ", "Update ") + Called(form, console.language));
}

}  // namespace heng::cli
