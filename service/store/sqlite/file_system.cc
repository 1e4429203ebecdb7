#include "service/store/sqlite/file_system.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <array>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace heng::store::sqlite {
namespace {

struct NetworkFileSystem {
  int64_t type;
  const char* name;
};

// Those without a name here are not in linux/magic.h.
constexpr std::array kNetworkFileSystems = {
    NetworkFileSystem{NFS_SUPER_MAGIC, "NFS"},     NetworkFileSystem{SMB_SUPER_MAGIC, "SMB"},
    NetworkFileSystem{SMB2_SUPER_MAGIC, "SMB"},    NetworkFileSystem{CIFS_SUPER_MAGIC, "CIFS"},
    NetworkFileSystem{V9FS_MAGIC, "9P"},           NetworkFileSystem{AFS_SUPER_MAGIC, "AFS"},
    NetworkFileSystem{AFS_FS_MAGIC, "AFS"},        NetworkFileSystem{CODA_SUPER_MAGIC, "Coda"},
    NetworkFileSystem{CEPH_SUPER_MAGIC, "Ceph"},   NetworkFileSystem{0x01161970, "GFS2"},    // GFS2_MAGIC
    NetworkFileSystem{OCFS2_SUPER_MAGIC, "OCFS2"}, NetworkFileSystem{0x0BD00BD0, "Lustre"},  // LL_SUPER_MAGIC
    NetworkFileSystem{0x47504653, "GPFS"},                                                   // of IBM Storage Scale
    NetworkFileSystem{FUSE_SUPER_MAGIC, "FUSE"},  // sshfs, GlusterFS, s3fs …
};

}  // namespace

int64_t StatfsType(const std::string& folder) {
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return -1;
  return static_cast<int64_t>(static_cast<uint32_t>(info.f_type));  // sign-extended on some machines
}

absl::Status RefuseNetworkFileSystem(const std::string& path, const FileSystemType& type) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int64_t found = type(folder.empty() ? "." : folder);
  for (const NetworkFileSystem& one : kNetworkFileSystems) {
    if (one.type != found) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "the store ", path, " would lie on a ", one.name,
        " file system: its locks and syncs cannot be relied on over a network (or through FUSE), and "
        "forms would be lost; choose another --store path on a disk of this machine, or a PostgreSQL store"));
  }
  return absl::OkStatus();
}

}  // namespace heng::store::sqlite
