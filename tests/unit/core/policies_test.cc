// Policies in the store, and which one a form is scored under.
#include "service/core/policies/policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scoring/policy.h"
#include "tests/unit/core/evaluations_testing.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::PolicyActivation;
using heng::v1::PolicyRevision;

class PoliciesTest : public EvaluationsTest {
 protected:
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(void (Policies::*handler)(const CallContext&, const Request&, Reply),
                               const Request& request) {
    absl::StatusOr<std::string> answer = absl::InternalError("no reply");
    const std::string body = request.SerializeAsString();
    (policies_.*handler)(core_.CallOf(body), request,
                         [&answer](absl::StatusOr<std::string> reply) { answer = std::move(reply); });
    if (!answer.ok()) return answer.status();
    Response response;
    EXPECT_TRUE(response.ParseFromString(*answer));
    return response;
  }

  absl::StatusOr<PolicyActivation> Activate(const std::string& policy, const std::string& org, int year) {
    heng::v1::ActivatePolicyRequest request;
    request.mutable_activation()->set_policy(policy);
    request.mutable_activation()->set_org("orgs/" + org);
    request.mutable_activation()->set_from_year(year);
    return Ask<PolicyActivation>(&Policies::ActivatePolicy, request);
  }

  // What a new form of the office would be scored under.
  std::string InForce(int year = 2022) {
    const auto epoch = core_.residents()->Current();
    return epoch->policies->InForce(*epoch->orgs, "an-office", year)->revision.name();
  }

  static heng::v1::Policy OwnPolicy() {
    heng::v1::Policy policy;
    policy.set_name("policies/datong-2026");
    policy.set_revision(1);
    policy.mutable_title()->set_zh("大同市");
    policy.mutable_title()->set_en("Datong");
    policy.set_based_on("policies/shanxi-2022@1");
    return policy;
  }

  static heng::v1::SubmitEvaluationRequest SubmitOf(const Evaluation& draft) {
    heng::v1::SubmitEvaluationRequest request;
    request.mutable_evaluation()->set_name(draft.name());
    request.mutable_evaluation()->set_etag(draft.etag());
    return request;
  }

  Policies policies_{core_.writes()};
};

TEST_F(PoliciesTest, TheShippedOnesAreInTheStoreOnce) {
  const int commits = store_.commits();
  ASSERT_TRUE(policies_.InstallShipped().ok());
  EXPECT_EQ(store_.commits(), commits) << "they were there";
  const auto list = Ask<heng::v1::ListPoliciesResponse>(&Policies::ListPolicies, heng::v1::ListPoliciesRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(static_cast<size_t>(list->policies_size()), scoring::ShippedPolicies::Get().Names().size());
  for (const PolicyRevision& revision : list->policies()) {
    const auto shipped = scoring::ShippedPolicies::Get().Find(revision.name());
    ASSERT_NE(shipped, nullptr) << revision.name();
    EXPECT_EQ(revision.content_sha256(), shipped->pin().content_sha256());
    EXPECT_TRUE(revision.shipped());
    EXPECT_FALSE(revision.has_policy()) << "lists go without contents";
  }
}

TEST_F(PoliciesTest, TheNearestOrgAndTheLatestYearCount) {
  EXPECT_EQ(InForce(), "policies/shanxi-2022@1");
  ASSERT_TRUE(Activate("policies/mof-2020", testing::kTestDepartment, 2021).ok());
  EXPECT_EQ(InForce(), "policies/mof-2020@1") << "nearer than the root";
  EXPECT_EQ(InForce(2020), "policies/shanxi-2022@1") << "not yet";
  ASSERT_TRUE(Activate("policies/hubei-2020", testing::kTestDepartment, 2022).ok());
  EXPECT_EQ(InForce(2021), "policies/mof-2020@1");
  EXPECT_EQ(InForce(2022), "policies/hubei-2020@1");
  EXPECT_EQ(InForce(2030), "policies/hubei-2020@1");
  ASSERT_TRUE(Activate("policies/chongqing-2021", "an-office", 2022).ok());
  EXPECT_EQ(InForce(2022), "policies/chongqing-2021@1");
  heng::v1::DeactivatePolicyRequest end;
  end.set_name("activations/an-office-2022");
  ASSERT_TRUE(Ask<PolicyActivation>(&Policies::DeactivatePolicy, end).ok());
  EXPECT_EQ(InForce(2022), "policies/hubei-2020@1") << "what is above counts again";
  EXPECT_EQ(ReasonOf(Ask<PolicyActivation>(&Policies::DeactivatePolicy, end).status()), "RESOURCE_NOT_FOUND");
  ASSERT_TRUE(Activate("policies/mof-2020", "an-office", 2022).ok()) << "and may be set again";
  EXPECT_EQ(InForce(2022), "policies/mof-2020@1");
}

TEST_F(PoliciesTest, AnActivationNeverTouchesWhatWasSubmitted) {
  const Evaluation draft = Draft(SmallForm("projects/one"));
  const Evaluation other = Draft(SmallForm("projects/two"));
  const auto submitted = Submit(SubmitOf(draft));
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  ASSERT_TRUE(Activate("policies/mof-2020", "an-office", 2022).ok());
  const auto read = Get(draft.name());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->SerializeAsString(), submitted->SerializeAsString());
  EXPECT_EQ(read->policy().name(), "policies/shanxi-2022@1");
  const auto later = Submit(SubmitOf(other));
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(later->policy().name(), "policies/mof-2020@1") << "the rules of the moment it is submitted";
}

