// Budgets as imported from the budget system, and the forms they make stale. One handler per method of BudgetService;
// every front end calls these.
#pragma once

#include "heng/v1/budget_service.pb.h"
#include "service/core/call_context.h"
#include "service/core/forms/forms.h"
#include "service/core/message_stream.h"
#include "service/core/results/export_results.h"
#include "service/core/work_pool.h"
#include "service/core/writes.h"

namespace heng::core {

class Budgets {
 public:
  // Not owned; outlives this. Forms that rows are about are read and scored on threads of its own.
  explicit Budgets(Writes* writes);

  // Every handler answers through `reply`, exactly once, with the serialized response message of its method or with
  // an error of the catalogue (errors.h). What each method may answer stands in budget_service.proto.
  void ImportBudgets(const CallContext& call, const heng::v1::ImportBudgetsRequest& request, Reply reply);
  void GetBudget(const CallContext& call, const heng::v1::GetBudgetRequest& request, Reply reply);
  void ListBudgets(const CallContext& call, const heng::v1::ListBudgetsRequest& request, Reply reply);
  OpenedStream ExportResults(const CallContext& call, const heng::v1::ExportResultsRequest& request) {
    return results_.Open(call, request);
  }

 private:
  Writes* const writes_;
  ResultExports results_;
  const Forms evaluations_;
  WorkPool pool_;  // for the forms that rows are about; ends first
};

}  // namespace heng::core
