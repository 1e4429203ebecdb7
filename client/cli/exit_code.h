// How `heng` ends. A documented contract: scripts rely on the numbers.
#pragma once

#include <cstddef>

#include "client/cli/rpc_error.h"

namespace heng::cli {

enum class ExitCode {
  kOk = 0,
  kFailure = 1,       // a wrong file, a refused request, an error of the server
  kUsage = 2,         // wrong command line
  kPermission = 3,    // identity or permission
  kConflict = 4,      // someone was faster, the name or key is taken, the state does not allow it
  kFindings = 5,      // findings that block
  kPartFailed = 6,    // part of a batch failed
  kUnreachable = 7,   // no connection, or no answer in time
  kInterrupted = 130  // Ctrl-C
};

ExitCode ExitCodeOf(const RpcError& error);

// Counts what became of the files of one command and says how the command ends.
class BatchResult {
 public:
  void Succeeded() { ++succeeded_; }
  void Failed(ExitCode code);
  // Findings at the level of --fail-on; the file itself was scored.
  void FoundBlocking() { blocking_ = true; }

  std::size_t succeeded() const { return succeeded_; }
  std::size_t failed() const { return failed_; }

  // One file: its own code. Several: kPartFailed if any failed, but kUnreachable if the server never answered and
  // kInterrupted after Ctrl-C.
  ExitCode Result(std::size_t files) const;

 private:
  std::size_t succeeded_ = 0;
  std::size_t failed_ = 0;
  bool blocking_ = false;
  bool interrupted_ = false;
  ExitCode last_ = ExitCode::kOk;
};

}  // namespace heng::cli
