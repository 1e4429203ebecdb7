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
#include "service/store/sqlite/sqlite_store.h"
#include "service/store/sqlite/writer_session.h"
#include "service/store/store.h"

namespace heng::store::sqlite {

class Writer {
 public:
  static absl::StatusOr<std::unique_ptr<Writer>> Start(const SqliteOptions& options);
  ~Writer() { Stop(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // A write that is refused (queue full, stopped) is answered before this returns.
  void Submit(Write write);

  // UNAVAILABLE while the connection is lost and could not be opened again.
  absl::Status Ready();

  Stats GetStats() const { return {.writes = writes_, .groups = groups_}; }

  // Finishes the queue, moves the log into the file and ends the thread.
  void Stop();

 private:
  // A write of the current group with its answer.
  struct Member {
    Write write;
    WriteResult result;
    bool expired = false;
  };
  using Group = std::vector<Member>;

  Writer(const SqliteOptions& options, std::unique_ptr<WriterSession> session);
  void Loop();
  // Waits for writes. Empty: none yet, look after the connection; absent: stopped and drained.
  std::optional<Group> TakeGroup();
  void RunGroup(Group& group);
  // Runs members [begin, end) in one transaction; their results stand after OK only.
  absl::Status RunTransaction(Member* begin, Member* end, bool* unknown);
  absl::Status RunMember(Member& member, bool* wrote);
  absl::Status EnsureSession();
  void CloseSession();

  const SqliteOptions options_;
  // Only the thread touches these two.
  std::unique_ptr<WriterSession> session_;
  int64_t last_now_ = 0;  // µs

  std::atomic<int64_t> writes_ = 0, groups_ = 0;

  std::mutex mutex_;  // guards what follows; never held while calling out
  std::condition_variable wake_;
  std::deque<Write> queue_;
  bool stopped_ = false;
  bool connected_ = true;

  std::thread thread_;
};

}  // namespace heng::store::sqlite
