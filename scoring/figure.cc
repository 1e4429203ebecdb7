#include "scoring/figure.h"

namespace heng::scoring {

using heng::v1::Rounding;

Decimal Figure::HalfLastDigit() const {
  const size_t point = digits.find('.');
  const size_t decimals = point == std::string::npos ? 0 : digits.size() - point - 1;
  Decimal half = Decimal::FromMillionths(500'000);
  for (size_t i = 0; i < decimals; ++i) {
    half = MulDiv(half, Decimal::FromInt(1), Decimal::FromInt(10), Decimal::kPlaces, Rounding::DOWN);
  }
  return half;
}

std::optional<Figure> TakeFigure(Cursor& in) {
  const std::string_view start = in.rest();
  if (in.TakeDigits().empty()) return std::nullopt;
  Cursor decimals = in;
  if (decimals.Take(".") && decimals.AtDigit()) {
    decimals.TakeDigits();
    in = decimals;
  }
  Figure figure;
  figure.digits = std::string(start.substr(0, start.size() - in.rest().size()));
  const auto number = Decimal::Parse(figure.digits);
  if (!number || *number > Decimal::FromInt(1'000'000'000'000)) return std::nullopt;
  figure.number = *number;
  in.SkipBlanks();
  figure.unit = Decimal::FromInt(in.Take("亿") ? 100'000'000 : in.Take("万") ? 10'000 : in.Take("千") ? 1'000 : 1);
  return figure;
}

}  // namespace heng::scoring
