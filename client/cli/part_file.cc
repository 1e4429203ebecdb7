#include "client/cli/part_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

constexpr unsigned kMode = 0644;
constexpr absl::Duration kBetweenNotes = absl::Seconds(1);

}  // namespace

PartFile::~PartFile() {
  if (file_ >= 0) close(file_);
}

RpcError PartFile::Failed(int error) const {
  const std::string why = std::strerror(error);
  return LocalError("WRONG_FILE", part_ + "：无法写入：" + why, part_ + ": can't be written: " + why);
}

std::optional<RpcError> PartFile::Begin() {
  if (file_ >= 0) close(file_);
  unlink(note_.c_str());
  size_ = 0;
  file_ = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kMode);
  return file_ < 0 ? std::optional(Failed(errno)) : std::nullopt;
}

Answer<std::string> PartFile::Resume() {
  std::ifstream note(note_);
  std::string length, text;
  int64_t size = 0;
  if (!std::getline(note, length) || !std::getline(note, text) || !absl::SimpleAtoi(length, &size)) return {};
  file_ = open(part_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file_ < 0) return errno == ENOENT ? Answer<std::string>() : Answer<std::string>{Failed(errno), ""};
  struct stat info {};
  if (fstat(file_, &info) != 0 || info.st_size < size) return {};  // not what was noted
  if (ftruncate(file_, size) != 0 || lseek(file_, size, SEEK_SET) < 0) return {Failed(errno), ""};
  size_ = size;
  return {std::nullopt, text};
}

std::optional<RpcError> PartFile::Write(std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file_, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed(errno);
    content.remove_prefix(static_cast<std::size_t>(written));
    size_ += written;
  }
  return std::nullopt;
}

std::optional<RpcError> PartFile::Note(std::string_view text, bool now) {
  if (!now && absl::Now() - noted_ < kBetweenNotes) return std::nullopt;
  noted_ = absl::Now();
  if (fdatasync(file_) != 0) return Failed(errno);
  return ReplaceFile(note_, std::to_string(size_) + "\n" + std::string(text) + "\n", kMode);
}

std::optional<RpcError> PartFile::Finish() {
  if (fsync(file_) != 0) return Failed(errno);
  close(file_);
  file_ = -1;
  if (std::rename(part_.c_str(), path_.c_str()) != 0) return Failed(errno);
  unlink(note_.c_str());
  return std::nullopt;
}

void PartFile::Remove() {
  unlink(part_.c_str());
  unlink(note_.c_str());
}

}  // namespace heng::cli
