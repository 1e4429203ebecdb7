// 复核: what a form is worth with some scores of the department or of finance in the place of the unit's own. Pure,
// like scoring itself.
#pragma once

#include <vector>

#include "heng/v1/form.pb.h"
#include "heng/v1/review.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/form_check.h"
#include "scoring/policy.h"

namespace heng::scoring {

// Works out `recheck` from its rows (row_id and score): fills self_score of each row, self_total, self_grade, total,
// grade, steps and policy, and changes nothing else of it. A row that is not named keeps the score of the sheet, and
// execution is the sheet's; the total is added up, scaled, rounded and capped as that of the form itself. Without rows
// the total is the form's. Total and grade stay absent where the form has none with these scores either.
//
// Returns what is wrong with the rows, below the recheck: "rows[0].score". A row has to be named once, to be on the
// form and to have points of its own (of rows under one score the one that carries the weight); a score is a decimal
// from 0 to the weight and the bonus the row may get, of at most 4 decimals. Where anything is wrong `recheck` is left
// alone. Whether reasons are given is the caller's to see to.
//
// Pre: `sheet` is Score(policy, form), CheckForm(form) is empty, and `recheck` has at most kMaxIndicators rows (more
// are a violation).
std::vector<Violation> WorkOutRecheck(const CompiledPolicy& policy, const heng::v1::FormContent& form,
                                      const heng::v1::ScoreSheet& sheet, heng::v1::Recheck* recheck);

}  // namespace heng::scoring
