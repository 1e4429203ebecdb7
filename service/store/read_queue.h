// The threads that run long reads, each with its own connection, and the bounded queue before them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/store/engine.h"
#include "service/store/options.h"

namespace heng::store {

// One of the two is called, exactly once.
struct ReadJob {
  absl::Time deadline;
  // Reads, until `deadline` at most, and answers; returns how the read went.
  std::function<absl::Status(ReaderSession&, absl::Time deadline)> run;
  std::function<void(absl::Status)> refuse;  // answers without a read
};

class ReadQueue {
 public:
  ReadQueue(const StoreOptions& options, Engine engine);
  ~ReadQueue() { Stop(); }
  ReadQueue(const ReadQueue&) = delete;
  ReadQueue& operator=(const ReadQueue&) = delete;

  // A job that is refused (queue full, stopped) is answered before this returns.
  void Submit(ReadJob job);

  size_t queued();

  // Finishes the queue and ends the threads.
  void Stop();

 private:
  void Loop();
  void Run(const ReadJob& job, std::unique_ptr<ReaderSession>& session) const;

  const StoreOptions options_;
  const Engine engine_;
  std::mutex mutex_;  // guards queue_ and stopped_; never held while calling out
  std::condition_variable wake_;
  std::deque<ReadJob> queue_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace heng::store
