// What rounding explains and what it does not: domain.md in short. A sum of n printed terms may be off by half a last
// digit for each and for itself; a ratio is right if any value its operands may have been rounded from gives it.
#pragma once

#include "heng/v1/report.pb.h"
#include "scoring/decimal.h"

namespace heng::core::crosscheck {

using Verdict = heng::v1::CrossCheckItem::Verdict;
using scoring::Decimal;

// A value that was rounded by at most `half`.
struct Amount {
  Decimal value;
  Decimal half;
};

// CONSISTENT: the same. ROUNDING: as near as the last digits of the two allow. CONTRADICTION: else.
Verdict Compared(Amount stated, Amount expected);
// Money: 元 with two decimals is exact, so it is not taken for a rounded figure.
Decimal MoneyHalf(Decimal half);
// `percent` as part ÷ whole. CONSISTENT: the ratio rounds to it. ROUNDING: the operands' last digits explain it, or its
// last digit was cut off, not rounded. Pre: whole is not 0.
Verdict ComparedRatio(Amount percent, Amount part, Amount whole);
// part ÷ whole in percent, 2 places. Pre: whole is not 0.
Decimal Percent(Decimal part, Decimal whole);
// Decimals of a figure whose last digit's half is this.
int PlacesOf(Decimal half);

}  // namespace heng::core::crosscheck
