// Counts of values by size: added to by any thread without a lock, read now and then.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace heng::store {

struct HistogramCounts {
  std::vector<int64_t> bounds;  // upper, inclusive, ascending
  std::vector<int64_t> counts;  // one for each bound and one for what is larger; not cumulative
  int64_t sum = 0;              // of the values
};

class Histogram {
 public:
  explicit Histogram(std::vector<int64_t> bounds)
      : bounds_(std::move(bounds)), counts_(std::make_unique<std::atomic<int64_t>[]>(bounds_.size() + 1)) {}

  void Add(int64_t value) {
    size_t bucket = 0;
    while (bucket < bounds_.size() && value > bounds_[bucket]) ++bucket;
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  // What was added so far; values being added meanwhile may be in the counts and not yet in the sum.
  HistogramCounts Get() const {
    HistogramCounts result{.bounds = bounds_, .counts = {}, .sum = sum_.load(std::memory_order_relaxed)};
    for (size_t i = 0; i <= bounds_.size(); ++i) result.counts.push_back(counts_[i].load(std::memory_order_relaxed));
    return result;
  }

 private:
  const std::vector<int64_t> bounds_;
  const std::unique_ptr<std::atomic<int64_t>[]> counts_;
  std::atomic<int64_t> sum_ = 0;
};

}  // namespace heng::store
