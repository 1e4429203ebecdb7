#include "client/cli/render_report.h"

#include <algorithm>

#include "client/cli/choices.h"
#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/text_width.h"
#include "heng/v1/directory.pb.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::Grade;
using heng::v1::Project;
using heng::v1::Summary;
using heng::v1::SummaryLine;

constexpr int kBarWidth = 30;

// █ by share of the whole; what is there at all has one.
std::string Bar(int count, int whole) {
  if (count <= 0 || whole <= 0) return "";
  const int width = std::max(1, (count * kBarWidth + whole / 2) / whole);
  std::string bar;
  for (int i = 0; i < width; ++i) bar += "█";
  return bar;
}

std::string GradeTitle(const SummaryLine& line, Language language) {
  Grade grade = heng::v1::GRADE_UNSPECIFIED;
  heng::v1::Grade_Parse(line.key(), &grade);
  const std::string label = GradeLabel(grade, language);
  return label.empty() ? Say(language, "无等级", "no grade") : label;
}

std::string StateTitle(const SummaryLine& line, Language language) {
  Evaluation::State state = Evaluation::STATE_UNSPECIFIED;
  Evaluation::State_Parse(line.key(), &state);
  return StateLabel(state, language);
}

std::string TierTitle(const SummaryLine& line, Language language) {
  if (line.key() == "1") return Say(language, "一级项目", "tier one");
  if (line.key() == "2") return Say(language, "二级项目", "tier two");
  return Say(language, "未标明级次", "no tier");
}

// Groups below each other in columns that line up.
class Groups {
 public:
  explicit Groups(const Look& look)
      : look_(look),
        table_({{""},
                {Say(look.language, "份数", "Forms"), Align::kRight},
                {Say(look.language, "预算（元）", "Budget (yuan)"), Align::kRight},
                {Say(look.language, "执行（元）", "Executed (yuan)"), Align::kRight},
                {Say(look.language, "执行率（%）", "Rate (%)"), Align::kRight},
                {""}}) {}

  void Heading(const char* zh, const char* en) { table_.AddRow({Say(look_.language, zh, en), "", "", "", "", ""}); }
  void Add(const std::string& title, const SummaryLine& line, const std::string& bar = "") {
    table_.AddRow(
        {title, std::to_string(line.count()), line.annual_budget(), line.executed(), line.execution_rate(), bar});
  }
  std::string Render() const { return table_.Render(look_.width); }

 private:
  const Look& look_;
  Table table_;
};

std::string RenderGroups(const Summary& summary, const Look& look) {
  const Language language = look.language;
  Groups groups(look);
  groups.Add(Say(language, "合计", "Total"), summary.total());
  groups.Heading("等级", "By grade");
  for (const SummaryLine& line : summary.by_grade()) {
    groups.Add("  " + GradeTitle(line, language), line,
               look.width > 0 ? Bar(line.count(), summary.total().count()) : "");
  }
  groups.Heading("级次", "By tier");
  for (const SummaryLine& line : summary.by_tier()) groups.Add("  " + TierTitle(line, language), line);
  groups.Heading("状态", "By state");
  for (const SummaryLine& line : summary.by_state()) groups.Add("  " + StateTitle(line, language), line);
  groups.Heading("单位", "By organisation");
  for (const SummaryLine& line : summary.by_org()) {
    groups.Add("  " + (line.title().empty() ? line.key() : line.title()), line);
  }
  return groups.Render();
}

std::string RenderNumbers(const Summary& summary, Language language) {
  std::string text = Say(language, "退回过 ", "Returned: ") + std::to_string(summary.returned());
  const auto add = [&](const char* zh, const char* en, int count) {
    text += Say(language, zh, en) + std::to_string(count);
  };
  add("，逾期 ", ", late: ", summary.late());
  add("，未提交 ", ", not submitted: ", summary.open());
  add("，没有表 ", ", no form at all: ", summary.missing());
  if (summary.whole_units() > 0)
    add("，整体支出（不在合计中） ", ", whole units (not in the total): ", summary.whole_units());
  if (summary.classified() > 0) add("，涉密（未计入） ", ", classified (left out): ", summary.classified());
  if (summary.orgs_left_out() > 0) add("，未列出的单位 ", ", organisations not listed: ", summary.orgs_left_out());
  return text + "\n";
}

std::string RenderRisks(const Summary& summary, bool full, const Look& look) {
  const Language language = look.language;
  Table table({{Say(language, "风险分", "Risk"), Align::kRight},
               {Say(language, "项目", "Project"), Align::kLeft, true},
               {Say(language, "单位", "Organisation"), Align::kLeft, true},
               {Say(language, "名称", "Name")},
               {Say(language, "原因", "Reasons"), Align::kLeft, true}});
  for (const auto& risk : summary.risks()) {
    if (!full && &risk - &summary.risks(0) >= kFewRisks) break;
    std::string reasons;
    for (const auto& reason : risk.reasons()) {
      reasons += (reasons.empty() ? "" : Say(language, "；", "; ")) + Say(language, reason);
    }
    table.AddRow({std::to_string(risk.points()), risk.project_name(), risk.org_title(), risk.evaluation(), reasons});
  }
  return table.empty() ? "" : "\n" + table.Render(look.width);
}

