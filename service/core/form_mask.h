// Update masks of a form.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "heng/v1/form.pb.h"

namespace heng::core {

// Copies what the mask names from `given` and `given_contacts` (null: none) into `form`, of the same type, and
// `contacts`. Paths are "form.<field>" with a top-level field of the form, "form" and "contacts"; a repeated field is
// replaced whole. An empty mask replaces the whole form, and the contacts where there are any. INVALID_FIELDS: a path
// that is none of these.
absl::Status ApplyMask(const google::protobuf::Message& given, const heng::v1::Contacts* given_contacts,
                       const google::protobuf::FieldMask& mask, google::protobuf::Message* form,
                       heng::v1::Contacts* contacts);

}  // namespace heng::core
