#include "scoring/scores.h"

#include "scoring/scored_form.h"

namespace heng::scoring {

Scores ScoresAlone(const CompiledPolicy& policy, const heng::v1::FormContent& form) {
  const PolicyRules& rules = policy.rules();
  TextPool pool;
  const std::vector<RowReading> readings = ReadRows(rules.reading, form, true, pool);
  const ScoredForm scored = ScoreForm(rules, form, readings, nullptr);
  Scores scores;
  scores.execution_rate = scored.execution.rate;
  scores.execution_score = scored.execution.score;
  scores.rows.reserve(scored.rows.size());
  for (const ScoredRow& row : scored.rows) {
    scores.rows.push_back(row.Counts() ? RowPoints{row.computed, row.score} : RowPoints());
  }
  const Totals& totals = scored.totals;
  scores.indicator_total = totals.indicators;
  scores.scaled_indicator_total = totals.scaled;
  scores.computed_total = totals.computed;
  scores.total = totals.total;
  scores.grade = scored.Grade();
  scores.light = scored.light;
  scores.complete = scored.complete;
  return scores;
}

}  // namespace heng::scoring
