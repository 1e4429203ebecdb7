#include "client/cli/render_budget.h"

#include "client/cli/choices.h"
#include "client/cli/labels.h"

namespace heng::cli {
namespace {

using heng::v1::Budget;
using heng::v1::FundLine;

void AddLine(const std::string& label, const FundLine& line, Table* table) {
  table->AddRow({label, line.initial_budget(), line.annual_budget(), line.executed()});
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
  Table money({{Say(language, "资金（元）", "Funds (yuan)")},
               {Say(language, "年初预算数", "Initial"), Align::kRight},
               {Say(language, "全年预算数", "Annual"), Align::kRight},
               {Say(language, "全年执行数", "Executed"), Align::kRight}});
  AddLine(Say(language, "资金总额", "Total"), budget.total(), &money);
  for (const FundLine& line : budget.lines()) AddLine("  " + ChoiceLabel(line.source(), language), line, &money);
  return head.Render() + "\n" + money.Render();
}

}  // namespace heng::cli
