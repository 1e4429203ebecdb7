// heng budget show and list; import stands in commands_import.cc.
#include "client/cli/pages.h"
#include "client/cli/render_budget.h"
#include "client/cli/set_field.h"

namespace heng::cli {

using heng::v1::Budget;

ExitCode RunBudgetShow(const Session& session) {
  heng::v1::GetBudgetRequest request;
  SetFields(session.options.fields, &request);
  request.set_fiscal_year(session.options.fiscal_year);
  const auto answer = session.client.Call(&Budgets::GetBudget, request);
  if (!answer.ok()) return Report(session, request.subject(), *answer.error);
  session.console.out << (session.Json() ? json::WriteMessage(answer.value)
                                         : RenderBudget(answer.value, session.console.language));
  return ExitCode::kOk;
}

ExitCode RunBudgetList(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListBudgetsRequest request;
  request.set_org(session.options.org);
  return PrintList(
      session, &Budgets::ListBudgets, request, BudgetTable(language),
      [](const heng::v1::ListBudgetsResponse& response) -> const auto& { return response.budgets(); },
      [language](const Budget& budget) { return Row(budget, language); },
      session.console.Say("没有导入过预算。", "No budgets were imported."));
}

}  // namespace heng::cli
