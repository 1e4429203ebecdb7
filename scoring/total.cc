#include "scoring/total.h"

#include <algorithm>
#include <string_view>

#include "scoring/findings/checks.h"
#include "scoring/grade.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::ScoreSheet;

// Adds the points of the rows; nullopt where one that counts has none.
std::optional<Decimal> SumRows(const std::vector<ScoredRow>& rows, std::optional<Decimal> ScoredRow::*points,
                               StepWriter& step) {
  const std::string_view name = points == &ScoredRow::score ? "score" : "computed";
  Decimal sum;
  bool all = true;
  for (const ScoredRow& row : rows) {
    if (!row.Counts()) continue;
    if (const std::optional<Decimal>& value = row.*points) {
      step.Operand(name, *value, *row.indicator, name);
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
  std::optional<Decimal> total;
  const bool table = AnyCounts(rows);
  if (!table && !HasNoTable(form)) return std::nullopt;
  StepWriter step(NewStep(sheet), table ? "indicator-total" : "claimed-indicator-total");
  if (table) {
    total = SumRows(rows, &ScoredRow::score, step);
  } else {
    total = FieldDecimal(form.has_claimed_indicator_total(), form.claimed_indicator_total());
    if (total) step.FormOperand("claimed_indicator_total", *total, "claimed_indicator_total");
    if (total && rules.claims == heng::v1::CHECKED) total = std::max(*total, Decimal());
  }
  if (sheet == nullptr) return total;
  if (!total) {
    sheet->mutable_steps()->RemoveLast();
    return std::nullopt;
  }
  step.Result(*total);
  sheet->set_indicator_total(total->ToString());
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

Totals PartsOf(const PolicyRules& rules, const ExecutionNumbers& execution, const std::vector<ScoredRow>& rows) {
  Totals parts;
  parts.indicator_weights = IndicatorWeights(rules, rows);
  parts.indicator_marks = rules.IndicatorMarks();
  parts.execution = execution.score;
  const bool spread = execution.budget_zero && rules.scaling && rules.scaling->redistribute;
  if (spread) parts.indicator_marks = rules.full_marks;
  // An execution row that weighs nothing leaves nothing open, nor does one whose weight goes to the rest.
  if (spread || rules.execution_weight.IsZero()) parts.execution = Decimal();
  return parts;
}

bool Scales(const PolicyRules& rules, const Totals& parts) {
  return rules.scaling && parts.indicator_weights != parts.indicator_marks;
}

// The points brought to the marks that are the indicators'. nullopt: nothing that counts has a weight.
std::optional<Decimal> Scaled(const PolicyRules& rules, const Totals& parts, Decimal points, ScoreSheet* sheet) {
  if (parts.indicator_weights <= Decimal()) return std::nullopt;
  StepWriter step(NewStep(sheet), "indicators-scaled");
  step.Operand("indicator_total", points);
  step.Operand("marks", parts.indicator_marks);
  step.Operand("weights", parts.indicator_weights);
  const Decimal scaled = step.Quotient(points, parts.indicator_marks, parts.indicator_weights, rules.scaling->rounding);
  step.Clause(rules);
  return scaled;
}

Decimal RoundedSum(const PolicyRules& rules, Decimal execution, Decimal indicators, StepWriter& step) {
  const Decimal sum = execution + indicators;
  const Decimal rounded = sum.Rounded(rules.total_rounding.places(), rules.total_rounding.mode());
  step.Unrounded(sum);
  step.Rounded(rules.total_rounding);
  step.Result(rounded);
  return rounded;
}

// The total under the cap of the execution rate; the lowest rate that fits decides.
Decimal Capped(const PolicyRules& rules, const ExecutionNumbers& execution, Decimal total, ScoreSheet* sheet) {
  const TotalCapRule* hit = nullptr;
  for (const TotalCapRule& cap : rules.total_caps) {
    if (execution.rate && *execution.rate < cap.below_rate) hit = &cap;
  }
  if (hit == nullptr || total <= hit->cap) return total;
  StepWriter step(NewStep(sheet), "total-capped");
  step.Operand("total", total);
  step.Operand("rate", *execution.rate);
  step.Operand("below_rate", hit->below_rate);
  step.Operand("cap", hit->cap);
  step.Result(hit->cap);
  step.Clause(rules);
  return hit->cap;
}

// What the rows' computed scores are worth, brought to the indicators' marks; nullopt: one that counts has none.
std::optional<Decimal> ComputedIndicators(const PolicyRules& rules, const Totals& parts,
                                          const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  StepWriter sum(NewStep(sheet), "computed-indicators");
  const std::optional<Decimal> computed = SumRows(rows, &ScoredRow::computed, sum);
  if (!computed) {
    if (sheet != nullptr) sheet->mutable_steps()->RemoveLast();
    return std::nullopt;
  }
  sum.Result(*computed);
  return Scaled(rules, parts, *computed, sheet);
}

// What the total would be if every row took its computed score.
std::optional<Decimal> ComputedTotal(const PolicyRules& rules, const Totals& parts, const ExecutionNumbers& execution,
                                     const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  if (!AnyCounts(rows)) return std::nullopt;
  const bool scales = Scales(rules, parts);
  std::optional<Decimal> points;
  if (scales) {
    points = ComputedIndicators(rules, parts, rows, sheet);
    if (!points) return std::nullopt;
  }
  StepWriter step(NewStep(sheet), "computed-total");
  step.Operand("execution", *parts.execution);
  if (scales) {
    step.Operand("indicators", *points);
  } else {
    points = SumRows(rows, &ScoredRow::computed, step);
  }
  if (!points) {
    if (sheet != nullptr) sheet->mutable_steps()->RemoveLast();
    return std::nullopt;
  }
  const Decimal total = RoundedSum(rules, *parts.execution, *points, step);
  return Capped(rules, execution, total, sheet);
}

Decimal Total(const PolicyRules& rules, const ExecutionNumbers& execution, Decimal execution_points, Decimal indicators,
              ScoreSheet* sheet) {
  StepWriter step(NewStep(sheet), "total");
  step.Operand("execution", execution_points);
  step.Operand("indicator_total", indicators);
  const Decimal sum = RoundedSum(rules, execution_points, indicators, step);
  step.Clause(rules);
  return Capped(rules, execution, sum, sheet);
}

const GradeRule* Grade(const PolicyRules& rules, Decimal total, ScoreSheet* sheet) {
  const GradeRule& grade = GradeOf(rules, total);
  StepWriter step(NewStep(sheet), "grade");
  step.Operand("total", total);
  step.Operand("from", grade.from);
  step.TextResult(grade.label);
  step.Clause(rules);
  return &grade;
}

void Write(const Totals& totals, ScoreSheet* sheet) {
  if (totals.scaled) sheet->set_scaled_indicator_total(totals.scaled->ToString());
  if (totals.computed) sheet->set_computed_total(totals.computed->ToString());
  sheet->set_complete(totals.total.has_value());
  if (!totals.total) return;
  sheet->set_total(totals.total->ToString());
  sheet->set_grade(totals.grade->grade);
}

}  // namespace

Totals AddTotals(const PolicyRules& rules, const FormContent& form, const ExecutionNumbers& execution,
                 const std::vector<ScoredRow>& rows, ScoreSheet* sheet) {
  Totals totals = PartsOf(rules, execution, rows);
  totals.indicators = IndicatorTotal(rules, form, rows, sheet);
  if (totals.indicators && Scales(rules, totals)) totals.scaled = Scaled(rules, totals, *totals.indicators, sheet);
  const std::optional<Decimal>& points = Scales(rules, totals) ? totals.scaled : totals.indicators;
  if (totals.execution) totals.computed = ComputedTotal(rules, totals, execution, rows, sheet);
  if (totals.execution && points) {
    totals.total = Total(rules, execution, *totals.execution, *points, sheet);
    totals.grade = Grade(rules, *totals.total, sheet);
  }
  if (sheet != nullptr) Write(totals, sheet);
  return totals;
}

}  // namespace heng::scoring
