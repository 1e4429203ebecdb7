#include "client/cli/batch.h"
#include "client/cli/commands.h"
#include "client/cli/labels.h"
#include "client/cli/offline_batch.h"
#include "client/cli/render_sheet.h"
#include "client/cli/rpc.h"
#include "client/cli/sheets.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "scoring/score.h"

namespace heng::cli {
namespace {

using heng::v1::Finding;
using heng::v1::ScoreSheet;

Table ScoreTable(const Console& console) {
  return Table({{console.Say("项目", "Project"), Align::kLeft, true},
                {console.Say("得分", "Total"), Align::kRight},
                {console.Say("等级", "Grade")},
                {console.Say("执行率", "Execution"), Align::kRight},
                {console.Say("执行得分", "Exec. score"), Align::kRight},
                {console.Say("错误", "Errors"), Align::kRight},
                {console.Say("警告", "Warnings"), Align::kRight}});
}

// What one file has to say beside its line in the table.
std::string Details(const Session& session, const std::string& label, const heng::v1::FormContent& form,
                    const ScoreSheet& sheet) {
  const Look look = session.OutLook();
  std::string details = RenderFindings(form, sheet, look);
  if (session.options.explain) {
    details = RenderRows(form, sheet, look) + "\n" + RenderExplanation(form, sheet, look) +
              (details.empty() ? "" : "\n" + details);
  }
  if (details.empty()) return "";
  const bool several = session.options.files.size() > 1;
  return "\n" + (several ? Paint(SafeText(label), Color::kBold, look.color) + "\n" : "") + details;
}

// Prints what forms are worth; the same whether a server scored them or this program.
class ScorePrinter {
 public:
  ScorePrinter(const Session& session, BatchResult* result)
      : session_(session), result_(*result), table_(ScoreTable(session.console)) {}

  // `read`: where the form came from a spreadsheet; its cells go into the findings.
  void Add(const std::string& path, const heng::v1::FormContent& form, const SheetFile& read, ScoreSheet* scored) {
    FillCells(read, scored->mutable_findings());
    PrintProblems(session_, path, read);
    const ScoreSheet& sheet = *scored;
    const Options& options = session_.options;
    if (HasFindingsFrom(sheet, options.fail_on)) result_.FoundBlocking();
    if (session_.Json()) {
      PrintJson(session_, path, "score", sheet);
      return;
    }
    const std::string label = FormLabel(form, path);
    table_.AddRow({label, TwoDecimals(sheet.total()), GradeLabel(sheet.grade(), session_.console.language),
                   sheet.execution().has_rate() ? sheet.execution().rate() + "%" : "",
                   TwoDecimals(sheet.execution().score()), std::to_string(CountOf(sheet, Finding::ERROR)),
                   std::to_string(CountOf(sheet, Finding::WARNING))});
    if (options.explain || options.files.size() == 1) details_ += Details(session_, label, form, sheet);
  }

  void Finish() {
    if (!table_.empty()) session_.console.out << table_.Render(session_.console.width) << details_;
  }

 private:
  const Session& session_;
  BatchResult& result_;
  Table table_;
  std::string details_;
};

ExitCode ScoreOnServer(const Session& session, BatchResult* result, ScorePrinter* printer) {
  const auto score = [&](const std::string& path, const FormFile& file) -> std::optional<RpcError> {
    heng::v1::ScoreEvaluationRequest request;
    *request.mutable_form() = file.evaluation.form();
    request.set_policy(session.options.policy);
    if (auto error = NameOwner(session.options, file.sheet, request.mutable_form())) return error;
    auto answer = session.client.Call(&Evaluations::ScoreEvaluation, request);
    if (!answer.ok()) return answer.error;
    printer->Add(path, request.form(), file.sheet, answer.value.mutable_score());
    return std::nullopt;
  };
  return RunBatch(session, result, score, [](const FormFile&, const RpcError&) {});
}

ExitCode ScoreHere(const Session& session, BatchResult* result, ScorePrinter* printer) {
  const auto policy = PolicyOf(session);
  if (!policy.ok()) return Report(session, session.options.policy_file, *policy.error);
  return RunOfflineBatch<ScoreSheet>(
      session, result, [&](const heng::v1::FormContent& form) { return scoring::Score(*policy.value, form); },
      [&](const std::string& path, const FormFile& file, ScoreSheet* sheet) {
        printer->Add(path, file.evaluation.form(), file.sheet, sheet);
      });
}

}  // namespace

ExitCode RunScore(const Session& session) {
  BatchResult result;
  ScorePrinter printer(session, &result);
  const ExitCode code = (session.options.offline ? ScoreHere : ScoreOnServer)(session, &result, &printer);
  printer.Finish();
  return code;
}

}  // namespace heng::cli
