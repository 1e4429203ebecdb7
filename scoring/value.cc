#include "scoring/value.h"

#include <algorithm>
#include <array>

#include "absl/time/civil_time.h"
#include "scoring/text.h"
#include "scoring/value_date.h"
#include "scoring/value_unit.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;

constexpr std::array<std::string_view, 6> kClosings = {"。", "、", ",", ";", ".", " "};
constexpr std::array<std::string_view, 7> kRangeSigns = {"-", "~", "–", "——", "—", "至", "到"};
// Units of time after which 内 alone means "at most": 5天内.
constexpr std::array<std::string_view, 9> kSpans = {"天",   "日",   "个工作日", "工作日", "小时",
                                                    "分钟", "个月", "周",       "秒"};

Value OfState(Reading::State state) {
  Value value;
  value.state = state;
  return value;
}

// True for the last bytes of closings: most cells end in none of them.
bool MayClose(char last) {
  return std::any_of(kClosings.begin(), kClosings.end(), [last](std::string_view c) { return c.back() == last; });
}

// The cell without the full stop or semicolon that ends it.
std::string_view WithoutClosing(std::string_view cell) {
  for (bool cut = true; cut && !cell.empty() && MayClose(cell.back());) {
    cut = false;
    for (const std::string_view closing : kClosings) {
      if (!cell.ends_with(closing)) continue;
      cell.remove_suffix(closing.size());
      cut = true;
    }
  }
  return cell;
}

// Several numbers are ambiguous; one with words around it is text.
Value Unreadable(std::string_view text) {
  Cursor in(text);
  int numbers = 0;
  while (!in.AtEnd() && numbers < 2) {
    if (in.TakeDigits().empty()) {
      in.TakeBytes(1);
    } else {
      in.Take(".");
      in.TakeDigits();
      ++numbers;
    }
  }
  return OfState(numbers > 1 ? Reading::AMBIGUOUS : Reading::TEXT);
}

Reading::Operator TakeOperator(Cursor& in) {
  if (in.Take("≥")) return Reading::AT_LEAST;
  if (in.Take("≤")) return Reading::AT_MOST;
  if (in.Take("=")) return Reading::EXACTLY;
  if (in.Take(">")) return Reading::GREATER;
  if (in.Take("<")) return Reading::LESS;
  return Reading::OPERATOR_UNSPECIFIED;
}

bool CutEnding(std::string_view& unit, std::string_view ending) {
  if (!unit.ends_with(ending)) return false;
  unit.remove_suffix(ending.size());
  return true;
}

constexpr size_t kShortestEnding = 6;  // 天内: two characters

// Cuts 以上, 以下, 以内 off the unit and returns what they mean. In official texts they include the number itself.
Reading::Operator CutOperator(std::string_view& unit) {
  if (unit.size() < kShortestEnding) return Reading::OPERATOR_UNSPECIFIED;
  for (const std::string_view ending : {"及以上", "以上"}) {
    if (CutEnding(unit, ending)) return Reading::AT_LEAST;
  }
  for (const std::string_view ending : {"及以下", "以下", "以内", "之内"}) {
    if (CutEnding(unit, ending)) return Reading::AT_MOST;
  }
  std::string_view span = unit;
  if (CutEnding(span, "内") && std::find(kSpans.begin(), kSpans.end(), span) != kSpans.end()) {
    unit = span;
    return Reading::AT_MOST;
  }
  return Reading::OPERATOR_UNSPECIFIED;
}

// A number with what stands behind it: "49.88万元以内".
struct Quantity {
  std::string_view digits;  // with sign and point
  absl::int128 multiplier = 1;
  std::string_view unit;
  Reading::Operator op = Reading::OPERATOR_UNSPECIFIED;  // from 以上, 以内 …

  bool IsBare() const { return multiplier == 1 && unit.empty(); }
};

