// Connections for point reads: taken by the calling thread, given back after the read.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/engine.h"

namespace heng::store {

class ReaderPool {
 public:
  ReaderPool(Engine engine, size_t limit) : engine_(std::move(engine)), limit_(limit) {}

  // Runs `read` with a connection of the pool; waits for one where all are in use. UNAVAILABLE after Close.
  // `read` takes a ReaderSession& and returns a StatusOr or a Status.
  template <typename Read>
  auto With(Read read) -> decltype(read(std::declval<ReaderSession&>())) {
    absl::StatusOr<std::unique_ptr<ReaderSession>> session = Take();
    if (!session.ok()) return session.status();
    auto result = read(**session);
    const bool healthy = result.ok() || GetStatus(result).code() == absl::StatusCode::kNotFound;
    GiveBack(healthy ? *std::move(session) : nullptr);
    return result;
  }

  // Waits for the reads under way and closes all connections.
  void Close();

 private:
  static const absl::Status& GetStatus(const absl::Status& status) { return status; }
  template <typename T>
  static const absl::Status& GetStatus(const absl::StatusOr<T>& result) {
    return result.status();
  }
  absl::StatusOr<std::unique_ptr<ReaderSession>> Take();
  void GiveBack(std::unique_ptr<ReaderSession> session);  // null: it failed and was closed

  const Engine engine_;
  const size_t limit_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<std::unique_ptr<ReaderSession>> free_;
  size_t in_use_ = 0;
  bool closed_ = false;
};

}  // namespace heng::store
