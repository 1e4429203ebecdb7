// The rules of an office: what counts where, whose turn a review is, who may set them.
#include <gmock/gmock.h>

#include "tests/unit/core/office_testing.h"

namespace heng::core {
namespace {

using heng::v1::WorkflowRules;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OfficeRulesTest : public OfficeTest {
 protected:
  OfficeRules RulesFor(const std::string& org) {
    const auto epoch = core_.residents()->Current();
    return epoch->workflows->For(*epoch->orgs, org);
  }
  std::vector<std::string> ChainOf(const std::string& org) { return ReviewChain(*core_.residents()->Current(), org); }
};

TEST_F(OfficeRulesTest, WhereNothingIsSetTheDefaultsCount) {
  const OfficeRules rules = RulesFor("an-office");
  EXPECT_FALSE(rules.unit_check);
  EXPECT_TRUE(rules.four_eyes_required);
  EXPECT_EQ(rules.review_steps, 1);
  EXPECT_FALSE(rules.acceptance);
  EXPECT_TRUE(rules.late_refused);
}

TEST_F(OfficeRulesTest, EachSwitchIsThatOfTheNearestOrgThatSaysAnything) {
  WorkflowRules root = RulesOf(testing::kTestRoot), unit = RulesOf("an-office");
  root.set_unit_check(WorkflowRules::ON);
  root.set_four_eyes(WorkflowRules::WARN);
  root.set_review_steps(2);
  unit.set_unit_check(WorkflowRules::OFF);
  unit.set_acceptance(WorkflowRules::ON);
  unit.set_late_filing(WorkflowRules::MARKED);
  ASSERT_TRUE(SetRules(root).ok());
  ASSERT_TRUE(SetRules(unit).ok());
  const OfficeRules here = RulesFor("an-office"), there = RulesFor("another-office");
  EXPECT_FALSE(here.unit_check);
  EXPECT_FALSE(here.four_eyes_required);
  EXPECT_EQ(here.review_steps, 2);
  EXPECT_TRUE(here.acceptance);
  EXPECT_FALSE(here.late_refused);
  EXPECT_TRUE(there.unit_check);
  EXPECT_FALSE(there.acceptance);
  EXPECT_TRUE(there.late_refused);

  const auto answer = GetRules("an-office");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->name(), "workflows/an-office");
  EXPECT_EQ(answer->unit_check(), WorkflowRules::OFF);
  EXPECT_EQ(answer->four_eyes(), WorkflowRules::WARN);
  EXPECT_EQ(answer->review_steps(), 2);
  EXPECT_EQ(answer->acceptance(), WorkflowRules::ON);
  EXPECT_EQ(answer->late_filing(), WorkflowRules::MARKED);
  EXPECT_EQ(answer->etag(), "1");
}

TEST_F(OfficeRulesTest, TheSameIsReadAgainFromTheStore) {
  WorkflowRules rules = RulesOf("an-office");
  rules.set_review_steps(3);
  ASSERT_TRUE(SetRules(rules).ok());
  Residents again(store_.get(), "policies/mof-2020");
  ASSERT_TRUE(again.Refresh().ok());
  EXPECT_EQ(again.Current()->workflows->For(*again.Current()->orgs, "an-office").review_steps, 3);
  EXPECT_EQ(again.Current()->principals->reviewer_orgs, core_.residents()->Current()->principals->reviewer_orgs);
}

TEST_F(OfficeRulesTest, RulesThatAreThereAreReplacedAndDeletedWithTheirEtagOnly) {
  WorkflowRules rules = RulesOf("an-office");
  rules.set_review_steps(2);
  const auto first = SetRules(rules);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(ReasonFor(SetRules(rules).status()), "INVALID_FIELDS");
  rules.set_etag("7");
  EXPECT_EQ(ReasonFor(SetRules(rules).status()), "ETAG_MISMATCH");
  rules.set_etag("1");
  rules.set_review_steps(3);
  const auto second = SetRules(rules);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->etag(), "2");
  EXPECT_EQ(second->create_time().seconds(), first->create_time().seconds());
  EXPECT_EQ(second->create_time().nanos(), first->create_time().nanos());

  heng::v1::DeleteWorkflowRulesRequest drop;
  drop.set_name("workflows/an-office");
  const auto call = [&] {
    return CallOn<WorkflowRules>(&workflows_, &Workflows::DeleteWorkflowRules, drop, testing::kTester).status();
  };
  EXPECT_EQ(ReasonFor(call()), "INVALID_FIELDS");
  drop.set_etag("1");
  EXPECT_EQ(ReasonFor(call()), "ETAG_MISMATCH");
  drop.set_etag("2");
  EXPECT_EQ(ReasonFor(call()), "OK");
  EXPECT_EQ(RulesFor("an-office").review_steps, 1);
  EXPECT_EQ(ReasonFor(call()), "RESOURCE_NOT_FOUND");
  rules.clear_etag();
  EXPECT_EQ(SetRules(rules)->etag(), "4");
}

