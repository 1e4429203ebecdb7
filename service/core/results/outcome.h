// What became of one evaluation, from its header and what else is known of it.
#pragma once

#include "absl/status/statusor.h"
#include "heng/v1/result.pb.h"
#include "service/core/epoch.h"
#include "service/store/store.h"

namespace heng::core {

// Reads the project's code and, of a rechecked form, the last recheck: point reads, not for threads of the store.
// What the store says where they can't be read; DATA_LOSS.
absl::StatusOr<heng::v1::EvaluationOutcome> OutcomeOf(store::Store* store, const Epoch& epoch,
                                                      const store::Header& form);

}  // namespace heng::core
