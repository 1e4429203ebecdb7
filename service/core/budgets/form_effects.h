// What a budget does to the form it is of: what that would come to on its figures, and the draft it fills. Reads,
// parses and scores: never on a thread of the store or of a call.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "heng/v1/budget_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/forms/forms.h"

namespace heng::core {

// Total and grade of the stored form, and what they would be with the figures of `budget` under the policy in force.
// nullopt: it can't be told, as where the form has gone meanwhile.
std::optional<heng::v1::ScoreChange> PreviewOnBudget(const Forms& evaluations, const CallContext& call,
                                                     const std::string& name, const heng::v1::Budget& budget);

// Fills what is blank of a blank draft's money from the budget that is kept by now, scores it anew and writes it:
// event "evaluation.fill". Nothing an author wrote is touched, and the editor stays who it was. True: the form has (or,
// with `validate_only`, would have) money now that it had not. A form that changes all the time is left as it is,
// stale.
absl::StatusOr<bool> FillDraft(const Forms& evaluations, const CallContext& call, const std::string& name,
                               const heng::v1::Budget& budget, bool validate_only);

}  // namespace heng::core
