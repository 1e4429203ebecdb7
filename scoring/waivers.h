// Waivers: somebody takes responsibility for a finding, with a reason. A reviewer may waive any; a preparer those the
// policy lists as not theirs to mend.
#pragma once

#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy.h"

namespace heng::scoring {

enum class WaiverProblem {
  kNoSuchFinding,  // there is none at that place, or it states something else by now: the waiver lapsed
  kNotAllowed,     // the role may not waive it, or is none
  kNoReason,       // the reason says nothing
};

struct RefusedWaiver {
  int index = 0;  // in the waivers given
  WaiverProblem problem = WaiverProblem::kNoSuchFinding;
};

// Marks those of `findings` that `waivers` name; waived ones stay and block nothing. A waiver that says what the
// finding stated holds only as long as the finding states the same: then somebody waived something else. Returns what
// was refused, in the order given. A finding that is waived twice keeps the first waiver.
std::vector<RefusedWaiver> ApplyWaivers(const CompiledPolicy& policy, const std::vector<heng::v1::Waiver>& waivers,
                                        google::protobuf::RepeatedPtrField<heng::v1::Finding>* findings);
// The same for the findings of a sheet.
std::vector<RefusedWaiver> ApplyWaivers(const CompiledPolicy& policy, const std::vector<heng::v1::Waiver>& waivers,
                                        heng::v1::ScoreSheet* sheet);

}  // namespace heng::scoring
