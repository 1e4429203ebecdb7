// One row of an import, decided in the store's order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "heng/v1/budget_service.pb.h"
#include "service/core/access/authority.h"
#include "service/core/writes.h"
#include "service/store/store.h"

namespace heng::core {

struct BudgetRowToImport {
  heng::v1::Budget budget;      // as BudgetToKeep makes it
  heng::v1::BudgetStamp stamp;  // without source
};

// What was decided of it; read after the commit.
struct DecidedRow {
  heng::v1::BudgetResult result;
  heng::v1::Budget kept;              // as it is now, or would be (validate_only)
  std::optional<store::Header> form;  // the evaluation of the same project, org and year
};

// OK, or why the caller may not import it: looked at before the store is asked, and again there.
absl::Status CheckRowAccess(const Authority& authority, const heng::v1::Budget& budget);

// Sets what the write of a row needs and decides, but for what it answers. `row` and `decided` are shared with it.
void PrepareRow(std::shared_ptr<const BudgetRowToImport> row, std::shared_ptr<DecidedRow> decided, WriteJob* job);

// A draft whose total has neither annual budget nor executed amount: a budget fills it.
bool IsBlankDraft(const store::Header& form);

}  // namespace heng::core
