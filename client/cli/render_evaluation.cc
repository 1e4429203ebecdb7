#include "absl/time/time.h"
#include "client/cli/choices.h"
#include "client/cli/console.h"
#include "client/cli/labels.h"
#include "client/cli/render.h"
#include "client/cli/render_review.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"

namespace heng::cli {
namespace {

using heng::v1::Evaluation;
using heng::v1::FormContent;
using heng::v1::FundLine;
using heng::v1::Indicator;
using heng::v1::ScoreSheet;

std::string Percent(const std::string& number) { return number.empty() ? "" : number + "%"; }

// The target the row is scored by: the adjusted one where it says something.
const std::string& TargetText(const Indicator& row) {
  return row.adjusted_target().empty() ? row.initial_target() : row.adjusted_target();
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  static const absl::TimeZone kBeijing = absl::FixedTimeZone(8 * 3600);
  return absl::FormatTime("%Y-%m-%d %H:%M:%S +08:00", absl::FromUnixSeconds(time.seconds()), kBeijing);
}

std::string Section(const char* title, const Look& look) {
  return "\n" + Paint(title, Color::kBold, look.color) + "\n";
}

// "88.50 良（财政部门复核）".
std::string ScoreThatCounts(const heng::v1::EvaluationSummary& summary, Language language) {
  const auto source =
      summary.score_source() == heng::v1::SCORE_SOURCE_UNSPECIFIED ? heng::v1::SELF : summary.score_source();
  return TwoDecimals(summary.total()) + " " + GradeLabel(summary.grade(), language) + Say(language, "（", " (") +
         ChoiceLabel(source, language) + Say(language, "）", ")");
}

std::string Head(const Evaluation& evaluation, const Look& look) {
  const Language language = look.language;
  const FormContent& form = evaluation.form();
  Table table({{""}, {""}});
  const auto add = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) table.AddRow({Say(language, zh, en), value});
  };
  add("名称", "Name", evaluation.name());
  add("状态", "State", StateLabel(evaluation.state(), language));
  add("版本", "Etag", evaluation.etag());
  add("项目", "Project", form.project_name());
  add("年度", "Fiscal year", form.fiscal_year() == 0 ? "" : std::to_string(form.fiscal_year()));
  add("主管部门", "Department", form.department_text());
  add("预算单位", "Unit", form.unit_text().empty() ? form.org() : form.unit_text());
  add("评分规则", "Policy", evaluation.policy().name());
  if (evaluation.has_submit_time()) add("提交时间", "Submitted", TimeText(evaluation.submit_time()));
  const auto& summary = evaluation.summary();
  const auto add_if = [&](const char* zh, const char* en, bool set) {
    if (set) add(zh, en, Say(language, "是", "yes"));
  };
  add("采用分数", "Score that counts", summary.total().empty() ? "" : ScoreThatCounts(summary, language));
  if (summary.returned() > 0) add("退回次数", "Returned", std::to_string(summary.returned()));
  if (summary.open_comments() > 0) add("待答复意见", "Comments to answer", std::to_string(summary.open_comments()));
  if (summary.review_step() > 0) add("已过审核", "Reviewers passed", std::to_string(summary.review_step()));
  add_if("逾期提交", "Late", summary.late());
  add_if("评分后预算有变", "Budget changed since", summary.stale());
  add_if("审核人已打开", "Opened by the reviewer", summary.opened());
  add_if("申请撤回", "Asked back", summary.withdrawal_asked());
  add_if("被抽中待复核", "Drawn for a recheck", summary.sampled());
  add_if("已复评或复核", "Rechecked", summary.rechecked());
  return table.Render();
}

void AddFundLine(const FundLine& line, const std::string& label, Table* table) {
  table->AddRow({label, line.initial_budget(), line.annual_budget(), line.executed(), line.claimed_unspent(),
                 Percent(line.claimed_rate()), line.claimed_score()});
}

