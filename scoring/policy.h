// Policies: loading, checking and looking things up in them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "heng/v1/policy.pb.h"
#include "heng/v1/score.pb.h"

namespace heng::scoring {

struct PolicyRules;  // the policy's numbers as exact decimals; scoring/policy_rules.h, for scoring itself

// A policy that was checked and made ready for scoring. Immutable; safe to share between threads.
class CompiledPolicy {
 public:
  // Checks `policy` (every rule present, in range and consistent). INVALID_ARGUMENT lists all mistakes, one a line,
  // each with the field path.
  static absl::StatusOr<std::shared_ptr<const CompiledPolicy>> Compile(heng::v1::Policy policy);

  ~CompiledPolicy();
  CompiledPolicy(const CompiledPolicy&) = delete;
  CompiledPolicy& operator=(const CompiledPolicy&) = delete;

  const heng::v1::Policy& proto() const { return proto_; }
  // "policies/shanxi-2022@1" and the SHA-256 of the policy's canonical bytes.
  const heng::v1::PolicyPin& pin() const { return pin_; }
  const PolicyRules& rules() const { return *rules_; }

 private:
  CompiledPolicy();
  heng::v1::Policy proto_;
  heng::v1::PolicyPin pin_;
  std::unique_ptr<const PolicyRules> rules_;
};

// Reads a textproto policy, compiles it and runs the cases it carries. INVALID_ARGUMENT: what is wrong, with line and
// column for syntax and unknown fields, and with the case's name and both values for a case that fails.
// `file_name` is only used in messages.
absl::StatusOr<std::shared_ptr<const CompiledPolicy>> LoadPolicy(std::string_view textproto,
                                                                 std::string_view file_name);

// The policies Heng ships, loaded once, by name. Dies if a shipped policy is wrong (a programmer error; tests load
// all).
class ShippedPolicies {
 public:
  static const ShippedPolicies& Get();

  // Accepts "policies/shanxi-2022", "policies/shanxi-2022@1" and, for people, "shanxi-2022". Null: no such policy.
  std::shared_ptr<const CompiledPolicy> Find(std::string_view name) const;
  // Names without revision, sorted: "policies/mof-2020", "policies/shanxi-2022".
  std::vector<std::string> Names() const;

 private:
  ShippedPolicies();
  std::vector<std::shared_ptr<const CompiledPolicy>> policies_;
};

}  // namespace heng::scoring
