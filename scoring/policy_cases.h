// The test cases a policy carries.
#pragma once

#include <string>
#include <vector>

#include "scoring/policy.h"

namespace heng::scoring {

// Scores every case of the policy. One line for each expectation that does not hold: case, what, expected, got.
std::vector<std::string> FailedCases(const CompiledPolicy& policy);

}  // namespace heng::scoring
