#include "client/cli/batch.h"
#include "client/cli/commands.h"
#include "client/cli/labels.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

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

int CountOf(const ScoreSheet& sheet, Finding::Severity severity) {
  int count = 0;
  for (const Finding& finding : sheet.findings()) count += finding.severity() == severity ? 1 : 0;
  return count;
}

bool HasFindingsFrom(const ScoreSheet& sheet, Finding::Severity lowest) {
  if (lowest == Finding::SEVERITY_UNSPECIFIED) return false;
  for (const Finding& finding : sheet.findings()) {
    if (finding.severity() >= lowest) return true;
  }
  return false;
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

}  // namespace

ExitCode RunScore(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  Table table = ScoreTable(console);
  std::string details;
  BatchResult result;

  const auto score = [&](const std::string& path, const FormFile& file) -> std::optional<RpcError> {
    heng::v1::ScoreEvaluationRequest request;
    *request.mutable_form() = file.evaluation.form();
    request.set_policy(options.policy);
    const auto answer = session.client.Score(request);
    if (!answer.ok()) return answer.error;
    const ScoreSheet& sheet = answer.value.score();
    if (HasFindingsFrom(sheet, options.fail_on)) result.FoundBlocking();
    if (session.Json()) {
      PrintJson(session, path, "score", sheet);
      return std::nullopt;
    }
    const std::string label = FormLabel(request.form(), path);
    table.AddRow({label, TwoDecimals(sheet.total()), GradeLabel(sheet.grade(), console.language),
                  sheet.execution().has_rate() ? sheet.execution().rate() + "%" : "",
                  TwoDecimals(sheet.execution().score()), std::to_string(CountOf(sheet, Finding::ERROR)),
                  std::to_string(CountOf(sheet, Finding::WARNING))});
    if (options.explain || options.files.size() == 1) details += Details(session, label, request.form(), sheet);
    return std::nullopt;
  };

  const ExitCode code = RunBatch(session, &result, score, [](const FormFile&, const RpcError&) {});
  if (!table.empty()) console.out << table.Render(console.width) << details;
  return code;
}

}  // namespace heng::cli
