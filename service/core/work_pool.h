// A few threads for work that is too slow for the threads calls arrive on, with a bounded queue before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace heng::core {

class WorkPool {
 public:
  struct Limits {
    int threads = 2;
    size_t waiting = 256;             // pieces of work
    size_t waiting_bytes = 24 << 20;  // of the requests they hold
    int nice = 0;                     // 1 to 19: gives way to the other threads of the process
  };

  explicit WorkPool(const Limits& limits);
  // What was taken is done first.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  // Queues `work`; never blocks. False: there is no room for it, and it is not run.
  bool Run(size_t bytes, std::function<void()> work);

 private:
  struct Waiting {
    size_t bytes;
    std::function<void()> work;
  };

  void Work();

  const Limits limits_;
  std::mutex mutex_;  // guards all below but the threads; absl::Mutex is opaque to ThreadSanitizer
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  size_t bytes_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace heng::core
