// BudgetService over gRPC: every method hands its bytes to core and nothing else.
#pragma once

#include "heng/v1/budget_service.grpc.pb.h"
#include "service/api/call.h"
#include "service/core/budgets/budgets.h"

namespace heng::api {

// Raw methods: every method shares one way in and out (call.h).
template <typename S = heng::v1::BudgetService>
using RawBudgetService =
    Raw<typename S::Service, S::template WithRawCallbackMethod_ImportBudgets,
        S::template WithRawCallbackMethod_GetBudget, S::template WithRawCallbackMethod_ListBudgets>;

class BudgetApi final : public RawBudgetService<> {
 public:
  // Neither is owned; both outlive this.
  BudgetApi(core::Budgets* budgets, const CallRunner* runner) : budgets_(budgets), runner_(runner) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* ImportBudgets(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetBudget(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* ListBudgets(Context* context, const Bytes* request, Bytes* response) override;

 private:
  core::Budgets* budgets_;
  const CallRunner* runner_;
};

}  // namespace heng::api
