// A budget as it is kept: one entry per subject, org and fiscal year; not resident, there are as many as forms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "heng/v1/budget.pb.h"
#include "scoring/form_check.h"
#include "service/store/store.h"

namespace heng::core {

inline constexpr int kMaxBudgetLines = 50;
// 元, as forms have it: at most 999999999999.99.
inline constexpr size_t kMaxMoneyDigits = 12;

// "budgets/…" of the one there may be. The end of the subject's id is cut where it is long; a hash keeps it apart from
// others.
std::string BudgetName(std::string_view subject, std::string_view org_id, int32_t fiscal_year);

// What was imported last; nullopt: nothing. As fast as Get. What the store says where it can't be read; DATA_LOSS.
absl::StatusOr<std::optional<heng::v1::Budget>> FindBudget(store::Store* store, std::string_view subject,
                                                           std::string_view org_id, int32_t fiscal_year);

// What is wrong with the fields of a budget, each below `prefix` ("budgets[3].").
std::vector<scoring::Violation> CheckBudgetFields(const heng::v1::Budget& budget, std::string_view prefix);

// The budget with what is kept of it: named, its lines by source, without what is not looked at or says nothing.
heng::v1::Budget BudgetToKeep(const heng::v1::Budget& given);
// 32 bytes that are the same for two of them that say the same, however the amounts are written.
std::string ContentHash(const heng::v1::Budget& budget);

// True if the form's total says other money than the budget, where that says anything.
bool DiffersFromBudget(const store::Header& form, const heng::v1::Budget& budget);

}  // namespace heng::core
