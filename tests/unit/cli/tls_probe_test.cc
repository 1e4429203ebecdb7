#include "client/cli/tls_probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace heng::cli {
namespace {

// Hangs up on whoever connects, as a server does that is just going away.
class HangingUp {
 public:
  HangingUp() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(fd_, SOMAXCONN), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int client = accept(fd_, nullptr, nullptr); client >= 0; client = accept(fd_, nullptr, nullptr)) {
        close(client);
      }
    });
  }
  ~HangingUp() {
    shutdown(fd_, SHUT_RDWR);
    thread_.join();
    close(fd_);
  }

  int port() const { return port_; }

 private:
  int fd_;
  int port_ = 0;
  std::thread thread_;
};

// Every file of an import asks at once when the server goes away. A broken pipe is not to end the program, and who
// sends the output into another program is to end with it afterwards as before.
TEST(TlsProbe, ServersThatHangUpOnManyAtOnceBreakNothing) {
  const HangingUp server;
  Connection connection;
  connection.server = "127.0.0.1:" + std::to_string(server.port());
  connection.address = ParseServer(connection.server).value();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([connection, i]() mutable {
      connection.tls = i % 2 == 0;
      for (int j = 0; j < 50; ++j) FindTlsProblem(connection, absl::Now() + absl::Seconds(10));
    });
  }
  for (std::thread& thread : threads) thread.join();
  struct sigaction now {};
  sigaction(SIGPIPE, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGPIPE), 0);
}

}  // namespace
}  // namespace heng::cli
