#include "scoring/spending.h"

#include <algorithm>
#include <utility>

#include "scoring/steps.h"

namespace heng::scoring {
namespace {

constexpr Decimal kHundred = Decimal::FromInt(100);
constexpr Decimal kOne = Decimal::FromInt(1);

Decimal Product(Decimal a, Decimal b) { return MulDiv(a, b, kOne, Decimal::kPlaces, heng::v1::Rounding::HALF_UP); }

Decimal Percent(Decimal part, Decimal whole) {
  return MulDiv(part, kHundred, whole, Decimal::kPlaces, heng::v1::Rounding::HALF_UP);
}

}  // namespace

Spending SpendingOf(const PolicyRules& rules, const ExecutionNumbers& execution, const Totals& parts) {
  Spending spending;
  if (execution.rate) {
    spending.unspent_percent = Percent(*execution.annual_budget - *execution.executed, *execution.annual_budget);
  }
  const Decimal weight = rules.execution_weight;
  if (!execution.score || !parts.indicators || *parts.indicators <= Decimal() || weight.IsZero() ||
      parts.indicator_weights <= Decimal()) {
    return spending;
  }
  // Claims on a form without weights may sum to more than all there is.
  const Decimal reached = Product(std::min(*parts.indicators, parts.indicator_weights), weight);
  spending.gap_percent = Percent(reached - Product(*execution.score, parts.indicator_weights), reached);
  return spending;
}

heng::v1::Light LightOf(const PolicyRules& rules, const Spending& spending, heng::v1::ScoreSheet* sheet) {
  const auto above = [](const std::optional<Decimal>& percent, const std::optional<Decimal>& limit) {
    return percent && limit && *percent > *limit;
  };
  if (!rules.red_gap && !rules.yellow_unspent) return heng::v1::LIGHT_UNSPECIFIED;
  if (!spending.gap_percent && !spending.unspent_percent) return heng::v1::LIGHT_UNSPECIFIED;
  const bool red = above(spending.gap_percent, rules.red_gap);
  const bool yellow = !red && above(spending.unspent_percent, rules.yellow_unspent);
  const heng::v1::Light light = red ? heng::v1::RED : yellow ? heng::v1::YELLOW : heng::v1::GREEN;
  if (sheet == nullptr) return light;
  StepWriter step(NewStep(sheet), red ? "light-red" : yellow ? "light-yellow" : "light-green");
  const auto operand = [&](const char* name, const std::optional<Decimal>& value) {
    if (value) step.Operand(name, *value);
  };
  operand("gap", spending.gap_percent);
  operand("gap_limit", rules.red_gap);
  operand("unspent", spending.unspent_percent);
  operand("unspent_limit", rules.yellow_unspent);
  step.Clause(rules);
  sheet->set_light(light);
  return light;
}

}  // namespace heng::scoring
