#include "service/core/reports/crosscheck/tolerance.h"

namespace heng::core::crosscheck {
namespace {

using heng::v1::CrossCheckItem;
using heng::v1::Rounding;
using scoring::MulDiv;

constexpr Decimal kHundred = Decimal::FromInt(100);

Decimal Ratio(Decimal part, Decimal whole) {
  return MulDiv(part, kHundred, whole, Decimal::kPlaces, Rounding::HALF_UP);
}

}  // namespace

Verdict Compared(Amount stated, Amount expected) {
  const Decimal off = (stated.value - expected.value).Abs();
  if (off.IsZero()) return CrossCheckItem::CONSISTENT;
  return off <= stated.half + expected.half ? CrossCheckItem::ROUNDING : CrossCheckItem::CONTRADICTION;
}

Decimal MoneyHalf(Decimal half) { return half < Decimal::FromMillionths(10'000) ? Decimal() : half; }

Verdict ComparedRatio(Amount percent, Amount part, Amount whole) {
  const Decimal ratio = Ratio(part.value, whole.value);
  if ((percent.value - ratio).Abs() <= percent.half) return CrossCheckItem::CONSISTENT;
  const Decimal least_whole = whole.value - whole.half;
  const Decimal low = Ratio(part.value - part.half, whole.value + whole.half);
  const bool bounded = least_whole > Decimal();
  const Decimal high = bounded ? Ratio(part.value + part.half, least_whole) : ratio;
  if (percent.value + percent.half >= low && percent.value - percent.half <= high) return CrossCheckItem::ROUNDING;
  const Decimal cut = ratio - percent.value;
  const bool cut_off = PlacesOf(percent.half) >= 2 && cut > Decimal() && cut < percent.half + percent.half;
  return cut_off ? CrossCheckItem::ROUNDING : CrossCheckItem::CONTRADICTION;
}

Decimal Percent(Decimal part, Decimal whole) { return MulDiv(part, kHundred, whole, 2, Rounding::HALF_UP); }

int PlacesOf(Decimal half) {
  int places = 0;
  for (Decimal step = Decimal::FromMillionths(500'000); places < Decimal::kPlaces && half < step; ++places) {
    step = MulDiv(step, Decimal::FromInt(1), Decimal::FromInt(10), Decimal::kPlaces, Rounding::DOWN);
  }
  return places;
}

}  // namespace heng::core::crosscheck
