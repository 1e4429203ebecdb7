#include "service/store/reader_pool.h"

#include <chrono>

#include "absl/strings/str_cat.h"

namespace heng::store {
namespace {

constexpr std::chrono::seconds kLongestWait(2);

}  // namespace

absl::StatusOr<std::unique_ptr<ReaderSession>> ReaderPool::Take() {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    // A read takes well below a millisecond; who waits this long waits for a database that does not answer.
    if (!changed_.wait_for(lock, kLongestWait, [this] { return closed_ || in_use_ < limit_; })) {
      return absl::ResourceExhaustedError(absl::StrCat("queue full: all ", limit_, " connections are reading"));
    }
    if (closed_) return absl::UnavailableError("the store is shut down");
    ++in_use_;
    if (!free_.empty()) {
      std::unique_ptr<ReaderSession> session = std::move(free_.back());
      free_.pop_back();
      return session;
    }
  }
  auto session = engine_.open_reader();
  if (session.ok()) return session;
  GiveBack(nullptr);
  return absl::UnavailableError(session.status().message());
}

void ReaderPool::GiveBack(std::unique_ptr<ReaderSession> session) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    --in_use_;
    if (session != nullptr) free_.push_back(std::move(session));
  }
  changed_.notify_all();
}

void ReaderPool::Close() {
  std::unique_lock<std::mutex> lock(mutex_);
  closed_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return in_use_ == 0; });
  free_.clear();
}

}  // namespace heng::store
