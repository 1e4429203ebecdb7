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

Spending SpendingOf(const PolicyRules& rules, const ExecutionNumbers& execution, const Totals& parts);

// The light, where the policy has lights. Set in the sheet, with its step, unless that is null.
heng::v1::Light LightOf(const PolicyRules& rules, const Spending& spending, heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
