#include "scoring/value_unit.h"

#include <algorithm>
#include <array>
#include <string>

#include "scoring/value.h"

namespace heng::scoring {
namespace {

constexpr size_t kMaxUnitChars = 10;

// True for characters that make the text after a number a statement and no unit.
bool IsNotInUnits(char32_t c) {
  switch (c) {
    case U'以':
    case U'余':
    case U'多':
    case U'约':
    case U'近':
    case U'左':
    case U'右':
    case U'上':
    case U'下':
    case U'前':
    case U'后':
    case U'内':
    case U'外':
    case U'不':
    case U'无':
    case U'未':
    case U'已':
    case U'均':
    case U'全':
    case U'完':
    case U'达':
    case U'至':
    case U'到':
    case U'于':
    case U'的':
    case U'并':
    case U'且':
      return true;
    default:
      return false;
  }
}

bool IsUnitChar(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'%' || c == U'/';
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3380 && c <= 0x33DF) ||  // Chinese characters; ㎡ and its kind
         c == U'‰' || c == U'℃' || c == U'°' || c == U'²' || c == U'³' || c == U'·' || c == U'μ';
}

// True at 至 or 到 between two numbers: a range, not a unit.
bool AtRangeWord(std::string_view text) {
  Cursor in(text);
  if (!in.Take("至") && !in.Take("到")) return false;
  in.SkipBlanks();
  return in.AtDigit();
}

// True at the exponent of "m2" and "km3".
bool AtExponent(std::string_view before, std::string_view text) {
  if (before.empty() || text.empty() || (text.front() != '2' && text.front() != '3')) return false;
  return before.back() == 'm' && !HasDigit(text.substr(1, 1));
}

struct UnitEntry {
  std::string_view unit;
  int64_t millionths;  // of the base unit
  std::string_view base;
};

constexpr int64_t kOne = 1'000'000;

constexpr std::array<UnitEntry, 39> kUnits = {{
    {"元", kOne, "元"},
    {"千元", 1'000 * kOne, "元"},
    {"%", kOne, "%"},
    {"百分比", kOne, "%"},
    {"‰", kOne / 10, "%"},
    {"米", kOne, "米"},
    {"m", kOne, "米"},
    {"千米", 1'000 * kOne, "米"},
    {"公里", 1'000 * kOne, "米"},
    {"km", 1'000 * kOne, "米"},
    {"平方米", kOne, "平方米"},
    {"平米", kOne, "平方米"},
    {"㎡", kOne, "平方米"},
    {"m²", kOne, "平方米"},
    {"m2", kOne, "平方米"},
    {"公顷", 10'000 * kOne, "平方米"},
    {"平方公里", 1'000'000 * kOne, "平方米"},
    {"平方千米", 1'000'000 * kOne, "平方米"},
    {"立方米", kOne, "立方米"},
    {"m³", kOne, "立方米"},
    {"m3", kOne, "立方米"},
    {"克", kOne / 1'000, "千克"},
    {"斤", kOne / 2, "千克"},
    {"千克", kOne, "千克"},
    {"公斤", kOne, "千克"},
    {"kg", kOne, "千克"},
    {"吨", 1'000 * kOne, "千克"},
    {"天", kOne, "天"},
    {"日", kOne, "天"},
    {"小时", 60 * kOne, "分钟"},
    {"分钟", kOne, "分钟"},
    {"年", 12 * kOne, "个月"},
    {"个月", kOne, "个月"},
    {"人", kOne, "人"},
    {"名", kOne, "人"},
    {"人次", kOne, "人次"},
    {"工作日", kOne, "个工作日"},
    {"个工作日", kOne, "个工作日"},
    {"亩", kOne, "亩"},  // 2000/3 平方米: not exact, so a dimension of its own
}};

}  // namespace

absl::int128 TakeMultiplier(Cursor& in) {
  if (in.Take("万亿")) return 1'000'000'000'000;
  if (in.Take("亿")) return 100'000'000;
  if (in.Take("万")) return 10'000;
  return 1;
}

std::string_view TakeUnit(Cursor& in) {
  const std::string_view start = in.rest();
  size_t size = 0;
  while (size < start.size()) {
    const std::string_view rest = start.substr(size);
    const CodePoint c = FirstCodePoint(rest);
    if (!c.valid || !(IsUnitChar(c.value) || AtExponent(start.substr(0, size), rest)) || AtRangeWord(rest)) break;
    size += c.length;
  }
  return in.TakeBytes(size);
}

bool IsPlausibleUnit(std::string_view unit) {
  if (unit.empty()) return true;
  Cursor in(unit);
  if ((in.Take("%") || in.Take("‰")) && !in.AtEnd() && !in.Take("/")) return false;
  if (in.rest().starts_with("月") || unit.front() == '/') return false;  // 12月 is a date and no quantity
  size_t count = 0;
  for (std::string_view rest = unit; !rest.empty(); ++count) {
    const CodePoint c = FirstCodePoint(rest);
    if (count == kMaxUnitChars) return false;
    if (IsNotInUnits(c.value)) return false;
    rest.remove_prefix(c.length);
  }
  return true;
}

std::optional<UnitScale> ScaleOfUnit(std::string_view unit) {
  const std::string folded = FoldGlyphs(unit);
  Cursor in(folded);
  const absl::int128 multiplier = TakeMultiplier(in);
  const auto* entry = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&in](const UnitEntry& candidate) { return candidate.unit == in.rest(); });
  if (entry != kUnits.end()) {
    return UnitScale{Decimal::FromMillionths(multiplier * entry->millionths), std::string(entry->base)};
  }
  if (multiplier == 1) return std::nullopt;
  return UnitScale{Decimal::FromMillionths(multiplier * kOne), std::string(in.rest())};  // 万册: 10 000 册
}

}  // namespace heng::scoring
