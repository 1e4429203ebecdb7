#include "service/core/work_pool.h"

#include <sys/resource.h>

#include <utility>

namespace heng::core {

WorkPool::WorkPool(const Limits& limits) : limits_(limits) {
  for (int i = 0; i < limits_.threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkPool::~WorkPool() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkPool::Run(size_t bytes, std::function<void()> work) {
  const absl::MutexLock lock(&mutex_);
  if (stopping_ || queue_.size() >= limits_.waiting || bytes_ + bytes > limits_.waiting_bytes) return false;
  bytes_ += bytes;
  queue_.push_back({bytes, std::move(work)});
  return true;
}

void WorkPool::Work() {
  if (limits_.nice > 0) setpriority(PRIO_PROCESS, 0, limits_.nice);  // on Linux: of this thread
  const auto wake = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); };
  while (true) {
    Waiting next;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&wake));
      if (queue_.empty()) return;
      next = std::move(queue_.front());
      queue_.pop_front();
      bytes_ -= next.bytes;
    }
    next.work();
  }
}

}  // namespace heng::core
