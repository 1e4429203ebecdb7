// A form to begin with, from what is known already. Pure.
#pragma once

#include <string>
#include <vector>

#include "heng/v1/budget.pb.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/policy.pb.h"
#include "heng/v1/score.pb.h"

namespace heng::core {

using Notes = std::vector<heng::v1::LocalizedText>;

// From the approved target: identity, the year's goal and indicators with their targets, the money declared. `name`:
// "targets/…"; `revision`: the one in force.
heng::v1::FormContent FormFromTarget(const heng::v1::TargetContent& target, const std::string& name, int64_t revision,
                                     Notes* notes);

// From the evaluation of an earlier year: everything that is not the result of that year.
heng::v1::FormContent FormFromEarlier(const heng::v1::FormContent& earlier, int32_t fiscal_year, Notes* notes);

// Puts the figures of the budget into the form's funds: the total, and its lines by source.
void FillFromBudget(const heng::v1::Budget& budget, heng::v1::FormContent* form);
// The same for what is blank, and nothing else: amounts the form has stay, and so does what is printed beside them.
// Sources it has no line of are added. False: there was nothing to fill.
bool FillBlanks(const heng::v1::Budget& budget, heng::v1::FormContent* form);

// Shares the template of each level 1 out among its rows that have no weight; where a row of the form has one, nothing
// is changed. Whole points where the level's are whole; what can't be shared evenly goes to the first rows.
void FillWeights(const heng::v1::Policy& policy, heng::v1::FormContent* form, Notes* notes);

}  // namespace heng::core
