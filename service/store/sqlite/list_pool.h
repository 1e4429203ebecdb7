// The threads that run lists, each with its own connection, and the bounded queue before them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/sqlite/reader_session.h"
#include "service/store/sqlite/sqlite_store.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

struct ListJob {
  ListQuery query;
  absl::Time deadline;
  std::function<void(absl::StatusOr<std::vector<Header>>)> done;
};

class ListPool {
 public:
  explicit ListPool(const SqliteOptions& options);
  ~ListPool() { Stop(); }
  ListPool(const ListPool&) = delete;
  ListPool& operator=(const ListPool&) = delete;

  // A job that is refused (queue full, stopped) is answered before this returns.
  void Submit(ListJob job);

  // Finishes the queue and ends the threads.
  void Stop();

 private:
  void Loop();
  absl::StatusOr<std::vector<Header>> Run(const ListJob& job, std::unique_ptr<ReaderSession>& session) const;

  const SqliteOptions options_;
  std::mutex mutex_;  // guards queue_ and stopped_; never held while calling out
  std::condition_variable wake_;
  std::deque<ListJob> queue_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace heng::store::sqlite
