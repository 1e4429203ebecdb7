// Update masks of an evaluation.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "heng/v1/evaluation.pb.h"

namespace heng::core {

// Copies what the mask names from `evaluation` into `form` and `contacts`. Paths are "form.<field>" with a top-level
// field of FormContent, "form" and "contacts"; a repeated field is replaced whole. An empty mask replaces the whole
// form, and the contacts where `evaluation` has them. INVALID_FIELDS: a path that is none of these.
absl::Status ApplyMask(const heng::v1::Evaluation& evaluation, const google::protobuf::FieldMask& mask,
                       heng::v1::FormContent* form, heng::v1::Contacts* contacts);

}  // namespace heng::core
