// SimulatePolicy: what the stored evaluations would come to under another policy. Goes through them page by page, each
// page scored by threads of its own when the caller has room for the next message; keeps nothing.
#pragma once

#include <memory>
#include <mutex>

#include "heng/v1/policy_service.pb.h"
#include "scoring/policy.h"
#include "service/core/call_context.h"
#include "service/core/message_stream.h"
#include "service/core/work_pool.h"
#include "service/core/writes.h"

namespace heng::core {

class Simulations {
 public:
  // Open at once; more are TOO_MANY.
  static constexpr int kMaxOpen = 4;
  // For all of them together. They give way to whatever else there is to do.
  static constexpr int kThreads = 2;

  // Not owned; outlives this.
  explicit Simulations(const Writes* writes) : writes_(writes), pool_({.threads = kThreads, .nice = 10}) {}

  // `policy`: the one that might be.
  OpenedStream Open(const CallContext& call, const heng::v1::SimulatePolicyRequest& request,
                    std::shared_ptr<const scoring::CompiledPolicy> policy);

 private:
  class Stream;

  const Writes* const writes_;
  std::mutex mutex_;  // guards open_
  int open_ = 0;
  WorkPool pool_;
};

}  // namespace heng::core
