#include "service/forms/xlsx/number_format.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "scoring/text.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

constexpr std::string_view kGeneral = "General";
constexpr std::string_view kChineseGeneral = "G/通用格式";

char Lower(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }

bool BeginsWith(std::string_view code, std::string_view word) {
  return absl::StartsWithIgnoreCase(View(code), View(word));
}

// What was seen in one section of a code, outside of quotes.
struct Section {
  bool any = false;        // anything at all
  bool condition = false;  // [>=100]
  bool percent = false;
  bool digit = false;    // 0 # ?
  bool day = false;      // y d
  bool era = false;      // e g b aaa: dates too, but only where no digits stand
  bool month = false;    // m: months, minutes beside h or s
  bool time = false;     // h s
  bool elapsed = false;  // [h] [m] [s]

  NumberKind Kind() const {
    if (elapsed) return NumberKind::kElapsed;
    if (day || (era && !digit)) return NumberKind::kDate;
    if (time) return NumberKind::kTime;
    if (month && !digit) return NumberKind::kDate;
    return percent ? NumberKind::kPercent : NumberKind::kPlain;
  }
};

// [Red], [$-804], [DBNum1], [>=100], [h]
void SeeBracket(std::string_view inside, Section& section) {
  if (inside.empty()) return;
  if (inside.find_first_of("<>=") == 0) section.condition = true;
  const char letter = Lower(inside.front());
  if (letter != 'h' && letter != 'm' && letter != 's') return;
  for (const char c : inside) {
    if (Lower(c) != letter) return;
  }
  section.elapsed = true;
}

void SeeCharacter(std::string_view rest, Section& section) {
  switch (Lower(rest.front())) {
    case '%':
      section.percent = true;
      break;
    case '0':
    case '#':
    case '?':
      section.digit = true;
      break;
    case 'y':
    case 'd':
      section.day = true;
      break;
    case 'm':
      section.month = true;
      break;
    case 'h':
    case 's':
      section.time = true;
      break;
    case 'g':
    case 'b':
      section.era = true;
      break;
    case 'e':  // "0.0E+00" is no year
      if (rest.size() < 2 || (rest[1] != '+' && rest[1] != '-')) section.era = true;
      break;
    case 'a':
      if (BeginsWith(rest, "aaa")) section.era = true;
      break;
    default:
      break;
  }
}

// Takes one section and the semicolon after it.
Section TakeSection(std::string_view& code) {
  Section section;
  while (!code.empty()) {
    const char c = code.front();
    size_t length = 1;
    if (c == ';') {
      code.remove_prefix(1);
      return section;
    }
    section.any = true;
    if (c == '"' || c == '[') {
      const size_t end = code.find(c == '"' ? '"' : ']', 1);
      if (c == '[') SeeBracket(code.substr(1, end == std::string_view::npos ? end : end - 1), section);
      length = end == std::string_view::npos ? code.size() : end + 1;
    } else if (c == '\\' || c == '_' || c == '*') {
      length = 2;
    } else if (BeginsWith(code, kGeneral)) {
      length = kGeneral.size();
    } else if (BeginsWith(code, kChineseGeneral)) {
      length = kChineseGeneral.size();
    } else {
      SeeCharacter(code, section);
    }
    code.remove_prefix(length < code.size() ? length : code.size());
  }
  return section;
}

}  // namespace

NumberFormat BuiltinFormat(int id) {
  const auto in = [id](int first, int last) { return first <= id && id <= last; };
  if (in(9, 10)) return NumberFormat::Of(NumberKind::kPercent);
  if (in(18, 21) || in(32, 35) || id == 45 || id == 47 || in(55, 56)) return NumberFormat::Of(NumberKind::kTime);
  if (in(14, 17) || id == 22 || in(27, 31) || id == 36 || in(50, 54) || in(57, 58)) {
    return NumberFormat::Of(NumberKind::kDate);
  }
  if (id == 46) return NumberFormat::Of(NumberKind::kElapsed);
  return {};
}

NumberFormat ReadFormat(std::string_view code) {
  const Section first = TakeSection(code);
  NumberFormat format = NumberFormat::Of(first.Kind());
  if (first.condition || code.empty()) return format;
  const Section second = TakeSection(code);
  if (second.condition) return format;
  if (second.any) format.negative = second.Kind();
  if (code.empty()) return format;
  const Section third = TakeSection(code);
  if (third.any) format.zero = third.Kind();
  return format;
}

}  // namespace heng::forms::xlsx
