// The numbers of a spreadsheet as the text of exact decimals. The file has them as shortest texts of doubles
// ("88.769999999999996"); spreadsheets show and mean at most 15 significant digits ("88.77").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heng::forms::xlsx {

// mantissa x 10^exponent; the mantissa has at most 15 digits and does not end with 0, 0 is {0, 0}.
struct Number {
  int64_t mantissa = 0;
  int exponent = 0;
  bool operator==(const Number&) const = default;
};

// Digits with a sign, a point, an exponent: "-1.5E-3". Rounded half up (away from 0) to 15 significant digits.
// nullopt: no such text, or beyond what a spreadsheet can hold.
std::optional<Number> ReadNumber(std::string_view text);

// Without exponent: "-0.0015".
std::string NumberText(Number number);
// "98%" of 0.98.
std::string PercentText(Number number);

// "2022-12-31", with a time of day that is not midnight "2022-12-31 09:30", "2022-12-31 09:30:05". nullopt: a number
// that is no date of the calendar of spreadsheets (days from 1900-01-01, which is 1; or from 1904-01-01, which is 0).
std::optional<std::string> DateText(Number number, bool date1904);
// A time of day "09:30"; a number that is more than a day is a date with a time.
std::optional<std::string> TimeText(Number number, bool date1904);
// A span of hours: "36:00".
std::optional<std::string> ElapsedText(Number number);
// The text of a date as ISO 8601 has it ("2022-12-31T09:30:00Z"), as DateText gives it; nullopt: it is none.
std::optional<std::string> IsoDateText(std::string_view text);

}  // namespace heng::forms::xlsx
