#include "tests/unit/store/postgres_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace heng::store {
namespace {

constexpr int kTickMs = 20;  // between two looks at mode and stop
// In the message that runs a prepared statement: no portal name, and the name of the writer's COMMIT.
constexpr std::string_view kCommit("\0commit\0", 8);

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

std::string Receive(int fd) {
  std::array<char, 65536> buffer;
  const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<size_t>(size)) : "";
}

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

PostgresProxy::PostgresProxy(int server_port) : server_port_(server_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(listener_, 16) == 0 &&
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
  thread_ = std::thread([this] { Loop(); });
}

PostgresProxy::~PostgresProxy() {
  stop_ = true;
  thread_.join();
  close(listener_);
}

void PostgresProxy::Accept() {
  Pipe pipe;
  pipe.client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  pipe.server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(server_port_);
  if (connect(pipe.server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(pipe.client);
    close(pipe.server);
    return;
  }
  pipes_.push_back(pipe);
}

bool PostgresProxy::FromClient(Pipe& pipe) {
  const std::string bytes = Receive(pipe.client);
  const std::string seen = pipe.last_bytes + bytes;
  const bool commits = seen.find(kCommit) != std::string::npos;
  pipe.last_bytes = commits ? "" : seen.substr(seen.size() - std::min(seen.size(), kCommit.size() - 1));
  if (commits && mode_ == Mode::kLoseCommit) {
    mode_ = Mode::kForward;
    return false;
  }
  if (commits && mode_ == Mode::kLoseCommitAnswer) {
    mode_ = Mode::kForward;
    pipe.lose_answer = true;
  }
  return !bytes.empty() && SendAll(pipe.server, bytes);
}

bool PostgresProxy::FromServer(Pipe& pipe) {
  const std::string bytes = Receive(pipe.server);
  return !bytes.empty() && !pipe.lose_answer && SendAll(pipe.client, bytes);
}

void PostgresProxy::Loop() {
  while (!stop_) {
    std::vector<pollfd> wait = {{.fd = listener_, .events = POLLIN, .revents = 0}};
    for (const Pipe& pipe : pipes_) {
      wait.push_back({.fd = pipe.client, .events = POLLIN, .revents = 0});
      wait.push_back({.fd = pipe.server, .events = POLLIN, .revents = 0});
    }
    if (mode_ == Mode::kStall) wait.resize(0);
    poll(wait.data(), wait.size(), kTickMs);
    size_t next = 1;
    for (auto pipe = pipes_.begin(); pipe != pipes_.end() && !wait.empty();) {
      const bool client = wait[next++].revents != 0, server = wait[next++].revents != 0;
      bool keep = !client || FromClient(*pipe);
      if (keep && server) keep = FromServer(*pipe);
      if (keep) {
        ++pipe;
        continue;
      }
      close(pipe->client);
      close(pipe->server);
      pipe = pipes_.erase(pipe);
    }
    if (!wait.empty() && wait[0].revents != 0) Accept();
  }
  for (const Pipe& pipe : pipes_) {
    close(pipe.client);
    close(pipe.server);
  }
}

}  // namespace heng::store
