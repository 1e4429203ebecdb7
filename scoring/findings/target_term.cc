#include "scoring/findings/target_term.h"

#include <algorithm>
#include <string>
#include <utility>

#include "scoring/text.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

constexpr int kOpenEnded = 99;
constexpr int kFirstYear = 1900, kLastYear = 2200;

int NumberOf(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

// What the numbers of the text say; 0: nothing of that kind.
struct Spans {
  int first_year = 0, last_year = 0;  // of the calendar
  int years = 0, months = 0;
};

// A number that was just read, `in` being behind it: 2026, 202601 and 20260131 are days of the calendar.
void Note(std::string_view digits, Cursor& in, Spans& spans) {
  if (digits.size() == 4 || digits.size() == 6 || digits.size() == 8) {
    const int year = NumberOf(digits.substr(0, 4));
    if (year < kFirstYear || year > kLastYear) return;
    spans.first_year = spans.first_year == 0 ? year : std::min(spans.first_year, year);
    spans.last_year = std::max(spans.last_year, year);
  } else if (digits.size() <= 3) {
    if (in.Take("年")) spans.years = std::max(spans.years, NumberOf(digits));
    if (in.Take("个月")) spans.months = std::max(spans.months, NumberOf(digits));
  }
}

// 三年, 两年; 0: no such words. Beyond ten, people write digits.
int SpelledYears(std::string_view text) {
  constexpr std::pair<std::string_view, int> kSpelled[] = {{"一年", 1}, {"两年", 2}, {"二年", 2}, {"三年", 3},
                                                           {"四年", 4}, {"五年", 5}, {"六年", 6}, {"七年", 7},
                                                           {"八年", 8}, {"九年", 9}, {"十年", 10}};
  for (const auto& [words, years] : kSpelled) {
    if (text.find(words) != std::string_view::npos) return years;
  }
  return 0;
}

}  // namespace

std::optional<int> YearsOfTerm(std::string_view text) {
  const std::string folded = FoldText(text);
  if (folded.find("长期") != std::string::npos || folded.find("持续") != std::string::npos) return kOpenEnded;
  if (folded.find("起") != std::string::npos) return std::nullopt;
  Spans spans;
  spans.years = SpelledYears(folded);
  for (Cursor in(folded); !in.AtEnd();) {
    if (in.AtDigit()) {
      const std::string_view digits = in.TakeDigits();
      Note(digits, in, spans);
    } else {
      in.TakeBytes(1);
    }
  }
  if (spans.first_year != 0) return spans.last_year - spans.first_year + 1;
  if (spans.years != 0) return spans.years;
  if (spans.months != 0) return (spans.months + 11) / 12;
  return std::nullopt;
}

}  // namespace heng::scoring
