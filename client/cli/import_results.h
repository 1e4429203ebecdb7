// The results of an import, a line of JSON for each file, written as it goes: whoever stops, by Ctrl-C or with the
// machine, goes on where they were.
#pragma once

#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "client/cli/rpc_error.h"

namespace heng::cli {

// What became of a file. Done are those that need not be tried again.
enum class ImportOutcome { kCreated, kUpdated, kUnchanged, kSkipped, kChecked, kFailed };
const char* OutcomeName(ImportOutcome outcome);
std::optional<ImportOutcome> ParseOutcome(std::string_view name);
bool IsDone(ImportOutcome outcome);

class ImportResults {
 public:
  // A new file; with `resume` one that is there, whose lines are read: a last line that was cut is dropped. `key`: the
  // member of a line that says of what it tells. WRONG_FILE.
  std::optional<RpcError> Open(const std::string& path, bool resume, std::string_view key = "sha256");

  // Whether this file (or row) is done by what stood there.
  bool Has(const std::string& key) const { return done_.count(key) != 0; }
  std::size_t done() const { return done_.size(); }

  // Without its line break. WRONG_FILE: the disk is full.
  std::optional<RpcError> Add(std::string_view line);

 private:
  std::string path_;
  std::ofstream file_;
  std::set<std::string> done_;
};

}  // namespace heng::cli
