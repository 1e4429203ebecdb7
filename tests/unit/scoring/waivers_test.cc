// Waivers: who may waive what, and what a waived finding still blocks.
#include "scoring/waivers.h"

#include <vector>

#include "form_builder.h"
#include "gmock/gmock.h"

namespace heng::scoring {
namespace {

using heng::v1::Waiver;
using testing::Find;
using testing::FormBuilder;
using testing::ScoreUnder;
using testing::Shipped;

Waiver Make(const char* finding, const char* row, const char* field, const char* reason, Waiver::Role role) {
  Waiver waiver;
  waiver.set_finding(finding);
  waiver.set_row_id(row);
  waiver.set_field(field);
  waiver.set_reason(reason);
  waiver.set_role(role);
  return waiver;
}

// A corrupt target and a deduction without reason, both errors or not as mof-2020 says.
heng::v1::ScoreSheet Sheet() {
  FormBuilder builder;
  builder.Add({"=100100", "=100100", "10", "10"}).Add({"≥10次", "10次", "80", "70"});
  return ScoreUnder("mof-2020", builder.form());
}

TEST(WaiversTest, AReviewerMayWaiveAnyFindingWithAReason) {
  auto sheet = Sheet();
  ASSERT_TRUE(HasErrors(sheet));
  const auto policy = Shipped("mof-2020");
  const auto refused = ApplyWaivers(
      *policy, {Make("deduction-without-reason", "r2", "deviation_reason", "已在会上说明", Waiver::REVIEWER)}, &sheet);
  EXPECT_TRUE(refused.empty());
  const auto* waived = Find(sheet, "deduction-without-reason");
  ASSERT_NE(waived, nullptr);  // it stays, and says who took it
  EXPECT_EQ(waived->waiver().reason(), "已在会上说明");
  EXPECT_EQ(waived->waiver().role(), Waiver::REVIEWER);
  EXPECT_EQ(waived->severity(), heng::v1::Finding::ERROR);
}

TEST(WaiversTest, AFormWhoseErrorsAreAllWaivedHasNone) {
  FormBuilder builder;
  builder.Add({"≥10次", "10次", "90", "80"});
  auto sheet = ScoreUnder("mof-2020", builder.form());
  ASSERT_TRUE(HasErrors(sheet));
  EXPECT_TRUE(ApplyWaivers(*Shipped("mof-2020"),
                           {Make("deduction-without-reason", "r1", "deviation_reason", "已说明", Waiver::REVIEWER)},
                           &sheet)
                  .empty());
  EXPECT_FALSE(HasErrors(sheet));
}

TEST(WaiversTest, APreparerMayWaiveOnlyWhatThePolicyLists) {
  auto sheet = Sheet();
  const auto refused =
      ApplyWaivers(*Shipped("mof-2020"),
                   {Make("value-corrupt", "r1", "initial_target", "系统导出所致", Waiver::PREPARER),
                    Make("deduction-without-reason", "r2", "deviation_reason", "已说明", Waiver::PREPARER)},
                   &sheet);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].index, 1);
  EXPECT_EQ(refused[0].problem, WaiverProblem::kNotAllowed);
  EXPECT_TRUE(Find(sheet, "value-corrupt")->has_waiver());
  EXPECT_FALSE(Find(sheet, "deduction-without-reason")->has_waiver());
}

TEST(WaiversTest, RefusesWhatIsNotThereAndReasonsThatSayNothing) {
  auto sheet = Sheet();
  const auto refused =
      ApplyWaivers(*Shipped("mof-2020"),
                   {Make("value-corrupt", "r2", "initial_target", "系统所致", Waiver::REVIEWER),
                    Make("value-corrupt", "r1", "initial_target", "无", Waiver::REVIEWER),
                    Make("value-corrupt", "r1", "initial_target", "系统所致", Waiver::ROLE_UNSPECIFIED)},
                   &sheet);
  ASSERT_EQ(refused.size(), 3U);
  EXPECT_EQ(refused[0].problem, WaiverProblem::kNoSuchFinding);
  EXPECT_EQ(refused[1].problem, WaiverProblem::kNoReason);
  EXPECT_EQ(refused[2].problem, WaiverProblem::kNotAllowed);
  EXPECT_FALSE(Find(sheet, "value-corrupt")->has_waiver());
}

TEST(WaiversTest, AWaiverLapsesWhenTheFindingStatesSomethingElse) {
  const auto refused = [](const char* stated) {
    auto sheet = Sheet();
    Waiver waiver = Make("value-corrupt", "r1", "initial_target", "系统导出所致", Waiver::REVIEWER);
    waiver.set_stated(stated);
    const auto problems = ApplyWaivers(*Shipped("mof-2020"), {waiver}, &sheet);
    EXPECT_EQ(Find(sheet, "value-corrupt")->has_waiver(), problems.empty());
    return problems;
  };
  EXPECT_TRUE(refused("=100100").empty());
  ASSERT_EQ(refused("=200200").size(), 1U);
  EXPECT_EQ(refused("=200200")[0].problem, WaiverProblem::kNoSuchFinding);
  EXPECT_EQ(refused("").size(), 1U);  // waived when nothing was stated
}

TEST(WaiversTest, FindingsOfATargetAreWaivedAlike) {
  google::protobuf::RepeatedPtrField<heng::v1::Finding> findings;
  findings.Add()->set_id("not-filled");
  findings.Mutable(0)->set_severity(heng::v1::Finding::ERROR);
  findings.Mutable(0)->mutable_place()->set_field("indicators");
  EXPECT_TRUE(HasErrors(findings));
  const auto waiver = Make("not-filled", "", "indicators", "另附指标表", Waiver::REVIEWER);
  EXPECT_TRUE(ApplyWaivers(*Shipped("mof-2020"), {waiver}, &findings).empty());
  EXPECT_FALSE(HasErrors(findings));
}

TEST(WaiversTest, TheFirstWaiverOfAFindingStays) {
  auto sheet = Sheet();
  ApplyWaivers(*Shipped("mof-2020"),
               {Make("value-corrupt", "r1", "initial_target", "先", Waiver::PREPARER),
                Make("value-corrupt", "r1", "initial_target", "后", Waiver::REVIEWER)},
               &sheet);
  EXPECT_EQ(Find(sheet, "value-corrupt")->waiver().reason(), "先");
}

}  // namespace
}  // namespace heng::scoring
