// Waivers: somebody takes responsibility for a finding, with a reason. A reviewer may waive any; a preparer those the
// policy lists as not theirs to mend.
#pragma once

#include <vector>

#include "heng/v1/score.pb.h"
#include "scoring/policy.h"

namespace heng::scoring {

enum class WaiverProblem {
  kNoSuchFinding,  // the sheet has no such finding at that place
  kNotAllowed,     // the role may not waive it, or is none
  kNoReason,       // the reason says nothing
};

struct RefusedWaiver {
  int index = 0;  // in the waivers given
  WaiverProblem problem = WaiverProblem::kNoSuchFinding;
};

// Marks the findings of `sheet` that `waivers` name; waived ones stay in the sheet and block nothing. Returns what was
// refused, in the order given. A finding that is waived twice keeps the first waiver.
std::vector<RefusedWaiver> ApplyWaivers(const CompiledPolicy& policy, const std::vector<heng::v1::Waiver>& waivers,
                                        heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
