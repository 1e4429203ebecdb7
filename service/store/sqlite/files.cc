#include "service/store/sqlite/files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace heng::store::sqlite {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr size_t kChunkBytes = 1 << 20;

absl::Status Failed(absl::string_view path, absl::string_view what) {
  const std::string message = absl::StrCat(path, " ", what, " (", std::strerror(errno), ")");
  if (errno == ENOSPC || errno == EDQUOT) return absl::ResourceExhaustedError("disk full: " + message);
  return absl::FailedPreconditionError(message);
}

class File {
 public:
  File(const std::string& path, int flags) : fd_(open(path.c_str(), flags | O_CLOEXEC, kFileMode)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// Calls `take` for each piece of the file.
absl::Status ReadAll(const std::string& path, const std::function<absl::Status(const char*, size_t)>& take) {
  const File file(path, O_RDONLY);
  if (!file.ok()) return Failed(path, "cannot be read");
  std::vector<char> chunk(kChunkBytes);
  while (true) {
    const ssize_t size = read(file.fd(), chunk.data(), chunk.size());
    if (size == 0) return absl::OkStatus();
    if (size < 0) {
      if (errno == EINTR) continue;
      return Failed(path, "cannot be read");
    }
    absl::Status status = take(chunk.data(), static_cast<size_t>(size));
    if (!status.ok()) return status;
  }
}

absl::Status WriteAll(const File& file, const std::string& path, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = write(file.fd(), data, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      return Failed(path, "cannot be written");
    }
    data += written;
    size -= static_cast<size_t>(written);
  }
  return absl::OkStatus();
}

absl::Status CopyBytes(const std::string& from, const std::string& to, const Progress& progress) {
  const File out(to, O_WRONLY | O_CREAT | O_EXCL);
  if (!out.ok()) return Failed(to, "cannot be made");
  const int64_t total = FileBytes(from);
  int64_t done = 0;
  absl::Status status = ReadAll(from, [&](const char* data, size_t size) {
    absl::Status written = WriteAll(out, to, data, size);
    done += static_cast<int64_t>(size);
    if (progress) progress(done, total);
    return written;
  });
  if (status.ok() && fsync(out.fd()) != 0) status = Failed(to, "cannot be written");
  return status;
}

}  // namespace

std::string Folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

absl::StatusOr<std::string> AbsolutePath(const std::string& path) {
  // Links are followed: the lock, the log and the check of the file system belong beside the file itself. And absolute:
  // the working directory may change, and SQLite reads "file:…" as a URI.
  std::error_code error;
  std::string absolute = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error).string();
  if (path.empty() || error) return absl::FailedPreconditionError("no store file is named: set --store");
  for (const char* companion : {".lock", "-wal", "-shm", "-journal"}) {
    if (absl::EndsWith(absolute, companion)) {
      return absl::FailedPreconditionError(
          absl::StrCat(absolute, " is the name of a file beside a store, not of a store: leave out ", companion));
    }
  }
  return absolute;
}

bool Exists(const std::string& path) {
  struct stat file {};
  return lstat(path.c_str(), &file) == 0;
}

bool IsLink(const std::string& path) {
  struct stat file {};
  return lstat(path.c_str(), &file) == 0 && S_ISLNK(file.st_mode);
}

int64_t FileBytes(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0 ? int64_t{file.st_size} : 0;
}

bool SyncFolder(const std::string& path) {
  const File folder(Folder(path), O_RDONLY | O_DIRECTORY);
  return folder.ok() && fsync(folder.fd()) == 0;
}

absl::Status SyncFile(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.ok() || fsync(file.fd()) != 0) return Failed(path, "cannot be written");
  return absl::OkStatus();
}

absl::Status MakeEmptyFile(const std::string& path) {
  const File file(path, O_RDWR | O_CREAT | O_EXCL);
  return file.ok() ? absl::OkStatus() : Failed(path, "cannot be made");
}

absl::Status CopyFile(const std::string& from, const std::string& to, const Progress& progress) {
  absl::Status status = CopyBytes(from, to, progress);
  if (!status.ok()) unlink(to.c_str());
  return status;
}

absl::StatusOr<std::string> Sha256OfFile(const std::string& path) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    return absl::InternalError("no SHA-256");
  }
  absl::Status status = ReadAll(path, [&](const char* data, size_t size) {
    return EVP_DigestUpdate(context.get(), data, size) == 1 ? absl::OkStatus() : absl::InternalError("SHA-256 failed");
  });
  if (!status.ok()) return status;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1) return absl::InternalError("SHA-256 failed");
  return Hex(std::string(digest.begin(), digest.begin() + size));
}

absl::Status CheckFreeSpace(const std::string& path, int64_t bytes, absl::string_view what) {
  struct statvfs disk {};
  if (statvfs(Folder(path).c_str(), &disk) != 0) return Failed(Folder(path), "cannot be looked at");
  const auto free = static_cast<int64_t>(disk.f_bavail * disk.f_frsize);
  if (free >= bytes) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the disk of ", Folder(path), " has ", HumanBytes(free), " free, ",
                                                    what, " needs about ", HumanBytes(bytes),
                                                    ": make room there and try again"));
}

std::string HumanBytes(int64_t bytes) {
  constexpr std::array<const char*, 4> kUnits = {"KB", "MB", "GB", "TB"};
  if (bytes < 1000) return absl::StrCat(bytes, " bytes");
  int64_t tenths = bytes / 100;  // of a KB
  size_t unit = 0;
  while (tenths >= 10'000 && unit + 1 < kUnits.size()) {
    tenths /= 1000;
    ++unit;
  }
  return absl::StrFormat("%d.%d %s", tenths / 10, tenths % 10, kUnits.at(unit));
}

std::string CompactTime(absl::Time time) { return absl::FormatTime("%Y%m%dT%H%M%SZ", time, absl::UTCTimeZone()); }

std::string FreeName(const std::string& stem, const std::string& suffix) {
  std::string name = stem + suffix;
  // Part files too: one that was interrupted must not stand in the way of the next.
  for (int i = 2; Exists(name) || Exists(name + ".part"); ++i) name = absl::StrCat(stem, "-", i, suffix);
  return name;
}

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

}  // namespace heng::store::sqlite