std::string FundsTable(const FormContent& form, const Look& look) {
  if (!form.has_funds()) return "";
  const Language language = look.language;
  Table table({{Say(language, "资金", "Funds"), Align::kLeft, true},
               {Say(language, "年初预算数", "Initial"), Align::kRight},
               {Say(language, "全年预算数", "Annual"), Align::kRight},
               {Say(language, "全年执行数", "Executed"), Align::kRight},
               {Say(language, "结余", "Unspent"), Align::kRight},
               {Say(language, "执行率", "Rate"), Align::kRight},
               {Say(language, "得分", "Score"), Align::kRight}});
  const FundLine& total = form.funds().total();
  AddFundLine(total, total.label().empty() ? Say(language, "资金总额", "Total") : total.label(), &table);
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) AddFundLine(line, "  " + line.label(), &table);
  }
  return Section(Say(language, "项目资金（元，表内所填）", "Funds (yuan, as the form says)"), look) +
         table.Render(look.width);
}

std::string TotalLine(const ScoreSheet& sheet, const Look& look) {
  const Language language = look.language;
  std::string line = std::string(Say(language, "总分 ", "Total "));
  if (!sheet.has_total()) {
    line += Say(language, "无：有计分项没有得分，见下。", "none: something that counts has no score, see below.");
  } else {
    line += TwoDecimals(sheet.total()) + " " + GradeLabel(sheet.grade(), language);
  }
  if (sheet.has_claimed_total()) {
    line += Say(language, "（表内 ", " (form says ") + TwoDecimals(sheet.claimed_total());
    if (sheet.has_computed_total())
      line += Say(language, "，计算 ", ", computed ") + TwoDecimals(sheet.computed_total());
    line += Say(language, "）", ")");
  }
  return "\n" + Paint(SafeText(line), Color::kBold, look.color) + "\n";
}

}  // namespace

std::string RenderRows(const FormContent& form, const ScoreSheet& sheet, const Look& look) {
  const Language language = look.language;
  // The id comes first: comments, waivers and rechecks name rows by it.
  Table table({{Say(language, "行", "Row")},
               {Say(language, "二级指标", "Level 2")},
               {Say(language, "三级指标", "Indicator"), Align::kLeft, true},
               {Say(language, "目标值", "Target"), Align::kLeft, true},
               {Say(language, "完成值", "Actual"), Align::kLeft, true},
               {Say(language, "分值", "Weight"), Align::kRight},
               {Say(language, "自评", "Claimed"), Align::kRight},
               {Say(language, "计算", "Computed"), Align::kRight},
               {Say(language, "采用", "Score"), Align::kRight}});
  const auto& execution = sheet.execution();
  if (sheet.has_execution()) {
    table.AddRow({"", "", Say(language, "预算执行率", "Budget execution"), "", Percent(execution.rate()),
                  execution.weight(), execution.claimed(), execution.score(), execution.score()});
  }
  // The sheet has one row per indicator, in the same order.
  for (int i = 0; i < form.indicators_size(); ++i) {
    const Indicator& row = form.indicators(i);
    static const heng::v1::RowScore kNone;
    const auto& score = i < sheet.rows_size() ? sheet.rows(i) : kNone;
    table.AddRow({row.id(), row.level2(), row.name(), TargetText(row), row.actual(), row.weight(), row.claimed(),
                  score.computed(), score.score()});
  }
  return table.Render(look.width);
}

std::string RenderEvaluation(const Evaluation& evaluation, const Look& look) {
  const FormContent& form = evaluation.form();
  const ScoreSheet& sheet = evaluation.score();
  std::string out = Head(evaluation, look) + FundsTable(form, look);
  if (form.indicators_size() > 0 || sheet.has_execution()) {
    out += Section(Say(look.language, "绩效指标", "Indicators"), look) + RenderRows(form, sheet, look);
  }
  out += TotalLine(sheet, look);
  const std::string findings = RenderFindings(form, sheet, look);
  out += "\n" + (findings.empty() ? std::string(Say(look.language, "没有发现问题。\n", "No findings.\n")) : findings);
  return out + RenderReview(evaluation.review(), RowNamesOf(form), look) +
         RenderActions(evaluation.name(), evaluation.allowed_actions(), look);
}

}  // namespace heng::cli
