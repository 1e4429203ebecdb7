// The one path from a form to its scores, with or without writing down how.
#pragma once

#include <vector>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/execution.h"
#include "scoring/indicator.h"
#include "scoring/policy_rules.h"
#include "scoring/spending.h"
#include "scoring/total.h"

namespace heng::scoring {

struct ScoredForm {
  ExecutionNumbers execution;
  std::vector<ScoredRow> rows;
  Totals totals;
  Spending spending;
  heng::v1::Light light = heng::v1::LIGHT_UNSPECIFIED;
  bool complete = false;

  heng::v1::Grade Grade() const { return totals.grade == nullptr ? heng::v1::GRADE_UNSPECIFIED : totals.grade->grade; }
};

// Scores what was read (ReadRows, in scoring/indicator.h). Writes it to `sheet` with its steps, without findings,
// unless that is null.
ScoredForm ScoreForm(const PolicyRules& rules, const heng::v1::FormContent& form,
                     const std::vector<RowReading>& readings, heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
