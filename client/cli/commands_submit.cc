#include <filesystem>

#include "client/cli/batch.h"
#include "client/cli/commands.h"
#include "client/cli/labels.h"
#include "client/cli/render_sheet.h"
#include "client/cli/rpc.h"
#include "client/cli/table.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;

Table SubmitTable(const Console& console) {
  return Table({{console.Say("项目", "Project"), Align::kLeft, true},
                {console.Say("得分", "Total"), Align::kRight},
                {console.Say("等级", "Grade")},
                {console.Say("执行率得分", "Exec. score"), Align::kRight},
                {console.Say("名称", "Name")},
                {console.Say("状态", "State")}});
}

// A spreadsheet: whose form it is, and which stored one, the server finds out.
std::optional<RpcError> ReadSheet(const Session& session, const std::string& path, FormFile* file) {
  const Options& options = session.options;
  heng::v1::ReadFormRequest request;
  request.set_file(file->sheet.content);
  request.set_file_name(std::filesystem::path(path).filename().string());
  request.set_subject(options.project);
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_policy(options.policy);
  auto answer = session.client.Call(&FormFiles::ReadForm, request);
  if (!answer.ok()) return answer.error;
  heng::v1::ReadFormResponse& read = answer.value;
  for (const auto& note : read.notes()) session.console.Note(Say(session.console.language, note));
  if (!session.console.quiet) session.console.err << RenderProblems(read.problems(), session.ErrLook());
  file->evaluation.set_name(read.evaluation().name());
  file->evaluation.set_etag(read.evaluation().etag());
  file->evaluation.mutable_form()->Swap(read.mutable_evaluation()->mutable_form());
  file->sheet.cells.assign(read.cells().begin(), read.cells().end());
  for (const auto& problem : read.problems()) {
    if (problem.id() != "changed-since-export") continue;
    RpcError error = LocalError("CHANGED_SINCE_EXPORT", problem.message().zh(), problem.message().en());
    error.code = grpc::StatusCode::ABORTED;
    return error;
  }
  return std::nullopt;
}

heng::v1::SubmitEvaluationRequest MakeRequest(const Options& options, const FormFile& file) {
  heng::v1::SubmitEvaluationRequest request;
  *request.mutable_evaluation() = file.evaluation;
  request.set_policy(options.policy);
  request.set_validate_only(options.dry_run);
  request.set_request_id(options.request_id.empty() ? SubmitRequestId(options.policy, options.dry_run, file.sha256)
                                                    : options.request_id);
  return request;
}

// The policy a submission without --policy is judged by: that of the draft, where there is one.
std::string PolicyOf(const Session& session, const FormFile& file) {
  if (!session.options.policy.empty() || file.evaluation.name().empty()) return session.options.policy;
  heng::v1::GetEvaluationRequest request;
  request.set_name(file.evaluation.name());
  return session.client.Call(&Evaluations::GetEvaluation, request).value.policy().name();  // no draft: empty, the
                                                                                           // server's default
}

// The refusal names only the ids of the findings; here is what they say.
void PrintFindings(const Session& session, const FormFile& file) {
  heng::v1::ScoreEvaluationRequest request;
  *request.mutable_form() = file.evaluation.form();
  request.set_policy(PolicyOf(session, file));
  auto answer = session.client.Call(&Evaluations::ScoreEvaluation, request);
  if (!answer.ok()) {
    Report(session, "", *answer.error);
    return;
  }
  FillCells(file.sheet, answer.value.mutable_score()->mutable_findings());
  session.console.err << RenderFindings(request.form(), answer.value.score(), session.ErrLook());
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

}  // namespace

ExitCode RunSubmit(const Session& session) {
  const Console& console = session.console;
  Table table = SubmitTable(console);
  BatchResult result;

  FormFile file;  // the one at hand
  const auto submit = [&](const std::string& path, const FormFile& loaded) -> std::optional<RpcError> {
    file = loaded;
    if (!file.sheet.content.empty()) {
      if (auto error = ReadSheet(session, path, &file)) return error;
    }
    const auto answer = session.client.Call(&Evaluations::SubmitEvaluation, MakeRequest(session.options, file));
    if (!answer.ok()) return answer.error;
    const Evaluation& accepted = answer.value;
    if (session.Json()) {
      PrintJson(session, path, "evaluation", accepted);
      return std::nullopt;
    }
    table.AddRow({FormLabel(file.evaluation.form(), path), TwoDecimals(accepted.summary().total()),
                  GradeLabel(accepted.summary().grade(), console.language),
                  TwoDecimals(accepted.summary().execution_score()), accepted.name(),
                  StateLabel(accepted.state(), console.language)});
    return std::nullopt;
  };
  const auto after_error = [&](const FormFile& /*loaded*/, const RpcError& error) {
    if (error.reason == kBlockedByFindings) PrintFindings(session, file);
  };

  const ExitCode code = RunBatch(session, &result, submit, after_error);
  if (!table.empty()) console.out << table.Render(console.width);
  console.out.flush();
  NoteOutcome(session, result);
  return code;
}

}  // namespace heng::cli
