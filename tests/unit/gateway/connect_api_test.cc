// Calls over real sockets, with handlers that do what the test says.
#include "service/gateway/connect_api.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "heng/v1/directory_service.pb.h"
#include "service/core/errors_http.h"
#include "service/gateway/envelope.h"
#include "service/gateway/gzip.h"
#include "service/gateway/http_server.h"
#include "tests/unit/core/access_testing.h"

namespace heng::gateway {
namespace {

using core::Method;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr size_t kLimit = 1 << 20;

// `total` messages of `bytes` each, at once; or, with `waits`, none until it is cancelled.
class TestStream final : public core::MessageStream {
 public:
  TestStream(int total, size_t bytes, bool waits) : total_(total), bytes_(bytes), waits_(waits) {}

  void Pull(Next next) override {
    const int number = ++pulls;
    if (number > total_ && !waits_) return next(std::optional<std::string>());
    if (number <= total_) return next(std::optional(std::string(bytes_, 'm')));
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!cancelled) {
        waiting_ = std::move(next);
        return;
      }
    }
    next(core::CallerGone());
  }
  void Cancel() override {
    Next waiting;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      cancelled = true;
      waiting.swap(waiting_);
    }
    if (waiting) waiting(core::CallerGone());
  }

  std::atomic<int> pulls = 0;
  std::atomic<bool> cancelled = false;

 private:
  const int total_;
  const size_t bytes_;
  const bool waits_;
  std::mutex mutex_;
  Next waiting_;
};

class Client {
 public:
  explicit Client(const std::string& address) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<uint16_t>(ReadAddress(address)->port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)), 0);
  }
  ~Client() { Close(); }

  void Send(const std::string& bytes) const {
    EXPECT_EQ(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // Until `end` has come, or the server closes.
  std::string Read(const std::string& end = "") const {
    std::string text;
    char byte = 0;
    while ((end.empty() || text.find(end) == std::string::npos) && recv(fd_, &byte, 1, 0) == 1) text += byte;
    return text;
  }
  void Close() { close(std::exchange(fd_, -1)); }
  void EndSending() const { shutdown(fd_, SHUT_WR); }

 private:
  int fd_;
};

class ConnectApiTest : public ::testing::Test {
 protected:
  ConnectApiTest()
      : handlers_(MakeHandlers()), api_(&calls_, {"heng.v1.DirectoryService", "heng.v1.EventService"}, kLimit) {
    Start({});
  }

  std::array<core::Handler, core::kMethodCount> MakeHandlers() {
    std::array<core::Handler, core::kMethodCount> handlers;
    // Answers an org named as what was asked for.
    handlers[static_cast<size_t>(Method::kGetOrg)].answer = [this](const core::CallContext& call, core::Reply reply) {
      heng::v1::GetOrgRequest request;
      EXPECT_TRUE(request.ParseFromArray(call.body.data(), static_cast<int>(call.body.size())));
      heng::v1::Org org;
      org.set_name(request.name());
      org.set_title(title_);
      if (request.name() != "orgs/later") return reply(org.SerializeAsString());
      const std::lock_guard<std::mutex> lock(mutex_);
      later_ = [reply, bytes = org.SerializeAsString()] { reply(bytes); };
      changed_.notify_all();
    };
    handlers[static_cast<size_t>(Method::kWatchEvents)].open = [this](const core::CallContext&) -> core::OpenedStream {
      const std::lock_guard<std::mutex> lock(mutex_);
      changed_.notify_all();
      return std::shared_ptr<core::MessageStream>(stream_);
    };
    return handlers;
  }

  void Start(HttpLimits limits) {
    server_.reset();
    limits.body_bytes = kLimit;
    auto started = HttpServer::Start({.address = {.host = "127.0.0.1", .port = 0, .loopback = true},
                                      .handler = &api_,
                                      .tls = nullptr,
                                      .limits = limits});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  std::string Head(const std::string& method, const std::string& type, const std::string& headers = "") const {
    return absl::StrCat("POST /heng.v1.", method, " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ", world_.token.text,
                        "\r\nContent-Type: ", type, "\r\n", headers);
  }
  std::string Request(const std::string& method, const std::string& type, const std::string& body,
                      const std::string& headers = "Connection: close\r\n") const {
    return absl::StrCat(Head(method, type, headers), "Content-Length: ", body.size(), "\r\n\r\n", body);
  }
  std::string GetOrg(const std::string& body, const std::string& headers = "") const {
    const Client client(server_->address());
    client.Send(Request("DirectoryService/GetOrg", "application/json", body, headers + "Connection: close\r\n"));
    return client.Read();
  }
  std::string Watch(const std::string& headers = "Connection: close\r\n") const {
    return Request("EventService/WatchEvents", "application/connect+proto", MakeEnvelope(0, ""), headers);
  }
  void AwaitLater() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return later_ != nullptr; });
  }
  static std::string BodyOf(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

  core::AccessCore world_{absl::ToUnixMicros(absl::Now())};
  std::string title_ = "某市";
  std::shared_ptr<TestStream> stream_ = std::make_shared<TestStream>(2, 3, false);
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> later_;
  core::Handlers handlers_;
  api::CallStats stats_{std::vector<std::string>{}};
  api::CallLog log_{/*enabled=*/false, &stats_};
  api::Calls calls_{&log_, &world_.residents, &handlers_};
  ConnectApi api_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ConnectApiTest, AnswersInTheFormItWasAsked) {
  EXPECT_THAT(GetOrg("{\"name\":\"orgs/city\"}"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Type: application/json\r\n"),
                    EndsWith("\r\n\r\n{\"name\":\"orgs/city\",\"title\":\"某市\"}")));
  EXPECT_THAT(GetOrg(""), EndsWith("{\"title\":\"某市\"}"));
  EXPECT_THAT(GetOrg("{\"nam\":1}"), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("UNREADABLE_REQUEST")));
}

