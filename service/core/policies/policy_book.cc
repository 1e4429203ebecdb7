#include "service/core/policies/policy_book.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace heng::core {

std::pair<std::string, int32_t> SplitRevision(std::string_view name) {
  const size_t at = name.find('@');
  if (at == std::string_view::npos) return {std::string(name), 0};
  int32_t revision = -1;  // no policy has it
  const std::string_view digits = name.substr(at + 1);
  if (!absl::SimpleAtoi(absl::string_view(digits.data(), digits.size()), &revision) || revision < 1) revision = -1;
  return {std::string(name.substr(0, at)), revision};
}

std::shared_ptr<const KeptPolicy> PolicyBook::Find(std::string_view name) const {
  auto [policy, revision] = SplitRevision(name);
  if (policy.find('/') == std::string::npos) policy.insert(0, "policies/");
  if (revision != 0) {
    const auto found = policies.find({policy, revision});
    return found == policies.end() ? nullptr : found->second;
  }
  auto last = policies.upper_bound({policy, INT32_MAX});
  if (last == policies.begin() || (--last)->first.first != policy) return nullptr;
  return last->second;
}

const heng::v1::PolicyActivation* PolicyBook::ActivationFor(const OrgTree& orgs, std::string_view org_id,
                                                            int32_t fiscal_year) const {
  for (const OrgNode* org = orgs.Find(org_id); org != nullptr; org = orgs.Parent(*org)) {
    const auto of_org = activations.find(org->id);
    if (of_org == activations.end()) continue;
    auto after = of_org->second.upper_bound(fiscal_year);
    if (after != of_org->second.begin()) return &(--after)->second;
  }
  return nullptr;
}

std::shared_ptr<const KeptPolicy> PolicyBook::InForce(const OrgTree& orgs, std::string_view org_id,
                                                      int32_t fiscal_year) const {
  const auto* const activation = ActivationFor(orgs, org_id, fiscal_year);
  return Find(activation == nullptr ? default_policy : activation->policy());
}

std::vector<std::string> PolicyBook::Names() const {
  std::vector<std::string> names;
  for (const auto& [key, policy] : policies) names.push_back(absl::StrCat(key.first, "@", key.second));
  return names;
}

absl::StatusOr<std::shared_ptr<const KeptPolicy>> CompileKept(heng::v1::PolicyRevision revision) {
  auto compiled = scoring::CompiledPolicy::Compile(revision.policy());
  if (!compiled.ok()) {
    return absl::DataLossError(
        absl::StrCat(revision.name(), " can't be compiled: ", std::string(compiled.status().message())));
  }
  if ((*compiled)->pin().content_sha256() != revision.content_sha256()) {
    return absl::DataLossError(absl::StrCat(revision.name(), " is not what its hash says"));
  }
  auto kept = std::make_shared<KeptPolicy>();
  kept->revision = std::move(revision);
  kept->compiled = *std::move(compiled);
  return std::shared_ptr<const KeptPolicy>(std::move(kept));
}

}  // namespace heng::core
