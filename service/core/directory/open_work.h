// Work that is still open in orgs: forms that are not submitted, projects in use.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "heng/v1/evaluation.pb.h"
#include "service/store/store.h"

namespace heng::core {

// States in which a form is still worked on.
inline constexpr heng::v1::Evaluation::State kOpenStates[] = {
    heng::v1::Evaluation::DRAFT, heng::v1::Evaluation::CHECKED, heng::v1::Evaluation::RETURNED};
bool IsOpen(const store::Header& header);

struct OpenWork {
  int64_t forms = 0;
  int64_t projects = 0;  // counted to 1000, then 1001
};

// Counts it, hidden things included; what the store says where it can't. `done` is called exactly once, on any thread.
void CountOpenWork(store::Store* store, std::vector<std::string> org_ids, absl::Time deadline,
                   std::function<void(absl::StatusOr<OpenWork>)> done);

}  // namespace heng::core
