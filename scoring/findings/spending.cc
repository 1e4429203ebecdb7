// Findings of indicators against money: outrunning the spending, targets left alone when the budget was cut.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

constexpr Decimal kHundred = Decimal::FromInt(100);

std::string Shown(Decimal percent) { return percent.Rounded(2, heng::v1::Rounding::HALF_UP).ToString(); }

// One of the texts says that money was saved.
bool NamesSaving(const CheckedForm& checked) {
  const auto& form = checked.form;
  const auto names = [&](const std::string& text) {
    return !text.empty() && checked.rules.savings.FirstIn(checked.texts.Glyphs(text)) != nullptr;
  };
  const auto& narrative = form.narrative();
  return names(narrative.implementation()) || names(narrative.problems()) || names(narrative.other()) ||
         names(narrative.summary()) ||
         std::any_of(form.indicators().begin(), form.indicators().end(),
                     [&](const auto& row) { return names(row.deviation_reason()); });
}

bool IsExplained(const CheckedForm& checked) {
  const auto& funds = checked.form.funds();
  return !SaysNothing(checked.rules, funds.execution_reason()) ||
         !SaysNothing(checked.rules, funds.adjustment_reason()) || NamesSaving(checked);
}

bool TargetsUnchanged(const CheckedForm& checked) {
  return std::none_of(checked.rows.begin(), checked.rows.end(), [&](const ScoredRow& row) {
    const auto& indicator = *row.indicator;
    return !IsMissing(indicator.adjusted_target(), checked.rules.reading.phrases) &&
           FoldText(indicator.adjusted_target()) != FoldText(indicator.initial_target());
  });
}

}  // namespace

void CheckSpending(const CheckedForm& checked, Findings& findings) {
  const PolicyRules& rules = checked.rules;
  const Spending& spending = checked.spending;
  const bool outruns = rules.outrun_percent && spending.gap_percent && *spending.gap_percent > *rules.outrun_percent;
  const bool unspent =
      rules.unspent_percent && spending.unspent_percent && *spending.unspent_percent > *rules.unspent_percent;
  if (checked.not_filled || (!outruns && !unspent) || IsExplained(checked)) return;
  Found found;
  found.id = "indicators-outrun-spending";
  found.place = FormPlace("funds.execution_reason");
  if (!outruns) {
    found.variant = "unspent";
    findings.Add(std::move(found),
                 {{"unspent", Shown(*spending.unspent_percent)}, {"limit", rules.unspent_percent->ToString()}});
    return;
  }
  findings.Add(std::move(found), {{"gap", Shown(*spending.gap_percent)}, {"limit", rules.outrun_percent->ToString()}});
}

void CheckBudgetCut(const CheckedForm& checked, Findings& findings) {
  const auto& total = checked.form.funds().total();
  const auto initial = FieldDecimal(total.has_initial_budget(), total.initial_budget());
  const auto annual = FieldDecimal(total.has_annual_budget(), total.annual_budget());
  const auto& limit = checked.rules.budget_cut_percent;
  if (!limit || !initial || !annual || *initial <= Decimal() || *annual <= Decimal()) return;
  const Decimal cut = *initial - *annual;
  if (CompareProducts(cut, kHundred, *initial, *limit) <= 0) return;
  if (checked.not_filled || HasNoTable(checked.form) || !TargetsUnchanged(checked)) return;
  Found found;
  found.id = "targets-not-adjusted";
  found.place = PlaceOf(total, "annual_budget");
  found.stated = total.annual_budget();
  findings.Add(std::move(found), {{"initial", total.initial_budget()},
                                  {"percent", Shown(MulDiv(cut, kHundred, *initial, 2, heng::v1::Rounding::HALF_UP))}});
}

}  // namespace heng::scoring