TEST_F(ConnectApiTest, ABodyInChunksAndOneThatWaitsToBeAskedFor) {
  const Client chunked(server_->address());
  chunked.Send(
      Head("DirectoryService/GetOrg", "application/json", "Transfer-Encoding: chunked\r\nConnection: close\r\n") +
      "\r\n2\r\n{\"\r\n6;ext=1\r\nname\":\r\n8\r\n\"orgs/a\"\r\n1\r\n}\r\n0\r\n\r\n");
  EXPECT_THAT(chunked.Read(), HasSubstr("\"name\":\"orgs/a\""));
  const Client polite(server_->address());
  polite.Send(Head("DirectoryService/GetOrg", "application/json",
                   "Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(polite.Read("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  polite.Send("{}");
  EXPECT_THAT(polite.Read(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ConnectApiTest, LargeAnswersAreCompressedForWhoTakesIt) {
  title_ = std::string(5000, 'x');
  const std::string plain = GetOrg("{}");
  EXPECT_THAT(plain, Not(HasSubstr("Content-Encoding")));
  const std::string packed = GetOrg("{}", "Accept-Encoding: br, gzip;q=0.5\r\n");
  EXPECT_THAT(packed, HasSubstr("Content-Encoding: gzip"));
  std::string unpacked;
  EXPECT_EQ(Gunzip(BodyOf(packed), kLimit, &unpacked), Inflated::kOk);
  EXPECT_EQ(unpacked, BodyOf(plain));
  EXPECT_THAT(GetOrg("{}", "Accept-Encoding: gzip;q=0\r\n"), Not(HasSubstr("Content-Encoding")));
  title_ = "short";
  EXPECT_THAT(GetOrg("{}", "Accept-Encoding: gzip\r\n"), Not(HasSubstr("Content-Encoding")));
}

TEST_F(ConnectApiTest, SlowAndLargeBodiesAreToldInTheProtocolsForm) {
  HttpLimits limits;
  limits.body = absl::Milliseconds(60);
  Start(limits);
  const Client slow(server_->address());
  slow.Send(Head("DirectoryService/GetOrg", "application/json", "Content-Length: 10\r\n\r\n{"));
  EXPECT_THAT(slow.Read(), AllOf(StartsWith("HTTP/1.1 408"), HasSubstr("\"code\":\"deadline_exceeded\""),
                                 HasSubstr("REQUEST_TOO_SLOW")));
  Start({});
  const Client large(server_->address());
  large.Send(
      Head("DirectoryService/GetOrg", "application/json", absl::StrCat("Content-Length: ", kLimit + 1, "\r\n\r\n")));
  EXPECT_THAT(large.Read(), AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("MESSAGE_TOO_LARGE")));
  const Client endless(server_->address());
  endless.Send(Head("DirectoryService/GetOrg", "application/json", "Transfer-Encoding: chunked\r\n\r\n") +
               absl::StrCat(absl::Hex(kLimit + 1), "\r\n", std::string(kLimit + 1, ' ')));
  EXPECT_THAT(endless.Read(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ConnectApiTest, TooMuchInBodiesAtOnceIsRefused) {
  HttpLimits limits;
  limits.buffered_bytes = 1000;
  Start(limits);
  const Client first(server_->address());
  first.Send(
      Head("DirectoryService/GetOrg", "application/json", "Content-Length: 901\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_THAT(first.Read("\r\n\r\n"), HasSubstr("100 Continue"));
  first.Send(std::string(900, ' '));
  while (server_->buffered() < 900) std::this_thread::yield();
  EXPECT_THAT(GetOrg(std::string(200, ' ')),
              AllOf(HasSubstr("SERVER_CROWDED"), StartsWith("HTTP/1.1 503"), HasSubstr("Retry-After: 1")));
  first.Send("\r");
  EXPECT_THAT(first.Read("}"), HasSubstr("HTTP/1.1 400")) << "blanks are no JSON, but they were read";
  while (server_->buffered() > 0) std::this_thread::yield();  // the answer is written, then it is given back
  EXPECT_THAT(GetOrg(std::string(200, ' ') + "{}"), StartsWith("HTTP/1.1 200"));
}

TEST_F(ConnectApiTest, AStreamIsEnvelopesAndItsEnd) {
  const Client client(server_->address());
  client.Send(Watch());
  const std::string message = MakeEnvelope(0, "mmm"), end = MakeEnvelope(kEndOfStream, "{}");
  EXPECT_THAT(
      client.Read(),
      AllOf(StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/connect+proto\r\n"),
            HasSubstr("Transfer-Encoding: chunked"),
            EndsWith(absl::StrCat("\r\n\r\n8\r\n", message, "\r\n8\r\n", message, "\r\n7\r\n", end, "\r\n0\r\n\r\n"))));
}

TEST_F(ConnectApiTest, AConnectionServesOnAfterAStreamAndWhatCameMeanwhile) {
  const Client client(server_->address());
  client.Send(Watch("") + Request("DirectoryService/GetOrg", "application/json", "{\"name\":\"orgs/next\"}"));
  EXPECT_THAT(client.Read(), AllOf(HasSubstr("\r\n0\r\n\r\nHTTP/1.1 200"), HasSubstr("orgs/next")));
}

TEST_F(ConnectApiTest, AnOldClientGetsAStreamWithoutChunks) {
  const Client client(server_->address());
  std::string request = Watch("");
  request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
  client.Send(request);
  const std::string message = MakeEnvelope(0, "mmm");
  EXPECT_EQ(BodyOf(client.Read()), message + message + MakeEnvelope(kEndOfStream, "{}"));
}

TEST_F(ConnectApiTest, LargeMessagesOfAStreamAreCompressedEachByItself) {
  stream_ = std::make_shared<TestStream>(1, 5000, false);
  const Client client(server_->address());
  client.Send(Watch("Connect-Accept-Encoding: gzip\r\nConnection: close\r\n"));
  EXPECT_THAT(client.Read(), AllOf(HasSubstr("Connect-Content-Encoding: gzip\r\n"),
                                   HasSubstr(MakeEnvelope(kCompressed, Gzip(std::string(5000, 'm'))))));
}

// What fits the kernel's buffers is taken from the stream, no more; then the caller is cut off.
TEST_F(ConnectApiTest, WhoDoesNotReadAStreamHoldsAMessageAndIsCutOff) {
  HttpLimits limits;
  limits.write = absl::Milliseconds(100);
  Start(limits);
  stream_ = std::make_shared<TestStream>(1000, 500'000, false);
  const Client client(server_->address());
  client.Send(Watch());
  while (!stream_->cancelled) std::this_thread::yield();
  EXPECT_LT(stream_->pulls, 100);
  while (server_->connections() > 0) std::this_thread::yield();
}

TEST_F(ConnectApiTest, WhoGoesAwayCancelsTheStream) {
  for (const bool half : {false, true}) {
    stream_ = std::make_shared<TestStream>(1, 3, true);
    Client client(server_->address());
    client.Send(Watch());
    EXPECT_THAT(client.Read("mmm"), HasSubstr("200 OK"));
    half ? client.EndSending() : client.Close();
    while (!stream_->cancelled) std::this_thread::yield();
    while (server_->connections() > 0) std::this_thread::yield();
  }
}

TEST_F(ConnectApiTest, ErrorsOfAStreamComeAtItsEnd) {
  const Client client(server_->address());
  std::string request = Watch();
  request.replace(request.find("Bearer "), 12, "Bearer wrong");
  client.Send(request);
  EXPECT_THAT(client.Read(), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("{\"error\":{\"code\":\"unauthenticated\"")));
}

TEST_F(ConnectApiTest, AServerThatStopsFinishesCallsEndsStreamsAndRefusesNewOnes) {
  stream_ = std::make_shared<TestStream>(1, 3, true);
  const Client watcher(server_->address()), caller(server_->address()), late(server_->address());
  watcher.Send(Watch());
  EXPECT_THAT(watcher.Read("mmm"), HasSubstr("200 OK"));
  caller.Send(Request("DirectoryService/GetOrg", "application/json", "{\"name\":\"orgs/later\"}", ""));
  AwaitLater();
  api_.Drain();
  calls_.EndStreams();
  EXPECT_THAT(watcher.Read(), HasSubstr("SERVER_STOPPING"));
  late.Send(Request("DirectoryService/GetOrg", "application/json", "{}", ""));
  EXPECT_THAT(late.Read("SERVER_STOPPING"), StartsWith("HTTP/1.1 503"));
  std::thread stopping([this] { server_->Stop(absl::Seconds(60)); });
  std::exchange(later_, nullptr)();  // what holds an exchange holds its connection
  EXPECT_THAT(caller.Read(), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("orgs/later")));
  stopping.join();
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ConnectApiTest, AnAnswerToWhoHasGoneIsDropped) {
  Client caller(server_->address());
  caller.Send(Request("DirectoryService/GetOrg", "application/json", "{\"name\":\"orgs/later\"}"));
  AwaitLater();
  caller.Close();
  std::thread stopping([this] { server_->Stop(absl::ZeroDuration()); });
  std::exchange(later_, nullptr)();
  stopping.join();
}

}  // namespace
}  // namespace heng::gateway