// nullopt: no number comes next, or no unit could follow it.
std::optional<Quantity> TakeQuantity(Cursor& in) {
  const std::string_view start = in.rest();
  Quantity quantity;
  in.Take("-");
  if (in.TakeDigits().empty()) return std::nullopt;
  Cursor decimals = in;
  if (decimals.Take(".") && decimals.AtDigit()) {
    decimals.TakeDigits();
    in = decimals;
  }
  quantity.digits = start.substr(0, start.size() - in.rest().size());
  in.SkipBlanks();
  quantity.multiplier = TakeMultiplier(in);
  in.SkipBlanks();
  quantity.unit = TakeUnit(in);
  quantity.op = CutOperator(quantity.unit);
  in.SkipBlanks();
  if (!IsPlausibleUnit(quantity.unit)) return std::nullopt;
  return quantity;
}

// The number multiplied out; nullopt: more than 18 digits or 6 decimals.
std::optional<Decimal> NumberOf(const Quantity& quantity, absl::int128 multiplier) {
  const std::optional<Decimal> number = Decimal::Parse(quantity.digits);
  if (!number || multiplier == 1) return number;
  constexpr Decimal kLimit = Decimal::FromInt(1'000'000'000'000'000'000);  // 18 digits
  const Decimal product = Decimal::FromMillionths(number->millionths() * multiplier);
  if (product.Abs() >= kLimit) return std::nullopt;
  return product;
}

std::string UnitText(std::string_view unit) { return unit == "百分比" ? "%" : std::string(unit); }

// True for digits that are one group written twice (100100), the trace of a cell that was pasted twice.
bool IsDoubled(const Quantity& quantity, int least_digits) {
  std::string_view digits = quantity.digits;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  const size_t half = digits.size() / 2;
  if (least_digits <= 0 || half < static_cast<size_t>(least_digits) || digits.size() % 2 != 0) return false;
  return quantity.IsBare() && std::all_of(digits.begin(), digits.end(), IsDigit) &&
         digits.substr(0, half) == digits.substr(half);
}

// "80%-90%", "3~5万元": the lower end takes multiplier and unit of the upper one where it has neither.
Value MakeRange(const Quantity& lower, const Quantity& upper) {
  if (lower.op != Reading::OPERATOR_UNSPECIFIED || upper.op != Reading::OPERATOR_UNSPECIFIED) {
    return OfState(Reading::AMBIGUOUS);
  }
  if (!lower.IsBare() && lower.unit != upper.unit) return OfState(Reading::AMBIGUOUS);
  const std::optional<Decimal> from = NumberOf(lower, lower.IsBare() ? upper.multiplier : lower.multiplier);
  const std::optional<Decimal> to = NumberOf(upper, upper.multiplier);
  if (!from || !to || *from > *to) return OfState(Reading::AMBIGUOUS);
  Value value = OfState(Reading::RANGE);
  value.number = *from;
  value.upper = *to;
  value.unit = UnitText(upper.unit);
  return value;
}

Value MakeNumber(const Quantity& quantity, Reading::Operator op, int doubled_digits) {
  if (IsDoubled(quantity, doubled_digits)) return OfState(Reading::CORRUPT);
  const std::optional<Decimal> number = NumberOf(quantity, quantity.multiplier);
  const bool two_operators = op != Reading::OPERATOR_UNSPECIFIED && quantity.op != Reading::OPERATOR_UNSPECIFIED;
  if (!number || (two_operators && op != quantity.op)) return OfState(Reading::AMBIGUOUS);
  Value value = OfState(Reading::NUMBER);
  value.op = op != Reading::OPERATOR_UNSPECIFIED ? op : quantity.op;
  value.number = *number;
  value.unit = UnitText(quantity.unit);
  return value;
}

