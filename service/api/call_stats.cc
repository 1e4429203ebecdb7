#include "service/api/call_stats.h"

#include <google/protobuf/descriptor.h>

#include <utility>

namespace heng::api {

MethodStats::MethodStats(std::string name)
    : name_(std::move(name)),
      latency_micros_({250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000,
                       2'500'000, 5'000'000, 10'000'000}) {}

void MethodStats::End(absl::StatusCode code, absl::Duration latency) {
  const auto index = static_cast<size_t>(code);
  ended_[index < kCodes ? index : static_cast<size_t>(absl::StatusCode::kUnknown)].fetch_add(1,
                                                                                             std::memory_order_relaxed);
  latency_micros_.Add(absl::ToInt64Microseconds(latency));
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
}

int64_t MethodStats::ended(absl::StatusCode code) const {
  return ended_.at(static_cast<size_t>(code)).load(std::memory_order_relaxed);
}

CallStats::CallStats(const std::vector<std::string>& services) {
  for (const std::string& name : services) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      methods_.push_back(std::make_unique<MethodStats>(service->method(i)->name()));
    }
  }
  methods_.push_back(std::make_unique<MethodStats>("other"));
}

MethodStats& CallStats::Of(std::string_view method) {
  // Some dozens of short names, compared by length first: cheaper than a hash.
  for (const auto& stats : methods_) {
    if (stats->name() == method) return *stats;
  }
  return *methods_.back();
}

}  // namespace heng::api
