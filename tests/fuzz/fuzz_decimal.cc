// Decimal: what Parse takes prints and parses to itself; arithmetic on anything it takes neither crashes nor wraps.
// Input: one number a line, up to three.
#include <array>
#include <optional>

#include "scoring/decimal.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
using heng::scoring::Decimal;
using heng::v1::Rounding;

namespace {

constexpr std::array kModes = {Rounding::HALF_UP, Rounding::HALF_EVEN, Rounding::DOWN};

void CheckOne(Decimal value) {
  Require(Decimal::Parse(value.ToString()) == value, "a printed number reads back");
  const bool fits = value.Abs() < Decimal::FromInt(10'000'000'000'000'000);  // with two decimals 18 digits at most
  Require(!fits || Decimal::Parse(value.ToString(2)) == value, "a padded number reads back");
  Require(value.Abs() >= Decimal(), "an absolute value is not negative");
  for (const Rounding::Mode mode : kModes) {
    const Decimal rounded = value.Rounded(2, mode);
    const Decimal off = (rounded - value).Abs();
    Require(off < Decimal::FromMillionths(10'000), "rounding moves less than one last digit");
    Require(mode == Rounding::DOWN || off <= Decimal::FromMillionths(5'000), "rounding moves at most half of one");
    Require(rounded.Rounded(2, mode) == rounded, "rounding twice is rounding once");
  }
}

void CheckThree(Decimal a, Decimal b, Decimal c) {
  Require(CompareProducts(a, b, b, a) == 0, "a product equals itself");
  if (c.IsZero()) return;
  for (const Rounding::Mode mode : kModes) {
    Require(MulDiv(a, b, c, 2, mode) == MulDiv(b, a, c, 2, mode), "factors may change places");
  }
  const Decimal limit = Decimal::FromInt(1'000'000'000'000);
  if (a.Abs() < limit) Require(MulDiv(a, c, c, Decimal::kPlaces, Rounding::HALF_UP) == a, "a x c / c is a");
  Require(!MulDivText(a, b, c).empty(), "a quotient has a text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = heng::fuzz::AsText(data, size);
  std::array<Decimal, 3> numbers;
  for (Decimal& number : numbers) {
    const std::string_view line = heng::fuzz::TakeUntil(text, '\n');
    const std::optional<Decimal> parsed = Decimal::Parse(line);
    const std::optional<Decimal> score = Decimal::Parse(line, 4);
    Require(!score || score == parsed, "fewer places only refuse more");
    if (!parsed) continue;
    number = *parsed;
    CheckOne(number);
  }
  CheckThree(numbers[0], numbers[1], numbers[2]);
  return 0;
}
