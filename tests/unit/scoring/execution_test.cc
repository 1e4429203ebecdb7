#include "scoring/execution.h"

#include "form_builder.h"
#include "gtest/gtest.h"

namespace heng::scoring {
namespace {

using heng::v1::ExecutionScore;
using testing::FormBuilder;
using testing::ScoreUnder;

ExecutionScore Execution(const std::string& policy, const std::string& budget, const std::string& executed) {
  return ScoreUnder(policy, FormBuilder().Funds(budget, executed).form()).execution();
}

struct Published {
  const char *budget, *executed, *shanxi_rate, *shanxi, *mof;
};

class ExecutionScoreTest : public ::testing::TestWithParam<Published> {};

TEST_P(ExecutionScoreTest, IsRoundedAsThePolicySays) {
  const Published& p = GetParam();
  EXPECT_EQ(Execution("shanxi-2022", p.budget, p.executed).rate(), p.shanxi_rate);
  EXPECT_EQ(Execution("shanxi-2022", p.budget, p.executed).score(), p.shanxi);
  EXPECT_EQ(Execution("mof-2020", p.budget, p.executed).score(), p.mof);
}

INSTANTIATE_TEST_SUITE_P(Published, ExecutionScoreTest,
                         ::testing::Values(Published{"22000.00", "21000.00", "95.45", "9.54", "9.55"},
                                           Published{"300000", "228400", "76.13", "7.61", "7.61"},
                                           Published{"2528300", "2215100", "87.61", "8.76", "8.76"},
                                           Published{"1007940", "781940", "77.58", "7.76", "7.76"},
                                           Published{"210000", "100260", "47.74", "4.77", "4.77"},
                                           Published{"88100", "88100", "100", "10", "10"},
                                           Published{"100", "0", "0", "0", "0"},
                                           Published{"999999999999.99", "0.01", "0", "0", "0"}));

TEST(ExecutionTest, TheRateIsShownUnroundedWhereThePolicyDoesNotRoundIt) {
  EXPECT_EQ(Execution("mof-2020", "22000", "21000").rate(), "95.454545");
}

TEST(ExecutionTest, OverspendingKeepsTheTrueRateAndCapsTheScore) {
  for (const std::string policy : {"mof-2020", "shanxi-2022"}) {
    const ExecutionScore execution = Execution(policy, "100", "123.45");
    EXPECT_EQ(execution.rate(), "123.45");
    EXPECT_EQ(execution.score(), "10");
    EXPECT_EQ(execution.unspent(), "-23.45");
  }
}

TEST(ExecutionTest, ABudgetOfZeroIsNotApplicableWhateverIsClaimed) {
  FormBuilder builder;
  builder.Funds("0", "0").Add({"≥1次", "1次", "90", "90"});
  builder.form().mutable_funds()->mutable_total()->set_claimed_score("10");
  const auto sheet = ScoreUnder("shanxi-2022", builder.form());
  EXPECT_FALSE(sheet.execution().applicable());
  EXPECT_FALSE(sheet.execution().has_score());
  EXPECT_FALSE(sheet.execution().has_rate());
  EXPECT_EQ(sheet.execution().claimed(), "10");
  EXPECT_FALSE(sheet.complete());
  EXPECT_FALSE(sheet.has_total());
  EXPECT_EQ(sheet.grade(), heng::v1::GRADE_UNSPECIFIED);
  EXPECT_NE(testing::Find(sheet, "budget-zero"), nullptr);
}

TEST(ExecutionTest, MissingAmountsLeaveItOpen) {
  FormBuilder builder;
  builder.Add({"≥1次", "1次", "90", "90"});
  builder.form().mutable_funds()->mutable_total()->clear_executed();
  const auto sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_FALSE(sheet.execution().applicable());
  EXPECT_FALSE(sheet.complete());
  const auto* finding = testing::Find(sheet, "not-filled");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->place().row_id(), "total");
  EXPECT_EQ(finding->place().field(), "executed");
}

TEST(ExecutionTest, TransfersHaveARateButNoScore) {
  FormBuilder builder;
  builder.Funds("100", "80").form().set_subject_kind(heng::v1::TRANSFER);
  const auto sheet = ScoreUnder("mof-2020", builder.form());
  EXPECT_EQ(sheet.execution().rate(), "80");
  EXPECT_FALSE(sheet.execution().has_score());
  EXPECT_TRUE(sheet.complete());
  EXPECT_FALSE(sheet.has_total());
}

}  // namespace
}  // namespace heng::scoring
