// 预算执行率 and its score: always computed, from the total row of the funds grid.
#pragma once

#include <optional>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {

// The total row's numbers, as far as they are given.
struct ExecutionNumbers {
  std::optional<Decimal> annual_budget, executed;  // 元
  std::optional<Decimal> rate;                     // percent, as the policy rounds it; not capped
  std::optional<Decimal> score;                    // absent: not applicable, or a kind without scores
  bool budget_zero = false;
};

// Returns the numbers and fills `sheet`, unless it is null. TRANSFER forms get rate and unspent, no score.
ExecutionNumbers ScoreExecution(const PolicyRules& rules, const heng::v1::FormContent& form,
                                heng::v1::ExecutionScore* sheet);

}  // namespace heng::scoring
