// Scores alone: the numbers of a score sheet without steps, readings and findings, in a fraction of the time.
#pragma once

#include <optional>
#include <vector>

#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"
#include "scoring/policy.h"

namespace heng::scoring {

// One indicator; both absent on rows that don't count.
struct RowPoints {
  std::optional<Decimal> computed;  // the score the rules give; absent: no rule can
  std::optional<Decimal> score;     // that counts; absent: none
};

// What a ScoreSheet says in numbers; the fields mean what its fields of these names mean.
struct Scores {
  std::optional<Decimal> execution_rate;   // percent
  std::optional<Decimal> execution_score;  // points, as all others
  std::vector<RowPoints> rows;             // one per indicator, in the form's order
  std::optional<Decimal> indicator_total, scaled_indicator_total, computed_total, total;
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;
  heng::v1::Light light = heng::v1::LIGHT_UNSPECIFIED;
  bool complete = false;
};

// The numbers of Score(policy, form) in scoring/score.h, by the same rules and with the same preconditions.
Scores ScoresAlone(const CompiledPolicy& policy, const heng::v1::FormContent& form);

}  // namespace heng::scoring
