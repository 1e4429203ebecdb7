#include "scoring/value_date.h"

#include <algorithm>
#include <array>
#include <optional>

#include "scoring/text.h"

namespace heng::scoring {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;

// What may stand before a date and after it without changing its last day.
constexpr std::array<std::string_view, 5> kOpenings = {"截至", "截止到", "截止", "于", "在"};
constexpr std::array<std::string_view, 12> kEndings = {"之前", "以前",     "前",   "底",   "末",    "止",
                                                       "份",   "全部完成", "完成", "为止", "24:00", "24时"};
constexpr std::array<std::string_view, 4> kWithin = {"以内", "之内", "内", "中"};
constexpr std::array<std::string_view, 4> kThisYear = {"本年度", "本年", "当年", "今年"};

int ToInt(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

// A number of one or two digits; 0: none (more digits are left alone).
int TakeSmallNumber(Cursor& in) {
  Cursor ahead = in;
  const std::string_view digits = ahead.TakeDigits();
  if (digits.empty() || digits.size() > 2) return 0;
  in = ahead;
  return ToInt(digits);
}

absl::CivilDay LastDayOfMonth(int year, int month) { return absl::CivilDay(absl::CivilMonth(year, month) + 1) - 1; }

std::optional<absl::CivilDay> MakeDay(int year, int month, int day) {
  const absl::CivilDay date(year, month, day);
  if (date.year() != year || date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

DateReading Invalid() { return {DateReading::kInvalid, {}}; }

// Decides on what follows the date itself.
DateReading Finish(Cursor in, absl::CivilDay day) {
  in.SkipBlanks();
  while (in.TakeAny(kEndings)) {
  }
  return {in.AtEnd() ? DateReading::kDate : DateReading::kPhrase, day};
}

// "2022-12-31", "2022/12/31", "2022.12.31", and "2022-12" or "2022/12" for the month.
DateReading ReadNumericDate(std::string_view text) {
  Cursor in(text);
  const std::string_view year_digits = in.TakeDigits();
  if (year_digits.size() != 4 || in.AtEnd()) return {};
  const std::string_view separator = in.TakeBytes(1);
  if (separator != "-" && separator != "/" && separator != ".") return {};
  const int year = ToInt(year_digits);
  if (year < kFirstYear || year > kLastYear) return {};
  const int month = TakeSmallNumber(in);
  if (month == 0) return {};
  const bool has_day = in.Take(separator);
  if (!has_day && (separator == "." || month > 12)) return {};  // a number, or a range such as 2000-20
  if (!has_day) return Finish(in, LastDayOfMonth(year, month));
  const int day_number = TakeSmallNumber(in);
  const std::optional<absl::CivilDay> day = MakeDay(year, month, day_number);
  return day ? Finish(in, *day) : Invalid();
}

// The part after "12月": a day, a third of the month, or nothing.
DateReading ReadWithinMonth(Cursor in, int year, int month) {
  if (month < 1 || month > 12) return Invalid();
  in.SkipBlanks();
  if (in.AtDigit()) {
    Cursor ahead = in;
    const int day_number = TakeSmallNumber(ahead);
    if (!ahead.Take("日") && !ahead.Take("号")) return {DateReading::kPhrase, {}};
    const std::optional<absl::CivilDay> day = MakeDay(year, month, day_number);
    return day ? Finish(ahead, *day) : Invalid();
  }
  if (in.Take("上旬")) return Finish(in, absl::CivilDay(year, month, 10));
  if (in.Take("中旬")) return Finish(in, absl::CivilDay(year, month, 20));
  if (in.TakeAny(kWithin)) return Invalid();  // 3月内: in March, or within three months
  in.Take("下旬");
  return Finish(in, LastDayOfMonth(year, month));
}

// Takes "第三季度", "三季度", "3季度"; 0: none.
int TakeQuarter(Cursor& in) {
  static constexpr std::array<std::array<std::string_view, 2>, 4> kQuarters = {
      {{"一季度", "1季度"}, {"二季度", "2季度"}, {"三季度", "3季度"}, {"四季度", "4季度"}}};
  Cursor ahead = in;
  ahead.Take("第");
  for (size_t i = 0; i < kQuarters.size(); ++i) {
    if (!ahead.TakeAny(kQuarters[i])) continue;
    in = ahead;
    return static_cast<int>(i) + 1;
  }
  return 0;
}

// How the year was named: not at all, as "当年", or as "2022年".
enum class YearNamed { kNot, kByWord, kByDigits };

// The part after the year: month, quarter, half or the whole year.
DateReading ReadWithinYear(Cursor in, int year, YearNamed named) {
  if (const int quarter = TakeQuarter(in); quarter > 0) {
    in.TakeAny(kWithin);
    return Finish(in, LastDayOfMonth(year, quarter * 3));
  }
  if (in.Take("上半年")) return Finish(in, absl::CivilDay(year, 6, 30));
  if (in.Take("下半年")) return Finish(in, absl::CivilDay(year, 12, 31));
  Cursor ahead = in;
  if (const int month = TakeSmallNumber(ahead); month > 0 && ahead.Take("月")) {
    return ReadWithinMonth(ahead, year, month);
  }
  if (named == YearNamed::kNot && !in.Take("年")) return {};
  in.Take("度");
  const bool within = in.TakeAny(kWithin);
  if (named != YearNamed::kByDigits && !within && in.AtEnd()) return {};  // "当年" alone names no day
  return Finish(in, absl::CivilDay(year, 12, 31));
}

// Takes "2022年" or, before a month, "22年". nullopt: no such year; `in` has not moved.
std::optional<int> TakeYear(Cursor& in) {
  Cursor ahead = in;
  const std::string_view digits = ahead.TakeDigits();
  if (digits.size() != 2 && digits.size() != 4) return std::nullopt;
  if (!ahead.Take("年")) return std::nullopt;
  ahead.SkipBlanks();
  int year = ToInt(digits);
  if (digits.size() == 2) {
    Cursor month = ahead;
    if (TakeSmallNumber(month) == 0 || !month.Take("月")) return std::nullopt;  // "99年" is a span of time
    year += 2000;
  }
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  in = ahead;
  return year;
}

// False for most cells, at once: a date has one of the characters 年, 月, 季, or begins like 2022-.
bool MayBeDate(std::string_view text) {
  constexpr size_t kYearDigits = 4;
  if (text.size() > kYearDigits && !IsDigit(text[kYearDigits]) &&
      std::all_of(text.begin(), text.begin() + kYearDigits, IsDigit)) {
    return true;
  }
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    const std::string_view at = text.substr(i, 3);
    if (at.front() != '\xE5' && at.front() != '\xE6') continue;
    if (at == "年" || at == "月" || at == "季") return true;
  }
  return false;
}

}  // namespace

DateReading ReadDate(std::string_view text, int fiscal_year) {
  if (!MayBeDate(text)) return {};
  if (DateReading numeric = ReadNumericDate(text); numeric.kind != DateReading::kNone) return numeric;
  Cursor in(text);
  in.TakeAny(kOpenings);
  in.SkipBlanks();
  if (const std::optional<int> year = TakeYear(in)) return ReadWithinYear(in, *year, YearNamed::kByDigits);
  const YearNamed named = in.TakeAny(kThisYear) ? YearNamed::kByWord : YearNamed::kNot;
  in.SkipBlanks();
  const DateReading reading = ReadWithinYear(in, fiscal_year, named);
  if (reading.kind == DateReading::kDate && (fiscal_year < kFirstYear || fiscal_year > kLastYear)) return Invalid();
  return reading;
}

}  // namespace heng::scoring
