// Rules, work lists, samples and budgets over a real store with a small office in it, whose forms a test puts straight
// into whatever state it wants.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "service/core/budgets/budgets.h"
#include "service/core/samples/samples.h"
#include "service/core/workflow/workflows.h"
#include "tests/unit/core/directory_testing.h"

namespace heng::core {

class OfficeTest : public DirectoryTest {
 protected:
  using Change = std::function<void(store::Header*)>;

  static void Nothing(store::Header*) {}

  // A form "evaluations/{id}" (or "targets/…") of "an-office" and "projects/{id}" for 2022, changed as the test wants.
  void PutForm(const std::string& id, int32_t state, const Change& change = Nothing, const std::string& review = "") {
    store::Mutation mutation = store::NewForm(id);
    mutation.header->org_id = "an-office";
    mutation.header->state = state;
    mutation.header->policy = "policies/mof-2020@1";
    change(&*mutation.header);
    mutation.event.org_id = mutation.header->org_id;
    mutation.event.policy = mutation.header->policy;
    if (!review.empty()) {
      mutation.header->review_rev = 1;
      mutation.revision->review = review;
    }
    store::Write write;
    write.keys.id = id;
    write.decide = [mutation](const store::Snapshot&) { return std::vector<store::Mutation>{mutation}; };
    const auto result = store::RunWrite(*store_, std::move(write));
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  // Changes the header of a stored form.
  void ChangeForm(const std::string& id, const Change& change) {
    store::Write write;
    write.keys.id = id;
    write.decide = [&](const store::Snapshot& snapshot) {
      store::Mutation mutation = store::NextOf(*snapshot.by_id, "");
      change(&*mutation.header);
      return std::vector<store::Mutation>{mutation};
    };
    const auto result = store::RunWrite(*store_, std::move(write));
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  store::Header HeaderOf(const std::string& id) { return store_->Get(id)->header; }

  absl::StatusOr<heng::v1::WorkflowRules> SetRules(const heng::v1::WorkflowRules& rules,
                                                   const std::string& as = testing::kTester) {
    heng::v1::SetWorkflowRulesRequest request;
    *request.mutable_rules() = rules;
    return CallOn<heng::v1::WorkflowRules>(&workflows_, &Workflows::SetWorkflowRules, request, as);
  }
  absl::StatusOr<heng::v1::WorkflowRules> GetRules(const std::string& org, const std::string& as = testing::kTester) {
    heng::v1::GetWorkflowRulesRequest request;
    request.set_org("orgs/" + org);
    return CallOn<heng::v1::WorkflowRules>(&workflows_, &Workflows::GetWorkflowRules, request, as);
  }
  static heng::v1::WorkflowRules RulesOf(const std::string& org) {
    heng::v1::WorkflowRules rules;
    rules.set_org("orgs/" + org);
    return rules;
  }

  Workflows workflows_{core_.writes()};
  Budgets budgets_{core_.writes()};
  Samples samples_{core_.writes()};
};

}  // namespace heng::core
