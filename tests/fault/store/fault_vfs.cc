#include "tests/fault/store/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <mutex>

namespace heng::store {
namespace {

// A file of ours: the real one lies behind it in the same allocation.
struct File {
  sqlite3_file base;
  sqlite3_file* real;
};

sqlite3_file* Real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

std::mutex mutex;  // guards what follows
FaultyDisk::Fault fault = FaultyDisk::Fault::kNone;
int64_t countdown = 0;  // operations that still succeed, and the one that fails
bool only_once = false;
int64_t failed = 0;

// The kind of fault this operation is to fail with, which is one of `possible` or kAny; kNone: it is not to fail.
FaultyDisk::Fault Fails(std::initializer_list<FaultyDisk::Fault> possible) {
  std::lock_guard<std::mutex> lock(mutex);
  const FaultyDisk::Fault kind = fault;
  const bool meant =
      kind == FaultyDisk::Fault::kAny || std::find(possible.begin(), possible.end(), kind) != possible.end();
  if (kind == FaultyDisk::Fault::kNone || !meant) return FaultyDisk::Fault::kNone;
  if (countdown > 0) --countdown;
  if (countdown > 0) return FaultyDisk::Fault::kNone;
  ++failed;
  if (only_once) fault = FaultyDisk::Fault::kNone;
  return kind;
}

bool Fails(FaultyDisk::Fault kind) { return Fails({kind}) != FaultyDisk::Fault::kNone; }

int Close(sqlite3_file* file) { return Real(file)->pMethods->xClose(Real(file)); }
int Read(sqlite3_file* file, void* data, int size, sqlite3_int64 at) {
  if (Fails(FaultyDisk::Fault::kReadError)) return SQLITE_IOERR_READ;
  return Real(file)->pMethods->xRead(Real(file), data, size, at);
}
int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  using Fault = FaultyDisk::Fault;
  const Fault kind = Fails({Fault::kFull, Fault::kShortWrite, Fault::kWriteError});
  if (kind == Fault::kNone) return Real(file)->pMethods->xWrite(Real(file), data, size, at);
  if (kind != Fault::kWriteError) Real(file)->pMethods->xWrite(Real(file), data, size / 2, at);
  return kind == Fault::kFull ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Fails(FaultyDisk::Fault::kTruncateError)) return SQLITE_IOERR_TRUNCATE;
  return Real(file)->pMethods->xTruncate(Real(file), size);
}
int Sync(sqlite3_file* file, int flags) {
  if (Fails(FaultyDisk::Fault::kSyncError)) return SQLITE_IOERR_FSYNC;
  return Real(file)->pMethods->xSync(Real(file), flags);
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) { return Real(file)->pMethods->xFileSize(Real(file), size); }
int Lock(sqlite3_file* file, int level) { return Real(file)->pMethods->xLock(Real(file), level); }
int Unlock(sqlite3_file* file, int level) { return Real(file)->pMethods->xUnlock(Real(file), level); }
int CheckLock(sqlite3_file* file, int* held) { return Real(file)->pMethods->xCheckReservedLock(Real(file), held); }
int Control(sqlite3_file* file, int op, void* argument) {
  return Real(file)->pMethods->xFileControl(Real(file), op, argument);
}
int SectorSize(sqlite3_file* file) { return Real(file)->pMethods->xSectorSize(Real(file)); }
int Traits(sqlite3_file* file) { return Real(file)->pMethods->xDeviceCharacteristics(Real(file)); }
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  if (Fails(FaultyDisk::Fault::kShmError)) {
    *memory = nullptr;
    return SQLITE_IOERR_SHMMAP;
  }
  return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, memory);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return Real(file)->pMethods->xShmLock(Real(file), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) { return Real(file)->pMethods->xShmUnmap(Real(file), remove); }

constexpr sqlite3_io_methods kMethods = {
    /*iVersion=*/2, Close,      Read,   Write,  Truncate, Sync,       FileSize, Lock,    Unlock, CheckLock,
    Control,        SectorSize, Traits, ShmMap, ShmLock,  ShmBarrier, ShmUnmap, nullptr, nullptr};

sqlite3_vfs* RealVfs(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int OpenFile(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  File* ours = reinterpret_cast<File*>(file);
  ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
  if (Fails(FaultyDisk::Fault::kOpenError)) {
    ours->base.pMethods = nullptr;
    return SQLITE_CANTOPEN;
  }
  const int code = RealVfs(vfs)->xOpen(RealVfs(vfs), name, ours->real, flags, out_flags);
  ours->base.pMethods = ours->real->pMethods == nullptr ? nullptr : &kMethods;
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  if (Fails(FaultyDisk::Fault::kOpenError)) return SQLITE_IOERR_DELETE;
  return RealVfs(vfs)->xDelete(RealVfs(vfs), name, sync_folder);
}

int Access(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  if (Fails(FaultyDisk::Fault::kOpenError)) return SQLITE_IOERR_ACCESS;
  return RealVfs(vfs)->xAccess(RealVfs(vfs), name, flags, answer);
}

}  // namespace

void FaultyDisk::Install() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    sqlite3_vfs ours = *real;
    ours.zName = "faulty";
    ours.pNext = nullptr;
    ours.pAppData = real;
    ours.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
    ours.xOpen = OpenFile;
    ours.xDelete = Delete;
    ours.xAccess = Access;
    return ours;
  }();
  if (sqlite3_vfs_register(&vfs, /*makeDflt=*/1) != SQLITE_OK) std::abort();
}

void FaultyDisk::Break(Fault kind, int64_t after, Duration duration) {
  std::lock_guard<std::mutex> lock(mutex);
  fault = kind;
  countdown = after;
  only_once = duration == Duration::kOnce;
  failed = 0;
}

void FaultyDisk::Mend() {
  std::lock_guard<std::mutex> lock(mutex);
  fault = Fault::kNone;
}

int64_t FaultyDisk::failures() {
  std::lock_guard<std::mutex> lock(mutex);
  return failed;
}

}  // namespace heng::store
