// The test cases a policy carries.
#pragma once

#include <string>
#include <vector>

#include "scoring/policy.h"

namespace heng::scoring {

struct CaseFailure {
  int index = 0;     // of the case
  std::string text;  // case, what, expected, got
};

// Scores every case of the policy. One line for each expectation that does not hold: case, what, expected, got.
std::vector<CaseFailure> FailedCases(const CompiledPolicy& policy);

}  // namespace heng::scoring
