#include "scoring/grade.h"

#include <algorithm>
#include <string>

#include "scoring/value.h"

namespace heng::scoring {

const GradeRule& GradeOf(const PolicyRules& rules, Decimal total) {
  const Decimal rounded = total.Rounded(rules.total_rounding.places(), rules.total_rounding.mode());
  for (const GradeRule& rule : rules.grades) {
    if (rounded >= rule.from) return rule;
  }
  return rules.grades.back();
}

std::string_view GradeWord(int grade) {
  switch (grade) {
    case heng::v1::EXCELLENT:
      return "优";
    case heng::v1::GOOD:
      return "良";
    case heng::v1::FAIR:
      return "中";
    case heng::v1::POOR:
      return "差";
    default:
      return {};
  }
}

PrintedGrade ReadGrade(const PolicyRules& rules, std::string_view text) {
  TextPool pool;
  const std::string_view folded = Fold(text, pool).text;
  for (const GradeRule& rule : rules.grades) {
    if (folded == rule.label) return {rule.grade, false};
    if (std::find(rule.aliases.begin(), rule.aliases.end(), folded) != rule.aliases.end()) return {rule.grade, true};
  }
  return {};
}

}  // namespace heng::scoring
