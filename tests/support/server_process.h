// A real hengd for tests: started as a process on a free port with a store of its own, killed or stopped at will.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace heng::testing {

class ServerProcess {
 public:
  // Store at `store_path`: a file, or the postgres:// location of a database that has its tables. `flags` are added to
  // the command line. Nothing is started yet.
  explicit ServerProcess(std::string store_path, std::vector<std::string> flags = {});
  ~ServerProcess();  // kills what still runs

  // Starts hengd and waits until it serves. False: it ended first; log() says why.
  bool Start();
  // Ends it at once, as a power cut would (SIGKILL).
  void Kill();
  // Asks it to stop (SIGTERM) and returns its exit status, or -1 if a signal ended it.
  int Stop();
  // Waits for it to end by itself; exit status as Stop.
  int Wait();

  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }
  const std::string& address() const { return address_; }  // host:port, after Start
  std::string http_address() const;                        // the same of HTTP, as the log says it
  std::string log() const;                                 // everything written to standard error so far

 private:
  TempDir folder_;  // of the log
  std::string store_path_;
  std::vector<std::string> flags_;
  std::string log_path_;
  std::string address_;
  pid_t pid_ = -1;
};

// Runs hengd as a command ("init", "check" …) to its end; its exit status, and in `output` what it wrote to both
// outputs.
int RunHengd(const std::vector<std::string>& args, std::string* output);

// The file's bytes; "" if it can't be read.
std::string ReadFile(const std::string& path);

// The file's bytes; a test failure and "" if it can't be read. `path` below the source folder.
std::string ReadSourceFile(const std::string& path);

}  // namespace heng::testing
