#include "service/core/policies/policies.h"

#include <google/protobuf/util/message_differencer.h>

#include <future>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "scoring/policy_base.h"
#include "scoring/policy_cases.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/forms/form_lists.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Policy;
using heng::v1::PolicyActivation;
using heng::v1::PolicyRevision;
using store::Snapshot;

constexpr int32_t kFirstYear = 2000, kLastYear = 2100;
constexpr size_t kMaxPolicyBytes = 1 << 20;

// What is kept of a policy that compiled.
PolicyRevision ToKeep(const scoring::CompiledPolicy& compiled, bool shipped) {
  PolicyRevision revision;
  revision.set_name(compiled.pin().name());
  *revision.mutable_title() = compiled.proto().title();
  revision.set_authority(compiled.proto().authority());
  revision.set_content_sha256(compiled.pin().content_sha256());
  revision.set_shipped(shipped);
  *revision.mutable_policy() = compiled.proto();
  return revision;
}

store::Mutation NewRevision(PolicyRevision revision, int64_t now) {
  SetTime(now, revision.mutable_create_time());
  const std::string name = revision.name();
  return ChangeOf(std::nullopt, name, "", revision.SerializeAsString(), Resident::kYes);
}

// INVALID_FIELDS with one violation for each mistake: "rows.atMost: …" belongs to that field.
absl::Status Mistakes(const std::string& field, const absl::Status& status) {
  std::vector<scoring::Violation> violations;
  for (const absl::string_view line : absl::StrSplit(status.message(), '\n', absl::SkipEmpty())) {
    violations.push_back({field, std::string(line), std::string(line)});
  }
  return InvalidFields(violations);
}

// The policy with what it is based on filled in.
absl::StatusOr<Policy> Completed(const PolicyBook& book, const Policy& policy) {
  if (policy.ByteSizeLong() > kMaxPolicyBytes) {
    return InvalidField("policy", "评分规则不能超过 1 MiB。", "a policy has at most 1 MiB");
  }
  if (!policy.name().starts_with("policies/") || !IsResourceId(policy.name().substr(sizeof("policies/") - 1)) ||
      policy.revision() < 1) {
    return InvalidField("policy.name", "应形如 policies/datong-2026，且 revision 不小于 1。",
                        "write policies/{id} and a revision of at least 1");
  }
  if (policy.based_on().empty()) return policy;
  const auto base = book.Find(policy.based_on());
  if (base == nullptr) return PolicyNotFound(policy.based_on(), book.Names());
  return scoring::WithBase(policy, base->compiled->proto());
}

struct Tested {
  std::shared_ptr<const scoring::CompiledPolicy> compiled;
  std::vector<std::string> failures;
};

absl::StatusOr<Tested> Test(const PolicyBook& book, const Policy& policy) {
  auto completed = Completed(book, policy);
  if (!completed.ok()) return completed.status();
  auto compiled = scoring::CompiledPolicy::Compile(*std::move(completed));
  if (!compiled.ok()) return Mistakes("policy", compiled.status());
  Tested tested{.compiled = *std::move(compiled), .failures = {}};
  for (const auto& failure : scoring::FailedCases(*tested.compiled)) tested.failures.push_back(failure.text);
  return tested;
}

absl::Status CasesFailed(const char* field, const std::vector<std::string>& failures) {
  std::vector<scoring::Violation> violations;
  for (const std::string& failure : failures) violations.push_back({field, failure, failure});
  return InvalidFields(violations);
}

}  // namespace

absl::Status Policies::InstallShipped() {
  const auto& shipped = scoring::ShippedPolicies::Get();
  for (const std::string& policy_name : shipped.Names()) {
    const auto policy = shipped.Find(policy_name);
    const std::string name = policy->pin().name();
    std::promise<absl::Status> done;
    store::Write write;
    write.keys.entries = {name};
    write.decide = [&](const Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
      if (const auto& kept = snapshot.entries.front()) {
        PolicyRevision revision;
        if (!revision.ParseFromString(kept->body)) return absl::DataLossError(absl::StrCat(name, " can't be read"));
        if (revision.content_sha256() == policy->pin().content_sha256()) return std::vector<store::Mutation>();
        return absl::FailedPreconditionError(absl::StrCat(
            "the store has ", name, " with another content (", revision.content_sha256(), ") than this program (",
            policy->pin().content_sha256(), "); a revision never changes: this is no release of hengd"));
      }
      store::Mutation mutation = NewRevision(ToKeep(*policy, /*shipped=*/true), snapshot.now);
      mutation.event.caller = "hengd";
      mutation.event.action = RuleOf(Method::kCreatePolicy).action;
      return std::vector<store::Mutation>{std::move(mutation)};
    };
    write.done = [&done](const store::WriteResult& result) { done.set_value(result.status); };
    writes_->store()->Submit(std::move(write));
    if (auto status = done.get_future().get(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void Policies::GetPolicy(const CallContext& call, const heng::v1::GetPolicyRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kGetPolicy); !status.ok()) return reply(status);
  const PolicyBook& book = *call.authority.epoch().policies;
  const auto kept = book.Find(request.name());
  if (kept == nullptr) return reply(PolicyNotFound(request.name(), book.Names()));
  reply(kept->revision.SerializeAsString());
}

void Policies::ListPolicies(const CallContext& call, const heng::v1::ListPoliciesRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kListPolicies); !status.ok()) return reply(status);
  heng::v1::ListPoliciesResponse response;
  for (const auto& [key, kept] : call.authority.epoch().policies->policies) {
    if (!request.policy().empty() && key.first != request.policy()) continue;
    PolicyRevision& listed = *response.add_policies();
    listed = kept->revision;
    listed.clear_policy();
  }
  reply(response.SerializeAsString());
}

