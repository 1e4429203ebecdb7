// A real PostgreSQL server for tests, of Debian's package: in a directory of its own, on a free port, killed or stopped
// at will. One server serves a whole test binary; each test makes a database of its own.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace heng::testing {

class PostgresServer {
 public:
  PostgresServer() = default;
  ~PostgresServer();  // ends it at once
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // True if the server's programs are on this machine.
  static bool Installed();

  // Makes the data directory the first time, starts the server and waits until it answers. False: it did not; log()
  // says why. Call it on a thread that lives as long as the server: the server ends with that thread.
  bool Start();
  // Stops it as `pg_ctl stop -m immediate` does: no checkpoint, the next start recovers.
  void Stop();
  // Ends its main process as a power cut would (SIGKILL); the others end as they notice.
  void Kill();
  // Start again after Stop or Kill, on the same port with the same data.
  bool Restart() { return Start(); }

  // Makes an empty database and returns where it is: postgres://heng@127.0.0.1:PORT/NAME. "" if that fails.
  std::string CreateDatabase();

  bool running() const { return pid_ > 0; }
  int port() const { return port_; }
  std::string log() const;

 private:
  bool MakeData();
  bool Launch();
  bool Answers() const;
  // Runs one of the server's programs to its end, as the user the server runs as. True: exit status 0.
  bool Run(const std::string& program, const std::vector<std::string>& args) const;

  TempDir folder_;
  int port_ = 0;
  int databases_ = 0;
  bool made_ = false;
  pid_t pid_ = -1;
};

}  // namespace heng::testing
