// Files around a store: folders, syncing, copies, hashes, free space.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace heng::store::sqlite {

// How far a long step has come, in bytes or pages; called at most some hundred times a second.
using Progress = std::function<void(int64_t done, int64_t total)>;

// The folder a path lies in; "." where it names none.
std::string Folder(const std::string& path);

// An absolute path: the working directory may change, and SQLite reads "file:…" as a URI. FAILED_PRECONDITION: empty.
absl::StatusOr<std::string> AbsolutePath(const std::string& path);

// True if there is anything at `path`, a dangling link included.
bool Exists(const std::string& path);

bool IsLink(const std::string& path);  // symbolic

int64_t FileBytes(const std::string& path);  // 0 if there is none

// Makes renames and new files in the folder of `path` last.
bool SyncFolder(const std::string& path);

// Makes the file last.
absl::Status SyncFile(const std::string& path);

// An empty file with mode 0600; FAILED_PRECONDITION if there is one.
absl::Status MakeEmptyFile(const std::string& path);

// Copies bytes into a new file with mode 0600 and syncs it. What fails leaves nothing behind.
absl::Status CopyFile(const std::string& from, const std::string& to, const Progress& progress);

// Of the whole file, as 64 lower-case hex digits.
absl::StatusOr<std::string> Sha256OfFile(const std::string& path);

// FAILED_PRECONDITION unless the disk of `path` has `bytes` free for hengd; `what` says what they are for.
absl::Status CheckFreeSpace(const std::string& path, int64_t bytes, absl::string_view what);

std::string HumanBytes(int64_t bytes);  // "12.3 MB"

// For names of files: "20261121T093608Z".
std::string CompactTime(absl::Time time);

// `stem` + `suffix`, or `stem` + "-2" + `suffix` … : the first name nobody has.
std::string FreeName(const std::string& stem, const std::string& suffix);

std::string Hex(const std::string& bytes);

}  // namespace heng::store::sqlite
