#include "scoring/score.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "scoring/execution.h"
#include "scoring/findings/checks.h"
#include "scoring/grade.h"
#include "scoring/indicator.h"
#include "scoring/policy_rules.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::ScoreSheet;
using heng::v1::Step;

// Adds the points of the rows; nullopt where one that counts has none.
std::optional<Decimal> SumRows(const std::vector<ScoredRow>& rows, std::optional<Decimal> ScoredRow::*points,
                               Step& step) {
  Decimal sum;
  bool all = true;
  for (const ScoredRow& row : rows) {
    if (!row.Counts()) continue;
    if (const std::optional<Decimal>& value = row.*points) {
      AddOperand(step, points == &ScoredRow::score ? "score" : "computed", *value,
                 PlaceOf(*row.indicator, points == &ScoredRow::score ? "score" : "computed"));
      sum += *value;
    } else {
      all = false;
    }
  }
  return all ? std::optional<Decimal>(sum) : std::nullopt;
}

bool AnyCounts(const std::vector<ScoredRow>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const ScoredRow& row) { return row.Counts(); });
}

// The points of all indicators: of the rows, or as claimed where a report gives only a paragraph.
std::optional<Decimal> IndicatorTotal(const FormContent& form, const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  Step step = MakeStep("indicator-total");
  std::optional<Decimal> total;
  if (AnyCounts(rows)) {
    total = SumRows(rows, &ScoredRow::score, step);
  } else if (HasNoTable(form)) {
    total = FieldDecimal(form.has_claimed_indicator_total(), form.claimed_indicator_total());
    step.set_rule("claimed-indicator-total");
    if (total) AddOperand(step, "claimed_indicator_total", *total, FormPlace("claimed_indicator_total"));
  }
  if (!total) return std::nullopt;
  step.set_result(total->ToString());
  sheet->set_indicator_total(step.result());
  *sheet->add_steps() = std::move(step);
  return total;
}

Decimal RoundedSum(const PolicyRules& rules, Decimal execution, Decimal indicators, Step& step) {
  const Decimal sum = execution + indicators;
  const Decimal rounded = sum.Rounded(rules.total_rounding.places(), rules.total_rounding.mode());
  step.set_unrounded(sum.ToString());
  *step.mutable_rounding() = rules.total_rounding;
  step.set_result(rounded.ToString());
  return rounded;
}

// What the total would be if every row took its computed score.
void AddComputedTotal(const PolicyRules& rules, Decimal execution, const std::vector<ScoredRow>& rows,
                      ScoreSheet* sheet) {
  Step step = MakeStep("computed-total");
  AddOperand(step, "execution", execution);
  const std::optional<Decimal> computed = SumRows(rows, &ScoredRow::computed, step);
  if (!computed || !AnyCounts(rows)) return;
  sheet->set_computed_total(RoundedSum(rules, execution, *computed, step).ToString());
  *sheet->add_steps() = std::move(step);
}

void AddTotalAndGrade(const PolicyRules& rules, Decimal execution, Decimal indicators, ScoreSheet* sheet) {
  Step step = MakeStep("total");
  AddOperand(step, "execution", execution);
  AddOperand(step, "indicator_total", indicators);
  const Decimal total = RoundedSum(rules, execution, indicators, step);
  step.set_clause(rules.ClauseOf(step.rule()));
  sheet->set_total(step.result());
  *sheet->add_steps() = std::move(step);

  const GradeRule& grade = GradeOf(rules, total);
  Step grade_step = MakeStep("grade");
  AddOperand(grade_step, "total", total);
  AddOperand(grade_step, "from", grade.from);
  grade_step.set_result(grade.label);
  grade_step.set_clause(rules.ClauseOf(grade_step.rule()));
  sheet->set_grade(grade.grade);
  *sheet->add_steps() = std::move(grade_step);
}

}  // namespace

ScoreSheet Score(const CompiledPolicy& policy, const FormContent& form) {
  const PolicyRules& rules = policy.rules();
  ScoreSheet sheet;
  *sheet.mutable_policy() = policy.pin();
  const ExecutionNumbers execution = ScoreExecution(rules, form, sheet.mutable_execution());
  const std::vector<ScoredRow> rows = ScoreRows(rules, form, sheet.mutable_rows());
  const std::optional<Decimal> claimed_total = FieldDecimal(form.has_claimed_total(), form.claimed_total());
  if (claimed_total) sheet.set_claimed_total(claimed_total->ToString());
  sheet.set_claimed_grade(ReadGrade(rules, form.claimed_grade()).grade);

  if (form.subject_kind() == heng::v1::TRANSFER) {
    sheet.set_complete(true);  // a kind without scores
  } else {
    const std::optional<Decimal> indicators = IndicatorTotal(form, rows, &sheet);
    // An execution row that weighs nothing leaves nothing open.
    const std::optional<Decimal> points =
        rules.execution_weight.IsZero() ? std::optional<Decimal>(Decimal()) : execution.score;
    sheet.set_complete(indicators && points);
    if (points) AddComputedTotal(rules, *points, rows, &sheet);
    if (sheet.complete()) AddTotalAndGrade(rules, *points, *indicators, &sheet);
  }
  AddFindings({rules, form, execution, rows, claimed_total, sheet, false}, sheet.mutable_findings());
  return sheet;
}

bool HasErrors(const ScoreSheet& sheet) {
  return std::any_of(sheet.findings().begin(), sheet.findings().end(),
                     [](const heng::v1::Finding& finding) { return finding.severity() == heng::v1::Finding::ERROR; });
}

}  // namespace heng::scoring
