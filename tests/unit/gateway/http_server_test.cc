#include "service/gateway/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "service/gateway/pages.h"

namespace heng::gateway {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() { Start({}); }

  void Start(const HttpLimits& limits) {
    server_.reset();
    auto started = HttpServer::Start({.address = any_port_, .handler = &pages_, .tls = nullptr, .limits = limits});
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
    return ReadAll(fd);
  }
  // Until the server closes it.
  static std::string ReadAll(int fd) {
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
  Pages pages_{{{"/good", [] { return HttpAnswer{.status = 200, .body = "恒\n"}; }},
                {"/bad", [] { return HttpAnswer{.status = 503, .body = "why\n"}; }},
                {"/large", [] { return HttpAnswer{.status = 200, .body = std::string(40 << 20, 'x')}; }},
                {"/throws", []() -> HttpAnswer { throw std::runtime_error("secret"); }}}};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ServesItsPages) {
  EXPECT_THAT(Get("/good"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("text/plain; charset=utf-8"), HasSubstr("\r\n\r\n恒\n")));
  EXPECT_THAT(Get("/good?x=1"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Get("/bad"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("\r\n\r\nwhy\n")));
  EXPECT_THAT(Get("/none"), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("/good")));
}

TEST_F(HttpServerTest, HeadAndOptionsSayWhatThereIs) {
  EXPECT_THAT(Ask("HEAD /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Length: 4\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_THAT(
      Ask("OPTIONS /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
      AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("Allow: GET, HEAD, OPTIONS\r\n"), Not(HasSubstr("Access-Control"))));
  EXPECT_THAT(Ask("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 204"));
  EXPECT_THAT(Ask("GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Ask("DELETE /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET")));
}

TEST_F(HttpServerTest, ManyRequestsOnOneConnectionAndInOnePacket) {
  const std::string one = "GET /good HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string answers = Ask(one + one + "GET /bad HTTP/1.1\r\nConnection: close\r\nHost: x\r\n\r\n" + one);
  EXPECT_EQ(Count(answers, "HTTP/1.1 200"), 2);
  EXPECT_EQ(Count(answers, "HTTP/1.1 503"), 1);
}

TEST_F(HttpServerTest, AnOldClientGetsOneAnswerAndTheEnd) {
  EXPECT_THAT(Ask("GET /good HTTP/1.0\r\n\r\n"), AllOf(HasSubstr("Connection: close"), HasSubstr("恒")));
}

TEST_F(HttpServerTest, AConnectionIsClosedAfterItsShareOfRequests) {
  HttpLimits limits;
  limits.requests = 2;
  Start(limits);
  const std::string one = "GET /good HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string answers = Ask(one + one + one);
  EXPECT_EQ(Count(answers, "HTTP/1.1 200"), 2);
  EXPECT_EQ(Count(answers, "Connection: close"), 1);
}

TEST_F(HttpServerTest, ExceptionsStayInside) {
  EXPECT_THAT(Get("/throws"), AllOf(StartsWith("HTTP/1.1 500"), Not(HasSubstr("secret"))));
}

TEST_F(HttpServerTest, LargeRequestsAreRefused) {
  EXPECT_THAT(Get("/" + std::string(100'000, 'x')), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(Ask("POST /good HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(Ask("POST /good HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"), StartsWith("HTTP/1.1 405"))
      << "a page takes no body, and the connection ends without waiting for it";
}

TEST_F(HttpServerTest, WhatIsNoHttpIsRefused) {
  for (const char* request :
       {"\x16\x03\x01\x02\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /good HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /good HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"}) {
    EXPECT_THAT(Ask(request), StartsWith("HTTP/1.1 400")) << request;
  }
}

TEST_F(HttpServerTest, SlowHeadsAreToldAndSilentConnectionsClosed) {
  HttpLimits limits;
  limits.head = absl::Milliseconds(60);
  Start(limits);
  EXPECT_THAT(Ask("GET /good HT"), StartsWith("HTTP/1.1 408"));
  EXPECT_EQ(Ask(""), "");
  limits = HttpLimits();
  limits.idle = absl::Milliseconds(60);
  Start(limits);
  const std::string answers = Ask("GET /good HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(answers, AllOf(StartsWith("HTTP/1.1 200"), EndsWith("恒\n"))) << "idle: closed without a word";
}

TEST_F(HttpServerTest, WhoDoesNotReadIsCutOff) {
  HttpLimits limits;
  limits.write = absl::Milliseconds(100);
  Start(limits);
  const int fd = Connect();
  const std::string request = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_EQ(send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  while (server_->connections() == 0) std::this_thread::yield();
  while (server_->connections() > 0) std::this_thread::yield();
  EXPECT_LT(ReadAll(fd).size(), size_t{40} << 20);
}

// Idle connections hold no thread: others are served as if they were not there.
TEST_F(HttpServerTest, SilentConnectionsAreInNobodysWay) {
  std::vector<int> silent;
  for (int i = 0; i < 400; ++i) silent.push_back(Connect());
  EXPECT_THAT(Get("/good"), StartsWith("HTTP/1.1 200"));
  EXPECT_GE(server_->connections(), 400U);
  for (const int fd : silent) close(fd);
  while (server_->connections() > 0) std::this_thread::yield();
}

TEST_F(HttpServerTest, BeyondTheLimitOfConnectionsOneIsToldSo) {
  HttpLimits limits;
  limits.connections = 2;
  limits.refusals = 1;
  Start(limits);
  const int first = Connect(), second = Connect();
  while (server_->connections() < 2) std::this_thread::yield();
  EXPECT_THAT(ReadAll(Connect()), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("try again")));
  close(first);
  while (server_->connections() > 1) std::this_thread::yield();
  EXPECT_THAT(Get("/good"), StartsWith("HTTP/1.1 200"));
  close(second);
}

TEST_F(HttpServerTest, ATakenPortIsRefused) {
  const auto again = HttpServer::Start(
      {.address = *ReadAddress(server_->address()), .handler = &pages_, .tls = nullptr, .limits = {}});
  EXPECT_EQ(again.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(again.status().message()), HasSubstr(server_->address()));
}

TEST_F(HttpServerTest, StoppingClosesIdleConnectionsAndTakesNoMore) {
  const int idle = Connect();
  while (server_->connections() < 1) std::this_thread::yield();
  server_->Stop(absl::Seconds(30));
  EXPECT_EQ(ReadAll(idle), "");
  for (int i = 0; i < 20; ++i) Start({});
}

}  // namespace
}  // namespace heng::gateway
