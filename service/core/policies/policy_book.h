// The policies of the store, ready for scoring, and which one is in force where. Immutable.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "heng/v1/policy_service.pb.h"
#include "scoring/policy.h"
#include "service/core/directory/org_tree.h"

namespace heng::core {

struct KeptPolicy {
  heng::v1::PolicyRevision revision;  // as stored, with its content
  std::shared_ptr<const scoring::CompiledPolicy> compiled;
};

class PolicyBook {
 public:
  // By name and revision number.
  std::map<std::pair<std::string, int32_t>, std::shared_ptr<const KeptPolicy>> policies;
  // By org id, then by first fiscal year.
  std::map<std::string, std::map<int32_t, heng::v1::PolicyActivation>> activations;
  // Where no activation counts; "policies/mof-2020": its latest revision.
  std::string default_policy;

  // "policies/shanxi-2022@1"; without "@1" the latest revision; for people also without "policies/". Null: none.
  std::shared_ptr<const KeptPolicy> Find(std::string_view name) const;
  // What forms of this org and year are scored under. Null: the default policy is not there.
  std::shared_ptr<const KeptPolicy> InForce(const OrgTree& orgs, std::string_view org_id, int32_t fiscal_year) const;
  // The activation that says so; null: none does.
  const heng::v1::PolicyActivation* ActivationFor(const OrgTree& orgs, std::string_view org_id,
                                                  int32_t fiscal_year) const;
  // "policies/mof-2020@1" …, sorted.
  std::vector<std::string> Names() const;
};

// From a stored revision. DATA_LOSS: it can't be compiled, or has another hash than the one stored with it.
absl::StatusOr<std::shared_ptr<const KeptPolicy>> CompileKept(heng::v1::PolicyRevision revision);

// "policies/x@3" -> ("policies/x", 3); without a revision 0.
std::pair<std::string, int32_t> SplitRevision(std::string_view name);

}  // namespace heng::core
