#include "service/core/names.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/time/time.h"
#include "service/core/new_id.h"

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

TEST(NewIds, AreResourceIdsInTheOrderOfTheirSeconds) {
  std::string before;
  for (const int64_t seconds : {int64_t{0}, int64_t{31}, int64_t{32}, int64_t{1'790'000'000}, int64_t{1'790'000'001},
                                int64_t{4'000'000'000}, int64_t{30'000'000'000}}) {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) ids.insert(NewId("e", absl::FromUnixSeconds(seconds)));
    EXPECT_EQ(ids.size(), 1000u);
    EXPECT_TRUE(IsResourceId(*ids.begin())) << *ids.begin();
    EXPECT_LT(before, *ids.begin()) << seconds;
    before = *ids.rbegin();
  }
}

}  // namespace
}  // namespace heng::core
