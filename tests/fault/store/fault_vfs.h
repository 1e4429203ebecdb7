// A disk that fails on command: a SQLite VFS around the default one. Installed as the default, so the store under test
// needs no hook.
#pragma once

#include <cstdint>

namespace heng::store {

class FaultyDisk {
 public:
  enum class Fault {
    kNone,
    kFull,           // ENOSPC; half of the write reaches the file
    kShortWrite,     // EIO of a write; half of it reaches the file
    kWriteError,     // EIO of a write; nothing of it reaches the file
    kReadError,      // EIO of a read
    kSyncError,      // EIO of an fsync
    kTruncateError,  // EIO of a truncate
    kOpenError,      // a file cannot be opened, made or looked for
    kShmError,       // the shared memory beside the log cannot be had
    kAny,            // EIO of whatever it is
  };

  // Registers the VFS, once per process. It is a plain passage until told otherwise.
  static void Install();

  enum class Duration { kOnce, kUntilMended };

  // From now on the `after`-th operation of the kind that can fail so (1: the next one) fails, and all further ones
  // unless kOnce.
  static void Break(Fault fault, int64_t after, Duration duration);

  static void Mend();

  // How many operations failed since Break.
  static int64_t failures();
};

}  // namespace heng::store
