#include "scoring/target_findings.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "scoring/findings/target_checks.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

using heng::v1::TargetIndicator;
using RowKey = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

// Two rows with the same key are one indicator written twice.
RowKey KeyOf(const TargetHalf& half) {
  return {half.cell.level1(), half.cell.level2(), half.cell.name(), half.reading.target_text};
}

void ReadHalf(const PolicyRules& rules, const TargetIndicator& row, const heng::v1::TargetValue& value, int fiscal_year,
              TextPool& pool, TargetHalf& half) {
  half.cell.set_id(row.id());
  half.cell.set_level1(row.level1());
  half.cell.set_level2(value.level2());
  half.cell.set_name(value.name());
  half.cell.set_initial_target(value.value());
  half.cell.set_direction(row.direction());
  half.cell.set_unit(row.unit());
  half.reading = ReadRow(rules.reading, half.cell, fiscal_year, pool);
  half.has_name = SaysSomething(rules, value.name());
  half.has_value = half.reading.target.state != heng::v1::Reading::MISSING;
}

std::vector<TargetRow> ReadTarget(const PolicyRules& rules, const heng::v1::TargetContent& target, TextPool& pool) {
  // Made at once and read in place: readings have views of their rows.
  std::vector<TargetRow> rows(static_cast<size_t>(target.indicators_size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const TargetIndicator& indicator = target.indicators(static_cast<int>(i));
    rows[i].indicator = &indicator;
    rows[i].number = static_cast<int>(i) + 1;
    ReadHalf(rules, indicator, indicator.term(), target.fiscal_year(), pool, rows[i].term);
    ReadHalf(rules, indicator, indicator.annual(), target.fiscal_year(), pool, rows[i].annual);
  }
  const bool term = std::any_of(rows.begin(), rows.end(), [](const TargetRow& row) { return !row.term.IsBlank(); });
  const bool annual = std::any_of(rows.begin(), rows.end(), [](const TargetRow& row) { return !row.annual.IsBlank(); });
  for (TargetRow& row : rows) {
    row.term.is_used = term;
    row.annual.is_used = annual;
  }
  return rows;
}

}  // namespace

bool SaysSomething(const PolicyRules& rules, std::string_view text) { return !IsMissing(text, rules.reading.phrases); }

void AddTargetFindings(const CompiledPolicy& policy, const heng::v1::TargetContent& target,
                       google::protobuf::RepeatedPtrField<heng::v1::Finding>* out) {
  const PolicyRules& rules = policy.rules();
  TextPool pool;
  FormTexts texts;
  const std::vector<TargetRow> rows = ReadTarget(rules, target, pool);
  const CheckedTarget checked = {rules, target, rows, texts};
  Findings findings(rules, out);
  CheckTargetFunds(checked, findings);
  absl::flat_hash_set<RowKey> seen;
  for (const TargetRow& row : rows) {
    const bool duplicate = row.Main().has_name && !seen.insert(KeyOf(row.Main())).second;
    CheckTargetRow(checked, row, duplicate, findings);
  }
  CheckTargetTable(checked, findings);
  CheckTargetTexts(checked, findings);
}

}  // namespace heng::scoring
