#include "scoring/score.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "scoring/findings/checks.h"
#include "scoring/grade.h"
#include "scoring/scored_form.h"
#include "scoring/steps.h"

namespace heng::scoring {

void Score(const CompiledPolicy& policy, const heng::v1::FormContent& form, const heng::v1::Budget* imported,
           heng::v1::ScoreSheet* sheet) {
  const PolicyRules& rules = policy.rules();
  *sheet->mutable_policy() = policy.pin();
  TextPool pool;
  const std::vector<RowReading> readings = ReadRows(rules.reading, form, false, pool);
  const ScoredForm scored = ScoreForm(rules, form, readings, sheet);
  const std::optional<Decimal> claimed_total = FieldDecimal(form.has_claimed_total(), form.claimed_total());
  if (claimed_total) sheet->set_claimed_total(claimed_total->ToString());
  sheet->set_claimed_grade(ReadGrade(rules, form.claimed_grade()).grade);
  FormTexts texts;
  AddFindings({rules, form, scored.execution, scored.spending, scored.rows, claimed_total, *sheet, texts, imported},
              sheet->mutable_findings());
}

heng::v1::ScoreSheet Score(const CompiledPolicy& policy, const heng::v1::FormContent& form,
                           const heng::v1::Budget* imported) {
  heng::v1::ScoreSheet sheet;
  Score(policy, form, imported, &sheet);
  return sheet;
}

bool HasErrors(const google::protobuf::RepeatedPtrField<heng::v1::Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const heng::v1::Finding& finding) {
    return finding.severity() == heng::v1::Finding::ERROR && !finding.has_waiver();
  });
}

bool HasErrors(const heng::v1::ScoreSheet& sheet) { return HasErrors(sheet.findings()); }

}  // namespace heng::scoring
