#include "scoring/row_reading.h"

#include <algorithm>
#include <optional>

namespace heng::scoring {
namespace {

using heng::v1::Indicator;
using heng::v1::Reading;

constexpr std::string_view kDigits = "0123456789";
constexpr Decimal kOne = Decimal::FromInt(1);
constexpr Decimal kHundred = Decimal::FromInt(100);

bool IsQuantity(const Value& value) { return value.state == Reading::NUMBER || value.state == Reading::RANGE; }

bool HasMultiplier(std::string_view tail) {
  return tail.find("万") != std::string_view::npos || tail.find("亿") != std::string_view::npos;
}

// What stands behind the last number of a folded text: "万人" of "≥42万人".
std::string_view TailOf(std::string_view folded) {
  const size_t last = folded.find_last_of(kDigits);
  return last == std::string_view::npos ? std::string_view() : folded.substr(last + 1);
}

// Reads a number that was written without unit as if `tail` stood behind it. The operator stays as written.
Value WithTail(const PolicyRules& rules, const Value& bare, std::string_view text, std::string_view tail, CellKind kind,
               int fiscal_year) {
  const std::string folded = FoldText(text);
  const size_t last = folded.find_last_of(kDigits);
  if (last == std::string::npos || HasMultiplier(TailOf(folded))) return bare;
  const std::string full = folded.substr(0, last + 1) + std::string(tail);
  Value value = ReadValue(full, kind, rules.phrases, fiscal_year);
  if (value.state != bare.state) return bare;
  value.op = bare.op;
  return value;
}

void ReadTarget(const PolicyRules& rules, const Indicator& row, int fiscal_year, RowReading& reading) {
  reading.target_field = "adjusted_target";
  reading.target_text = row.adjusted_target();
  reading.target = ReadValue(reading.target_text, CellKind::kTarget, rules.phrases, fiscal_year);
  // Where both are missing, a cell that says 未填报 is quoted rather than a blank one.
  const bool initial_counts = reading.target_text.empty() || !row.initial_target().empty();
  if (reading.target.state == Reading::MISSING && initial_counts) {
    reading.target_field = "initial_target";
    reading.target_text = row.initial_target();
    reading.target = ReadValue(reading.target_text, CellKind::kTarget, rules.phrases, fiscal_year);
  }
  if (IsQuantity(reading.target) && reading.target.unit.empty() && !row.unit().empty()) {
    const std::string unit = FoldText(row.unit());
    reading.target = WithTail(rules, reading.target, reading.target_text, unit, CellKind::kTarget, fiscal_year);
  }
}

// number x from / to; nullopt where that is no decimal of 6 places and 18 digits.
std::optional<Decimal> Converted(Decimal number, Decimal from, Decimal to) {
  const Decimal result = MulDiv(number, from, to, Decimal::kPlaces, heng::v1::Rounding::DOWN);
  constexpr Decimal kLimit = Decimal::FromInt(1'000'000'000'000'000'000);
  if (result.Abs() >= kLimit || CompareProducts(result, to, number, from) != 0) return std::nullopt;
  return result;
}

// Puts the numbers of `value` into `unit`, exactly; false: they can't be, and nothing has changed.
bool Convert(Value& value, const UnitScale& from, const std::string& unit, const UnitScale& to) {
  const std::optional<Decimal> number = Converted(value.number, from.factor, to.factor);
  const std::optional<Decimal> upper = Converted(value.upper, from.factor, to.factor);
  if (!number || !upper) return false;
  value.number = *number;
  value.upper = *upper;
  value.unit = unit;
  return true;
}

// The actual in the target's unit: 0.6万元 against 元, 100 against =100%, 43 against ≥42万人.
void AlignUnits(const PolicyRules& rules, const Indicator& row, int fiscal_year, RowReading& reading) {
  Value& actual = reading.actual;
  const Value& target = reading.target;
  if (actual.unit.empty()) {
    const std::string target_tail(TailOf(FoldText(reading.target_text)));
    const std::string tail = target_tail.empty() ? FoldText(row.unit()) : target_tail;
    if (!tail.empty()) actual = WithTail(rules, actual, reading.actual_text, tail, CellKind::kActual, fiscal_year);
    if (actual.unit.empty()) actual.unit = target.unit;
    return;
  }
  if (target.unit.empty()) {
    // 50 against 50万元: what the target means is not known.
    reading.unit_mismatch = HasMultiplier(TailOf(FoldText(reading.actual_text)));
    return;
  }
  if (actual.unit == target.unit) return;
  const std::optional<UnitScale> from = ScaleOfUnit(actual.unit);
  const std::optional<UnitScale> to = ScaleOfUnit(target.unit);
  if (!from || !to || from->base != to->base) {
    reading.unit_mismatch = true;
    return;
  }
  // Into the target's unit; where that would need more than 6 places, the target goes into the actual's unit instead.
  if (!Convert(actual, *from, target.unit, *to) && !Convert(reading.target, *to, actual.unit, *from)) {
    actual = Value();
    actual.state = Reading::AMBIGUOUS;
  }
}

// A percent cell of a spreadsheet that lost its format: 0.99 stands for 99 %.
bool IsPercentScaleSuspect(const Value& target, const Value& actual) {
  if (target.unit != "%" || actual.number <= Decimal() || actual.number > kOne || target.number <= kOne) return false;
  const bool close = CompareProducts(actual.number, Decimal::FromInt(200), target.number, kOne) >= 0 &&
                     CompareProducts(actual.number, kHundred, target.number, Decimal::FromInt(2)) <= 0;
  const bool at_most = target.op == Reading::AT_MOST || target.op == Reading::LESS;
  return close || (!at_most && target.number >= Decimal::FromInt(50));
}

bool IsCostRow(const PolicyRules& rules, const Indicator& row) {
  const auto is_cost = [&](const std::string& level) {
    if (level.empty()) return false;
    const std::string folded = FoldText(level);
    return std::find(rules.rows.cost_levels().begin(), rules.rows.cost_levels().end(), folded) !=
           rules.rows.cost_levels().end();
  };
  return is_cost(row.level1()) || is_cost(row.level2());
}

bool ReadsLower(const PolicyRules& rules, const Indicator& row, const Value& target) {
  const auto& units = rules.rows.money_units();
  if (std::find(units.begin(), units.end(), target.unit) != units.end() && IsCostRow(rules, row)) return true;
  const std::string name = FoldText(row.name());
  return std::any_of(rules.rows.lower_is_better_endings().begin(), rules.rows.lower_is_better_endings().end(),
                     [&](const std::string& ending) { return name.ends_with(ending); });
}

// A number without operator goes by the direction column; without one by the kind of row.
void InferOperator(const PolicyRules& rules, const Indicator& row, RowReading& reading) {
  Value& target = reading.target;
  if (target.state != Reading::NUMBER || target.op != Reading::OPERATOR_UNSPECIFIED) return;
  target.inferred = true;
  if (row.direction() == heng::v1::HIGHER || row.direction() == heng::v1::LOWER) {
    target.op = row.direction() == heng::v1::LOWER ? Reading::AT_MOST : Reading::AT_LEAST;
    return;
  }
  reading.direction_guessed = true;
  target.op = ReadsLower(rules, row, target) ? Reading::AT_MOST : Reading::AT_LEAST;
}

// 安全事故 0起 → 无.
bool IsZeroForZero(const PolicyRules& rules, const RowReading& reading) {
  return reading.target.state == Reading::NUMBER && reading.target.number.IsZero() &&
         (reading.actual.state == Reading::TEXT || reading.actual.state == Reading::MISSING) &&
         rules.zero_for_zero.contains(FoldText(reading.actual_text));
}

}  // namespace

RowReading ReadRow(const PolicyRules& rules, const Indicator& row, int fiscal_year) {
  RowReading reading;
  ReadTarget(rules, row, fiscal_year, reading);
  InferOperator(rules, row, reading);
  reading.actual_text = row.actual();
  reading.actual = ReadValue(reading.actual_text, CellKind::kActual, rules.phrases, fiscal_year);
  reading.actual_has_operator =
      reading.actual.state == Reading::NUMBER && reading.actual.op != Reading::OPERATOR_UNSPECIFIED;
  if (reading.target.state != Reading::MISSING && reading.actual.state != Reading::MISSING) {
    reading.same_text = FoldText(reading.actual_text) == FoldText(reading.target_text);
  }
  if (IsZeroForZero(rules, reading)) {
    reading.actual = Value();
    reading.actual.state = Reading::NUMBER;
    reading.actual.unit = reading.target.unit;
  } else if (IsQuantity(reading.target) && IsQuantity(reading.actual)) {
    const bool bare = reading.actual.unit.empty();
    AlignUnits(rules, row, fiscal_year, reading);
    reading.percent_scale_suspect = bare && reading.target.state == Reading::NUMBER &&
                                    reading.actual.state == Reading::NUMBER && !reading.unit_mismatch &&
                                    IsPercentScaleSuspect(reading.target, reading.actual);
  }
  return reading;
}

}  // namespace heng::scoring
