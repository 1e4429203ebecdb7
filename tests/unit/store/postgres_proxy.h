// A TCP proxy before a PostgreSQL server that loses what a network loses, at the moment a test chooses.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace heng::store {

class PostgresProxy {
 public:
  enum class Mode {
    kForward,
    kLoseCommit,        // the next COMMIT does not reach the server: the connection is cut instead
    kLoseCommitAnswer,  // the next COMMIT does; its answer is lost with the connection
    kStall,             // nothing goes through, and nobody is told
  };

  // Before a server on a port of this machine.
  explicit PostgresProxy(int server_port);
  ~PostgresProxy();
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  int port() const { return port_; }
  // The losing modes go back to kForward when they have lost something.
  void set_mode(Mode mode) { mode_ = mode; }
  Mode mode() const { return mode_; }

 private:
  struct Pipe {
    int client = -1, server = -1;
    std::string last_bytes;  // of the client: a COMMIT may come in two pieces
    bool lose_answer = false;
  };
  void Loop();
  void Accept();
  // False: the pipe is to be cut.
  bool FromClient(Pipe& pipe);
  bool FromServer(Pipe& pipe);

  const int server_port_;
  int port_ = 0;
  int listener_ = -1;
  std::atomic<Mode> mode_{Mode::kForward};
  std::atomic<bool> stop_{false};
  std::list<Pipe> pipes_;
  std::thread thread_;
};

}  // namespace heng::store
