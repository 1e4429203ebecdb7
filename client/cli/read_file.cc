#include "client/cli/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace heng::cli {
namespace {

FileText Refused(std::string zh, std::string en) { return {std::nullopt, false, std::move(zh), std::move(en), 0}; }

FileText TooLarge() { return {std::nullopt, true, "", "", 0}; }

FileText Unreadable(int error) {
  const std::string why = std::strerror(error);
  if (error == ENOENT) return Refused("没有这个文件。请核对路径。", "No such file. Check the path.");
  if (error == EACCES) return Refused("没有读取权限。", "No permission to read it.");
  return Refused("无法读取：" + why, "Can't be read: " + why);
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

FileText ReadRegularFile(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (file.get() < 0 || fstat(file.get(), &info) != 0) return Unreadable(errno);
  if (!S_ISREG(info.st_mode)) {
    return Refused("不是普通文件。要从管道读取请用 -。", "Not a regular file. To read from a pipe use -.");
  }
  if (info.st_size > static_cast<off_t>(max_bytes)) return TooLarge();
  // One byte more than it has: a full buffer tells that the file has grown meanwhile.
  std::string text(static_cast<std::size_t>(info.st_size) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    if (size == text.size()) {
      if (size > max_bytes) return TooLarge();
      text.resize(std::min(2 * size, max_bytes + 1));
    }
    const ssize_t got = read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > max_bytes) return TooLarge();
  text.resize(size);
  return {std::move(text), false, "", "", info.st_mode & 07777u};
}

}  // namespace heng::cli