// `text` after its operator, folded.
Value ReadNumberOrRange(std::string_view text, Reading::Operator op, int doubled_digits) {
  Cursor in(text);
  const auto unreadable = [&] {  // a number after a sign is meant as a number, whatever else stands there
    const bool sign_and_number = op != Reading::OPERATOR_UNSPECIFIED && HasDigit(text);
    return sign_and_number ? OfState(Reading::AMBIGUOUS) : Unreadable(text);
  };
  const std::optional<Quantity> first = TakeQuantity(in);
  if (!first) return unreadable();
  if (in.AtEnd()) return MakeNumber(*first, op, doubled_digits);
  if (!in.TakeAny(kRangeSigns)) return unreadable();
  in.SkipBlanks();
  const std::optional<Quantity> second = TakeQuantity(in);
  if (!second || !in.AtEnd() || op != Reading::OPERATOR_UNSPECIFIED) return unreadable();
  return MakeRange(*first, *second);
}

// "提高100%"; nullopt: none of the prefixes, or words behind it (提高到95% is a level and no increase).
std::optional<Value> ReadIncrease(std::string_view text, const ValuePhrases& phrases) {
  const size_t prefix = phrases.IncreasePrefix(text);
  if (prefix == 0) return std::nullopt;
  Cursor in(text.substr(prefix));
  in.SkipBlanks();
  const Reading::Operator op = TakeOperator(in);
  in.SkipBlanks();
  if (!in.AtDigit()) return std::nullopt;
  Value value = ReadNumberOrRange(in.rest(), op, phrases.doubled_digits());
  if (value.state == Reading::NUMBER) {
    value.state = Reading::INCREASE;
  } else if (value.state != Reading::CORRUPT) {
    value = Unreadable(text);
  }
  return value;
}

}  // namespace

Reading Value::ToProto() const {
  Reading reading;
  Write(&reading);
  return reading;
}

void Value::Write(Reading* reading) const {
  reading->set_state(state);
  reading->set_operator_(op);
  reading->set_inferred(inferred);
  if (state == Reading::NUMBER || state == Reading::RANGE || state == Reading::INCREASE) {
    reading->set_number(number.ToString());
    if (!unit.empty()) reading->set_unit(unit);
  }
  if (state == Reading::RANGE) reading->set_upper(upper.ToString());
  if (state == Reading::DATE) reading->set_date(absl::FormatCivilTime(date));
  if (state == Reading::BAND) reading->set_band(band);
}

Value ReadValue(const FoldedText& folded, CellKind kind, const ValuePhrases& phrases, int fiscal_year, TextPool& pool) {
  if (phrases.IsMissing(folded.glyphs)) return OfState(Reading::MISSING);
  const std::string_view cell = WithoutClosing(folded.glyphs);
  if (kind == CellKind::kActual) {
    if (const int band = phrases.FindBand(cell); band > 0) {
      Value value = OfState(Reading::BAND);
      value.band = band;
      return value;
    }
  }

  const std::string_view plain = folded.has_comparison ? pool.Keep(FoldComparisons(cell)) : cell;
  if (const std::optional<Value> increase = ReadIncrease(plain, phrases)) return *increase;
  Cursor in(plain);
  const Reading::Operator op = TakeOperator(in);
  in.SkipBlanks();
  const DateReading date = ReadDate(in.rest(), fiscal_year);
  switch (date.kind) {
    case DateReading::kInvalid:
      return OfState(Reading::AMBIGUOUS);
    case DateReading::kPhrase:
      return Unreadable(plain);
    case DateReading::kNone:
      return ReadNumberOrRange(in.rest(), op, phrases.doubled_digits());
    case DateReading::kDate:
      break;
  }
  Value value = OfState(Reading::DATE);
  value.op = op;
  value.date = date.day;
  return value;
}

Value ReadValue(std::string_view text, CellKind kind, const heng::v1::Phrases& phrases, int fiscal_year) {
  TextPool pool;
  return ReadValue(Fold(text, pool), kind, ValuePhrases(phrases), fiscal_year, pool);
}

bool IsMissing(std::string_view text, const ValuePhrases& phrases) {
  TextPool pool;
  return phrases.IsMissing(FoldGlyphs(text, pool));
}

bool IsMissing(std::string_view text, const heng::v1::Phrases& phrases) {
  return IsMissing(text, ValuePhrases(phrases));
}

std::string FoldText(std::string_view text) { return FoldComparisons(FoldGlyphs(text)); }

}  // namespace heng::scoring
