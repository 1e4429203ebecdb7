// What the indicators claim to have reached against what was spent: warning lights, and the finding that asks why.
#pragma once

#include <optional>

#include "heng/v1/score.pb.h"
#include "scoring/execution.h"
#include "scoring/policy_rules.h"
#include "scoring/total.h"

namespace heng::scoring {

struct Spending {
  // (S / s - E / e) / (S / s) in percent, 6 places: S of s points reached by the indicators, E of e by execution.
  std::optional<Decimal> gap_percent;
  std::optional<Decimal> unspent_percent;  // of the annual budget, 6 places
};

Spending SpendingOf(const PolicyRules& rules, const ExecutionNumbers& execution, const TotalParts& parts);

// Sets the sheet's light, with its step, where the policy has lights.
void AddLight(const PolicyRules& rules, const Spending& spending, heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
