// Is a target form well made? Syntax, ranges and limits of its fields, before anything is found in it. The limits are
// those of form_check.h.
#pragma once

#include <vector>

#include "heng/v1/form.pb.h"
#include "scoring/form_check.h"

namespace heng::scoring {

// All violations of `target`, in field order, at most kMaxViolations; empty: well made. Ids of fund lines are unique in
// their period (both periods list the same sources), ids of indicators in the form. Contacts: CheckContacts.
std::vector<Violation> CheckTarget(const heng::v1::TargetContent& target);

}  // namespace heng::scoring
