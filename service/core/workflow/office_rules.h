// How an office works: the rules set for it (WorkflowRules), and whose turn a review is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/workflow.pb.h"
#include "service/core/directory/org_tree.h"

namespace heng::core {

struct Epoch;

// The rules as they count for one org, every switch decided.
struct OfficeRules {
  bool unit_check = false;         // the unit head checks before submission
  bool four_eyes_required = true;  // false: acting on what one edited is allowed, and recorded
  int review_steps = 1;            // 1 to 3
  bool acceptance = false;         // finance accepts before publication
  bool late_refused = true;        // false: a late form is taken and marked
};

// All rules that were set, by org id.
class WorkflowBook {
 public:
  std::map<std::string, heng::v1::WorkflowRules, std::less<>> by_org;

  // Each switch as the nearest org at or above says that says anything.
  OfficeRules For(const OrgTree& orgs, std::string_view org_id) const;
};

// Who reviews the forms of an org, one after the other: the nearest org at or above it on which somebody is REVIEWER,
// then the next one above that, as many as the rules say. Empty: there is no reviewer at all; fewer than the rules say:
// there are no more above.
std::vector<std::string> ReviewChain(const Epoch& epoch, std::string_view org_id);

}  // namespace heng::core
