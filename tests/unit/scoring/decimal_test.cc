#include "scoring/decimal.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

namespace heng::scoring {
namespace {

using heng::v1::Rounding;

Decimal D(std::string_view text) {
  const std::optional<Decimal> value = Decimal::Parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Decimal());
}

TEST(DecimalParse, ReadsWhatItPrints) {
  for (const std::string text : {"0", "1", "-1", "8.76", "-0.5", "0.000001", "100260", "999999999999999999",
                                 "-999999999999999999", "999999999999.999999", "0.1"}) {
    EXPECT_EQ(D(text).ToString(), text);
  }
}

TEST(DecimalParse, PrintsTheShortestText) {
  EXPECT_EQ(D("100.00").ToString(), "100");
  EXPECT_EQ(D("007").ToString(), "7");
  EXPECT_EQ(D("-0").ToString(), "0");
  EXPECT_EQ(D("-0.50").ToString(), "-0.5");
  EXPECT_FALSE(D("-0").IsNegative());
}

TEST(DecimalParse, RefusesWhatIsNoPlainDecimal) {
  for (const std::string text : {"",          "-",
                                 "+1",        "1e3",
                                 ".5",        "5.",
                                 "-.5",       "--1",
                                 "1-",        "１",
                                 "1.2.3",     "1,000",
                                 " 1",        "1 ",
                                 "0x10",      "NaN",
                                 "inf",       "1234567890123456789",
                                 "1.1234567", "9999999999999.999999",
                                 "∞",         "1_000",
                                 "٣"}) {
    EXPECT_FALSE(Decimal::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(Decimal::Parse(std::string_view("1\0", 2)).has_value());
  EXPECT_FALSE(Decimal::Parse(std::string(100'000, '9')).has_value());
}

TEST(DecimalParse, LeadingZerosAreNoDigits) {
  EXPECT_EQ(D(std::string(1'000, '0') + "12").ToString(), "12");
  EXPECT_EQ(D("0.123456").ToString(), "0.123456");
}

TEST(DecimalParse, KeepsToTheAllowedPlaces) {
  EXPECT_TRUE(Decimal::Parse("1.25", 2).has_value());
  EXPECT_FALSE(Decimal::Parse("1.250", 2).has_value());
  EXPECT_FALSE(Decimal::Parse("1.0", 0).has_value());
  EXPECT_TRUE(Decimal::Parse("1", 0).has_value());
}

TEST(Decimal, PrintsAtLeastTheAskedPlaces) {
  EXPECT_EQ(D("100").ToString(2), "100.00");
  EXPECT_EQ(D("8.765").ToString(2), "8.765");
  EXPECT_EQ(D("-0.5").ToString(3), "-0.500");
  EXPECT_EQ(D("0").ToString(2), "0.00");
  EXPECT_EQ(D("1").ToString(9), "1.000000");
}

TEST(Decimal, ScalesForStorage) {
  EXPECT_EQ(D("88.77").Scaled(4), 887'700);
  EXPECT_EQ(D("-0.01").Scaled(2), -1);
  EXPECT_EQ(D("47.74").Scaled(6), 47'740'000);
  EXPECT_EQ(D("999999999999.99").Scaled(2), 99'999'999'999'999);
  EXPECT_EQ(D("999999999999999999").Scaled(6), std::numeric_limits<int64_t>::max());
}

TEST(Decimal, AddsSubtractsAndCompares) {
  EXPECT_EQ(D("0.1") + D("0.2"), D("0.3"));
  EXPECT_EQ(D("1") - D("1.000001"), D("-0.000001"));
  EXPECT_LT(D("-2"), D("-1"));
  EXPECT_LT(D("9.99"), D("10"));
  EXPECT_EQ(D("-3").Abs(), D("3"));
  Decimal sum;
  for (int i = 0; i < 10; ++i) sum += D("0.1");
  EXPECT_EQ(sum, D("1"));
  EXPECT_EQ(Decimal::FromInt(std::numeric_limits<int64_t>::min()).ToString(), "-9223372036854775808");
}

struct RoundingCase {
  const char* value;
  int places;
  const char* half_up;
  const char* half_even;
  const char* down;
};

constexpr RoundingCase kRoundingCases[] = {
    {"9.545", 2, "9.55", "9.54", "9.54"},
    {"9.555", 2, "9.56", "9.56", "9.55"},
    {"9.5451", 2, "9.55", "9.55", "9.54"},
    {"9.5449", 2, "9.54", "9.54", "9.54"},
    {"89.995", 2, "90", "90", "89.99"},
    {"89.994", 2, "89.99", "89.99", "89.99"},
    {"-9.545", 2, "-9.55", "-9.54", "-9.54"},
    {"-0.004", 2, "0", "0", "0"},
    {"-0.005", 2, "-0.01", "0", "0"},
    {"0.5", 0, "1", "0", "0"},
    {"1.5", 0, "2", "2", "1"},
    {"2.5", 0, "3", "2", "2"},
    {"-2.5", 0, "-3", "-2", "-2"},
    {"0.123456", 6, "0.123456", "0.123456", "0.123456"},
    {"999999999999999999", 2, "999999999999999999", "999999999999999999", "999999999999999999"},
};

TEST(Decimal, RoundsByEachMode) {
  for (const RoundingCase& c : kRoundingCases) {
    EXPECT_EQ(D(c.value).Rounded(c.places, Rounding::HALF_UP).ToString(), c.half_up) << c.value;
    EXPECT_EQ(D(c.value).Rounded(c.places, Rounding::HALF_EVEN).ToString(), c.half_even) << c.value;
    EXPECT_EQ(D(c.value).Rounded(c.places, Rounding::DOWN).ToString(), c.down) << c.value;
  }
}

TEST(MulDiv, RoundsOnceAtTheEnd) {
  // 21000/22000 of 10 points: 9.5454… is 9.55, and 9.54 only if the rate was rounded to 95.45 before.
  EXPECT_EQ(MulDiv(D("10"), D("21000"), D("22000"), 2, Rounding::HALF_UP), D("9.55"));
  EXPECT_EQ(MulDiv(D("10"), D("95.45"), D("100"), 2, Rounding::HALF_EVEN), D("9.54"));
  EXPECT_EQ(MulDiv(D("10"), D("95.45"), D("100"), 2, Rounding::HALF_UP), D("9.55"));
  EXPECT_EQ(MulDiv(D("100"), D("10.026"), D("21"), 2, Rounding::HALF_UP), D("47.74"));
  EXPECT_EQ(MulDiv(D("1"), D("1"), D("3"), 6, Rounding::HALF_UP), D("0.333333"));
  EXPECT_EQ(MulDiv(D("2"), D("1"), D("3"), 6, Rounding::HALF_UP), D("0.666667"));
  EXPECT_EQ(MulDiv(D("2"), D("1"), D("3"), 6, Rounding::DOWN), D("0.666666"));
  // The remainder beyond the sixth place breaks the tie: 0.0050000333…
  EXPECT_EQ(MulDiv(D("0.015001"), D("0.1"), D("0.3"), 2, Rounding::HALF_EVEN), D("0.01"));
  EXPECT_EQ(MulDiv(D("0.015"), D("0.1"), D("0.3"), 2, Rounding::HALF_EVEN), D("0"));
}

TEST(MulDiv, RoundsTiesAtTheSixthPlace) {
  EXPECT_EQ(MulDiv(D("0.000001"), D("1"), D("2"), 6, Rounding::HALF_UP), D("0.000001"));
  EXPECT_EQ(MulDiv(D("0.000001"), D("1"), D("2"), 6, Rounding::HALF_EVEN), D("0"));
  EXPECT_EQ(MulDiv(D("0.000003"), D("1"), D("2"), 6, Rounding::HALF_EVEN), D("0.000002"));
}

TEST(MulDiv, GivesTheSignOfTheQuotient) {
  for (const char* a : {"5", "-5"}) {
    for (const char* b : {"1", "-1"}) {
      for (const char* c : {"2", "-2"}) {
        const bool negative = (D(a).IsNegative() + D(b).IsNegative() + D(c).IsNegative()) % 2 == 1;
        EXPECT_EQ(MulDiv(D(a), D(b), D(c), 0, Rounding::HALF_UP), D(negative ? "-3" : "3"));
        EXPECT_EQ(MulDiv(D(a), D(b), D(c), 0, Rounding::HALF_EVEN), D(negative ? "-2" : "2"));
      }
    }
  }
}

TEST(MulDiv, HoldsAtTheLimits) {
  const Decimal most = D("999999999999999999");
  EXPECT_EQ(MulDiv(most, most, most, 6, Rounding::HALF_UP), most);
  EXPECT_EQ(MulDiv(most, D("0.000001"), D("0.000001"), 6, Rounding::HALF_UP), most);
  EXPECT_EQ(MulDiv(D("100"), most, D("0.000001"), 2, Rounding::HALF_UP).ToString(), "99999999999999999900000000");
  // No form comes here; the result is cut and nothing wraps.
  EXPECT_EQ(MulDiv(most, most, D("0.000001"), 6, Rounding::HALF_UP).ToString(), "1" + std::string(30, '0'));
  EXPECT_EQ(MulDiv(most, D("-999999999999999999"), D("0.000001"), 6, Rounding::HALF_UP).ToString(),
            "-1" + std::string(30, '0'));
}

TEST(MulDivText, CutsAtTenPlaces) {
  EXPECT_EQ(MulDivText(D("10"), D("21000"), D("22000")), "9.5454545454");
  EXPECT_EQ(MulDivText(D("10"), D("1"), D("4")), "2.5");
  EXPECT_EQ(MulDivText(D("10"), D("-2"), D("3")), "-6.6666666666");
  EXPECT_EQ(MulDivText(D("0"), D("-2"), D("3")), "0");
  EXPECT_EQ(MulDivText(D("0.000001"), D("1"), D("10000")), "0.0000000001");
  EXPECT_EQ(MulDivText(D("-0.000001"), D("1"), D("100000")), "0");
  EXPECT_EQ(MulDivText(D("90"), D("1"), D("1")), "90");
}

TEST(CompareProducts, ComparesExactly) {
  EXPECT_EQ(CompareProducts(D("3"), D("4"), D("2"), D("6")), std::strong_ordering::equal);
  EXPECT_EQ(CompareProducts(D("-3"), D("4"), D("0"), D("-6")), std::strong_ordering::less);
  EXPECT_EQ(CompareProducts(D("-3"), D("-4"), D("3"), D("4")), std::strong_ordering::equal);
  EXPECT_EQ(CompareProducts(D("-3"), D("5"), D("-3"), D("4")), std::strong_ordering::less);
  EXPECT_EQ(CompareProducts(D("0"), D("5"), D("-0"), D("4")), std::strong_ordering::equal);
  EXPECT_EQ(CompareProducts(D("999999999999999999"), D("999999999999999999"), D("999999999999999998"),
                            D("999999999999999999")),
            std::strong_ordering::greater);
}

// ---- properties ----

Decimal AnyDecimal() {
  const int digits = *rc::gen::inRange(1, 19);
  int64_t limit = 1;
  for (int i = 0; i < digits; ++i) limit *= 10;
  const int64_t value = *rc::gen::inRange<int64_t>(-(limit - 1), limit);
  const bool whole = *rc::gen::inRange(0, 4) == 0;
  return whole ? Decimal::FromInt(value) : Decimal::FromMillionths(value);
}

// Every other one is small and even, so that ties are common.
Decimal AnyDivisor() {
  if (*rc::gen::arbitrary<bool>()) return Decimal::FromInt(*rc::gen::element(2, -2, 4, 20, 200, 2'000'000));
  const Decimal value = AnyDecimal();
  return value.IsZero() ? Decimal::FromInt(7) : value;
}

Rounding::Mode AnyMode() { return *rc::gen::element(Rounding::HALF_UP, Rounding::HALF_EVEN, Rounding::DOWN); }

// Long-hand arithmetic on digits, most significant first.
using Digits = std::vector<int>;

Digits DigitsOf(absl::int128 value) {
  Digits digits;
  for (absl::int128 rest = value < 0 ? -value : value; rest != 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<int>(rest % 10));
  }
  return digits;
}

Digits LongMultiply(const Digits& a, const Digits& b) {
  Digits product(a.size() + b.size(), 0);
  for (size_t i = a.size(); i-- > 0;) {
    for (size_t j = b.size(); j-- > 0;) {
      const int value = product[i + j + 1] + a[i] * b[j];
      product[i + j + 1] = value % 10;
      product[i + j] += value / 10;
    }
  }
  return product;
}

// a x b / c in millionths, rounded to a multiple of 10^(6-places), by school arithmetic.
absl::int128 LongHand(Decimal a, Decimal b, Decimal c, int places, Rounding::Mode mode) {
  absl::int128 step = 1;
  for (int i = places; i < 6; ++i) step *= 10;
  const absl::int128 divisor = c.Abs().millionths() * step;
  absl::int128 quotient = 0, remainder = 0;
  for (const int digit : LongMultiply(DigitsOf(a.millionths()), DigitsOf(b.millionths()))) {
    remainder = remainder * 10 + digit;
    quotient = quotient * 10 + remainder / divisor;
    remainder %= divisor;
  }
  const absl::int128 twice = remainder * 2;
  if (mode == Rounding::HALF_UP && twice >= divisor) ++quotient;
  if (mode == Rounding::HALF_EVEN && (twice > divisor || (twice == divisor && quotient % 2 == 1))) ++quotient;
  const bool negative = a.IsNegative() != (b.IsNegative() != c.IsNegative());
  return (negative ? -quotient : quotient) * step;
}

RC_GTEST_PROP(DecimalProperty, ParseUndoesToString, ()) {
  // More than 18 digits are printed but not read.
  const Decimal value =
      Decimal::FromMillionths(*rc::gen::inRange<int64_t>(-999'999'999'999'999'999, 999'999'999'999'999'999));
  const std::optional<Decimal> again = Decimal::Parse(value.ToString());
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == value);
  RC_ASSERT(*Decimal::Parse(value.ToString(2)) == value);
}

RC_GTEST_PROP(DecimalProperty, ParseNeverFailsOnAnyBytes, (const std::string& text)) {
  const std::optional<Decimal> value = Decimal::Parse(text);
  if (value) RC_ASSERT(Decimal::Parse(value->ToString()) == value);
}

RC_GTEST_PROP(DecimalProperty, MulDivAgreesWithLongHand, ()) {
  const Decimal a = AnyDecimal(), b = AnyDecimal(), c = AnyDivisor();
  const int places = *rc::gen::inRange(0, 7);
  const Rounding::Mode mode = AnyMode();
  // Stay below the cut at 10^30: |a| |b| < 10^30 |c|.
  RC_PRE(
      CompareProducts(a.Abs(), b.Abs(),
                      Decimal::FromMillionths(absl::int128(1'000'000'000'000'000'000) * 1'000'000'000'000'000'000 / 10),
                      c.Abs()) == std::strong_ordering::less);
  RC_ASSERT(MulDiv(a, b, c, places, mode).millionths() == LongHand(a, b, c, places, mode));
}

RC_GTEST_PROP(DecimalProperty, MulDivIsOffByAtMostHalfAUnit, ()) {
  const auto small = [] {
    return Decimal::FromMillionths(*rc::gen::inRange<int64_t>(-1'000'000'000'000, 1'000'000'000'000));
  };
  const Decimal a = small(), b = small(), c = small();
  RC_PRE(!c.IsZero());
  const int places = *rc::gen::inRange(0, 7);
  absl::int128 step = 1;
  for (int i = places; i < 6; ++i) step *= 10;
  const absl::int128 result = MulDiv(a, b, c, places, Rounding::HALF_EVEN).millionths();
  absl::int128 error = result * c.millionths() - a.millionths() * b.millionths();
  if (error < 0) error = -error;
  RC_ASSERT(error * 2 <= step * c.Abs().millionths());
  RC_ASSERT(result % step == 0);
}

RC_GTEST_PROP(DecimalProperty, RoundingTwiceIsRoundingOnce, ()) {
  const Decimal value = AnyDecimal();
  const int places = *rc::gen::inRange(0, 7);
  const Rounding::Mode mode = AnyMode();
  const Decimal once = value.Rounded(places, mode);
  RC_ASSERT(once.Rounded(places, mode) == once);
  RC_ASSERT(once == MulDiv(value, Decimal::FromInt(1), Decimal::FromInt(1), places, mode));
}

// Exactly half way between two multiples of the last digit: away from zero, to the even one, toward zero.
RC_GTEST_PROP(DecimalProperty, TiesGoWhereTheModeSays, ()) {
  const int places = *rc::gen::inRange(0, 6);
  __int128 step = 1;
  for (int i = places; i < 6; ++i) step *= 10;
  const __int128 lower = *rc::gen::inRange<int64_t>(0, 1'000'000'000'000);  // in steps
  const bool negative = *rc::gen::arbitrary<bool>();
  const auto millionths = [&](__int128 value) { return Decimal::FromMillionths(negative ? -value : value); };
  const Decimal tie = millionths(lower * step + step / 2);
  const Decimal down = millionths(lower * step), up = millionths((lower + 1) * step);
  RC_ASSERT(tie.Rounded(places, Rounding::HALF_UP) == up);
  RC_ASSERT(tie.Rounded(places, Rounding::HALF_EVEN) == (lower % 2 == 0 ? down : up));
  RC_ASSERT(tie.Rounded(places, Rounding::DOWN) == down);
  for (const Rounding::Mode mode : {Rounding::HALF_UP, Rounding::HALF_EVEN, Rounding::DOWN}) {
    // The same tie as the quotient of a division, and what is a millionth off it.
    RC_ASSERT(MulDiv(tie, Decimal::FromInt(3), Decimal::FromInt(3), places, mode) == tie.Rounded(places, mode));
    RC_ASSERT(millionths(lower * step + step / 2 - 1).Rounded(places, mode) == down);
    if (mode != Rounding::DOWN) RC_ASSERT(millionths(lower * step + step / 2 + 1).Rounded(places, mode) == up);
  }
}

// Sums, differences, order and one division, against rationals of the compiler's own 128-bit numbers.
RC_GTEST_PROP(DecimalProperty, AgreesWithRationals, ()) {
  const auto any = [] { return *rc::gen::inRange<int64_t>(-1'000'000'000'000'000, 1'000'000'000'000'000); };
  const __int128 a = any(), b = any(), c = any();
  const Decimal da = Decimal::FromMillionths(a), db = Decimal::FromMillionths(b), dc = Decimal::FromMillionths(c);
  RC_ASSERT(da + db == Decimal::FromMillionths(a + b));
  RC_ASSERT(da - db == Decimal::FromMillionths(a - b));
  RC_ASSERT((da < db) == (a < b));
  RC_ASSERT((CompareProducts(da, db, dc, da) < 0) == (a * b < c * a));
  RC_PRE(c != 0);
  RC_ASSERT(MulDiv(da, db, dc, 6, Rounding::DOWN) == Decimal::FromMillionths(a * b / c));
}

// 18 digits are read as they are; more are no number, never another one.
RC_GTEST_PROP(DecimalProperty, TooManyDigitsAreNoNumber, ()) {
  const auto digits = *rc::gen::container<std::string>(rc::gen::inRange('0', static_cast<char>('9' + 1)));
  const size_t decimals = *rc::gen::inRange<size_t>(0, 9);
  RC_PRE(digits.size() > decimals);
  std::string text = digits;
  if (decimals > 0) text.insert(digits.size() - decimals, ".");
  const size_t whole = digits.size() - decimals;
  const size_t zeros = std::min(digits.find_first_not_of('0'), whole);
  const bool fits = decimals <= 6 && digits.size() - zeros <= 18;
  const std::optional<Decimal> number = Decimal::Parse(text);
  RC_ASSERT(number.has_value() == fits);
  if (!fits) return;
  __int128 expected = 0;
  for (const char digit : digits) expected = expected * 10 + (digit - '0');
  for (size_t i = decimals; i < 6; ++i) expected *= 10;
  RC_ASSERT(*number == Decimal::FromMillionths(expected));
}

RC_GTEST_PROP(DecimalProperty, CompareProductsIsConsistent, ()) {
  const Decimal a = AnyDecimal(), b = AnyDecimal(), c = AnyDecimal(), d = AnyDecimal();
  const std::strong_ordering order = CompareProducts(a, b, c, d);
  RC_ASSERT(CompareProducts(b, a, d, c) == order);
  RC_ASSERT(CompareProducts(c, d, a, b) == (0 <=> order));
  RC_ASSERT(CompareProducts(a, b, a, b) == std::strong_ordering::equal);
  const Decimal one = Decimal::FromInt(1);
  RC_ASSERT(CompareProducts(a, one, c, one) == (a <=> c));
}

}  // namespace
}  // namespace heng::scoring
