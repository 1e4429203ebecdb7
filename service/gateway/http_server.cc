#include "service/gateway/http_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace heng::gateway {
namespace {

constexpr size_t kThreads = 8;              // a connection holds one as long as it is open
constexpr size_t kWaitingConnections = 64;  // more wait in the kernel, which refuses in the end
constexpr size_t kMaxRequestBytes = 64 << 10;
constexpr time_t kTimeoutSeconds = 5;  // to send a request, to take an answer
constexpr time_t kIdleSeconds = 2;     // between two requests; stopping waits for it
constexpr size_t kRequestsPerConnection = 1000;

// httplib's own pool takes any number of connections.
class BoundedPool final : public httplib::TaskQueue {
 public:
  BoundedPool() {
    for (size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this] { Loop(); });
  }

  void enqueue(std::function<void()> work) override {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return queue_.size() < kWaitingConnections; });
    queue_.push_back(std::move(work));
    changed_.notify_all();
  }

  void shutdown() override {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Loop() {
    while (true) {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::function<void()> work = std::move(queue_.front());
      queue_.pop_front();
      changed_.notify_all();
      lock.unlock();
      work();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

void Configure(httplib::Server* server) {
  server->new_task_queue = [] { return new BoundedPool; };  // httplib owns it
  // Its default would let a second hengd share the port.
  server->set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server->set_tcp_nodelay(true);
  server->set_keep_alive_max_count(kRequestsPerConnection);
  server->set_keep_alive_timeout(kIdleSeconds);
  server->set_read_timeout(kTimeoutSeconds);
  server->set_write_timeout(kTimeoutSeconds);
  server->set_payload_max_length(kMaxRequestBytes);
  // What an exception says is not for callers.
  server->set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
    response.status = 500;
    response.set_content("internal error\n", "text/plain; charset=utf-8");
  });
}

}  // namespace

struct HttpServer::Parts {
  HttpPages pages;
  httplib::Server server;
  std::thread thread;
  std::atomic<bool> ended = false;  // the thread does not listen any more
};

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const Address& address, HttpPages pages) {
  auto parts = std::make_unique<Parts>();
  parts->pages = std::move(pages);
  Configure(&parts->server);
  std::string list;
  for (const auto& [path, page] : parts->pages) {
    absl::StrAppend(&list, " ", path);
    parts->server.Get(path, [page = &page](const httplib::Request&, httplib::Response& response) {
      const HttpAnswer answer = (*page)();
      response.status = answer.status;
      response.set_content(answer.body, answer.content_type.c_str());
    });
  }
  parts->server.set_error_handler([list](const httplib::Request&, httplib::Response& response) {
    if (response.status == 404 && response.body.empty()) {
      response.set_content(absl::StrCat("not here; there are:", list, "\n"), "text/plain; charset=utf-8");
    }
  });
  int port = address.port;
  const bool bound = port == 0 ? (port = parts->server.bind_to_any_port(address.host)) > 0
                               : parts->server.bind_to_port(address.host, port);
  if (!bound) {
    return absl::FailedPreconditionError(absl::StrCat("can't listen on ", AddressText(address.host, address.port),
                                                      ": choose another address with --http-listen"));
  }
  parts->thread = std::thread([parts = parts.get()] {
    parts->server.listen_after_bind();
    parts->ended = true;
  });
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(parts)));
  server->address_ = AddressText(address.host, port);
  return server;
}

HttpServer::~HttpServer() {
  // stop() does nothing before the thread has begun to listen.
  while (!parts_->server.is_running() && !parts_->ended) std::this_thread::yield();
  parts_->server.stop();
  parts_->thread.join();
}

}  // namespace heng::gateway
