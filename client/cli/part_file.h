// A file that arrives in parts: written beside its place and put there when it is whole, so that nobody takes a part of
// it for all; with a note of how far it is, so that it can be gone on with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "client/cli/rpc_error.h"

namespace heng::cli {

class PartFile {
 public:
  // "FILE.part" while it is written, and the note beside it.
  explicit PartFile(std::string path) : path_(std::move(path)), part_(path_ + ".part"), note_(part_ + ".json") {}
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  // Begins, or begins anew. WRONG_FILE.
  std::optional<RpcError> Begin();
  // Opens what is there at the length the note says. The note's own text; empty: there is nothing to go on with.
  // WRONG_FILE.
  Answer<std::string> Resume();

  // WRONG_FILE: the disk is full.
  std::optional<RpcError> Write(std::string_view content);
  // Keeps on the disk what was written, and `text` with it: one line. Once a second at most, unless `now`.
  std::optional<RpcError> Note(std::string_view text, bool now = false);
  // It is whole: what stood in its place is replaced.
  std::optional<RpcError> Finish();
  // Removes what was written.
  void Remove();

  const std::string& part() const { return part_; }

 private:
  RpcError Failed(int error) const;

  const std::string path_, part_, note_;
  int file_ = -1;
  int64_t size_ = 0;
  absl::Time noted_ = absl::InfinitePast();
};

}  // namespace heng::cli
