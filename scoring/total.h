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

// The total and what it is made of.
struct Totals {
  std::optional<Decimal> execution;   // points; 0 where the row weighs nothing or its weight goes to the rest
  std::optional<Decimal> indicators;  // of the rows as they are, before scaling
  Decimal indicator_weights;          // what `indicators` is out of
  Decimal indicator_marks;            // what it is to be out of
  std::optional<Decimal> scaled;      // `indicators` brought to their marks, where the policy scales them
  std::optional<Decimal> computed;    // the total if every row took its computed score
  std::optional<Decimal> total;       // that counts; absent: incomplete
  const GradeRule* grade = nullptr;   // of the total; null: there is none
};

// Adds up. Complete where both parts have points. Writes indicator total, computed total, total and grade, with their
// steps, unless `sheet` is null.
Totals AddTotals(const PolicyRules& rules, const heng::v1::FormContent& form, const ExecutionNumbers& execution,
                 const std::vector<ScoredRow>& rows, heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
