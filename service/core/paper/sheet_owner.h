// Whose form a spreadsheet is: the org and the project that its printed texts mean.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "heng/v1/form_service.pb.h"
#include "service/core/access/authority.h"
#include "service/core/writes.h"

namespace heng::core {

using SheetNotes = google::protobuf::RepeatedPtrField<heng::v1::LocalizedText>;

// What the sheet prints, and what it knows if it was made here.
struct PrintedIdentity {
  std::string org, subject;  // names; empty: not known
  int32_t fiscal_year = 0;
  heng::v1::SubjectKind subject_kind = heng::v1::PROJECT;
  std::string unit_text;     // 121005-大同市社会保险中心
  std::string project_name;  // J残疾人就业保障金
  std::string bare_name;     // the same without its local prefix
  std::string project_code;
};

struct SheetOwner {
  std::string org, subject;
  int32_t fiscal_year = 0;
};

// The sheet's own word first, then the request's, then what is printed: the code of the org, else its title, among the
// orgs whose forms the caller may read; the code of the project, else its name, among the projects in use of that org
// and of those above it. Only what is found exactly once counts. `notes`: how they were found. Waits for the store;
// not for threads of the store or of calls.
// ORG_NOT_RECOGNISED, PROJECT_NOT_RECOGNISED with what might be meant; INVALID_FIELDS where there is no year.
absl::StatusOr<SheetOwner> FindOwner(const Writes& writes, const Authority& authority, absl::Time deadline,
                                     const PrintedIdentity& printed, const heng::v1::ReadFormRequest& request,
                                     SheetNotes* notes);

}  // namespace heng::core
