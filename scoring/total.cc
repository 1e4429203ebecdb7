#include "scoring/total.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "scoring/findings/checks.h"
#include "scoring/grade.h"
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
std::optional<Decimal> IndicatorTotal(const PolicyRules& rules, const FormContent& form,
                                      const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  Step step = MakeStep("indicator-total");
  std::optional<Decimal> total;
  if (AnyCounts(rows)) {
    total = SumRows(rows, &ScoredRow::score, step);
  } else if (HasNoTable(form)) {
    total = FieldDecimal(form.has_claimed_indicator_total(), form.claimed_indicator_total());
    step.set_rule("claimed-indicator-total");
    if (total) AddOperand(step, "claimed_indicator_total", *total, FormPlace("claimed_indicator_total"));
    if (total && rules.claims == heng::v1::CHECKED) total = std::max(*total, Decimal());
  }
  if (!total) return std::nullopt;
  step.set_result(total->ToString());
  sheet->set_indicator_total(step.result());
  *sheet->add_steps() = std::move(step);
  return total;
}

// What the rows that count weigh together. A form whose weights are the policy's already is not scaled again.
Decimal IndicatorWeights(const PolicyRules& rules, const std::vector<ScoredRow>& rows) {
  Decimal stated, not_applicable;
  for (const ScoredRow& row : rows) {
    if (row.role == Role::kNotApplicable) not_applicable += *row.weight;
    if (row.role == Role::kNotApplicable || row.role == Role::kWeighted) stated += *row.weight;
  }
  const bool own = !rules.scaling || !rules.scaling->indicator_weights || stated == rules.IndicatorMarks();
  return (own ? rules.IndicatorMarks() : *rules.scaling->indicator_weights) - not_applicable;
}

TotalParts PartsOf(const PolicyRules& rules, const ExecutionNumbers& execution, const std::vector<ScoredRow>& rows) {
  TotalParts parts;
  parts.indicator_weights = IndicatorWeights(rules, rows);
  parts.indicator_marks = rules.IndicatorMarks();
  parts.execution = execution.score;
  const bool spread = execution.budget_zero && rules.scaling && rules.scaling->redistribute;
  if (spread) parts.indicator_marks = rules.full_marks;
  // An execution row that weighs nothing leaves nothing open, nor does one whose weight goes to the rest.
  if (spread || rules.execution_weight.IsZero()) parts.execution = Decimal();
  return parts;
}

// The points brought to the marks that are the indicators'. nullopt: nothing that counts has a weight.
std::optional<Decimal> Scaled(const PolicyRules& rules, const TotalParts& parts, Decimal points, ScoreSheet* sheet) {
  if (!rules.scaling || parts.indicator_weights == parts.indicator_marks) return points;
  if (parts.indicator_weights <= Decimal()) return std::nullopt;
  Step step = MakeStep("indicators-scaled");
  AddOperand(step, "indicator_total", points);
  AddOperand(step, "marks", parts.indicator_marks);
  AddOperand(step, "weights", parts.indicator_weights);
  const Decimal scaled =
      RoundedQuotient(step, points, parts.indicator_marks, parts.indicator_weights, rules.scaling->rounding);
  step.set_clause(rules.ClauseOf(step.rule()));
  *sheet->add_steps() = std::move(step);
  return scaled;
}

Decimal RoundedSum(const PolicyRules& rules, Decimal execution, Decimal indicators, Step& step) {
  const Decimal sum = execution + indicators;
  const Decimal rounded = sum.Rounded(rules.total_rounding.places(), rules.total_rounding.mode());
  step.set_unrounded(sum.ToString());
  *step.mutable_rounding() = rules.total_rounding;
  step.set_result(rounded.ToString());
  return rounded;
}

// The total under the cap of the execution rate; the lowest rate that fits decides.
Decimal Capped(const PolicyRules& rules, const ExecutionNumbers& execution, Decimal total, ScoreSheet* sheet) {
  const TotalCapRule* hit = nullptr;
  for (const TotalCapRule& cap : rules.total_caps) {
    if (execution.rate && *execution.rate < cap.below_rate) hit = &cap;
  }
  if (hit == nullptr || total <= hit->cap) return total;
  Step step = MakeStep("total-capped");
  AddOperand(step, "total", total);
  AddOperand(step, "rate", *execution.rate);
  AddOperand(step, "below_rate", hit->below_rate);
  AddOperand(step, "cap", hit->cap);
  step.set_result(hit->cap.ToString());
  step.set_clause(rules.ClauseOf(step.rule()));
  *sheet->add_steps() = std::move(step);
  return hit->cap;
}

// What the total would be if every row took its computed score.
void AddComputedTotal(const PolicyRules& rules, const TotalParts& parts, const ExecutionNumbers& execution,
                      const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  Step step = MakeStep("computed-total");
  AddOperand(step, "execution", *parts.execution);
  Step sum = MakeStep("computed-indicators");
  const bool scales = rules.scaling && parts.indicator_weights != parts.indicator_marks;
  const std::optional<Decimal> computed = SumRows(rows, &ScoredRow::computed, scales ? sum : step);
  if (!computed || !AnyCounts(rows)) return;
  Decimal points = *computed;
  if (scales) {
    sum.set_result(computed->ToString());
    *sheet->add_steps() = std::move(sum);
    const std::optional<Decimal> scaled = Scaled(rules, parts, *computed, sheet);
    if (!scaled) return;
    points = *scaled;
    AddOperand(step, "indicators", points);
  }
  const Decimal total = RoundedSum(rules, *parts.execution, points, step);
  *sheet->add_steps() = std::move(step);
  sheet->set_computed_total(Capped(rules, execution, total, sheet).ToString());
}

void AddTotalAndGrade(const PolicyRules& rules, const ExecutionNumbers& execution, Decimal execution_points,
                      Decimal indicators, ScoreSheet* sheet) {
  Step step = MakeStep("total");
  AddOperand(step, "execution", execution_points);
  AddOperand(step, "indicator_total", indicators);
  const Decimal sum = RoundedSum(rules, execution_points, indicators, step);
  step.set_clause(rules.ClauseOf(step.rule()));
  *sheet->add_steps() = std::move(step);
  const Decimal total = Capped(rules, execution, sum, sheet);
  sheet->set_total(total.ToString());

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

TotalParts AddTotals(const PolicyRules& rules, const FormContent& form, const ExecutionNumbers& execution,
                     const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  TotalParts parts = PartsOf(rules, execution, rows);
  parts.indicators = IndicatorTotal(rules, form, rows, sheet);
  std::optional<Decimal> scaled = parts.indicators;
  if (parts.indicators && rules.scaling && parts.indicator_weights != parts.indicator_marks) {
    scaled = Scaled(rules, parts, *parts.indicators, sheet);
    if (scaled) sheet->set_scaled_indicator_total(scaled->ToString());
  }
  sheet->set_complete(scaled && parts.execution);
  if (parts.execution) AddComputedTotal(rules, parts, execution, rows, sheet);
  if (sheet->complete()) AddTotalAndGrade(rules, execution, *parts.execution, *scaled, sheet);
  return parts;
}

}  // namespace heng::scoring
