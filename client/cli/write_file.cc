#include "client/cli/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

RpcError Failed(const std::string& path, int error) {
  const std::string why = std::strerror(error);
  if (error == EEXIST) {
    return LocalError("WRONG_FILE", path + "：已经存在，不会覆盖。请换一个文件名，或先移走它。",
                      path + ": exists and is not overwritten. Choose another name, or move it away.");
  }
  if (error == ENOENT) {
    return LocalError("WRONG_FILE", path + "：它的目录不存在。", path + ": its folder does not exist.");
  }
  return LocalError("WRONG_FILE", path + "：无法写入：" + why, path + ": can't be written: " + why);
}

// Writes and syncs a new file; 0, or errno. What was begun is removed again.
int WriteNew(const std::string& path, std::string_view content, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return errno;
  int error = 0;
  while (!content.empty() && error == 0) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written >= 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (error == 0 && fsync(fd) != 0) error = errno;
  if (close(fd) != 0 && error == 0) error = errno;
  if (error != 0) unlink(path.c_str());
  return error;
}

// Makes `folder` and those above it that are missing, 0700 each.
int MakeFolders(const fs::path& folder) {
  if (folder.empty() || folder == folder.root_path()) return 0;
  if (mkdir(folder.c_str(), 0700) == 0) return 0;
  if (errno == EEXIST) return 0;
  if (errno != ENOENT) return errno;
  if (const int error = MakeFolders(folder.parent_path()); error != 0) return error;
  return mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST ? 0 : errno;
}

// What `path` is, or links to.
std::string TargetOf(const std::string& path) {
  std::error_code ignored;
  const fs::path target = fs::weakly_canonical(path, ignored);
  return target.empty() ? path : target.string();
}

// In one step; 0, or errno.
int Replace(const std::string& target, std::string_view content, mode_t mode) {
  const std::string temporary = target + "." + std::to_string(getpid()) + ".new";
  unlink(temporary.c_str());  // left by a process of this number that was killed
  int error = WriteNew(temporary, content, mode);
  if (error == 0 && rename(temporary.c_str(), target.c_str()) != 0) {
    error = errno;
    unlink(temporary.c_str());
  }
  return error;
}

}  // namespace

std::optional<RpcError> ReplacePrivateFile(const std::string& path, std::string_view content) {
  const std::string target = TargetOf(path);
  if (const int error = MakeFolders(fs::path(target).parent_path()); error != 0) return Failed(path, error);
  const int error = Replace(target, content, 0600);
  return error == 0 ? std::nullopt : std::optional(Failed(path, error));
}

std::optional<RpcError> ReplaceFile(const std::string& path, std::string_view content, unsigned mode) {
  const int error = Replace(TargetOf(path), content, static_cast<mode_t>(mode));
  return error == 0 ? std::nullopt : std::optional(Failed(path, error));
}

std::optional<RpcError> CreateFile(const std::string& path, std::string_view content, unsigned mode) {
  const int error = WriteNew(path, content, static_cast<mode_t>(mode));
  return error == 0 ? std::nullopt : std::optional(Failed(path, error));
}

std::optional<RpcError> CheckCanCreate(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) == 0) return Failed(path, EEXIST);
  const fs::path folder = fs::path(path).parent_path();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0) return Failed(path, errno);
  return std::nullopt;
}

}  // namespace heng::cli
