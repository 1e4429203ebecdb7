#include "scoring/decimal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace heng::scoring {
namespace {

using absl::int128;
using absl::uint128;
using heng::v1::Rounding;

constexpr std::array<int64_t, Decimal::kPlaces + 1> kPowersOfTen = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
constexpr int kTextPlaces = 10;  // of MulDivText

// 10^36 millionths: what a result is cut to, so that sums of results still fit.
constexpr uint128 kLargest = absl::MakeUint128(0xC097CE7BC90715, 0xB34B9F1000000000);

int64_t PowerOfTen(int exponent) {
  return kPowersOfTen[static_cast<size_t>(std::clamp(exponent, 0, Decimal::kPlaces))];
}

// True if the value fits in 63 bits: every number a form can hold does, so products of two fit in 128.
bool IsSmall(int128 value) {
  constexpr int64_t kLargestSmall = std::numeric_limits<int64_t>::max();
  return value <= kLargestSmall && value >= -kLargestSmall;
}

uint128 Magnitude(int128 value) { return value < 0 ? uint128(0) - uint128(value) : uint128(value); }

int128 WithSign(uint128 magnitude, bool negative) { return negative ? -int128(magnitude) : int128(magnitude); }

// The exact product of two 128-bit numbers.
struct Wide {
  uint128 high;
  uint128 low;
};

Wide Multiply(uint128 a, uint128 b) {
  if ((absl::Uint128High64(a) | absl::Uint128High64(b)) == 0) return {0, a * b};
  const uint128 a1 = absl::Uint128High64(a), a0 = absl::Uint128Low64(a);
  const uint128 b1 = absl::Uint128High64(b), b0 = absl::Uint128Low64(b);
  const uint128 low = a0 * b0;
  const uint128 cross = a1 * b0 + absl::Uint128High64(low);  // fits: (2^64-1)^2 + 2^64-1 < 2^128
  const uint128 middle = a0 * b1 + absl::Uint128Low64(cross);
  return {a1 * b1 + absl::Uint128High64(cross) + absl::Uint128High64(middle), (middle << 64) | absl::Uint128Low64(low)};
}

struct Quotient {
  uint128 quotient;
  uint128 remainder;
};

Quotient Divide(uint128 dividend, uint128 divisor) {
  if ((absl::Uint128High64(dividend) | absl::Uint128High64(divisor)) == 0) {
    const uint64_t low = absl::Uint128Low64(dividend), by = absl::Uint128Low64(divisor);
    return {low / by, low % by};  // one instruction, where 128 bits take a call
  }
  const uint128 quotient = dividend / divisor;
  return {quotient, dividend - quotient * divisor};
}

// dividend / divisor; a quotient beyond kLargest becomes kLargest.
Quotient Divide(Wide dividend, uint128 divisor) {
  if (dividend.high >= divisor) return {kLargest, 0};
  if (dividend.high == 0) {
    const Quotient q = Divide(dividend.low, divisor);
    return q.quotient > kLargest ? Quotient{kLargest, 0} : q;
  }
  // Long division, bit by bit. Only values far beyond those of a form come here.
  uint128 remainder = dividend.high;
  uint128 quotient = 0;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (remainder >> 127) != 0;
    remainder = (remainder << 1) | ((dividend.low >> bit) & 1);
    quotient <<= 1;
    if (carry || remainder >= divisor) {
      remainder -= divisor;
      quotient |= 1;
    }
  }
  if (quotient > kLargest) return {kLargest, 0};
  return {quotient, remainder};
}

// How a cut-off part compares with half of the last digit that is kept.
enum class Cut { kNothing, kBelowHalf, kHalf, kAboveHalf };

Cut CompareWithHalf(uint128 part, uint128 whole) {
  if (part == 0) return Cut::kNothing;
  const uint128 rest = whole - part;
  return part < rest ? Cut::kBelowHalf : part > rest ? Cut::kAboveHalf : Cut::kHalf;
}

