// What imports have in common: how many rows there may be, and what a row answers that was refused.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "scoring/form_check.h"
#include "service/core/errors.h"

namespace heng::core {

inline constexpr int kMaxImportRows = 500;

inline absl::Status CheckRowCount(std::string_view field, int rows) {
  if (rows <= kMaxImportRows) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat("一批最多 ", kMaxImportRows, " 行，这里有 ", rows, " 行；请分批导入。"),
      absl::StrCat("a batch has at most ", kMaxImportRows, " rows, this one has ", rows, "; send several"));
}

// What is wrong with the row itself; anything else fails the whole request, which may be sent again.
inline bool RefusesRow(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    default:
      return false;
  }
}

// Fills a result (ImportResult, BudgetResult) with why its row is refused. `wrong`: what is wrong with its fields, for
// INVALID_FIELDS.
template <typename Result>
void RefuseRow(const absl::Status& status, const std::vector<scoring::Violation>& wrong, Result* result) {
  result->set_outcome(Result::REFUSED);
  result->set_reason(ReasonOf(status));
  std::string zh, en;
  for (const scoring::Violation& violation : wrong) {
    absl::StrAppend(&zh, zh.empty() ? "" : " ", violation.field, "：", violation.zh);
    absl::StrAppend(&en, en.empty() ? "" : "; ", violation.field, ": ", violation.en);
  }
  const bool by_field = result->reason() == "INVALID_FIELDS";
  result->mutable_message()->set_zh(by_field ? zh : ChineseOf(status));
  result->mutable_message()->set_en(by_field ? en : std::string(status.message()));
}

}  // namespace heng::core
