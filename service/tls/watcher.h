// Notices that the files of an identity were replaced, and takes up the new ones if they fit together.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "service/tls/identity.h"

namespace heng::tls {

class Watcher {
 public:
  struct Options {
    Files files;
    Identity first;
    absl::Duration interval = absl::Seconds(1);  // between two looks
    // Level "info" or "warning", and a sentence. Called on the watcher's thread.
    std::function<void(const char* level, const Text& text)> log;
  };

  explicit Watcher(Options options);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // The identity in use; another object after each exchange.
  std::shared_ptr<const Identity> current() const;

  int64_t exchanges() const { return exchanges_; }  // taken up since the start
  int64_t failures() const { return failures_; }    // new files that were not taken up

 private:
  void Loop();
  void TakeUp();

  const Options options_;
  std::atomic<int64_t> exchanges_ = 0, failures_ = 0;
  std::string seen_;  // of the files as they were last read; only the thread touches it after the start

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::shared_ptr<const Identity> current_;
  bool stopped_ = false;

  std::thread thread_;
};

}  // namespace heng::tls
