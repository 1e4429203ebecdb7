// Exact decimals for scores, weights, rates, amounts and indicator values. Never binary floating point.
//
// A Decimal is a whole number of millionths. Input has at most 18 digits, at most 6 of them after the point
// (domain.md, "Scalars"), so sums of a form's numbers fit with room to spare; products are taken in 256 bits.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "heng/v1/score.pb.h"

namespace heng::scoring {

class Decimal {
 public:
  static constexpr int kPlaces = 6;
  static constexpr int kMaxDigits = 18;

  constexpr Decimal() = default;  // 0

  // Reads "-12.5": an optional minus, digits, at most `max_places` decimals, at most 18 digits without leading zeros.
  // No sign +, no exponent, no blanks, no separators; ".5" and "5." are refused. nullopt: not such a text.
  static std::optional<Decimal> Parse(std::string_view text, int max_places = kPlaces);
  static constexpr Decimal FromInt(int64_t value) {  // absl's multiplication is not constexpr, the compiler's is
    return Decimal(absl::int128(static_cast<__int128>(value) * 1'000'000));
  }
  static constexpr Decimal FromMillionths(absl::int128 units) { return Decimal(units); }

  constexpr absl::int128 millionths() const { return units_; }
  // The value times 10^places as an integer, for storage. Pre: it has no more than `places` decimals and fits.
  int64_t Scaled(int places) const;

  // Shortest text: "8.76", "100", "-0.5".
  std::string ToString() const;
  // At least `min_places` decimals: 100 -> "100.00".
  std::string ToString(int min_places) const;

  constexpr bool IsZero() const { return units_ == 0; }
  constexpr bool IsNegative() const { return units_ < 0; }
  Decimal Abs() const { return IsNegative() ? Decimal(-units_) : *this; }
  Decimal Rounded(int places, heng::v1::Rounding::Mode mode) const;

  friend Decimal operator+(Decimal a, Decimal b) { return Decimal(a.units_ + b.units_); }
  friend Decimal operator-(Decimal a, Decimal b) { return Decimal(a.units_ - b.units_); }
  Decimal& operator+=(Decimal other) { return *this = *this + other; }
  friend bool operator==(Decimal a, Decimal b) { return a.units_ == b.units_; }
  friend std::strong_ordering operator<=>(Decimal a, Decimal b) {
    return a.units_ < b.units_   ? std::strong_ordering::less
           : a.units_ > b.units_ ? std::strong_ordering::greater
                                 : std::strong_ordering::equal;
  }

 private:
  explicit constexpr Decimal(absl::int128 units) : units_(units) {}
  absl::int128 units_ = 0;  // millionths
};

// a x b / c, rounded once to `places` (0 to 6). Pre: c != 0. Results beyond 10^30 (no form comes near) are cut to it.
Decimal MulDiv(Decimal a, Decimal b, Decimal c, int places, heng::v1::Rounding::Mode mode);
// a x b / c as text, cut (not rounded) to at most 10 places: what an explanation shows before rounding. Pre: c != 0.
std::string MulDivText(Decimal a, Decimal b, Decimal c);
// a x b compared with c x d, exactly.
std::strong_ordering CompareProducts(Decimal a, Decimal b, Decimal c, Decimal d);

}  // namespace heng::scoring