bool RoundsUp(Cut cut, bool odd, Rounding::Mode mode) {
  switch (mode) {
    case Rounding::DOWN:
      return false;
    case Rounding::HALF_EVEN:
      return cut == Cut::kAboveHalf || (cut == Cut::kHalf && odd);
    default:  // HALF_UP
      return cut == Cut::kAboveHalf || cut == Cut::kHalf;
  }
}

// quotient + remainder / divisor, in millionths, rounded once to `places`.
uint128 RoundQuotient(Quotient q, uint128 divisor, int places, Rounding::Mode mode) {
  const uint128 step = uint128(PowerOfTen(Decimal::kPlaces - places));
  const Quotient last_digit = Divide(q.quotient, step);
  uint128 kept = last_digit.quotient;
  Cut cut = CompareWithHalf(last_digit.remainder, step);
  if (step == 1) {
    cut = CompareWithHalf(q.remainder, divisor);
  } else if (q.remainder != 0) {
    if (cut == Cut::kNothing) cut = Cut::kBelowHalf;
    if (cut == Cut::kHalf) cut = Cut::kAboveHalf;
  }
  if (RoundsUp(cut, (kept & 1) != 0, mode)) ++kept;
  return kept * step;
}

// A number's text, written from its last digit on.
class DigitBuffer {
 public:
  void Push(char c) { *--begin_ = c; }
  // The digits of `value`; 0 writes none.
  void PushDigits(uint128 value) {
    constexpr uint64_t kNineteenDigits = 10'000'000'000'000'000'000ULL;
    for (; absl::Uint128High64(value) != 0; value /= kNineteenDigits) PushDigits(value % kNineteenDigits, 19);
    for (uint64_t low = absl::Uint128Low64(value); low != 0; low /= 10) Push(static_cast<char>('0' + low % 10));
  }
  // Exactly `count` digits. Pre: the value has no more.
  void PushDigits(uint128 value, int count) {
    uint64_t low = absl::Uint128Low64(value);
    for (int i = 0; i < count; ++i, low /= 10) Push(static_cast<char>('0' + low % 10));
  }
  std::string Text() const { return {begin_, static_cast<size_t>(buffer_.data() + buffer_.size() - begin_)}; }

 private:
  std::array<char, 64> buffer_;  // 39 digits of 128 bits, 10 places, sign and point
  char* begin_ = buffer_.data() + buffer_.size();
};

// "-12.345" of a whole number and `places` digits behind the point, trailing zeros cut down to `min_places`.
std::string Format(bool negative, uint128 whole, uint64_t decimals, int places, int min_places) {
  negative = negative && (whole != 0 || decimals != 0);
  const int least = std::clamp(min_places, 0, places);
  if (decimals == 0) places = least;
  for (; places > least && decimals % 10 == 0; --places) decimals /= 10;
  DigitBuffer text;
  if (places > 0) {
    text.PushDigits(decimals, places);
    text.Push('.');
  }
  if (whole == 0) text.Push('0');
  text.PushDigits(whole);
  if (negative) text.Push('-');
  return text.Text();
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Decimal> Decimal::Parse(std::string_view text, int max_places) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point < text.size() ? text.substr(point + 1) : std::string_view();
  if (whole.empty() || (point < text.size() && decimals.empty())) return std::nullopt;
  if (!std::all_of(whole.begin(), whole.end(), IsDigit)) return std::nullopt;
  if (!std::all_of(decimals.begin(), decimals.end(), IsDigit)) return std::nullopt;
  if (decimals.size() > static_cast<size_t>(std::clamp(max_places, 0, kPlaces))) return std::nullopt;
  const size_t leading_zeros = std::min(whole.find_first_not_of('0'), whole.size());
  if (whole.size() - leading_zeros + decimals.size() > kMaxDigits) return std::nullopt;

  int64_t digits = 0;  // 18 digits fit
  for (const char digit : whole.substr(leading_zeros)) digits = digits * 10 + (digit - '0');
  for (const char digit : decimals) digits = digits * 10 + (digit - '0');
  const int128 units = int128(digits) * PowerOfTen(kPlaces - static_cast<int>(decimals.size()));
  return Decimal(negative ? -units : units);
}