void Policies::CreatePolicy(const CallContext& call, const heng::v1::CreatePolicyRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kCreatePolicy); !status.ok()) return reply(status);
  const PolicyBook& book = *call.authority.epoch().policies;
  auto tested = Test(book, request.policy());
  if (!tested.ok()) return reply(tested.status());
  if (!tested->failures.empty()) return reply(CasesFailed("policy.cases", tested->failures));
  if (book.policies.size() >= kMaxPolicies)
    return reply(TooMany("评分规则的版本", "revisions of policies", kMaxPolicies));
  const PolicyRevision revision = ToKeep(*tested->compiled, /*shipped=*/false);
  WriteJob job(Method::kCreatePolicy, call, request);
  job.keys.entries = {revision.name()};
  job.bytes = revision.ByteSizeLong();
  AnswerWithEntry(*writes_, &job);
  job.answer = [this,
                name = revision.name()](const std::vector<store::Mutation>& mutations) -> absl::StatusOr<std::string> {
    if (!mutations.empty()) return mutations.front().entry->body;
    return writes_->residents()->Current()->policies->Find(name)->revision.SerializeAsString();
  };
  job.decide = [revision](const Authority& authority,
                          const Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    if (auto status = authority.CheckAnywhere(Method::kCreatePolicy); !status.ok()) return status;
    if (snapshot.entries.front()) {
      // The same content again is answered as it stands.
      const auto kept = authority.epoch().policies->Find(revision.name());
      const bool same = kept != nullptr && kept->revision.content_sha256() == revision.content_sha256();
      if (!same) return PolicyExists(revision.name());
      return std::vector<store::Mutation>();
    }
    return std::vector<store::Mutation>{NewRevision(revision, snapshot.now)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Policies::TestPolicy(const CallContext& call, const heng::v1::TestPolicyRequest& request, Reply reply) {
  if (auto status = call.authority.CheckAnywhere(Method::kTestPolicy); !status.ok()) return reply(status);
  const PolicyBook& book = *call.authority.epoch().policies;
  const Policy* policy = &request.policy();
  if (!request.name().empty()) {
    const auto kept = book.Find(request.name());
    if (kept == nullptr) return reply(PolicyNotFound(request.name(), book.Names()));
    policy = &kept->compiled->proto();
  }
  const auto tested = Test(book, *policy);
  if (!tested.ok()) return reply(tested.status());
  heng::v1::TestPolicyResponse response;
  response.set_cases(tested->compiled->proto().cases_size());
  response.set_failed(static_cast<int32_t>(tested->failures.size()));
  for (const std::string& failure : tested->failures) response.add_failures(failure);
  response.set_content_sha256(tested->compiled->pin().content_sha256());
  reply(response.SerializeAsString());
}

void Policies::ActivatePolicy(const CallContext& call, const heng::v1::ActivatePolicyRequest& request, Reply reply) {
  const PolicyActivation& wanted = request.activation();
  const auto org_id = OrgId(wanted.org());
  if (!org_id) return reply(BadName("activation.org", wanted.org()));
  if (auto status = call.authority.Check(Method::kActivatePolicy, wanted.org(), *org_id); !status.ok()) {
    return reply(status);
  }
  if (wanted.from_year() < kFirstYear || wanted.from_year() > kLastYear) {
    return reply(InvalidField("activation.fromYear", absl::StrCat("应为 ", kFirstYear, " 至 ", kLastYear, " 的年度。"),
                              absl::StrCat("must be a year from ", kFirstYear, " to ", kLastYear)));
  }
  const PolicyBook& book = *call.authority.epoch().policies;
  const auto kept = book.Find(wanted.policy());
  if (kept == nullptr) return reply(PolicyNotFound(wanted.policy(), book.Names()));
  PolicyActivation activation;
  activation.set_name("activations/" + OrgYearId(*org_id, wanted.from_year()));
  activation.set_policy(kept->revision.name());
  activation.set_org(wanted.org());
  activation.set_from_year(wanted.from_year());
  WriteJob job(Method::kActivatePolicy, call, request);
  job.keys.entries = {activation.name()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [activation, org_id = *org_id, given = wanted.etag()](
                   const Authority& authority,
                   const Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    if (auto status = authority.Check(Method::kActivatePolicy, activation.org(), org_id); !status.ok()) return status;
    const auto& current = snapshot.entries.front();
    if (!given.empty() && current) {
      if (auto status = CheckEntryEtag(*current, given); !status.ok()) return status;
    }
    PolicyActivation next = activation;
    next.set_etag(absl::StrCat(current ? current->etag + 1 : 1));
    store::Mutation mutation =
        ChangeOf(current, next.name(), org_id, next.SerializeAsString(), Resident::kYes, /*active=*/true);
    mutation.event.policy = next.policy();
    return std::vector<store::Mutation>{std::move(mutation)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Policies::DeactivatePolicy(const CallContext& call, const heng::v1::DeactivatePolicyRequest& request,
                                Reply reply) {
  WriteJob job(Method::kDeactivatePolicy, call, request);
  job.keys.entries = {request.name()};
  AnswerWithEntry(*writes_, &job);
  job.decide = [name = request.name()](const Authority& authority,
                                       const Snapshot& snapshot) -> absl::StatusOr<std::vector<store::Mutation>> {
    constexpr Method kMethod = Method::kDeactivatePolicy;
    const auto& current = snapshot.entries.front();
    if (!current || current->collection != "activations" || !current->active) {
      return authority.Missing(kMethod, name, ResourceNotFound(name));
    }
    if (auto status = authority.Check(kMethod, name, current->org_id); !status.ok()) return status;
    PolicyActivation activation;
    if (!activation.ParseFromString(current->body)) return absl::DataLossError(name + " can't be read");
    activation.set_etag(absl::StrCat(current->etag + 1));
    store::Mutation mutation = ChangeOf(current, name, current->org_id, activation.SerializeAsString(), Resident::kYes,
                                        /*active=*/false);
    mutation.event.policy = activation.policy();
    return std::vector<store::Mutation>{std::move(mutation)};
  };
  writes_->Run(std::move(job), std::move(reply));
}

void Policies::ListActivations(const CallContext& call, const heng::v1::ListActivationsRequest& request, Reply reply) {
  constexpr Method kMethod = Method::kListActivations;
  if (auto status = call.authority.CheckAnywhere(kMethod); !status.ok()) return reply(status);
  const Epoch& epoch = call.authority.epoch();
  heng::v1::ListActivationsResponse response;
  response.set_default_policy(epoch.policies->default_policy);
  std::optional<std::string> within;
  if (!request.org().empty()) {
    within = OrgId(request.org());
    if (!within) return reply(BadName("org", request.org()));
  }
  if (within && request.fiscal_year() != 0) {
    if (auto status = call.authority.Check(kMethod, request.org(), *within); !status.ok()) return reply(status);
    // What is in force here, wherever it was said.
    const auto* const activation = epoch.policies->ActivationFor(*epoch.orgs, *within, request.fiscal_year());
    if (activation != nullptr) *response.add_activations() = *activation;
    return reply(response.SerializeAsString());
  }
  for (const auto& [org_id, by_year] : epoch.policies->activations) {
    if (within && !epoch.orgs->Contains(*within, org_id)) continue;
    if (!call.authority.RoleFor(kMethod, org_id)) continue;
    for (const auto& [year, activation] : by_year) *response.add_activations() = activation;
  }
  reply(response.SerializeAsString());
}

OpenedStream Policies::Simulate(const CallContext& call, const heng::v1::SimulatePolicyRequest& request) {
  // Scope and filter are wrong now or never: each page asks again what the caller may see.
  auto query = FormQuery(call.authority, Method::kSimulatePolicy, request, heng::v1::EVALUATION);
  if (!query.ok()) return query.status();
  if (request.policy().empty() == !request.has_content()) {
    return InvalidField("policy", "请给出一套已保存的规则的名称（policy），或一套规则的内容（content），二者取一。",
                        "name a policy that is kept, or send the content of one: one of the two");
  }
  const PolicyBook& book = *call.authority.epoch().policies;
  if (!request.has_content()) {
    const auto kept = book.Find(request.policy());
    if (kept == nullptr) return PolicyNotFound(request.policy(), book.Names());
    return simulations_.Open(call, request, kept->compiled);
  }
  auto tested = Test(book, request.content());
  if (!tested.ok()) return tested.status();
  if (!tested->failures.empty()) return CasesFailed("content.cases", tested->failures);
  return simulations_.Open(call, request, std::move(tested->compiled));
}

}  // namespace heng::core
