// What becomes of a kept budget when a row of a batch arrives. Pure: the same rows in the same order, the same budget.
#pragma once

#include "absl/status/statusor.h"
#include "heng/v1/budget.pb.h"
#include "heng/v1/score.pb.h"

namespace heng::core {

// Stamps that are kept of what was replaced on the same day, of the total and of each source.
inline constexpr int kMaxReplaced = 20;

struct MergedBudget {
  heng::v1::Budget budget;          // as it is to be kept
  bool changed = false;             // something has to be written: amounts or stamps
  bool amounts = false;             // amounts have changed
  bool superseded = false;          // all the row says was left aside: what is kept is later
  bool repeated = false;            // the row was here before
  heng::v1::LocalizedText message;  // what was left as it is, what was replaced; empty: nothing
};

// `kept`: as stored; null: nothing is. `row`: as BudgetToKeep makes it. `stamp`: of the row, without source.
// ROW_REUSED: the row was here with other content. ROW_TWICE: another row of its batch said the same figures already.
absl::StatusOr<MergedBudget> MergeRow(const heng::v1::Budget* kept, const heng::v1::Budget& row,
                                      const heng::v1::BudgetStamp& stamp);

// The total, or the source, as messages say it.
heng::v1::LocalizedText FiguresText(heng::v1::FundSource source);

}  // namespace heng::core
