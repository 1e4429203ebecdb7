#include "service/core/names.h"

#include <gtest/gtest.h>

namespace heng::core {
namespace {

using heng::v1::Evaluation;

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

TEST(Names, EveryStateAndActionHasAChineseWord) {
  const auto* states = Evaluation::State_descriptor();
  for (int i = 0; i < states->value_count(); ++i) {
    const auto state = static_cast<Evaluation::State>(states->value(i)->number());
    EXPECT_EQ(StateInChinese(state) == "未知", state == Evaluation::STATE_UNSPECIFIED) << states->value(i)->name();
  }
  EXPECT_EQ(ActionInChinese("update"), "修改");
  EXPECT_EQ(ActionInChinese("submit"), "提交");
  EXPECT_EQ(ActionInChinese("discard"), "作废");
}

}  // namespace
}  // namespace heng::core
