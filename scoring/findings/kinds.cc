// Findings of a value against the kind of its row: the wrong level 2, a target nobody can reach, one that was lowered.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "scoring/findings/checks.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;

constexpr std::array<std::string_view, 3> kNeverMoney = {"时效", "质量", "满意度"};
constexpr std::array<std::string_view, 4> kNeverDates = {"数量", "质量", "成本", "满意度"};
// Rates of growth may pass 100 %; these are parts of a whole.
constexpr std::array<std::string_view, 9> kPartsOfWhole = {"满意度", "覆盖率", "合格率", "准确率", "及时率",
                                                           "知晓率", "到位率", "达标率", "完好率"};

template <typename Parts>
bool ContainsAny(std::string_view text, const Parts& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

bool IsMoney(const PolicyRules& rules, const Value& value) {
  const auto& units = rules.reading.money_units;
  return value.state == Reading::NUMBER && std::find(units.begin(), units.end(), value.unit) != units.end();
}

void CheckKind(const CheckedForm& checked, const ScoredRow& row, Findings& findings) {
  const std::string& level2 = row.indicator->level2();
  const bool target = IsWrongKind(checked.rules, level2, row.reading->target);
  if (!target && !IsWrongKind(checked.rules, level2, row.reading->actual)) return;
  Found found = AtRow(row, "value-under-wrong-kind", target ? row.reading->target_field : "actual");
  found.stated = std::string(target ? row.reading->target_text : row.reading->actual_text);
  findings.Add(std::move(found), {{"level", Quoted(level2)}});
}

void CheckUnreachable(const ScoredRow& row, Findings& findings) {
  if (!IsUnreachable(row.indicator->name(), row.reading->target)) return;
  Found found = AtRow(row, "target-unreachable", row.reading->target_field);
  found.stated = std::string(row.reading->target_text);
  findings.Add(std::move(found));
}

// The adjusted target is easier than the first one and nobody says why.
void CheckLowered(const CheckedForm& checked, const ScoredRow& row, Findings& findings) {
  const Value& adjusted = row.reading->target;
  if (row.reading->target_field != "adjusted_target" || adjusted.state != Reading::NUMBER) return;
  if (row.indicator->initial_target() == row.indicator->adjusted_target()) return;
  TextPool pool;
  const Value initial = ReadValue(Fold(row.indicator->initial_target(), pool), CellKind::kTarget,
                                  checked.rules.reading.phrases, checked.form.fiscal_year(), pool);
  if (initial.state != Reading::NUMBER || initial.unit != adjusted.unit) return;
  const bool at_most = adjusted.op == Reading::AT_MOST || adjusted.op == Reading::LESS;
  if (at_most ? adjusted.number <= initial.number : adjusted.number >= initial.number) return;
  if (!SaysNothing(checked.rules, checked.form.funds().adjustment_reason()) ||
      !SaysNothing(checked.rules, row.indicator->deviation_reason())) {
    return;
  }
  Found found = AtRow(row, "target-lowered", "adjusted_target");
  found.stated = std::string(row.reading->target_text);
  findings.Add(std::move(found), {{"initial", Quoted(row.indicator->initial_target())}});
}

}  // namespace

bool IsWrongKind(const PolicyRules& rules, std::string_view level2, const Value& value) {
  if (value.state == Reading::DATE) return ContainsAny(level2, kNeverDates);
  return IsMoney(rules, value) && ContainsAny(level2, kNeverMoney);
}

bool IsUnreachable(std::string_view name, const Value& target) {
  constexpr Decimal kHundred = Decimal::FromInt(100);
  if (target.state != Reading::NUMBER || target.unit != "%") return false;
  const bool beyond =
      target.op == Reading::GREATER
          ? target.number >= kHundred
          : (target.op == Reading::AT_LEAST || target.op == Reading::EXACTLY) && target.number > kHundred;
  return beyond && ContainsAny(name, kPartsOfWhole);
}

void CheckKinds(const CheckedForm& checked, const ScoredRow& row, Findings& findings) {
  if (row.role == Role::kIgnored || row.role == Role::kNotApplicable) return;
  CheckKind(checked, row, findings);
  CheckUnreachable(row, findings);
  CheckLowered(checked, row, findings);
}

}  // namespace heng::scoring
