// Many independent pieces of work on several threads, their results in order.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace heng::cli {

// Makes items 0 … count-1 and hands them out in that order. Memory is bounded: no more than kAhead items a thread wait
// to be taken.
template <typename T>
class OrderedWork {
 public:
  static constexpr std::size_t kAhead = 8;

  // `make` is called once per item, from several threads at a time.
  OrderedWork(std::size_t count, std::size_t threads, std::function<T(std::size_t)> make)
      : count_(count), make_(std::move(make)) {
    threads = std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1));
    slots_.resize(threads * kAhead);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }

  // Items begun are finished, the others never made.
  ~OrderedWork() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    room_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  // The next item. Pre: called at most `count` times.
  T Next() {
    std::unique_lock lock(mutex_);
    std::optional<T>& slot = slots_[taken_ % slots_.size()];
    ready_.wait(lock, [&] { return slot.has_value(); });
    T item = std::move(*slot);
    slot.reset();
    ++taken_;
    room_.notify_one();
    return item;
  }

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      room_.wait(lock, [this] { return stopped_ || begun_ == count_ || begun_ < taken_ + slots_.size(); });
      if (stopped_ || begun_ == count_) return;
      const std::size_t i = begun_++;
      lock.unlock();
      T item = make_(i);
      lock.lock();
      slots_[i % slots_.size()] = std::move(item);
      ready_.notify_one();
      if (begun_ == count_) room_.notify_all();  // nothing left to begin: the others may end
    }
  }

  const std::size_t count_;
  const std::function<T(std::size_t)> make_;
  std::mutex mutex_;
  std::condition_variable room_, ready_;
  std::vector<std::optional<T>> slots_;  // item i in slot i % size
  std::size_t begun_ = 0, taken_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace heng::cli
