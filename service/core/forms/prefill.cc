#include "service/core/forms/prefill.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "service/core/budgets/columns.h"
#include "service/core/budgets/merge.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::FormContent;
using heng::v1::FundBreakdown;
using heng::v1::FundLine;
using heng::v1::Indicator;
using scoring::Decimal;

constexpr char kBySource[] = "按资金来源";
constexpr int kWeightPlaces = 2;

void Note(std::string zh, std::string en, Notes* notes) {
  heng::v1::LocalizedText& note = notes->emplace_back();
  note.set_zh(std::move(zh));
  note.set_en(std::move(en));
}

void CopyMoney(const FundLine& from, FundLine* to) {
  for (const MoneyColumn& column : kMoneyColumns) {
    if (column.In(from)) column.Put(column.Text(from), to);
  }
  // What was printed beside the old figures no longer belongs to them.
  to->clear_claimed_unspent();
  to->clear_claimed_rate();
  to->clear_claimed_score();
}

// Copies what `to` leaves open. False: nothing.
bool CopyBlanks(const FundLine& from, FundLine* to) {
  bool copied = false;
  for (const MoneyColumn& column : kMoneyColumns) {
    if (!column.In(from) || !column.Text(*to).empty()) continue;
    column.Put(column.Text(from), to);
    copied = true;
  }
  return copied;
}

// The breakdown that has sources, or a new one.
FundBreakdown* SourcesOf(FormContent* form) {
  for (FundBreakdown& breakdown : *form->mutable_funds()->mutable_breakdowns()) {
    const auto& lines = breakdown.lines();
    if (std::any_of(lines.begin(), lines.end(), [](const FundLine& line) { return line.source() != 0; })) {
      return &breakdown;
    }
  }
  FundBreakdown* const made = form->mutable_funds()->add_breakdowns();
  made->set_name(kBySource);
  return made;
}

std::string FreshLineId(const FormContent& form, heng::v1::FundSource source) {
  std::string wanted = absl::StrCat("source-", static_cast<int>(source));
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const FundLine& line : breakdown.lines()) {
      if (line.id() == wanted) return wanted + "-b";
    }
  }
  return wanted;
}

FundLine* TotalOf(FormContent* form) {
  FundLine* const total = form->mutable_funds()->mutable_total();
  if (total->id().empty()) total->set_id("total");
  return total;
}

// The line of this source, or a new one.
FundLine* LineLike(const FundLine& like, FormContent* form) {
  auto* const lines = SourcesOf(form)->mutable_lines();
  for (FundLine& line : *lines) {
    if (line.source() == like.source()) return &line;
  }
  const std::string id = FreshLineId(*form, like.source());
  FundLine* const added = lines->Add();
  added->set_id(id);
  added->set_label(like.label().empty() ? FiguresText(like.source()).zh() : like.label());
  added->set_source(like.source());
  return added;
}

}  // namespace

FormContent FormFromTarget(const heng::v1::TargetContent& target, const std::string& name, int64_t revision,
                           Notes* notes) {
  FormContent form;
  form.set_subject(target.subject());
  form.set_subject_kind(target.subject_kind());
  form.set_org(target.org());
  form.set_fiscal_year(target.fiscal_year());
  form.set_project_name(target.project_name());
  form.set_local_prefix(target.local_prefix());
  form.set_project_code(target.project_code());
  form.set_department_text(target.department_text());
  form.set_unit_text(target.unit_text());
  form.set_target(name);
  if (!target.annual_goal().empty()) form.add_goals()->set_expected(target.annual_goal());
  const auto& money = target.annual_funds();
  auto* const funds = form.mutable_funds();
  funds->set_printed_unit(money.printed_unit());
  funds->set_printed_decimals(money.printed_decimals());
  funds->mutable_total()->set_id("total");
  if (money.has_total()) funds->mutable_total()->set_declared_in_target(money.total());
  for (const auto& line : money.lines()) {
    FundLine* const copy = SourcesOf(&form)->add_lines();
    copy->set_id(line.id());
    copy->set_label(line.label());
    copy->set_source(line.source());
    if (line.has_amount()) copy->set_declared_in_target(line.amount());
  }
  for (const auto& row : target.indicators()) {
    if (row.annual().name().empty()) continue;  // of the whole term only
    Indicator* const copy = form.add_indicators();
    copy->set_id(row.id());
    copy->set_level1(row.level1());
    copy->set_level2(row.annual().level2());
    copy->set_name(row.annual().name());
    if (row.annual().has_value()) copy->set_initial_target(row.annual().value());
    if (row.has_weight()) copy->set_weight(row.weight());
    copy->set_direction(row.direction());
    if (row.has_unit()) copy->set_unit(row.unit());
    copy->set_core(row.core());
  }
  Note(absl::StrCat("项目、年度目标和 ", form.indicators_size(), " 条指标取自批复的目标表 ", name, "（版本 ", revision,
                    "）。"),
       absl::StrCat("the project, the year's goal and ", form.indicators_size(),
                    " indicators come from the approved target ", name, " (revision ", revision, ")"),
       notes);
  return form;
}

