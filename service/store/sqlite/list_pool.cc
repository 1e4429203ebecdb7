#include "service/store/sqlite/list_pool.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace heng::store::sqlite {

ListPool::ListPool(const SqliteOptions& options) : options_(options) {
  for (size_t i = 0; i < options_.list_threads; ++i) threads_.emplace_back([this] { Loop(); });
}

void ListPool::Submit(ListJob job) {
  absl::Status refused;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) {
      refused = absl::UnavailableError("the store is shut down");
    } else if (queue_.size() >= options_.max_queued_lists) {
      refused = absl::ResourceExhaustedError(absl::StrCat("queue full: ", queue_.size(), " lists are waiting"));
    } else {
      queue_.push_back(std::move(job));
    }
  }
  if (refused.ok()) {
    wake_.notify_one();
  } else {
    // NOLINTNEXTLINE(bugprone-use-after-move): only a job that was not refused has been moved
    job.done(std::move(refused));
  }
}

void ListPool::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void ListPool::Loop() {
  std::unique_ptr<ReaderSession> session;
  while (true) {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return;
    ListJob job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job.done(Run(job, session));
  }
}

absl::StatusOr<std::vector<Header>> ListPool::Run(const ListJob& job, std::unique_ptr<ReaderSession>& session) const {
  const auto expired = [&] { return job.deadline < options_.clock(); };
  if (expired()) return absl::DeadlineExceededError("the deadline passed in the queue");
  if (session == nullptr) {
    auto opened = ReaderSession::Open(options_.path);
    if (!opened.ok()) return opened.status();
    session = *std::move(opened);
  }
  absl::StatusOr<std::vector<Header>> headers = session->List(job.query, expired);
  if (!headers.ok()) session.reset();  // whatever it was, begin afresh
  return headers;
}

}  // namespace heng::store::sqlite
