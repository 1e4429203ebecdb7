// hengd init and hengd token.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/admin/commands.h"
#include "service/core/access/first_admin.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/sqlite/sqlite_store.h"

namespace heng::admin {
namespace {

using StorePtr = std::unique_ptr<store::Store>;

absl::StatusOr<StorePtr> Open(const StoreLocation& location) {
  if (location.engine == StoreLocation::Engine::kPostgres) {
    return store::OpenPostgres({.location = location.place, .common = {}});
  }
  return store::OpenSqlite({.path = location.place});
}

// A file with a secret: for its owner only, and gone again unless it is kept.
class TokenFile {
 public:
  explicit TokenFile(std::string path) : path_(std::move(path)) {}
  ~TokenFile() {
    if (fd_ >= 0) close(fd_);
    if (made_ && !kept_) unlink(path_.c_str());
  }
  TokenFile(const TokenFile&) = delete;
  TokenFile& operator=(const TokenFile&) = delete;

  // Makes the file and sees to it that the token is on the disk.
  absl::Status Write(const std::string& token) {
    fd_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd_ < 0 && errno == EEXIST) {
      return absl::FailedPreconditionError(
          absl::StrCat("--token-file: ", path_, " exists and is not overwritten; name another one, or remove it"));
    }
    if (fd_ < 0) return Failed("make");
    made_ = true;
    const std::string line = token + "\n";
    if (write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) || fsync(fd_) != 0) {
      return Failed("write");
    }
    return absl::OkStatus();
  }

  void Keep() { kept_ = true; }

 private:
  absl::Status Failed(const char* what) const {
    return absl::FailedPreconditionError(absl::StrCat("--token-file: can't ", what, " ", path_, ": ", strerror(errno)));
  }

  std::string path_;
  int fd_ = -1;
  bool made_ = false, kept_ = false;
};

// The token is in its file before the store knows of it: whatever fails, nobody is left without a token that counts.
template <typename Make>
absl::Status MakeToken(const Command& command, const StoreLocation& location, const Make& make) {
  auto store = Open(location);
  if (!store.ok()) return store.status();
  const core::NewToken token = core::MakeToken();
  TokenFile file(command.token_file);
  absl::Status status = file.Write(token.text);
  if (status.ok()) status = make(**store, token);
  // Unknown whether it was committed: then the token may count already.
  if (status.ok() || absl::IsUnavailable(status)) file.Keep();
  (*store)->Shutdown();
  return status;
}

std::string UntilText(int days) {
  return absl::FormatTime("%Y-%m-%d", absl::Now() + absl::Hours(24) * days, absl::FixedTimeZone(8 * 60 * 60));
}

void SayToken(const Command& command, const std::string& who, const Console& console) {
  console.Result(absl::StrCat(console.Say("令牌已写入 ", "the token is in "), command.token_file,
                              console.Say("（仅本人可读），用户 ", ", readable by you only, for "), who,
                              console.Say("，有效至 ", ", valid until "), UntilText(command.days)));
}

}  // namespace

int RunInit(const Command& command, const StoreLocation& location, const Console& console) {
  const core::FirstAdmin first = {.org_id = command.org,
                                  .org_title = command.org_title,
                                  .org_code = command.org_code,
                                  .admin_id = command.admin,
                                  .admin_title = command.admin_title,
                                  .token_life = absl::Hours(24) * command.days};
  const absl::Status status = MakeToken(command, location, [&](store::Store& store, const core::NewToken& token) {
    return core::MakeFirstAdmin(store, first, token);
  });
  if (!status.ok()) return console.Fail(status);
  console.Result(absl::StrCat(console.Say("已初始化：根单位 orgs/", "initialised: root org orgs/"), command.org, " (",
                              command.org_title, "), ", console.Say("管理员 principals/", "administrator principals/"),
                              command.admin));
  SayToken(command, "principals/" + command.admin, console);
  console.Result(absl::StrCat(
      console.Say("下一步：启动 hengd，再运行 heng --token-file ", "next: start hengd, then run heng --token-file "),
      command.token_file, " whoami"));
  return kExitOk;
}

int RunToken(const Command& command, const StoreLocation& location, const Console& console) {
  if (location.engine == StoreLocation::Engine::kSqlite && access(location.place.c_str(), F_OK) != 0) {
    return console.Fail(
        absl::NotFoundError(absl::StrCat("--store: there is no store ", location.place, "; `hengd init` makes one")));
  }
  const absl::Status status = MakeToken(command, location, [&](store::Store& store, const core::NewToken& token) {
    return core::MakeRescueToken(store, command.principal, absl::Hours(24) * command.days, token);
  });
  if (!status.ok()) return console.Fail(status);
  SayToken(command, "principals/" + command.principal, console);
  return kExitOk;
}

}  // namespace heng::admin