int64_t Decimal::Scaled(int places) const {
  const int128 value = units_ / PowerOfTen(kPlaces - places);
  if (value > std::numeric_limits<int64_t>::max()) return std::numeric_limits<int64_t>::max();
  if (value < std::numeric_limits<int64_t>::min()) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(value);
}

std::string Decimal::ToString() const { return ToString(0); }

std::string Decimal::ToString(int min_places) const {
  constexpr uint64_t kOne = 1'000'000;
  const uint128 units = Magnitude(units_);
  if (absl::Uint128High64(units) == 0) {
    const uint64_t low = absl::Uint128Low64(units);
    return Format(IsNegative(), low / kOne, low % kOne, kPlaces, min_places);
  }
  const Quotient parts = Divide(units, kOne);
  return Format(IsNegative(), parts.quotient, absl::Uint128Low64(parts.remainder), kPlaces, min_places);
}

Decimal Decimal::Rounded(int places, Rounding::Mode mode) const {
  const uint128 rounded = RoundQuotient({Magnitude(units_), 0}, 1, places, mode);
  return Decimal(WithSign(rounded, IsNegative()));
}

Decimal MulDiv(Decimal a, Decimal b, Decimal c, int places, Rounding::Mode mode) {
  const uint128 divisor = Magnitude(c.millionths());
  const Quotient exact = Divide(Multiply(Magnitude(a.millionths()), Magnitude(b.millionths())), divisor);
  const bool negative = a.IsNegative() != (b.IsNegative() != c.IsNegative());
  return Decimal::FromMillionths(WithSign(RoundQuotient(exact, divisor, places, mode), negative));
}

std::string MulDivText(Decimal a, Decimal b, Decimal c) {
  const uint128 divisor = Magnitude(c.millionths());
  const Quotient exact = Divide(Multiply(Magnitude(a.millionths()), Magnitude(b.millionths())), divisor);
  constexpr uint64_t kMore = 10'000;  // 10^(kTextPlaces - kPlaces)
  const uint128 tail = Divide(Multiply(exact.remainder, kMore), divisor).quotient;
  const bool negative = a.IsNegative() != (b.IsNegative() != c.IsNegative());
  const Quotient parts = Divide(exact.quotient, PowerOfTen(Decimal::kPlaces));
  const uint64_t decimals = absl::Uint128Low64(parts.remainder) * kMore + absl::Uint128Low64(tail);
  return Format(negative, parts.quotient, decimals, kTextPlaces, 0);
}

std::strong_ordering CompareProducts(Decimal a, Decimal b, Decimal c, Decimal d) {
  if (IsSmall(a.millionths()) && IsSmall(b.millionths()) && IsSmall(c.millionths()) && IsSmall(d.millionths())) {
    return Decimal::FromMillionths(a.millionths() * b.millionths()) <=>
           Decimal::FromMillionths(c.millionths() * d.millionths());
  }
  const auto sign = [](Decimal x, Decimal y) {
    return x.IsZero() || y.IsZero() ? 0 : x.IsNegative() != y.IsNegative() ? -1 : 1;
  };
  const int left_sign = sign(a, b), right_sign = sign(c, d);
  if (left_sign != right_sign) return left_sign <=> right_sign;
  const Wide left = Multiply(Magnitude(a.millionths()), Magnitude(b.millionths()));
  const Wide right = Multiply(Magnitude(c.millionths()), Magnitude(d.millionths()));
  const bool less = left.high < right.high || (left.high == right.high && left.low < right.low);
  const bool equal = left.high == right.high && left.low == right.low;
  if (equal || left_sign == 0) return std::strong_ordering::equal;
  return less == (left_sign > 0) ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace heng::scoring
