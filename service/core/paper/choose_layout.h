// Which layout a form is printed in.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "heng/v1/layout.pb.h"

namespace heng::core {

struct LayoutWanted {
  std::string asked;  // by the caller; empty: none
  std::string own;    // what the form says of itself; empty: nothing
  heng::v1::FormType form_type = heng::v1::EVALUATION;
  heng::v1::SubjectKind subject_kind = heng::v1::SUBJECT_KIND_UNSPECIFIED;  // unspecified: any
};

// The one asked for, else the form's own, else the first that fits. LAYOUT_NOT_FOUND, LAYOUT_DOES_NOT_FIT.
absl::StatusOr<const heng::v1::Layout*> ChooseLayout(const LayoutWanted& wanted);

// LAYOUT_NOT_FOUND unless it is empty or there is one.
absl::Status CheckLayoutName(std::string_view layout);

}  // namespace heng::core
