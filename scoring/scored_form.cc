#include "scoring/scored_form.h"

namespace heng::scoring {

ScoredForm ScoreForm(const PolicyRules& rules, const heng::v1::FormContent& form,
                     const std::vector<RowReading>& readings, heng::v1::ScoreSheet* sheet) {
  ScoredForm scored;
  scored.execution = ScoreExecution(rules, form, sheet == nullptr ? nullptr : sheet->mutable_execution());
  scored.rows = ScoreRows(rules, form, readings, sheet == nullptr ? nullptr : sheet->mutable_rows());
  if (form.subject_kind() == heng::v1::TRANSFER) {  // a kind without scores
    scored.complete = true;
    if (sheet != nullptr) sheet->set_complete(true);
    return scored;
  }
  scored.totals = AddTotals(rules, form, scored.execution, scored.rows, sheet);
  scored.complete = scored.totals.total.has_value();
  scored.spending = SpendingOf(rules, scored.execution, scored.totals);
  scored.light = LightOf(rules, scored.spending, sheet);
  return scored;
}

}  // namespace heng::scoring
