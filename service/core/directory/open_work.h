// Work that is still open in orgs: forms that are not submitted, projects in use.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "heng/v1/evaluation.pb.h"
#include "heng/v1/target.pb.h"
#include "service/store/store.h"

namespace heng::core {

// A state in which forms of a type are still worked on.
struct OpenState {
  int32_t form_type;
  int32_t state;
};
inline constexpr OpenState kOpenStates[] = {{store::kEvaluation, heng::v1::Evaluation::DRAFT},
                                            {store::kEvaluation, heng::v1::Evaluation::CHECKED},
                                            {store::kEvaluation, heng::v1::Evaluation::RETURNED},
                                            {store::kTarget, heng::v1::Target::DRAFT},
                                            {store::kTarget, heng::v1::Target::RETURNED}};
bool IsOpen(const store::Header& header);

struct OpenWork {
  int64_t forms = 0;     // evaluations and targets
  int64_t projects = 0;  // counted to 1000, then 1001
};

// Counts it, hidden things included; what the store says where it can't. `done` is called exactly once, on any thread.
void CountOpenWork(store::Store* store, std::vector<std::string> org_ids, absl::Time deadline,
                   std::function<void(absl::StatusOr<OpenWork>)> done);

}  // namespace heng::core