std::string RenderRows(const Summary& summary, const Look& look) {
  const Language language = look.language;
  Table table({{Say(language, "序号", "No."), Align::kRight},
               {Say(language, "单位", "Organisation"), Align::kLeft, true},
               {Say(language, "项目", "Project"), Align::kLeft, true},
               {Say(language, "预算（元）", "Budget (yuan)"), Align::kRight},
               {Say(language, "执行（元）", "Executed (yuan)"), Align::kRight},
               {Say(language, "执行率（%）", "Rate (%)"), Align::kRight},
               {Say(language, "得分", "Total"), Align::kRight},
               {Say(language, "等级", "Grade")}});
  for (const auto& row : summary.rows()) {
    table.AddRow({std::to_string(row.number()), row.org_title(), row.project_name(), row.annual_budget(),
                  row.executed(), row.execution_rate(), TwoDecimals(row.total()), GradeLabel(row.grade(), language)});
  }
  return table.empty() ? "" : "\n" + table.Render(look.width);
}

}  // namespace

std::string RenderSummary(const Summary& summary, bool full, const Look& look) {
  const Language language = look.language;
  std::string text = SafeText(summary.org_title().empty() ? summary.org() : summary.org_title()) + " " +
                     std::to_string(summary.fiscal_year()) + Say(language, " 年度\n\n", "\n\n");
  text += RenderGroups(summary, look) + "\n" + RenderNumbers(summary, language) + RenderRisks(summary, full, look);
  const bool rows = full || summary.rows_size() <= kFewRows;
  if (rows) text += RenderRows(summary, look);
  const int hidden = summary.rows_left_out() + (rows ? 0 : summary.rows_size());
  if (hidden > 0) {
    text +=
        Say(language, "\n汇总表还有 ", "\nThe table has ") + std::to_string(hidden) +
        (rows ? Say(language, " 行超出上限，请按下级单位分别汇总。\n", " more rows than fit; sum up the orgs below.\n")
              : Say(language, " 行：--full 全部列出，--out 汇总表.xlsx 写成文件。\n",
                    " more rows: --full lists them, --out table.xlsx writes them.\n"));
  }
  return text;
}

std::string RenderReportText(const heng::v1::ReportText& text) {
  std::string out;
  for (const auto& paragraph : text.paragraphs()) {
    out += (out.empty() ? "" : "\n") + SafeText(paragraph.text()) + "\n";
  }
  return out;
}

Table DepartmentEvaluationTable(Language language) {
  return Table({{Say(language, "评价", "Evaluation"), Align::kLeft, true},
                {Say(language, "部门", "Department")},
                {Say(language, "年度", "Year"), Align::kRight},
                {Say(language, "项目", "Projects"), Align::kRight},
                {Say(language, "资金（元）", "Funds (yuan)"), Align::kRight},
                {Say(language, "得分", "Score"), Align::kRight},
                {Say(language, "等级", "Grade")},
                {Say(language, "名称", "Name")}});
}

std::vector<std::string> Row(const heng::v1::DepartmentEvaluation& evaluation, Language) {
  return {evaluation.title(),
          evaluation.org(),
          std::to_string(evaluation.fiscal_year()),
          std::to_string(evaluation.projects_size()),
          evaluation.funds(),
          TwoDecimals(evaluation.score()),
          evaluation.grade(),
          evaluation.name()};
}

std::string RenderYearFacts(const heng::v1::YearFacts& facts, Language language) {
  Table table({{""}, {""}});
  const auto add = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) table.AddRow({Say(language, zh, en), value});
  };
  add("单位", "Organisation", facts.org());
  add("年度", "Fiscal year", std::to_string(facts.fiscal_year()));
  add("项目支出决算数（元）", "Project expenditure (yuan)", facts.project_expenditure());
  add("年初项目支出预算数（元）", "Initial project budget (yuan)", facts.project_budget());
  add("数字出自", "Source", facts.source());
  add("一般公共预算（元）", "General public budget (yuan)", facts.general_public_funds());
  add("政府性基金预算（元）", "Government funds (yuan)", facts.government_fund_funds());
  add("国有资本经营预算（元）", "State capital (yuan)", facts.state_capital_funds());
  add("社会保险基金预算（元）", "Social insurance funds (yuan)", facts.social_insurance_funds());
  add("对“中”“差”项目的措施", "Measures for fair and poor", facts.measures_for_fair_and_poor());
  add("其他需要说明的事项", "Other matters", facts.other_matters());
  add("版本", "Etag", facts.etag());
  add("修改时间", "Changed", TimeText(facts.update_time()));
  return table.Render();
}

}  // namespace heng::cli
