#include "scoring/execution.h"

#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::ExecutionScore;
using heng::v1::FundLine;
using heng::v1::Rounding;

constexpr Decimal kHundred = Decimal::FromInt(100);

// How the rate is shown where the policy does not round it.
Rounding ShownRate() {
  Rounding rounding;
  rounding.set_places(Decimal::kPlaces);
  rounding.set_mode(Rounding::HALF_UP);
  return rounding;
}

void AddUnspent(const FundLine& total, const ExecutionNumbers& numbers, ExecutionScore* sheet) {
  if (sheet == nullptr) return;
  const Decimal unspent = *numbers.annual_budget - *numbers.executed;
  StepWriter step(NewStep(sheet), "unspent");
  step.Operand("annual_budget", *numbers.annual_budget, total, "annual_budget");
  step.Operand("executed", *numbers.executed, total, "executed");
  step.Result(unspent, 2);
  sheet->set_unspent(unspent.ToString(2));
}

Decimal Rate(const PolicyRules& rules, const FundLine& total, const ExecutionNumbers& numbers, ExecutionScore* sheet) {
  StepWriter step(NewStep(sheet), "execution-rate");
  step.Operand("executed", *numbers.executed, total, "executed");
  step.Operand("annual_budget", *numbers.annual_budget, total, "annual_budget");
  return step.Quotient(*numbers.executed, kHundred, *numbers.annual_budget, rules.rate_rounding.value_or(ShownRate()));
}

// weight x min(rate, 100 %): from the rounded rate where the policy rounds it, else from the amounts in one division.
Decimal ScoreOf(const PolicyRules& rules, const FundLine& total, const ExecutionNumbers& numbers,
                ExecutionScore* sheet) {
  const Decimal weight = rules.execution_weight;
  const bool capped = rules.rate_rounding ? *numbers.rate > kHundred : *numbers.executed > *numbers.annual_budget;
  StepWriter step(NewStep(sheet), capped ? "execution-score-capped" : "execution-score");
  step.Operand("weight", weight);
  Decimal score;
  if (capped) {
    step.Operand("rate", *numbers.rate);
    score = step.Quotient(weight, kHundred, kHundred, rules.execution_rounding);
  } else if (rules.rate_rounding) {
    step.Operand("rate", *numbers.rate);
    score = step.Quotient(weight, *numbers.rate, kHundred, rules.execution_rounding);
  } else {
    step.Operand("executed", *numbers.executed, total, "executed");
    step.Operand("annual_budget", *numbers.annual_budget, total, "annual_budget");
    score = step.Quotient(weight, *numbers.executed, *numbers.annual_budget, rules.execution_rounding);
  }
  step.Clause(rules);
  return score;
}

void AddClaims(const FundLine& total, ExecutionScore* sheet) {
  if (const auto rate = FieldDecimal(total.has_claimed_rate(), total.claimed_rate())) {
    sheet->set_claimed_rate(rate->ToString());
  }
  if (const auto claimed = FieldDecimal(total.has_claimed_score(), total.claimed_score())) {
    sheet->set_claimed(claimed->ToString());
  }
}

}  // namespace

ExecutionNumbers ScoreExecution(const PolicyRules& rules, const heng::v1::FormContent& form, ExecutionScore* sheet) {
  const FundLine& total = form.funds().total();
  const bool scored = form.subject_kind() != heng::v1::TRANSFER;
  ExecutionNumbers numbers;
  numbers.annual_budget = FieldDecimal(total.has_annual_budget(), total.annual_budget());
  numbers.executed = FieldDecimal(total.has_executed(), total.executed());
  if (sheet != nullptr && scored) sheet->set_weight(rules.execution_weight.ToString());
  if (sheet != nullptr) AddClaims(total, sheet);
  if (!numbers.annual_budget || !numbers.executed) return numbers;
  AddUnspent(total, numbers, sheet);
  if (*numbers.annual_budget <= Decimal()) {
    numbers.budget_zero = true;
    StepWriter step(NewStep(sheet), "budget-zero");
    step.Operand("annual_budget", *numbers.annual_budget, total, "annual_budget");
    step.Clause(rules);
    return numbers;
  }
  numbers.rate = Rate(rules, total, numbers, sheet);
  if (scored) numbers.score = ScoreOf(rules, total, numbers, sheet);
  if (sheet == nullptr) return numbers;
  sheet->set_applicable(true);
  sheet->set_rate(numbers.rate->ToString());
  if (numbers.score) sheet->set_score(numbers.score->ToString());
  return numbers;
}

}  // namespace heng::scoring
