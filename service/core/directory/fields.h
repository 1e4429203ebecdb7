// The fields of orgs and projects as callers write them: what is well-formed, and which of them callers may set.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "heng/v1/directory.pb.h"
#include "scoring/form_check.h"

namespace heng::core {

// Limits; shown in the docs. Characters are code points.
inline constexpr size_t kMaxTitleChars = 200;
inline constexpr size_t kMaxOrgCodeChars = 32;
inline constexpr size_t kProjectCodeChars = 21;
inline constexpr size_t kMaxLocalPrefixChars = 10;
inline constexpr size_t kMaxAttributeChars = 100;

// All that is wrong with the fields a caller may set, each below `prefix` ("org.", "orgs[3]."); empty: well-formed.
std::vector<scoring::Violation> CheckOrgFields(const heng::v1::Org& org, std::string_view prefix);
std::vector<scoring::Violation> CheckProjectFields(const heng::v1::Project& project, std::string_view prefix);

// Without what only the system sets: etag, times, end_date, successor, predecessors, lineage.
heng::v1::Org WithoutOutput(heng::v1::Org org);
heng::v1::Project WithoutOutput(heng::v1::Project project);
// True if a caller who writes `a` over `b` changes nothing.
bool SameInput(const heng::v1::Org& a, const heng::v1::Org& b);
bool SameInput(const heng::v1::Project& a, const heng::v1::Project& b);

// Replaces in `to` what the mask names (empty: every field that may be changed) by what stands in `from`.
// INVALID_FIELDS: the mask names something that can't be changed.
absl::Status ApplyOrgMask(const heng::v1::Org& from, const google::protobuf::FieldMask& mask, heng::v1::Org* to);
absl::Status ApplyProjectMask(const heng::v1::Project& from, const google::protobuf::FieldMask& mask,
                              heng::v1::Project* to);

// A violation of a date that has to be a day, not after `today`. Nothing is added where it is one, or empty.
void CheckPastDay(std::string_view field, std::string_view day, std::string_view today,
                  std::vector<scoring::Violation>* wrong);
// The day before this one.
std::string DayBefore(std::string_view day);

}  // namespace heng::core
