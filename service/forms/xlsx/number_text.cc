#include "service/forms/xlsx/number_text.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

using scoring::IsDigit;

constexpr int kSignificant = 15;
// Powers of ten that the first digit of a number may have; a double's are -308 to 308.
constexpr int kLeast = -330;
constexpr int kMost = 309;

constexpr int64_t kSecondsOfDay = 86'400;
// Days are split exactly to 10^-12 of a day, far below the second they are rounded to.
constexpr int kDayPlaces = 12;
constexpr int64_t kDayParts = 1'000'000'000'000;
constexpr int64_t kLastDay = 2'958'465;  // 9999-12-31 in the count from 1900

// The digits of a number as they are read from left to right: those that count, and what the rest does to them.
class Digits {
 public:
  void Add(int digit, bool after_point) {
    if (kept_ < kSignificant) {
      mantissa_ = mantissa_ * 10 + digit;
      if (mantissa_ != 0) ++kept_;
      if (after_point) --exponent_;
      return;
    }
    if (!rounded_) {
      rounded_ = true;
      round_up_ = digit >= 5;
    }
    if (!after_point) ++exponent_;
  }

  std::optional<Number> Take(bool negative, int exponent) const {
    if (mantissa_ == 0) return Number{};
    Number number = {mantissa_ + (round_up_ ? 1 : 0), exponent_ + exponent};
    if (number.exponent + kept_ > kMost || number.exponent + kept_ < kLeast) return std::nullopt;
    while (number.mantissa % 10 == 0) {
      number.mantissa /= 10;
      ++number.exponent;
    }
    if (negative) number.mantissa = -number.mantissa;
    return number;
  }

 private:
  int64_t mantissa_ = 0;
  int exponent_ = 0;
  int kept_ = 0;
  bool rounded_ = false;
  bool round_up_ = false;
};

std::optional<int> ReadExponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 6) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

std::string TwoDigits(int64_t value) { return absl::StrCat(value < 10 ? "0" : "", value); }

std::string ClockText(int64_t seconds) {
  std::string text = absl::StrCat(TwoDigits(seconds / 3600), ":", TwoDigits(seconds / 60 % 60));
  if (seconds % 60 != 0) absl::StrAppend(&text, ":", TwoDigits(seconds % 60));
  return text;
}

// Whole days and seconds of the day, rounded to the second. nullopt: negative, or later than any date.
struct Moment {
  int64_t days = 0;
  int64_t seconds = 0;
};
std::optional<Moment> MomentOf(Number number) {
  if (number.mantissa < 0 || number.exponent > 7) return std::nullopt;
  int64_t whole = number.mantissa, part = 0;
  for (int i = 0; i < number.exponent; ++i) {
    if (whole > kLastDay) return std::nullopt;
    whole *= 10;
  }
  if (number.exponent < 0) {
    int places = -number.exponent;
    for (; places > kDayPlaces; --places) whole /= 10;
    int64_t scale = 1;
    for (int i = 0; i < places; ++i) scale *= 10;
    part = whole % scale * (kDayParts / scale);
    whole /= scale;
  }
  const int64_t seconds = (part * kSecondsOfDay + kDayParts / 2) / kDayParts;
  const Moment moment = {whole + seconds / kSecondsOfDay, seconds % kSecondsOfDay};
  if (moment.days > kLastDay) return std::nullopt;
  return moment;
}

// The date `days` days after 1970-01-01. Years are taken from March on, so that the leap day is a year's last.
std::string CivilText(int64_t days) {
  days += 719'468;  // since 0000-03-01
  const int64_t era = days / 146'097;
  const int64_t day_of_era = days % 146'097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  return absl::StrCat(year, "-", TwoDigits(month), "-", TwoDigits(day));
}