TEST_F(PoliciesTest, WhatWasScoredUnderRulesThatHaveChangedIsNotKept) {
  const Evaluation draft = Draft();
  store_.before_decide = [&] { ASSERT_TRUE(Activate("policies/mof-2020", "an-office", 2022).ok()); };
  EXPECT_EQ(ReasonOf(Submit(SubmitOf(draft)).status()), "RULES_CHANGED");
  const auto again = Submit(SubmitOf(draft));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->policy().name(), "policies/mof-2020@1");
}

TEST_F(PoliciesTest, ARevisionIsKeptOnceAndNeverChanges) {
  heng::v1::CreatePolicyRequest request;
  *request.mutable_policy() = OwnPolicy();
  const auto created = Ask<PolicyRevision>(&Policies::CreatePolicy, request);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "policies/datong-2026@1");
  EXPECT_FALSE(created->shipped());
  EXPECT_EQ(created->policy().claims(), heng::v1::AUTHORITATIVE) << "what it is based on is filled in";
  const int commits = store_.commits();
  const auto again = Ask<PolicyRevision>(&Policies::CreatePolicy, request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), created->SerializeAsString());
  EXPECT_EQ(store_.commits(), commits);
  request.mutable_policy()->set_claims(heng::v1::CHECKED);
  EXPECT_EQ(ReasonOf(Ask<PolicyRevision>(&Policies::CreatePolicy, request).status()), "POLICY_EXISTS");
  request.mutable_policy()->set_revision(2);
  ASSERT_TRUE(Ask<PolicyRevision>(&Policies::CreatePolicy, request).ok());
  ASSERT_TRUE(Activate("policies/datong-2026", "an-office", 2022).ok());
  EXPECT_EQ(InForce(), "policies/datong-2026@2") << "without a revision: the latest";
}

TEST_F(PoliciesTest, APolicyThatIsWrongOrFailsItsCasesIsRefused) {
  heng::v1::CreatePolicyRequest request;
  *request.mutable_policy() = OwnPolicy();
  request.mutable_policy()->mutable_execution()->set_weight("a lot");
  EXPECT_EQ(ReasonOf(Ask<PolicyRevision>(&Policies::CreatePolicy, request).status()), "INVALID_FIELDS");
  *request.mutable_policy() = OwnPolicy();
  auto* one = request.mutable_policy()->add_cases();
  one->set_name("small form");
  *one->mutable_form() = SmallForm();
  one->set_total("12.34");
  EXPECT_EQ(ReasonOf(Ask<PolicyRevision>(&Policies::CreatePolicy, request).status()), "INVALID_FIELDS");
  heng::v1::TestPolicyRequest test;
  *test.mutable_policy() = request.policy();
  const auto tested = Ask<heng::v1::TestPolicyResponse>(&Policies::TestPolicy, test);
  ASSERT_TRUE(tested.ok()) << tested.status();
  EXPECT_EQ(tested->failed(), 1);
  EXPECT_THAT(tested->failures(0), ::testing::HasSubstr("12.34"));
  request.mutable_policy()->set_based_on("policies/nowhere");
  EXPECT_EQ(ReasonOf(Ask<PolicyRevision>(&Policies::CreatePolicy, request).status()), "POLICY_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Activate("policies/nowhere", "an-office", 2022).status()), "POLICY_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Activate("policies/mof-2020", "an-office", 1999).status()), "INVALID_FIELDS");
}

TEST_F(PoliciesTest, ADamagedPolicyIsNotScoredUnder) {
  const auto shipped = scoring::ShippedPolicies::Get().Find("mof-2020");
  PolicyRevision revision;
  revision.set_name("policies/mof-2020@1");
  *revision.mutable_policy() = shipped->proto();
  revision.set_content_sha256(shipped->pin().content_sha256());
  EXPECT_TRUE(CompileKept(revision).ok());
  revision.mutable_policy()->mutable_execution()->set_weight("20");
  EXPECT_EQ(CompileKept(revision).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace heng::core
