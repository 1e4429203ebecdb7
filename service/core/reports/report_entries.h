// What is kept for reports beside the forms: records of department evaluations, and figures of the final accounts. An
// entry each, not resident.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "heng/v1/report.pb.h"
#include "scoring/decimal.h"
#include "service/core/access/authority.h"
#include "service/core/access/methods.h"
#include "service/core/access/principal_rules.h"
#include "service/store/store.h"

namespace heng::core {

inline constexpr int kMaxEvaluatedProjects = 500;  // of one department evaluation
inline constexpr size_t kMaxReportTextChars = 20'000;
inline constexpr size_t kMaxReportTitleChars = 200;
inline constexpr size_t kMaxReportPlaceChars = 500;

inline constexpr std::string_view kDepartmentEvaluations = "departmentEvaluations";

// True for "departmentEvaluations/{id}".
bool IsDepartmentEvaluationName(std::string_view name);
// "yearFacts/…" of the ones there may be. A long id is cut; a hash keeps it apart from others.
std::string YearFactsName(std::string_view org_id, int32_t fiscal_year);

// What was set; nullopt: nothing. As fast as GetEntry. What the store says where it can't be read; DATA_LOSS.
absl::StatusOr<std::optional<heng::v1::YearFacts>> FindYearFacts(store::Store* store, std::string_view org_id,
                                                                 int32_t fiscal_year);

// INVALID_FIELDS, below "department_evaluation." and "facts.".
absl::Status CheckFields(const heng::v1::DepartmentEvaluation& evaluation);
absl::Status CheckFields(const heng::v1::YearFacts& facts);
// A violation of `field` unless it is a year forms may have.
void CheckYear(const std::string& field, int32_t year, FieldProblems* problems);

// The id of the org a report is asked of, with its year, by a caller who may: else what a method answers.
absl::StatusOr<std::string> CheckOrgAndYear(const Authority& authority, Method method, const std::string& org,
                                            int32_t fiscal_year);

// 元 as messages have it: at most 12 digits and 2 decimals, not negative. nullopt: no such amount.
std::optional<scoring::Decimal> ReadMoney(std::string_view text);

}  // namespace heng::core