FormContent FormFromEarlier(const FormContent& earlier, int32_t fiscal_year, Notes* notes) {
  FormContent form = earlier;
  form.set_fiscal_year(fiscal_year);
  for (auto* text : {form.mutable_title(), form.mutable_target(), form.mutable_transcription_note()}) text->clear();
  form.clear_claimed_total();
  form.clear_claimed_grade();
  form.clear_claimed_indicator_total();
  form.clear_narrative();
  form.clear_attachments();
  form.clear_headings();
  for (auto& goal : *form.mutable_goals()) goal.clear_achieved();
  auto* const funds = form.mutable_funds();
  funds->clear_adjustment_reason();
  funds->clear_execution_reason();
  const auto without_money = [](FundLine* line) {
    FundLine bare;
    bare.set_id(line->id());
    bare.set_label(line->label());
    bare.set_source(line->source());
    if (line->has_weight()) bare.set_weight(line->weight());
    *line = bare;
  };
  without_money(funds->mutable_total());
  for (auto& breakdown : *funds->mutable_breakdowns()) {
    for (auto& line : *breakdown.mutable_lines()) without_money(&line);
  }
  for (Indicator& row : *form.mutable_indicators()) {
    if (row.has_adjusted_target() && !row.adjusted_target().empty()) row.set_initial_target(row.adjusted_target());
    row.clear_adjusted_target();
    row.clear_actual();
    row.clear_claimed();
    row.clear_deviation_reason();
    row.clear_score_coefficient();
    row.clear_cell();
  }
  for (auto& task : *form.mutable_main_tasks()) {
    task.clear_annual_budget();
    task.clear_executed();
    task.clear_result();
  }
  Note(absl::StrCat("项目、目标和 ", form.indicators_size(), " 条指标取自 ", earlier.fiscal_year(),
                    " 年度的自评表；完成值、得分、资金和文字都要重新填写。"),
       absl::StrCat("the project, the goals and ", form.indicators_size(), " indicators come from the evaluation of ",
                    earlier.fiscal_year(), "; results, scores, money and texts are still to be filled in"),
       notes);
  return form;
}

void FillFromBudget(const Budget& budget, FormContent* form) {
  CopyMoney(budget.total(), TotalOf(form));
  for (const FundLine& line : budget.lines()) CopyMoney(line, LineLike(line, form));
}

bool FillBlanks(const Budget& budget, FormContent* form) {
  bool filled = CopyBlanks(budget.total(), TotalOf(form));
  for (const FundLine& line : budget.lines()) filled = CopyBlanks(line, LineLike(line, form)) || filled;
  return filled;
}

void FillWeights(const heng::v1::Policy& policy, FormContent* form, Notes* notes) {
  const auto& rows = form->indicators();
  if (rows.empty() || policy.level_weights().empty() ||
      std::any_of(rows.begin(), rows.end(), [](const Indicator& row) { return row.has_weight(); })) {
    return;
  }
  for (const auto& level : policy.level_weights()) {
    const auto weight = Decimal::Parse(level.weight(), kWeightPlaces);
    std::vector<Indicator*> of_level;
    for (Indicator& row : *form->mutable_indicators()) {
      if (row.level1() == level.level1()) of_level.push_back(&row);
    }
    if (!weight || of_level.empty()) continue;
    const int64_t hundredths = weight->Scaled(kWeightPlaces);
    const int64_t unit = hundredths % 100 == 0 ? 100 : 1;
    const auto count = static_cast<int64_t>(of_level.size());
    const int64_t units = hundredths / unit;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t share = (units / count + (i < units % count ? 1 : 0)) * unit;
      of_level[static_cast<size_t>(i)]->set_weight(Decimal::FromMillionths(absl::int128(share) * 10'000).ToString(0));
    }
  }
  Note("分值按评分规则的一级指标分值平均分配，提交前可以调整。",
       "weights are the policy's template per level, shared out evenly; change them as you like before submission",
       notes);
}

}  // namespace heng::core
