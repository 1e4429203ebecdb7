// Where a watch keeps what it saw: a file of events that is appended to, and a file with nothing but the place.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "client/cli/rpc_error.h"

namespace heng::cli {

// Events as JSON lines, in order. It ends where the watch was when it was stopped, however that happened: what is in
// it was seen, and what is not was not.
class EventFile {
 public:
  // Opens `path`, or makes it (0644); a last line that was not finished is cut off. WRONG_FILE: it can't be written,
  // another heng writes to it, or it holds something else.
  static Answer<std::unique_ptr<EventFile>> Open(const std::string& path);
  ~EventFile();
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  // Sequence of the last event in it; 0: none.
  int64_t last() const { return last_; }
  // Whole lines; on disk when this returns. WRONG_FILE.
  std::optional<RpcError> Append(std::string_view lines) const;

 private:
  EventFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::optional<RpcError> FindEnd();
  RpcError Failed(int error) const;
  RpcError NoEvents() const;

  const std::string path_;
  const int fd_;
  int64_t last_ = 0;
};

// A file with the sequence of the last event seen. nullopt: there is none yet. WRONG_FILE.
Answer<std::optional<int64_t>> ReadCursor(const std::string& path);
std::optional<RpcError> WriteCursor(const std::string& path, int64_t sequence);

}  // namespace heng::cli
