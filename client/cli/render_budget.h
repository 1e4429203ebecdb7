// Budgets as text for people. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "client/cli/language.h"
#include "client/cli/table.h"
#include "heng/v1/budget.pb.h"

namespace heng::cli {

// An empty table of budgets, and one more row of it: the total only.
Table BudgetTable(Language language);
std::vector<std::string> Row(const heng::v1::Budget& budget, Language language);

// One budget with its sources.
std::string RenderBudget(const heng::v1::Budget& budget, Language language);

}  // namespace heng::cli
