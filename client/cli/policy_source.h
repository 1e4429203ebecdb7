// Policies for commands that need no server: shipped ones by name, own ones from a file.
#pragma once

#include <memory>
#include <string>

#include "client/cli/rpc.h"
#include "scoring/policy.h"

namespace heng::cli {

using Policy = std::shared_ptr<const scoring::CompiledPolicy>;

inline constexpr char kDefaultPolicy[] = "policies/mof-2020";  // what hengd takes where nothing is configured
inline constexpr std::size_t kMaxPolicyBytes = 1u << 20;

// A policy is named by a path where the name ends in .textproto.
bool IsPolicyPath(const std::string& name);

// A shipped policy, "mof-2020" or "policies/mof-2020@1", or the policy of a file. Empty: kDefaultPolicy.
// POLICY_NOT_FOUND; for files WRONG_FILE and WRONG_POLICY.
Answer<Policy> FindPolicy(const std::string& name);
// WRONG_FILE: can't be read. WRONG_POLICY: what is wrong, each with its line; a case of its own that fails counts.
Answer<Policy> LoadPolicyFile(const std::string& path);

// The policy of a file as it stands there, for a server; one that can't be used is refused here, with its lines.
Answer<heng::v1::Policy> ReadPolicyFile(const std::string& path);

// "mof-2020" of "policies/mof-2020".
std::string ShortPolicyName(const std::string& name);

}  // namespace heng::cli
