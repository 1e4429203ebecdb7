#include "service/gateway/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

namespace heng::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    auto started =
        HttpServer::Start(any_port_, {{"/good", [] { return HttpAnswer{.status = 200, .body = "恒\n"}; }},
                                      {"/bad", [] { return HttpAnswer{.status = 503, .body = "why\n"}; }},
                                      {"/throws", []() -> HttpAnswer { throw std::runtime_error("secret"); }}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  int Connect() const {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<uint16_t>(ReadAddress(server_->address())->port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof(where)), 0);
    return fd;
  }
  std::string Ask(const std::string& request) const {
    const int fd = Connect();
    EXPECT_EQ(send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
    std::string answer;
    char buffer[4096];
    for (ssize_t size = 0; (size = recv(fd, buffer, sizeof(buffer), 0)) > 0;) {
      answer.append(buffer, static_cast<size_t>(size));
    }
    close(fd);
    return answer;
  }
  std::string Get(const std::string& path) const {
    return Ask("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  const Address any_port_ = {.host = "127.0.0.1", .port = 0, .loopback = true};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ServesItsPages) {
  EXPECT_THAT(Get("/good"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("text/plain; charset=utf-8"), HasSubstr("\r\n\r\n恒\n")));
  EXPECT_THAT(Get("/bad"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("\r\n\r\nwhy\n")));
  EXPECT_THAT(Get("/none"), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("/good")));
}

TEST_F(HttpServerTest, ExceptionsStayInside) {
  EXPECT_THAT(Get("/throws"), AllOf(StartsWith("HTTP/1.1 500"), Not(HasSubstr("secret"))));
}

TEST_F(HttpServerTest, LargeRequestsAreRefused) {
  EXPECT_THAT(Get("/" + std::string(100'000, 'x')), StartsWith("HTTP/1.1 414"));
  EXPECT_THAT(Ask("POST /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
}

// As many connections as threads, which all say nothing: each is closed in time, and others are served then.
TEST_F(HttpServerTest, SilentConnectionsDoNotStayForEver) {
  std::vector<int> silent;
  for (int i = 0; i < 8; ++i) silent.push_back(Connect());
  EXPECT_THAT(Get("/good"), StartsWith("HTTP/1.1 200"));
  for (const int fd : silent) close(fd);
}

TEST_F(HttpServerTest, ATakenPortIsRefused) {
  const auto again = HttpServer::Start(*ReadAddress(server_->address()), {});
  EXPECT_EQ(again.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(again.status().message()), HasSubstr(server_->address()));
}

TEST_F(HttpServerTest, StopsBeforeAndAfterItServed) {
  server_.reset();
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(HttpServer::Start(any_port_, {}).ok());
}

}  // namespace
}  // namespace heng::gateway
