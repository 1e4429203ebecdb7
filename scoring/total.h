// From rows and execution to the total that counts: scaling, rounding, caps, grade.
#pragma once

#include <optional>
#include <vector>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/execution.h"
#include "scoring/indicator.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {

// What the total is made of.
struct TotalParts {
  std::optional<Decimal> execution;   // points; 0 where the row weighs nothing or its weight goes to the rest
  std::optional<Decimal> indicators;  // of the rows as they are, before scaling
  Decimal indicator_weights;          // what `indicators` is out of
  Decimal indicator_marks;            // what it is to be out of
};

// Writes indicator total, computed total, total and grade, with their steps. The sheet is complete where both parts
// have points.
TotalParts AddTotals(const PolicyRules& rules, const heng::v1::FormContent& form, const ExecutionNumbers& execution,
                     const std::vector<ScoredRow>& rows, heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
