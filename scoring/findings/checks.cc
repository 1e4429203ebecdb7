#include "scoring/findings/checks.h"

#include <tuple>

#include "absl/container/flat_hash_set.h"

namespace heng::scoring {
namespace {

using RowKey = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

// Two weighted rows with the same key are one indicator written twice.
RowKey KeyOf(const ScoredRow& row) {
  return {row.indicator->level1(), row.indicator->level2(), row.indicator->name(), row.reading->target_text};
}

}  // namespace

std::string_view FormTexts::Glyphs(const std::string& text) {
  constexpr size_t kShort = 64;  // bytes; looking these up takes as long as folding them
  if (text.size() <= kShort) return FoldGlyphs(text, pool_);
  const auto [it, first] = long_texts_.try_emplace(&text);
  if (first) it->second = FoldGlyphs(text, pool_);
  return it->second;
}

void AddFindings(CheckedForm checked, google::protobuf::RepeatedPtrField<heng::v1::Finding>* out) {
  checked.not_filled = IsNotFilled(checked);
  Findings findings(checked.rules, out);
  CheckFunds(checked, findings);
  CheckMoneyUnits(checked, findings);
  CheckImported(checked, findings);
  CheckBudgetCut(checked, findings);
  CheckExecutionReason(checked, findings);
  CheckSpending(checked, findings);
  absl::flat_hash_set<RowKey> seen;
  for (const ScoredRow& row : checked.rows) {
    CheckRow(checked, row, findings);
    CheckKinds(checked, row, findings);
    if (!checked.not_filled) CheckReason(checked, row, findings);
    const bool duplicate = row.role == Role::kWeighted && !seen.insert(KeyOf(row)).second;
    CheckRowStructure(checked, row, duplicate, findings);
  }
  CheckStructure(checked, findings);
  CheckWeights(checked, findings);
  CheckTotals(checked, findings);
  CheckGoals(checked, findings);
  CheckTexts(checked, findings);
  CheckNarrative(checked, findings);
}

}  // namespace heng::scoring
