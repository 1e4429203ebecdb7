// The figures about a unit as a whole: what was covered, counts, the four budgets, spending.
#pragma once

#include <vector>

#include "service/core/reports/crosscheck/facts.h"
#include "service/core/reports/crosscheck/items.h"
#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {

// Passages of a report by what they tell, the first of each kind; null: there is none.
struct UnitPassages {
  const Passage* overview = nullptr;
  const Passage* tier1 = nullptr;
  const Passage* tier2 = nullptr;
  const Passage* mention = nullptr;
  const Passage* unit = nullptr;
  const Passage* reviews = nullptr;
  const Passage* spending = nullptr;
  std::vector<const Passage*> projects;
};
UnitPassages FindUnitPassages(const Report& report);

// 一级项目n个 … 共涉及资金 …, 占项目支出总额的 …; 自评个数, 等级.
void CompareCoverage(const UnitPassages& passages, const Facts& facts, Items* items);
// 整体支出绩效自评 and 部门评价: funds and counts.
void CompareCarriedOut(const UnitPassages& passages, const Facts& facts, Items* items);
// 支出合计 and its parts; 预算, 决算 and how much of the plan that is.
void CompareSpending(const Passage& passage, Items* items);
void CompareAccounts(const Passage& passage, Items* items);
// 一般公共预算支出 … of the four budgets add up to the funds before them.
void CompareBudgetParts(const Passage& passage, Items* items);

// 项目支出 of the accounts the report tells; null: it does not.
const ReportFigure* ProjectSpending(const Passage* spending);

}  // namespace heng::core::crosscheck
