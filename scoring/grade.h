// 等级: from the rounded, published total.
#pragma once

#include <string_view>

#include "scoring/policy_rules.h"

namespace heng::scoring {

// Rounds `total` as the policy says and finds its grade: 89.995 is 90.00 and 优. Below 0 counts as 0.
const GradeRule& GradeOf(const PolicyRules& rules, Decimal total);

// 优, 良, 中, 差; of no grade: empty.
std::string_view GradeWord(int grade);

// A grade as printed.
struct PrintedGrade {
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;  // unspecified: no grade of the policy
  bool alias = false;                                   // 优秀 for 优
};
PrintedGrade ReadGrade(const PolicyRules& rules, std::string_view text);

}  // namespace heng::scoring
