#include "service/core/work_pool.h"

#include <sys/resource.h>

#include <utility>

namespace heng::core {

WorkPool::WorkPool(const Limits& limits) : limits_(limits) {
  for (int i = 0; i < limits_.threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkPool::~WorkPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkPool::Run(size_t bytes, std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= limits_.waiting || bytes_ + bytes > limits_.waiting_bytes) return false;
    bytes_ += bytes;
    queue_.push_back({bytes, std::move(work)});
  }
  wake_.notify_one();
  return true;
}

void WorkPool::Work() {
  if (limits_.nice > 0) setpriority(PRIO_PROCESS, 0, limits_.nice);  // on Linux: of this thread
  while (true) {
    Waiting next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      next = std::move(queue_.front());
      queue_.pop_front();
      bytes_ -= next.bytes;
    }
    next.work();
  }
}

}  // namespace heng::core
