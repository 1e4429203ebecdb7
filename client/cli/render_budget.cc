#include "client/cli/render_budget.h"

#include <algorithm>

#include "client/cli/choices.h"
#include "client/cli/labels.h"

namespace heng::cli {
namespace {

using heng::v1::Budget;
using heng::v1::FundLine;

bool IsDeclared(const Budget& budget) {
  const auto& lines = budget.lines();
  return budget.total().has_declared_in_target() ||
         std::any_of(lines.begin(), lines.end(), [](const FundLine& line) { return line.has_declared_in_target(); });
}

// "2022-12-31 system batch:row" of what the total or a source comes from; empty: it is a sum.
std::string FromText(const Budget& budget, heng::v1::FundSource source) {
  for (const auto& stamp : budget.stamps()) {
    if (stamp.source() != source) continue;
    return stamp.as_of() +
           (stamp.system().empty() ? "" : " " + stamp.system() + " " + stamp.batch() + ":" + stamp.row());
  }
  return "";
}

// The amounts. Columns nobody filled are left out: what was declared, and where the amounts come from.
Table MoneyTable(const Budget& budget, Language language) {
  const bool declared = IsDeclared(budget), stamped = !budget.stamps().empty();
  std::vector<Column> columns = {{Say(language, "资金（元）", "Funds (yuan)")}};
  if (declared) columns.push_back({Say(language, "目标申报数", "Declared"), Align::kRight});
  columns.push_back({Say(language, "年初预算数", "Initial"), Align::kRight});
  columns.push_back({Say(language, "全年预算数", "Annual"), Align::kRight});
  columns.push_back({Say(language, "全年执行数", "Executed"), Align::kRight});
  if (stamped) columns.push_back({Say(language, "来自", "From")});
  Table money(columns);
  const auto add = [&](const std::string& label, const FundLine& line) {
    std::vector<std::string> cells = {label};
    if (declared) cells.push_back(line.declared_in_target());
    cells.insert(cells.end(), {line.initial_budget(), line.annual_budget(), line.executed()});
    if (stamped) cells.push_back(FromText(budget, line.source()));
    money.AddRow(std::move(cells));
  };
  add(Say(language, "资金总额", "Total"), budget.total());
  for (const FundLine& line : budget.lines()) add("  " + ChoiceLabel(line.source(), language), line);
  return money;
}

}  // namespace

Table BudgetTable(Language language) {
  return Table({{Say(language, "项目", "Project")},
                {Say(language, "单位", "Organisation")},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "年初预算数（元）", "Initial (yuan)"), Align::kRight},
                {Say(language, "全年预算数（元）", "Annual (yuan)"), Align::kRight},
                {Say(language, "全年执行数（元）", "Executed (yuan)"), Align::kRight},
                {Say(language, "截止日期", "As of")},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const Budget& budget, Language) {
  return {budget.subject(),
          budget.org(),
          std::to_string(budget.fiscal_year()),
          budget.total().initial_budget(),
          budget.total().annual_budget(),
          budget.total().executed(),
          budget.as_of(),
          budget.name()};
}

std::string RenderBudget(const Budget& budget, Language language) {
  Table head({{""}, {""}});
  const auto add = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) head.AddRow({Say(language, zh, en), value});
  };
  add("名称", "Name", budget.name());
  add("项目", "Project", budget.subject());
  add("单位", "Organisation", budget.org());
  add("年度", "Fiscal year", std::to_string(budget.fiscal_year()));
  add("截止日期", "As of", budget.as_of());
  add("版本", "Etag", budget.etag());
  add("修改时间", "Changed", TimeText(budget.update_time()));
  return head.Render() + "\n" + MoneyTable(budget, language).Render();
}

}  // namespace heng::cli
