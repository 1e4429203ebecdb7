#include "client/cli/watch_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "client/cli/write_file.h"
#include "heng/v1/event.pb.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

// An event has about 1 KB.
constexpr off_t kMaxTail = 1 << 20;
// How every line begins.
constexpr std::string_view kBegin = "{\"sequence\":";
constexpr std::size_t kMaxCursorBytes = 32;

RpcError WrongFile(const std::string& path, const std::string& zh, const std::string& en) {
  return LocalError("WRONG_FILE", path + "：" + zh, path + ": " + en);
}

// The end of the file, at most kMaxTail; false: errno says why.
bool ReadTail(int fd, off_t size, std::string* tail) {
  off_t at = std::max<off_t>(0, size - kMaxTail);
  while (at < size) {
    char buffer[65536];
    const ssize_t read = pread(fd, buffer, sizeof(buffer), at);
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return read == 0;
    tail->append(buffer, static_cast<std::size_t>(read));
    at += read;
  }
  return true;
}

// Of a whole line; nullopt: it is no event.
std::optional<int64_t> SequenceOf(std::string_view line) {
  heng::v1::Event event;
  if (!line.starts_with(kBegin) || !json::ReadMessage(line, &event).empty() || event.sequence() <= 0) {
    return std::nullopt;
  }
  return event.sequence();
}

bool CanBeginLine(std::string_view text) {
  const std::size_t size = std::min(text.size(), kBegin.size());
  return text.substr(0, size) == kBegin.substr(0, size);
}

}  // namespace

Answer<std::unique_ptr<EventFile>> EventFile::Open(const std::string& path) {
  Answer<std::unique_ptr<EventFile>> answer;
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  answer.value.reset(new EventFile(path, fd));
  if (fd < 0) {
    answer.error = answer.value->Failed(errno);
  } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    answer.error = WrongFile(path, "另一个 heng watch 正在写这个文件。", "another heng watch is writing to it.");
  } else {
    answer.error = answer.value->FindEnd();
  }
  return answer;
}

EventFile::~EventFile() {
  if (fd_ >= 0) close(fd_);
}

RpcError EventFile::Failed(int error) const {
  const std::string why = std::strerror(error);
  return WrongFile(path_, "无法写入：" + why, "can't be written: " + why);
}

RpcError EventFile::NoEvents() const {
  return WrongFile(path_, "末尾不是 heng watch 写的事件，不会改动它。请换一个文件。",
                   "does not end with events of heng watch and is left as it is. Choose another file.");
}

std::optional<RpcError> EventFile::FindEnd() {
  struct stat info {};
  std::string tail;
  if (fstat(fd_, &info) != 0 || !ReadTail(fd_, info.st_size, &tail)) return Failed(errno);
  if (!S_ISREG(info.st_mode)) return NoEvents();
  const std::size_t newline = tail.rfind('\n');
  const std::size_t whole = newline == std::string::npos ? 0 : newline + 1;
  // The file of somebody else is not cut.
  if (!CanBeginLine(std::string_view(tail).substr(whole))) return NoEvents();
  if (whole == 0 && info.st_size > kMaxTail) return NoEvents();
  if (whole > 0) {
    const std::size_t before = newline == 0 ? std::string::npos : tail.rfind('\n', newline - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const auto sequence = SequenceOf(std::string_view(tail).substr(begin, newline - begin));
    if (!sequence) return NoEvents();
    last_ = *sequence;
  }
  const off_t end = info.st_size - static_cast<off_t>(tail.size() - whole);
  if (end != info.st_size && ftruncate(fd_, end) != 0) return Failed(errno);
  return std::nullopt;
}

std::optional<RpcError> EventFile::Append(std::string_view lines) const {
  while (!lines.empty()) {
    const ssize_t written = write(fd_, lines.data(), lines.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed(errno);
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fdatasync(fd_) != 0) return Failed(errno);
  return std::nullopt;
}

Answer<std::optional<int64_t>> ReadCursor(const std::string& path) {
  Answer<std::optional<int64_t>> answer;
  std::ifstream in(path);
  if (!in) {
    if (errno == ENOENT) return answer;
    const std::string why = std::strerror(errno);
    answer.error = WrongFile(path, "无法读取：" + why, "can't be read: " + why);
    return answer;
  }
  char text[kMaxCursorBytes] = {};
  in.read(text, sizeof(text));
  int64_t sequence = 0;
  const std::string digits(absl::StripAsciiWhitespace(absl::string_view(text, static_cast<std::size_t>(in.gcount()))));
  if (!absl::SimpleAtoi(digits, &sequence) || sequence < 0) {
    answer.error = WrongFile(path, "里面不是一个事件序号；请换一个文件，或先移走它。",
                             "does not hold the number of an event; choose another file, or move it away.");
    return answer;
  }
  answer.value = sequence;
  return answer;
}

std::optional<RpcError> WriteCursor(const std::string& path, int64_t sequence) {
  return ReplaceFile(path, std::to_string(sequence) + "\n", 0644);
}

}  // namespace heng::cli
