// Projects as they are kept: who may see and keep them, whose they may be, what they may stand below.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/directory.pb.h"
#include "scoring/form_check.h"
#include "service/core/access/authority.h"
#include "service/core/writes.h"
#include "service/store/store.h"

namespace heng::core {

// Steps in the history of a project; more are refused.
inline constexpr int kMaxLineage = 200;

// A project and the entry it is kept in.
struct KeptProject {
  store::Entry entry;
  heng::v1::Project project;
};
// nullopt: there is none. DATA_LOSS: it can't be read.
absl::StatusOr<std::optional<KeptProject>> ReadProject(const std::optional<store::Entry>& entry);

// OK, or PERMISSION_DENIED about `name`: the same for a project that is not there (null), one of somebody else, and a
// classified one without clearance. NOT_FOUND for who sees everything there is.
absl::Status CheckProjectAccess(const Authority& authority, Method method, const std::string& name,
                                const KeptProject* kept);

// Whether the caller may make this project (`current` null), or make it so. `parent` is the entry of next.parent().
// `wrong` is what is wrong with its fields already, `prefix` where they stand; for INVALID_FIELDS all of it stands
// there.
absl::Status CheckProject(const Authority& authority, Method method, const heng::v1::Project& next,
                          const KeptProject* current, const std::optional<KeptProject>& parent, std::string_view prefix,
                          std::vector<scoring::Violation>* wrong);

// The same for a new one whose name is taken by `taken`.
absl::Status ProjectNameTaken(const Authority& authority, Method method, const std::string& name,
                              const KeptProject& taken);

// What a caller makes of `current` who writes the masked fields (none: all) of `given` over it. INVALID_FIELDS: the
// mask names something that can't be changed.
absl::StatusOr<heng::v1::Project> Rewritten(const Authority& authority, const heng::v1::Project& current,
                                            const heng::v1::Project& given, const google::protobuf::FieldMask& mask);

// A step of the history. TOO_MANY: there are kMaxLineage already.
absl::Status AddLineage(heng::v1::Lineage::Kind kind, const std::string& date, heng::v1::Project* project,
                        heng::v1::Lineage** added);
// Records the new title where it is one.
absl::Status RecordRenaming(const heng::v1::Project& before, const std::string& date, heng::v1::Project* next);

// The project as this caller sees it: without the names of others that are hidden from them.
heng::v1::Project ForCaller(const Authority& authority, heng::v1::Project project);

// The change of a project to this message.
store::Mutation ProjectChange(const std::optional<store::Entry>& current, heng::v1::Project next, int64_t now,
                              bool active = true);

// Answers a write of one project with its message, and a repeated one with the message as it was written then.
void AnswerWithProject(const Writes& writes, WriteJob* job);

}  // namespace heng::core
