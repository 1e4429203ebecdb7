#include "scoring/row_reading.h"

#include <algorithm>
#include <optional>
#include <utility>

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

// Reads the rows of one form.
class RowReader {
 public:
  RowReader(const ReadingRules& rules, const Indicator& row, int fiscal_year, TextPool& pool)
      : rules_(rules), row_(row), fiscal_year_(fiscal_year), pool_(pool) {}

  RowReading Read();

 private:
  Value ReadCell(const FoldedText& cell, CellKind kind) {
    return ReadValue(cell, kind, rules_.phrases, fiscal_year_, pool_);
  }
  Value WithTail(const Value& bare, std::string_view folded, std::string_view tail, CellKind kind);
  void ReadTarget();
  void AlignUnits();
  bool IsCostLevel(const std::string& level);
  bool ReadsLower();
  void InferOperator();
  bool IsZeroForZero() const;

  const ReadingRules& rules_;
  const Indicator& row_;
  const int fiscal_year_;
  TextPool& pool_;
  FoldedText target_, actual_;
  RowReading reading_;
};

// Reads a number that was written without unit as if `tail` stood behind it. The operator stays as written.
Value RowReader::WithTail(const Value& bare, std::string_view folded, std::string_view tail, CellKind kind) {
  const size_t last = folded.find_last_of(kDigits);
  if (last == std::string_view::npos || HasMultiplier(TailOf(folded))) return bare;
  std::string full(folded.substr(0, last + 1));
  full += tail;
  Value value = ReadCell(Fold(pool_.Keep(std::move(full)), pool_), kind);
  if (value.state != bare.state) return bare;
  value.op = bare.op;
  return value;
}

void RowReader::ReadTarget() {
  const auto read = [this](std::string_view field, std::string_view text) {
    reading_.target_field = field;
    reading_.target_text = text;
    target_ = Fold(text, pool_);
    reading_.target = ReadCell(target_, CellKind::kTarget);
  };
  read("adjusted_target", row_.adjusted_target());
  // Where both are missing, a cell that says 未填报 is quoted rather than a blank one.
  const bool initial_counts = reading_.target_text.empty() || !row_.initial_target().empty();
  if (reading_.target.state == Reading::MISSING && initial_counts) read("initial_target", row_.initial_target());
  if (IsQuantity(reading_.target) && reading_.target.unit.empty() && !row_.unit().empty()) {
    reading_.target = WithTail(reading_.target, target_.text, Fold(row_.unit(), pool_).text, CellKind::kTarget);
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
void RowReader::AlignUnits() {
  Value& actual = reading_.actual;
  const Value& target = reading_.target;
  if (actual.unit.empty()) {
    std::string_view tail = TailOf(target_.text);
    if (tail.empty()) tail = Fold(row_.unit(), pool_).text;
    if (!tail.empty()) actual = WithTail(actual, actual_.text, tail, CellKind::kActual);
    if (actual.unit.empty()) actual.unit = target.unit;
    return;
  }
  if (target.unit.empty()) {
    // 50 against 50万元: what the target means is not known.
    reading_.unit_mismatch = HasMultiplier(TailOf(actual_.text));
    return;
  }
  if (actual.unit == target.unit) return;
  const std::optional<UnitScale> from = ScaleOfUnit(actual.unit);
  const std::optional<UnitScale> to = ScaleOfUnit(target.unit);
  if (!from || !to || from->base != to->base) {
    reading_.unit_mismatch = true;
    return;
  }
  // Into the target's unit; where that would need more than 6 places, the target goes into the actual's unit instead.
  if (!Convert(actual, *from, target.unit, *to) && !Convert(reading_.target, *to, actual.unit, *from)) {
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

bool RowReader::IsCostLevel(const std::string& level) {
  return !level.empty() && Lists(rules_.cost_levels, Fold(level, pool_).text);
}

bool RowReader::ReadsLower() {
  if (Lists(rules_.money_units, reading_.target.unit) && (IsCostLevel(row_.level1()) || IsCostLevel(row_.level2()))) {
    return true;
  }
  const std::string_view name = Fold(row_.name(), pool_).text;
  return std::any_of(rules_.lower_is_better_endings.begin(), rules_.lower_is_better_endings.end(),
                     [name](const std::string& ending) { return name.ends_with(ending); });
}

// A number without operator goes by the direction column; without one by the kind of row.
void RowReader::InferOperator() {
  Value& target = reading_.target;
  if (target.state != Reading::NUMBER || target.op != Reading::OPERATOR_UNSPECIFIED) return;
  target.inferred = true;
  if (row_.direction() == heng::v1::HIGHER || row_.direction() == heng::v1::LOWER) {
    target.op = row_.direction() == heng::v1::LOWER ? Reading::AT_MOST : Reading::AT_LEAST;
    return;
  }
  reading_.direction_guessed = true;
  target.op = ReadsLower() ? Reading::AT_MOST : Reading::AT_LEAST;
}

// 安全事故 0起 → 无.
bool RowReader::IsZeroForZero() const {
  return reading_.target.state == Reading::NUMBER && reading_.target.number.IsZero() &&
         (reading_.actual.state == Reading::TEXT || reading_.actual.state == Reading::MISSING) &&
         Lists(rules_.zero_for_zero, actual_.text);
}

RowReading RowReader::Read() {
  ReadTarget();
  InferOperator();
  Value& actual = reading_.actual;
  reading_.actual_text = row_.actual();
  actual_ = Fold(row_.actual(), pool_);
  reading_.folded_actual = actual_.text;
  actual = ReadCell(actual_, CellKind::kActual);
  reading_.actual_has_operator = actual.state == Reading::NUMBER && actual.op != Reading::OPERATOR_UNSPECIFIED;
  if (reading_.target.state != Reading::MISSING && actual.state != Reading::MISSING) {
    reading_.same_text = actual_.text == target_.text;
  }
  if (IsZeroForZero()) {
    actual = Value();
    actual.state = Reading::NUMBER;
    actual.unit = reading_.target.unit;
  } else if (IsQuantity(reading_.target) && IsQuantity(actual)) {
    const bool bare = actual.unit.empty();
    AlignUnits();
    reading_.percent_scale_suspect = bare && reading_.target.state == Reading::NUMBER &&
                                     actual.state == Reading::NUMBER && !reading_.unit_mismatch &&
                                     IsPercentScaleSuspect(reading_.target, actual);
  }
  return std::move(reading_);
}

}  // namespace

RowReading ReadRow(const ReadingRules& rules, const Indicator& row, int fiscal_year, TextPool& pool) {
  return RowReader(rules, row, fiscal_year, pool).Read();
}

}  // namespace heng::scoring
