#include "scoring/execution.h"

#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::ExecutionScore;
using heng::v1::FundLine;
using heng::v1::Rounding;
using heng::v1::Step;

constexpr Decimal kHundred = Decimal::FromInt(100);

// How the rate is shown where the policy does not round it.
Rounding ShownRate() {
  Rounding rounding;
  rounding.set_places(Decimal::kPlaces);
  rounding.set_mode(Rounding::HALF_UP);
  return rounding;
}

void AddUnspent(const FundLine& total, const ExecutionNumbers& numbers, ExecutionScore* sheet) {
  const Decimal unspent = *numbers.annual_budget - *numbers.executed;
  Step step = MakeStep("unspent");
  AddOperand(step, "annual_budget", *numbers.annual_budget, PlaceOf(total, "annual_budget"));
  AddOperand(step, "executed", *numbers.executed, PlaceOf(total, "executed"));
  step.set_result(unspent.ToString(2));
  sheet->set_unspent(step.result());
  *sheet->add_steps() = std::move(step);
}

Decimal AddRate(const PolicyRules& rules, const FundLine& total, const ExecutionNumbers& numbers,
                ExecutionScore* sheet) {
  Step step = MakeStep("execution-rate");
  AddOperand(step, "executed", *numbers.executed, PlaceOf(total, "executed"));
  AddOperand(step, "annual_budget", *numbers.annual_budget, PlaceOf(total, "annual_budget"));
  const Decimal rate = RoundedQuotient(step, *numbers.executed, kHundred, *numbers.annual_budget,
                                       rules.rate_rounding.value_or(ShownRate()));
  sheet->set_rate(rate.ToString());
  *sheet->add_steps() = std::move(step);
  return rate;
}

// weight x min(rate, 100 %): from the rounded rate where the policy rounds it, else from the amounts in one division.
Decimal AddScore(const PolicyRules& rules, const FundLine& total, const ExecutionNumbers& numbers,
                 ExecutionScore* sheet) {
  const Decimal weight = rules.execution_weight;
  const bool capped = rules.rate_rounding ? *numbers.rate > kHundred : *numbers.executed > *numbers.annual_budget;
  Step step = MakeStep(capped ? "execution-score-capped" : "execution-score");
  AddOperand(step, "weight", weight);
  Decimal score;
  if (capped) {
    AddOperand(step, "rate", *numbers.rate);
    score = RoundedQuotient(step, weight, kHundred, kHundred, rules.execution_rounding);
  } else if (rules.rate_rounding) {
    AddOperand(step, "rate", *numbers.rate);
    score = RoundedQuotient(step, weight, *numbers.rate, kHundred, rules.execution_rounding);
  } else {
    AddOperand(step, "executed", *numbers.executed, PlaceOf(total, "executed"));
    AddOperand(step, "annual_budget", *numbers.annual_budget, PlaceOf(total, "annual_budget"));
    score = RoundedQuotient(step, weight, *numbers.executed, *numbers.annual_budget, rules.execution_rounding);
  }
  step.set_clause(rules.ClauseOf(step.rule()));
  sheet->set_score(score.ToString());
  *sheet->add_steps() = std::move(step);
  return score;
}

}  // namespace

ExecutionNumbers ScoreExecution(const PolicyRules& rules, const heng::v1::FormContent& form, ExecutionScore* sheet) {
  const FundLine& total = form.funds().total();
  const bool scored = form.subject_kind() != heng::v1::TRANSFER;
  ExecutionNumbers numbers;
  numbers.annual_budget = FieldDecimal(total.has_annual_budget(), total.annual_budget());
  numbers.executed = FieldDecimal(total.has_executed(), total.executed());
  if (scored) sheet->set_weight(rules.execution_weight.ToString());
  if (const auto rate = FieldDecimal(total.has_claimed_rate(), total.claimed_rate())) {
    sheet->set_claimed_rate(rate->ToString());
  }
  if (const auto claimed = FieldDecimal(total.has_claimed_score(), total.claimed_score())) {
    sheet->set_claimed(claimed->ToString());
  }
  if (!numbers.annual_budget || !numbers.executed) return numbers;
  AddUnspent(total, numbers, sheet);
  if (*numbers.annual_budget <= Decimal()) {
    numbers.budget_zero = true;
    Step step = MakeStep("budget-zero");
    AddOperand(step, "annual_budget", *numbers.annual_budget, PlaceOf(total, "annual_budget"));
    step.set_clause(rules.ClauseOf(step.rule()));
    *sheet->add_steps() = std::move(step);
    return numbers;
  }
  sheet->set_applicable(true);
  numbers.rate = AddRate(rules, total, numbers, sheet);
  if (scored) numbers.score = AddScore(rules, total, numbers, sheet);
  return numbers;
}

}  // namespace heng::scoring
