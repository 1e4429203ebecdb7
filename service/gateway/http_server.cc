#include "service/gateway/http_server.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/gateway/http_connection.h"
#include "service/gateway/wire.h"

namespace heng::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Nothing waits on them: they parse, hand over and write.
constexpr int kThreads = 2;
// Connections that wait in the kernel to be accepted.
constexpr int kBacklog = 512;
// How often limits of time are looked at, at most.
constexpr absl::Duration kLongestTick = absl::Milliseconds(250);
// After the process has run out of files or memory.
constexpr std::chrono::milliseconds kAcceptPause(100);

absl::Duration TickOf(const HttpLimits& limits) {
  return std::min({kLongestTick, limits.head / 4, limits.body / 4, limits.idle / 4, limits.write / 4});
}

std::string PeerOf(const tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "" : AddressText(endpoint.address().to_string(error), endpoint.port());
}

}  // namespace

struct HttpServer::Parts {
  explicit Parts(Options the_options)
      : options(std::move(the_options)), acceptor(asio::make_strand(io)), tick(acceptor.get_executor()) {
    if (options.tls != nullptr) tls.emplace(options.tls);
    host.handler = options.handler;
    host.limits = options.limits;
    host.closed = [this](Connection* connection) {
      const std::lock_guard<std::mutex> lock(mutex);
      const auto found = open.find(connection);
      if (found == open.end()) return;
      (connection->refused() ? refusals : taken)--;
      open.erase(found);
      changed.notify_all();
    };
    host.destroyed = [this] {
      const std::lock_guard<std::mutex> lock(mutex);
      --alive;
      changed.notify_all();
    };
  }

  bool Listen(const Address& address, int* port);
  void Accept();
  void Take(tcp::socket socket);
  void Tick();
  void Each(const std::function<void(Connection&)>& what);

  const Options options;
  asio::io_context io{kThreads};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{io.get_executor()};
  tcp::acceptor acceptor;  // used on its strand only, as the timer
  asio::steady_timer tick;
  bool stopping = false;        // the same
  std::optional<TlsWires> tls;  // the same
  ConnectionHost host;
  std::vector<std::thread> threads;

  mutable std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::map<Connection*, std::shared_ptr<Connection>> open;
  bool accepts = true;
  size_t taken = 0, refusals = 0;  // of `open`
  size_t alive = 0;                // connections that still exist, open or not
};

bool HttpServer::Parts::Listen(const Address& address, int* port) {
  error_code error;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(address.host, absl::StrCat(address.port), tcp::resolver::passive, error);
  if (error) return false;
  for (const auto& entry : found) {
    acceptor.open(entry.endpoint().protocol(), error);
    // Old connections don't matter; a second hengd must not share the port.
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(entry.endpoint(), error);
    if (!error) acceptor.listen(kBacklog, error);
    if (!error) {
      *port = acceptor.local_endpoint(error).port();
      return !error;
    }
    acceptor.close(error);
  }
  return false;
}

void HttpServer::Parts::Accept() {
  acceptor.async_accept(asio::make_strand(io), [this](error_code error, tcp::socket socket) {
    if (stopping) return;
    if (!error) {
      Take(std::move(socket));
      return Accept();
    }
    auto pause = std::make_shared<asio::steady_timer>(acceptor.get_executor(), kAcceptPause);
    pause->async_wait([this, pause](error_code) {
      if (!stopping) Accept();
    });
  });
}

void HttpServer::Parts::Take(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(tcp::socket::keep_alive(true), ignored);
  std::string peer = PeerOf(socket);
  std::shared_ptr<Connection> connection;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const bool refuse = taken >= options.limits.connections;
    if (refuse && refusals >= options.limits.refusals) return;
    auto wire = tls ? tls->Make(std::move(socket)) : PlainWire(std::move(socket));
    if (wire == nullptr) return;
    connection = std::make_shared<Connection>(&host, std::move(wire), std::move(peer), refuse);
    ++alive;
    ++(refuse ? refusals : taken);
    open.emplace(connection.get(), connection);
  }
  connection->Start();
}

void HttpServer::Parts::Each(const std::function<void(Connection&)>& what) {
  const std::lock_guard<std::mutex> lock(mutex);
  for (const auto& [key, connection] : open) what(*connection);
}

void HttpServer::Parts::Tick() {
  tick.expires_after(absl::ToChronoNanoseconds(TickOf(options.limits)));
  tick.async_wait([this](error_code) {
    if (stopping && !work) return;
    Each([now = absl::Now()](Connection& connection) { connection.CheckTime(now); });
    Tick();
  });
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(Options options) {
  auto parts = std::make_unique<Parts>(std::move(options));
  const Address& address = parts->options.address;
  int port = address.port;
  if (!parts->Listen(address, &port)) {
    return absl::FailedPreconditionError(absl::StrCat("can't listen on ", AddressText(address.host, address.port),
                                                      ": choose another address with --http-listen"));
  }
  parts->Accept();
  parts->Tick();
  for (int i = 0; i < kThreads; ++i) parts->threads.emplace_back([parts = parts.get()] { parts->io.run(); });
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(parts)));
  server->address_ = AddressText(server->parts_->options.address.host, port);
  return server;
}

size_t HttpServer::connections() const {
  const std::lock_guard<std::mutex> lock(parts_->mutex);
  return parts_->open.size();
}

size_t HttpServer::buffered() const { return parts_->host.buffered; }

void HttpServer::Stop(absl::Duration time) {
  if (parts_->threads.empty()) return;
  asio::post(parts_->acceptor.get_executor(), [parts = parts_.get()] {
    parts->stopping = true;
    error_code ignored;
    parts->acceptor.close(ignored);
    parts->Each([](Connection& connection) { connection.Finish(); });
    const std::lock_guard<std::mutex> lock(parts->mutex);
    parts->accepts = false;
    parts->changed.notify_all();
  });
  {
    std::unique_lock<std::mutex> lock(parts_->mutex);
    parts_->changed.wait(lock, [this] { return !parts_->accepts; });
    parts_->changed.wait_for(lock, absl::ToChronoMilliseconds(time), [this] { return parts_->open.empty(); });
  }
  parts_->Each([](Connection& connection) { connection.Abort(); });
  {
    std::unique_lock<std::mutex> lock(parts_->mutex);
    parts_->changed.wait(lock, [this] { return parts_->alive == 0; });
  }
  asio::post(parts_->acceptor.get_executor(), [parts = parts_.get()] {
    parts->work.reset();
    parts->tick.cancel();
  });
  for (std::thread& thread : parts_->threads) thread.join();
  parts_->threads.clear();
}

HttpServer::~HttpServer() { Stop(absl::ZeroDuration()); }

}  // namespace heng::gateway
