#include "scoring/score.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "scoring/execution.h"
#include "scoring/findings/checks.h"
#include "scoring/grade.h"
#include "scoring/indicator.h"
#include "scoring/policy_rules.h"
#include "scoring/spending.h"
#include "scoring/steps.h"
#include "scoring/total.h"

namespace heng::scoring {

heng::v1::ScoreSheet Score(const CompiledPolicy& policy, const heng::v1::FormContent& form) {
  const PolicyRules& rules = policy.rules();
  heng::v1::ScoreSheet sheet;
  *sheet.mutable_policy() = policy.pin();
  const ExecutionNumbers execution = ScoreExecution(rules, form, sheet.mutable_execution());
  const std::vector<ScoredRow> rows = ScoreRows(rules, form, sheet.mutable_rows());
  const std::optional<Decimal> claimed_total = FieldDecimal(form.has_claimed_total(), form.claimed_total());
  if (claimed_total) sheet.set_claimed_total(claimed_total->ToString());
  sheet.set_claimed_grade(ReadGrade(rules, form.claimed_grade()).grade);

  Spending spending;
  if (form.subject_kind() == heng::v1::TRANSFER) {
    sheet.set_complete(true);  // a kind without scores
  } else {
    const TotalParts parts = AddTotals(rules, form, execution, rows, &sheet);
    spending = SpendingOf(rules, execution, parts);
    AddLight(rules, spending, &sheet);
  }
  AddFindings({rules, form, execution, spending, rows, claimed_total, sheet, false}, sheet.mutable_findings());
  return sheet;
}

bool HasErrors(const heng::v1::ScoreSheet& sheet) {
  return std::any_of(sheet.findings().begin(), sheet.findings().end(), [](const heng::v1::Finding& finding) {
    return finding.severity() == heng::v1::Finding::ERROR && !finding.has_waiver();
  });
}

}  // namespace heng::scoring
