#include "service/core/names.h"

#include <gtest/gtest.h>

namespace heng::core {
namespace {

TEST(Names, AResourceIdHasThreeToSixtyThreePlainCharacters) {
  for (const std::string& id : {std::string("abc"), std::string("a-1"), std::string("dt-2022-canjiren"),
                                std::string("a") + std::string(62, '9')}) {
    EXPECT_TRUE(IsResourceId(id)) << id;
  }
  for (const std::string& id :
       {std::string(), std::string("ab"), std::string(64, 'a'), std::string("1abc"), std::string("-abc"),
        std::string("aBc"), std::string("a_c"), std::string("a/c"), std::string("a c"), std::string("绩效评价"),
        std::string("abc\n"), std::string("ab\0c", 4)}) {
    EXPECT_FALSE(IsResourceId(id)) << id;
  }
}

TEST(Names, AnEvaluationNameHoldsItsId) {
  EXPECT_EQ(EvaluationId("evaluations/dt-2022"), "dt-2022");
  EXPECT_EQ(EvaluationId(EvaluationName("dt-2022")), "dt-2022");
  for (const char* name : {"", "dt-2022", "evaluations", "evaluations/", "evaluations/ab", "evaluations/a/bcd",
                           "/evaluations/abc", "Evaluations/abc", "orgs/abc", "evaluations//abc"}) {
    EXPECT_EQ(EvaluationId(name), std::nullopt) << name;
  }
}

TEST(Names, AnOrgNameHoldsItsId) {
  EXPECT_EQ(OrgId("orgs/sx-datong-121005"), "sx-datong-121005");
  EXPECT_EQ(OrgId("evaluations/abc"), std::nullopt);
  EXPECT_EQ(OrgId("orgs/121005"), std::nullopt);
}

TEST(Names, TheIdOfATargetIsItsName) {
  EXPECT_EQ(TargetId("targets/dt-2026"), "targets/dt-2026");
  EXPECT_EQ(TargetId("targets/x"), std::nullopt);
  EXPECT_EQ(TargetId("evaluations/dt-2026"), std::nullopt);
}

}  // namespace
}  // namespace heng::core
