#include "scoring/grade.h"

#include "form_builder.h"
#include "gtest/gtest.h"

namespace heng::scoring {
namespace {

using heng::v1::Grade;
using testing::Shipped;

Grade GradeOfText(const std::string& policy, const char* total) {
  return GradeOf(Shipped(policy)->rules(), *Decimal::Parse(total)).grade;
}

TEST(GradeTest, IsTakenFromTheRoundedTotal) {
  for (const std::string policy : {"mof-2020", "shanxi-2022"}) {
    for (const char* total : {"100", "90", "89.996", "89.995"}) {
      EXPECT_EQ(GradeOfText(policy, total), heng::v1::EXCELLENT) << policy << " " << total;
    }
    for (const char* total : {"89.994", "80", "79.996", "79.995"}) {
      EXPECT_EQ(GradeOfText(policy, total), heng::v1::GOOD) << policy << " " << total;
    }
    for (const char* total : {"79.994", "60", "59.996", "59.995"}) {
      EXPECT_EQ(GradeOfText(policy, total), heng::v1::FAIR) << policy << " " << total;
    }
    for (const char* total : {"59.994", "0", "-3"}) {
      EXPECT_EQ(GradeOfText(policy, total), heng::v1::POOR) << policy << " " << total;
    }
  }
}

TEST(GradeTest, PrintedGradesAreUnderstoodWithTheirAliases) {
  const PolicyRules& rules = Shipped("mof-2020")->rules();
  EXPECT_EQ(ReadGrade(rules, "优").grade, heng::v1::EXCELLENT);
  EXPECT_FALSE(ReadGrade(rules, "优").alias);
  EXPECT_EQ(ReadGrade(rules, " 优秀 ").grade, heng::v1::EXCELLENT);
  EXPECT_TRUE(ReadGrade(rules, "优秀").alias);
  EXPECT_EQ(ReadGrade(rules, "良好").grade, heng::v1::GOOD);
  EXPECT_EQ(ReadGrade(rules, "合格").grade, heng::v1::GRADE_UNSPECIFIED);
  EXPECT_EQ(ReadGrade(rules, "").grade, heng::v1::GRADE_UNSPECIFIED);
}

}  // namespace
}  // namespace heng::scoring
