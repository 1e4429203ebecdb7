#include "service/store/read_queue.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace heng::store {

ReadQueue::ReadQueue(const StoreOptions& options, Engine engine) : options_(options), engine_(std::move(engine)) {
  for (size_t i = 0; i < options_.read_threads; ++i) threads_.emplace_back([this] { Loop(); });
}

void ReadQueue::Submit(ReadJob job) {
  absl::Status refused;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) {
      refused = absl::UnavailableError("the store is shut down");
    } else if (queue_.size() >= options_.max_queued_reads) {
      refused = absl::ResourceExhaustedError(absl::StrCat("queue full: ", queue_.size(), " reads are waiting"));
    } else {
      queue_.push_back(std::move(job));
    }
  }
  if (refused.ok()) {
    wake_.notify_one();
  } else {
    // NOLINTNEXTLINE(bugprone-use-after-move): only a job that was not refused has been moved
    job.refuse(std::move(refused));
  }
}

size_t ReadQueue::queued() {
  std::lock_guard<std::mutex> lock(mutex_);
  return queue_.size();
}

void ReadQueue::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void ReadQueue::Loop() {
  std::unique_ptr<ReaderSession> session;
  while (true) {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return;
    ReadJob job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    Run(job, session);
  }
}

void ReadQueue::Run(const ReadJob& job, std::unique_ptr<ReaderSession>& session) const {
  const absl::Time now = options_.clock();
  if (job.deadline < now) {
    return job.refuse(absl::DeadlineExceededError("the deadline passed in the queue"));
  }
  if (session == nullptr) {
    auto opened = engine_.open_reader();
    if (!opened.ok()) return job.refuse(absl::UnavailableError(opened.status().message()));
    session = *std::move(opened);
  }
  if (!job.run(*session, std::min(job.deadline, now + options_.max_read_time)).ok())
    session.reset();  // whatever it was, begin afresh
}

}  // namespace heng::store
