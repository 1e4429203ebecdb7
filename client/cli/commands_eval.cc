#include <algorithm>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/labels.h"
#include "client/cli/rpc.h"
#include "client/cli/table.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;

constexpr int64_t kPageSize = 500;  // envelopes have about 1 KB

Table ListTable(const Console& console) {
  return Table({{console.Say("项目", "Project"), Align::kLeft, true},
                {console.Say("得分", "Total"), Align::kRight},
                {console.Say("等级", "Grade")},
                {console.Say("执行得分", "Exec. score"), Align::kRight},
                {console.Say("年度", "Year"), Align::kRight},
                {console.Say("单位", "Organisation")},
                {console.Say("状态", "State")},
                {console.Say("名称", "Name")}});
}

void AddToTable(const Evaluation& evaluation, Language language, Table* table) {
  const auto& summary = evaluation.summary();
  table->AddRow({summary.project_name(), TwoDecimals(summary.total()), GradeLabel(summary.grade(), language),
                 TwoDecimals(summary.execution_score()), std::to_string(summary.fiscal_year()), summary.org(),
                 StateLabel(evaluation.state(), language), evaluation.name()});
}

heng::v1::ListEvaluationsRequest FirstPage(const Options& options) {
  heng::v1::ListEvaluationsRequest request;
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_state(options.state);
  request.set_grade(options.grade);
  request.set_view(heng::v1::ENVELOPE);
  return request;
}

}  // namespace

ExitCode RunEvalList(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  Table table = ListTable(console);
  ExitCode code = ExitCode::kOk;
  auto request = FirstPage(options);
  for (int64_t listed = 0; options.limit == 0 || listed < options.limit;) {
    request.set_page_size(
        static_cast<int32_t>(options.limit == 0 ? kPageSize : std::min(kPageSize, options.limit - listed)));
    const auto answer = session.client.Call(&Evaluations::ListEvaluations, request);
    if (!answer.ok()) {
      code = Report(session, "", *answer.error);
      break;
    }
    for (const Evaluation& evaluation : answer.value.evaluations()) {
      if (session.Json()) {
        console.out << json::WriteMessage(evaluation, json::Style::kLine) << "\n";
      } else {
        AddToTable(evaluation, console.language, &table);
      }
    }
    listed += answer.value.evaluations_size();
    if (answer.value.next_page_token().empty()) break;
    request.set_page_token(answer.value.next_page_token());
  }
  if (!table.empty()) {
    console.out << table.Render(console.width);
  } else if (code == ExitCode::kOk && !session.Json()) {
    console.Note(console.Say("没有符合条件的自评表。", "No evaluations match."));
  }
  return code;
}

ExitCode RunEvalCount(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  heng::v1::CountEvaluationsRequest request;
  request.set_org(options.org);
  request.set_fiscal_year(options.fiscal_year);
  request.set_state(options.state);
  request.set_grade(options.grade);
  const auto answer = session.client.Call(&Evaluations::CountEvaluations, request);
  if (!answer.ok()) return Report(session, "", *answer.error);
  if (session.Json()) {
    console.out << json::WriteMessage(answer.value, json::Style::kLine) << "\n";
    return ExitCode::kOk;
  }
  Table table({{console.Say("状态", "State")},
               {console.Say("等级", "Grade")},
               {console.Say("份数", "Count"), Align::kRight},
               {console.Say("全年预算数（元）", "Annual budget (yuan)"), Align::kRight},
               {console.Say("全年执行数（元）", "Executed (yuan)"), Align::kRight}});
  for (const auto& group : answer.value.groups()) {
    table.AddRow({StateLabel(group.state(), console.language), GradeLabel(group.grade(), console.language),
                  std::to_string(group.count()), group.annual_budget(), group.executed()});
  }
  table.AddRow({console.Say("合计", "Total"), "", std::to_string(answer.value.count()), answer.value.annual_budget(),
                answer.value.executed()});
  console.out << table.Render(console.width);
  return ExitCode::kOk;
}

ExitCode RunEvalShow(const Session& session) {
  heng::v1::GetEvaluationRequest request;
  request.set_name(session.options.name);
  request.set_revision(session.options.revision);
  const auto answer = session.client.Call(&Evaluations::GetEvaluation, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  session.console.out << (session.Json() ? json::WriteMessage(answer.value)
                                         : RenderEvaluation(answer.value, session.OutLook()));
  return ExitCode::kOk;
}

}  // namespace heng::cli
