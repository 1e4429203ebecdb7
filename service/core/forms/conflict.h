// Two people edit one form: what the second one is told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "service/core/call_context.h"
#include "service/core/forms/forms.h"

namespace heng::core {

// Answers `mismatch` (ETAG_MISMATCH) with what was done to the form since the etag that was given, by whom and when,
// and which fields changed; as it is where that can't be read.
void ExplainConflict(const Forms& forms, const std::string& form_id, const std::string& given, absl::Time deadline,
                     const absl::Status& mismatch, Reply reply);

// Paths of what differs, at most `limit`: "indicators[mb-3].actual", "narrative.problems". Rows are matched by id.
std::vector<std::string> ChangedFields(const google::protobuf::Message& before, const google::protobuf::Message& after,
                                       size_t limit);

}  // namespace heng::core