TEST_F(OfficeRulesTest, WhatIsNoRuleIsRefusedFieldByField) {
  WorkflowRules rules = RulesOf("an-office");
  rules.set_unit_check(static_cast<WorkflowRules::Switch>(9));
  rules.set_four_eyes(static_cast<WorkflowRules::FourEyes>(9));
  rules.set_acceptance(static_cast<WorkflowRules::Switch>(9));
  rules.set_late_filing(static_cast<WorkflowRules::LateFiling>(9));
  rules.set_review_steps(4);
  EXPECT_THAT(FieldsOf(SetRules(rules).status()), ElementsAre("rules.unitCheck", "rules.fourEyes", "rules.acceptance",
                                                              "rules.lateFiling", "rules.reviewSteps"));
}

TEST_F(OfficeRulesTest, ListsHoldTheRulesOfOrgsTheCallerMaySee) {
  AddPrincipal("preparer", {{heng::v1::PREPARER, "an-office"}});
  for (const char* org : {"an-office", "another-office"}) ASSERT_TRUE(SetRules(RulesOf(org)).ok());
  const auto names = [&](const std::string& as, const std::string& org) {
    heng::v1::ListWorkflowRulesRequest request;
    request.set_org(org);
    std::vector<std::string> all;
    const auto answer =
        CallOn<heng::v1::ListWorkflowRulesResponse>(&workflows_, &Workflows::ListWorkflowRules, request, as);
    for (const auto& rules : answer->rules()) all.push_back(rules.name());
    return all;
  };
  EXPECT_THAT(names("preparer", ""), ElementsAre("workflows/an-office"));
  EXPECT_THAT(names(testing::kTester, ""), ElementsAre("workflows/an-office", "workflows/another-office"));
  EXPECT_THAT(names(testing::kTester, "orgs/another-office"), ElementsAre("workflows/another-office"));
  EXPECT_EQ(ReasonFor(GetRules("another-office", "preparer").status()), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonFor(GetRules("nowhere-at-all", "preparer").status()), "PERMISSION_DENIED");
}

// The tester is REVIEWER on the root and on the department.
TEST_F(OfficeRulesTest, ReviewersAreThoseOfTheNearestOrgsUpwards) {
  EXPECT_THAT(ChainOf("an-office"), ElementsAre(testing::kTestDepartment));
  WorkflowRules rules = RulesOf("an-office");
  rules.set_review_steps(3);
  ASSERT_TRUE(SetRules(rules).ok());
  EXPECT_THAT(ChainOf("an-office"), ElementsAre(testing::kTestDepartment, testing::kTestRoot));
  AddPrincipal("unit-reviewer", {{heng::v1::REVIEWER, "an-office"}});
  EXPECT_THAT(ChainOf("an-office"), ElementsAre("an-office", testing::kTestDepartment, testing::kTestRoot));
  AddPrincipal("unit-reviewer", {{heng::v1::PREPARER, "an-office"}});
  EXPECT_THAT(ChainOf("an-office"), ElementsAre(testing::kTestDepartment, testing::kTestRoot));
}

TEST_F(OfficeRulesTest, WhoIsDisabledReviewsNothing) {
  AddPrincipal("unit-reviewer", {{heng::v1::REVIEWER, "an-office"}});
  ASSERT_THAT(ChainOf("an-office"), ElementsAre("an-office"));
  const auto disable = [&](bool disabled) {
    store::Write write;
    write.keys.entries = {"principals/unit-reviewer"};
    write.decide = [&](const store::Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
      heng::v1::Principal principal;
      EXPECT_TRUE(principal.ParseFromString(snapshot.entries[0]->body));
      principal.set_disabled(disabled);
      return store::One(ChangeTo(snapshot.entries[0], testing::kTestRoot, principal, snapshot.now, Resident::kYes));
    };
    EXPECT_TRUE(store::RunWrite(*store_, std::move(write)).status.ok());
    EXPECT_TRUE(core_.residents()->Refresh().ok());
  };
  disable(true);
  EXPECT_THAT(ChainOf("an-office"), ElementsAre(testing::kTestDepartment));
  disable(false);
  EXPECT_THAT(ChainOf("an-office"), ElementsAre("an-office"));
  EXPECT_THAT(ChainOf("nowhere-at-all"), IsEmpty());
}

}  // namespace
}  // namespace heng::core
