// A number in running text: 88.77分, 22000 万元, 100%.
#pragma once

#include <optional>
#include <string>

#include "scoring/decimal.h"
#include "scoring/text.h"

namespace heng::scoring {

struct Figure {
  std::string digits;
  Decimal number;
  Decimal unit = Decimal::FromInt(1);  // how much one of its unit is: 10 000 for 万元

  // Half of the last digit written, in the figure's own unit.
  Decimal HalfLastDigit() const;
};

// The figure that comes next in a text of one spelling (FoldGlyphs, without thousands separators), with its multiplier
// (亿, 万, 千). nullopt: none, or one no form can mean; then `in` may stand behind its digits.
std::optional<Figure> TakeFigure(Cursor& in);

}  // namespace heng::scoring
