// How many calls, how they ended, how long they took, by method: for /metrics. No locks.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/store/histogram.h"

namespace heng::api {

class MethodStats {
 public:
  explicit MethodStats(std::string name);

  void Begin() { in_flight_.fetch_add(1, std::memory_order_relaxed); }
  void End(absl::StatusCode code, absl::Duration latency);

  const std::string& name() const { return name_; }
  int64_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  int64_t ended(absl::StatusCode code) const;
  store::HistogramCounts latency_micros() const { return latency_micros_.Get(); }

 private:
  static constexpr size_t kCodes = 17;  // of gRPC

  const std::string name_;
  std::atomic<int64_t> in_flight_ = 0;
  std::array<std::atomic<int64_t>, kCodes> ended_ = {};
  store::Histogram latency_micros_;
};

class CallStats {
 public:
  // For the methods of these services ("heng.v1.EvaluationService"), which must be linked; methods of other services
  // are counted together, as "other".
  explicit CallStats(const std::vector<std::string>& services);

  MethodStats& Of(std::string_view method);  // "SubmitEvaluation"
  // In the order of the services and their methods, "other" last.
  const std::vector<std::unique_ptr<MethodStats>>& methods() const { return methods_; }

 private:
  std::vector<std::unique_ptr<MethodStats>> methods_;
};

}  // namespace heng::api
