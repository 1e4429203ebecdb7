#include "service/api/budget_api.h"

namespace heng::api {

using core::Budgets;
using core::Method;

BudgetApi::Reactor* BudgetApi::ImportBudgets(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kImportBudgets, request, response, budgets_, &Budgets::ImportBudgets);
}

BudgetApi::Reactor* BudgetApi::GetBudget(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kGetBudget, request, response, budgets_, &Budgets::GetBudget);
}

BudgetApi::Reactor* BudgetApi::ListBudgets(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListBudgets, request, response, budgets_, &Budgets::ListBudgets);
}

}  // namespace heng::api
