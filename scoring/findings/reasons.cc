// Findings of reasons that are missing or say nothing.
#include <string>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

constexpr Decimal kHundred = Decimal::FromInt(100);

std::string PercentOf(Decimal part, Decimal whole) {
  return MulDiv(part, kHundred, whole, 2, heng::v1::Rounding::HALF_UP).ToString();
}

Found AtReason(const ScoredRow& row, std::string_view id) {
  Found found = AtRow(row, id, "deviation_reason");
  found.stated = row.indicator->deviation_reason();
  return found;
}

void CheckDeduction(const CheckedForm& checked, const ScoredRow& row, Findings& findings) {
  const std::optional<Decimal>& points = row.claimed ? row.claimed : row.score;
  if (!points || *points >= *row.weight) return;
  if (!SaysNothing(checked.rules, row.indicator->deviation_reason())) return;
  const bool blank = IsMissing(row.indicator->deviation_reason(), checked.rules.reading.phrases);
  findings.Add(AtReason(row, blank ? "deduction-without-reason" : "empty-reason"),
               {{"lost", (*row.weight - *points).ToString()}, {"weight", row.weight->ToString()}});
}

}  // namespace

bool SaysNothing(const PolicyRules& rules, std::string_view text) {
  constexpr size_t kLongestPhrase = 200;  // bytes; whatever is longer says something
  if (text.size() > kLongestPhrase) return false;
  TextPool pool;
  const FoldedText folded = Fold(text, pool);
  return rules.reading.phrases.IsMissing(folded.glyphs) || Lists(rules.empty_reasons, folded.text);
}

void CheckReason(const CheckedForm& checked, const ScoredRow& row, Findings& findings) {
  if (row.role != Role::kWeighted && row.role != Role::kMember) return;
  if (row.role == Role::kWeighted) CheckDeduction(checked, row, findings);
  if (!row.formula.overshoot && !row.formula.undershoot) return;
  if (!SaysNothing(checked.rules, row.indicator->deviation_reason())) return;
  findings.Add(AtReason(row, row.formula.overshoot ? "overshoot-without-reason" : "undershoot-without-reason"),
               {{"target", Quoted(row.reading->target_text)},
                {"actual", Quoted(row.reading->actual_text)},
                {"percent", PercentOf(row.reading->actual.number, row.reading->target.number)}});
}

void CheckExecutionReason(const CheckedForm& checked, Findings& findings) {
  const ExecutionNumbers& numbers = checked.execution;
  if (!numbers.rate) return;
  const bool low =
      CompareProducts(*numbers.executed, kHundred, *numbers.annual_budget, checked.rules.low_execution_percent) < 0;
  if (!low || !SaysNothing(checked.rules, checked.form.narrative().problems()) ||
      !SaysNothing(checked.rules, checked.form.funds().execution_reason())) {
    return;
  }
  Found found;
  found.id = "low-execution-unexplained";
  found.place.set_field("funds.execution_reason");
  found.stated = checked.form.funds().execution_reason();
  findings.Add(std::move(found), {{"rate", PercentOf(*numbers.executed, *numbers.annual_budget)},
                                  {"limit", checked.rules.low_execution_percent.ToString()}});
}

}  // namespace heng::scoring
