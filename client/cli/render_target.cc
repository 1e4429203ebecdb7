#include "client/cli/render_target.h"

#include "client/cli/console.h"
#include "client/cli/form_labels.h"
#include "client/cli/labels.h"
#include "client/cli/render_review.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Target;
using heng::v1::TargetContent;
using heng::v1::TargetFunds;

std::string Section(const char* title, const Look& look) {
  return "\n" + Paint(title, Color::kBold, look.color) + "\n";
}

std::string YesIf(bool set, Language language) { return set ? Say(language, "是", "yes") : ""; }
std::string NumberIf(int number) { return number == 0 ? "" : std::to_string(number); }

std::string Head(const Target& target, const Look& look) {
  const Language language = look.language;
  const TargetContent& form = target.form();
  const auto& summary = target.summary();
  Table table({{""}, {""}});
  const auto add = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) table.AddRow({Say(language, zh, en), value});
  };
  add("名称", "Name", target.name());
  add("状态", "State", StateLabel(target.state(), language));
  add("版本", "Etag", target.etag());
  add("批复的版本", "Etag in force", target.in_force_etag());
  add("项目", "Project", form.project_name());
  add("年度", "Fiscal year", NumberIf(form.fiscal_year()));
  add("主管部门", "Department", form.department_text());
  add("实施单位", "Unit", form.unit_text().empty() ? form.org() : form.unit_text());
  add("项目属性", "Attribute", form.project_attribute());
  add("项目期", "Term", form.project_term());
  add("提交时间", "Submitted", TimeText(target.submit_time()));
  add("退回次数", "Returned", NumberIf(summary.returned()));
  add("待答复意见", "Comments to answer", NumberIf(summary.open_comments()));
  add("逾期提交", "Late", YesIf(summary.late(), language));
  add("审阅人已打开", "Opened", YesIf(summary.opened(), language));
  add("申请撤回", "Asked back", YesIf(summary.withdrawal_asked(), language));
  return table.Render();
}

void AddFunds(const TargetFunds& funds, const char* label, Table* table) {
  if (!funds.has_total() && funds.lines().empty()) return;
  table->AddRow({label, funds.total()});
  for (const auto& line : funds.lines()) table->AddRow({"  " + line.label(), line.amount()});
}

std::string Funds(const TargetContent& form, const Look& look) {
  const Language language = look.language;
  Table table({{Say(language, "资金", "Funds"), Align::kLeft, true}, {Say(language, "金额", "Amount"), Align::kRight}});
  AddFunds(form.term_funds(), Say(language, "实施期资金总额", "Whole term"), &table);
  AddFunds(form.annual_funds(), Say(language, "年度资金总额", "This year"), &table);
  if (table.empty()) return "";
  return Section(Say(language, "项目资金（元）", "Funds (yuan)"), look) + table.Render(look.width);
}

std::string Texts(const TargetContent& form, const Look& look) {
  std::string out;
  const auto add = [&](const char* zh, const char* en, const std::string& text) {
    if (text.empty()) return;
    out += Section(Say(look.language, zh, en), look) + "  " + SafeLines(text, "  ") + "\n";
  };
  add("项目概况", "Overview", form.overview());
  add("立项依据", "Legal basis", form.legal_basis());
  add("项目设立必要性", "Necessity", form.necessity());
  add("保证项目实施的制度、措施", "Safeguards", form.safeguards());
  add("项目实施计划", "Plan", form.plan());
  add("实施期目标", "Goal of the term", form.term_goal());
  add("年度目标", "Goal of the year", form.annual_goal());
  return out;
}

std::string Indicators(const TargetContent& form, const Look& look) {
  if (form.indicators().empty()) return "";
  const Language language = look.language;
  Table table({{Say(language, "行", "Row")},
               {Say(language, "一级指标", "Level 1")},
               {Say(language, "实施期指标", "Of the term"), Align::kLeft, true},
               {Say(language, "指标值", "Value"), Align::kLeft, true},
               {Say(language, "年度指标", "Of the year"), Align::kLeft, true},
               {Say(language, "指标值", "Value"), Align::kLeft, true},
               {Say(language, "分值", "Weight"), Align::kRight}});
  const auto called = [](const heng::v1::TargetValue& value) {
    return value.level2().empty() ? value.name() : value.level2() + "/" + value.name();
  };
  for (const auto& row : form.indicators()) {
    table.AddRow({row.id(), row.level1(), called(row.term()), row.term().value(), called(row.annual()),
                  row.annual().value(), row.weight()});
  }
  return Section(Say(language, "绩效指标", "Indicators"), look) + table.Render(look.width);
}

}  // namespace

Table TargetTable(Language language) {
  return Table({{Say(language, "项目", "Project"), Align::kLeft, true},
                {Say(language, "年度资金（元）", "Funds (yuan)"), Align::kRight},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "单位", "Organisation")},
                {Say(language, "状态", "State")},
                {Say(language, "退回", "Returned"), Align::kRight},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const Target& target, Language language) {
  const auto& summary = target.summary();
  return {summary.project_name(),
          summary.annual_funds(),
          NumberIf(summary.fiscal_year()),
          summary.org(),
          StateLabel(target.state(), language),
          NumberIf(summary.returned()),
          target.name()};
}

std::string RenderTarget(const Target& target, const Look& look) {
  const TargetContent& form = target.form();
  const RowNames rows = RowNamesOf(form);
  const std::string findings = RenderFindings(target.findings(), rows, look);
  return Head(target, look) + Funds(form, look) + Texts(form, look) + Indicators(form, look) + "\n" +
         (findings.empty() ? std::string(Say(look.language, "没有发现问题。\n", "No findings.\n")) : findings) +
         RenderReview(target.review(), rows, look) + RenderActions(target.name(), target.allowed_actions(), look);
}

}  // namespace heng::cli