std::optional<std::string> DayText(int64_t days, bool date1904) {
  if (date1904) {
    if (days > kLastDay - 1462) return std::nullopt;
    return CivilText(days - 24'107);
  }
  if (days == 0) return std::nullopt;
  // Day 60 is a 29th of February that 1900 did not have; spreadsheets show it all the same.
  if (days == 60) return "1900-02-29";
  return CivilText(days - (days < 60 ? 25'568 : 25'569));
}

std::optional<std::string> MomentText(const Moment& moment, bool date1904) {
  std::optional<std::string> text = DayText(moment.days, date1904);
  if (text.has_value() && moment.seconds != 0) absl::StrAppend(&*text, " ", ClockText(moment.seconds));
  return text;
}

// Takes two digits up to `most`, after `before` if that is given.
std::optional<int> TakeTwo(scoring::Cursor& cursor, std::string_view before, int most) {
  if (!cursor.Take(before)) return std::nullopt;
  const std::string_view two = cursor.TakeBytes(2);
  if (two.size() != 2 || !IsDigit(two[0]) || !IsDigit(two[1])) return std::nullopt;
  const int value = (two[0] - '0') * 10 + (two[1] - '0');
  return value > most ? std::nullopt : std::optional<int>(value);
}

}  // namespace

std::optional<Number> ReadNumber(std::string_view text) {
  text = View(absl::StripAsciiWhitespace(View(text)));
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Digits digits;
  bool any = false, after_point = false;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    if (IsDigit(text[i])) {
      any = true;
      digits.Add(text[i] - '0', after_point);
    } else if (text[i] == '.' && !after_point) {
      after_point = true;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (i == text.size()) return digits.Take(negative, 0);
  if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
  const std::optional<int> exponent = ReadExponent(text.substr(i + 1));
  if (!exponent.has_value()) return std::nullopt;
  return digits.Take(negative, *exponent);
}

std::string NumberText(Number number) {
  const bool negative = number.mantissa < 0;
  std::string digits = absl::StrCat(negative ? -number.mantissa : number.mantissa);
  if (number.exponent > 0) {
    digits.append(static_cast<size_t>(number.exponent), '0');
  } else if (number.exponent < 0) {
    const auto places = static_cast<size_t>(-number.exponent);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return negative ? absl::StrCat("-", digits) : digits;
}

std::string PercentText(Number number) {
  if (number.mantissa != 0) number.exponent += 2;
  return absl::StrCat(NumberText(number), "%");
}

std::optional<std::string> DateText(Number number, bool date1904) {
  const std::optional<Moment> moment = MomentOf(number);
  if (!moment.has_value()) return std::nullopt;
  return MomentText(*moment, date1904);
}

std::optional<std::string> TimeText(Number number, bool date1904) {
  const std::optional<Moment> moment = MomentOf(number);
  if (!moment.has_value()) return std::nullopt;
  return moment->days == 0 ? ClockText(moment->seconds) : MomentText(*moment, date1904);
}

std::optional<std::string> ElapsedText(Number number) {
  const std::optional<Moment> moment = MomentOf(number);
  if (!moment.has_value()) return std::nullopt;
  return ClockText(moment->days * kSecondsOfDay + moment->seconds);
}

std::optional<std::string> IsoDateText(std::string_view text) {
  text = View(absl::StripAsciiWhitespace(View(text)));
  scoring::Cursor cursor(text);
  const std::string_view year = cursor.TakeDigits();
  if (year.size() != 4 || !TakeTwo(cursor, "-", 12) || !TakeTwo(cursor, "-", 31)) return std::nullopt;
  std::string date(text.substr(0, 10));
  if (cursor.AtEnd()) return date;
  const std::optional<int> hour = TakeTwo(cursor, "T", 23);
  const std::optional<int> minute = TakeTwo(cursor, ":", 59);
  if (!hour.has_value() || !minute.has_value()) return std::nullopt;
  int second = 0;
  if (!cursor.AtEnd() && !cursor.rest().starts_with('Z')) {
    const std::optional<int> seconds = TakeTwo(cursor, ":", 59);
    if (!seconds.has_value()) return std::nullopt;
    second = *seconds;
    if (cursor.Take(".")) cursor.TakeDigits();
  }
  cursor.Take("Z");
  if (!cursor.AtEnd()) return std::nullopt;
  const int64_t time = *hour * 3600 + *minute * 60 + second;
  if (time != 0) absl::StrAppend(&date, " ", ClockText(time));
  return date;
}

}  // namespace heng::forms::xlsx
