// ImportEvaluations: requests of up to 500 forms. Reading and scoring them takes tens of milliseconds a request, so it
// is done by threads of its own, a few rows ahead of the store; every row is a write of its own, which the store
// commits in groups.
#pragma once

#include <memory>
#include <mutex>

#include "service/core/call_context.h"
#include "service/core/forms/forms.h"
#include "service/core/work_pool.h"

namespace heng::core {

class EvaluationImports {
 public:
  // Requests under way at once; more are STORE_BUSY. Each holds its bytes (at most a message) and some 128 scored
  // forms.
  static constexpr int kMaxRequests = 8;
  static constexpr int kThreads = 2;

  // Not owned; outlives this.
  explicit EvaluationImports(const Forms* forms);

  // As the handlers of Evaluations. The request is not parsed yet: it would take too long on the threads of calls.
  void Run(const CallContext& call, Reply reply);

 private:
  class Batch;

  bool Enter();
  void Leave();

  const Forms* const forms_;
  std::mutex mutex_;  // guards under_way_
  int under_way_ = 0;
  WorkPool pool_;
};

}  // namespace heng::core
