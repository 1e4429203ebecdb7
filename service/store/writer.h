// The writer thread: takes what is queued as a group, decides and applies it in one transaction, and answers after
// COMMIT.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/engine.h"
#include "service/store/options.h"
#include "service/store/store.h"

namespace heng::store {

class Writer {
 public:
  // `session` is the first connection.
  Writer(StoreOptions options, Engine engine, std::unique_ptr<WriterSession> session);
  ~Writer() { Stop(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // A write that is refused (queue full, stopped) is answered before this returns.
  void Submit(Write write);

  // UNAVAILABLE while the connection is lost and could not be opened again.
  absl::Status Ready();

  Stats GetStats();

  // Finishes the queue, closes the connection and ends the thread.
  void Stop();

 private:
  // A write of the current group with its answer.
  struct Member {
    Write write;
    WriteResult result;
    bool expired = false;
  };
  using Group = std::vector<Member>;

  void Loop();
  // Waits for writes. Empty: none yet, look after the connection; absent: stopped and drained.
  std::optional<Group> TakeGroup();
  void RunGroup(Group& group);
  // Runs members [begin, end) in one transaction; their results stand after OK only.
  absl::Status RunTransaction(Member* begin, Member* end, bool* unknown);
  absl::Status RunMember(Member& member, bool* wrote);
  // Begins a transaction, on a new connection if the old one turns out to be lost.
  absl::Status Begin(const std::vector<const Keys*>& keys);
  absl::Status EnsureSession();
  void CloseSession();
  void TrimIfDue();

  const StoreOptions options_;
  const Engine engine_;
  // Only the thread touches these.
  std::unique_ptr<WriterSession> session_;
  bool began_ = false;    // the last transaction came past its beginning
  int64_t last_now_ = 0;  // µs
  absl::Time next_trim_;

  std::atomic<int64_t> writes_ = 0, groups_ = 0;
  Histogram group_sizes_, commit_micros_;

  std::mutex mutex_;  // guards what follows; never held while calling out
  std::condition_variable wake_;
  std::deque<Write> queue_;
  size_t queued_bytes_ = 0;
  bool stopped_ = false;
  bool connected_ = true;

  std::thread thread_;
};

}  // namespace heng::store
