// What HTTP itself may get wrong, and those who hold connections without using them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>

#include "tests/conformance/api/forms.h"
#include "tests/conformance/api/transport.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::HttpAnswer;
using testing::HttpConnection;
using testing::HttpHeaders;

constexpr char kScorePath[] = "/heng.v1.EvaluationService/ScoreEvaluation",
               kWhoPath[] = "/heng.v1.AccessService/WhoAmI";

HttpHeaders Json() { return {{"content-type", "application/json"}, {"authorization", "Bearer " + Token()}}; }

HttpHeaders With(HttpHeaders headers, const HttpHeaders& more) {
  for (const auto& [name, value] : more) headers[name] = value;
  return headers;
}

std::string ScoreJson() {
  heng::v1::ScoreEvaluationRequest request;
  *request.mutable_form() = SmallForm();
  return RequestOf("EvaluationService/ScoreEvaluation", request).json;
}

class Http : public ::testing::Test {
 protected:
  void SetUp() override {
    if (HttpAddress().empty()) GTEST_SKIP() << "HENG_CONFORMANCE_HTTP is not given";
  }
  // Whatever was sent: the server serves on, over both.
  void TearDown() override {
    if (HttpAddress().empty()) return;
    for (const Transport transport : Transports()) {
      EXPECT_EQ(Send(transport, TextRequest("AccessService/WhoAmI", "")).error.code, StatusCode::OK) << transport;
    }
  }
  static HttpAnswer Post(const std::string& path, const HttpHeaders& headers, const std::string& body) {
    HttpConnection connection(HttpAddress());
    return connection.Call("POST", path, headers, body);
  }
};

TEST_F(Http, ACallAsCurlMakesIt) {
  const HttpAnswer answer = Post(kWhoPath, Json(), "{}");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Header("content-type"), "application/json");
  EXPECT_THAT(answer.body, HasSubstr("\"principal\""));
  EXPECT_EQ(Post(kWhoPath, Json(), "").status, 200) << "no body is an empty message";
  EXPECT_EQ(Post(kWhoPath, With(Json(), {{"content-type", "application/json; charset=utf-8"}}), "{}").status, 200);
}

TEST_F(Http, AConnectionServesManyCalls) {
  HttpConnection connection(HttpAddress());
  for (int i = 0; i < 50; ++i) {
    const Sent sent = TextRequest(i % 2 == 0 ? "AccessService/WhoAmI" : "EvaluationService/GetEvaluation", "");
    const Received received =
        SendHttp(i % 3 == 0 ? Transport::kConnectProto : Transport::kConnectJson, sent, &connection);
    EXPECT_EQ(received.error.code, i % 2 == 0 ? StatusCode::OK : StatusCode::INVALID_ARGUMENT) << received.error;
  }
}

TEST_F(Http, WrongMethodsPathsAndTypesSayWhatIsRight) {
  HttpConnection connection(HttpAddress());
  const HttpAnswer get = connection.Call("GET", kWhoPath, Json(), "");
  EXPECT_EQ(get.status, 405);
  EXPECT_THAT(get.Header("allow"), HasSubstr("POST"));
  const HttpAnswer type = Post(kWhoPath, With(Json(), {{"content-type", "text/xml"}}), "<x/>");
  EXPECT_EQ(type.status, 415);
  EXPECT_THAT(type.Header("accept-post"), HasSubstr("application/json"));
  EXPECT_EQ(Post("/heng.v1.AccessService/Nothing", Json(), "{}").status, 404);
  EXPECT_EQ(Post("/heng.v1.NoService/WhoAmI", Json(), "{}").status, 404);
  EXPECT_EQ(Post("/heng.v1.AccessService/WhoAmI/", Json(), "{}").status, 404);
  EXPECT_EQ(Post("/", Json(), "{}").status, 404);
  // A stream asked for as if it were none, and the other way round.
  EXPECT_EQ(Post("/heng.v1.EventService/WatchEvents", Json(), "{}").status, 415);
  EXPECT_EQ(Post(kWhoPath, With(Json(), {{"content-type", "application/connect+json"}}), Envelope(0, "{}")).status,
            415);
}

TEST_F(Http, OtherProtocolsAndTimesThatAreNoneAreRefused) {
  EXPECT_EQ(Post(kWhoPath, With(Json(), {{"connect-protocol-version", "1"}}), "{}").status, 200);
  EXPECT_EQ(Post(kWhoPath, With(Json(), {{"connect-protocol-version", "2"}}), "{}").status, 400);
  for (const char* time : {"soon", "-1", "1.5", "99999999999"}) {
    SCOPED_TRACE(time);
    const HttpAnswer answer = Post(kWhoPath, With(Json(), {{"connect-timeout-ms", time}}), "{}");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(ErrorOfConnect(answer.body).code, StatusCode::INVALID_ARGUMENT);
  }
  // Too short to be kept, or kept: nothing else.
  const HttpAnswer brief = Post(kScorePath, With(Json(), {{"connect-timeout-ms", "1"}}), ScoreJson());
  EXPECT_THAT(brief.status, AnyOf(200, 504)) << brief.body;
}

TEST_F(Http, GzipIsTakenAndGiven) {
  const std::string json = ScoreJson();
  const HttpAnswer plain = Post(kScorePath, Json(), json);
  ASSERT_EQ(plain.status, 200) << plain.body;
  EXPECT_EQ(plain.Header("content-encoding"), "");
  const HttpAnswer packed =
      Post(kScorePath, With(Json(), {{"content-encoding", "gzip"}, {"accept-encoding", "gzip"}}), testing::Gzip(json));
  ASSERT_EQ(packed.status, 200) << packed.body;
  EXPECT_EQ(packed.Header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size());
  EXPECT_EQ(testing::Gunzip(packed.body), plain.body);
  EXPECT_EQ(Post(kWhoPath, With(Json(), {{"content-encoding", "identity"}}), "{}").status, 200);
}

TEST_F(Http, PackingThatIsNoneIsRefused) {
  EXPECT_EQ(ErrorOfConnect(Post(kWhoPath, With(Json(), {{"content-encoding", "br"}}), "{}").body).code,
            StatusCode::UNIMPLEMENTED);
  const std::string gzip = testing::Gzip(ScoreJson());
  for (const std::string& broken : {std::string("{}"), gzip.substr(0, gzip.size() / 2), gzip.substr(1), gzip + gzip}) {
    const HttpAnswer answer = Post(kScorePath, With(Json(), {{"content-encoding", "gzip"}}), broken);
    EXPECT_EQ(ErrorOfConnect(answer.body).code, StatusCode::INVALID_ARGUMENT) << answer.status;
  }
}

// A few kilobytes that would be gigabytes: what comes out counts, and no more of it is unpacked.
TEST_F(Http, AGzipBombGoesNowhere) {
  const std::string bomb = testing::Gzip("{\"policy\": \"" + std::string(60 << 20, 'x') + "\"}");
  ASSERT_LT(bomb.size(), 1u << 20);
  for (int i = 0; i < 3; ++i) {
    const HttpAnswer answer = Post(kScorePath, With(Json(), {{"content-encoding", "gzip"}}), bomb);
    EXPECT_EQ(ErrorOfConnect(answer.body).code, StatusCode::RESOURCE_EXHAUSTED) << answer.status << answer.trouble;
  }
}

TEST_F(Http, ABodyThatIsTooLargeIsRefusedBeforeItIsSent) {
  HttpConnection connection(HttpAddress());
  ASSERT_TRUE(connection.Send(
      testing::HttpHead("POST", kScorePath, With(Json(), {{"content-length", std::to_string(1ull << 40)}}))));
  EXPECT_THAT(connection.ReadHead().status, AnyOf(413, 429));
}

TEST_F(Http, ABodyInChunksIsTakenUpToTheLimit) {
  HttpConnection connection(HttpAddress());
  const std::string head = testing::HttpHead("POST", kWhoPath, With(Json(), {{"transfer-encoding", "chunked"}}));
  ASSERT_TRUE(connection.Send(head + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"));
  EXPECT_EQ(connection.ReadAnswer().status, 200);
  ASSERT_TRUE(connection.Send(head));
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  for (int i = 0; i < 80 && connection.Send(chunk); ++i) {
  }
  const HttpAnswer answer = connection.ReadHead();
  // Said, or, where that came too late to be read, hung up upon.
  EXPECT_THAT(answer.status, AnyOf(0, 413, 429));
}

TEST_F(Http, WhatIsNoHttpIsTurnedAway) {
  for (const std::string& bytes :
       {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), std::string("POST\r\n\r\n"), std::string(1000, '\0'),
        "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n",
        testing::HttpHead("POST", kWhoPath, {{"x", std::string(100'000, 'y')}}),
        testing::HttpHead("POST", kWhoPath, With(Json(), {{"content-length", "-5"}})),
        testing::HttpHead("POST", kWhoPath,
                          With(Json(), {{"content-length", "2"}, {"transfer-encoding", "chunked"}}))}) {
    SCOPED_TRACE(bytes.substr(0, 30));
    HttpConnection connection(HttpAddress());
    connection.Send(bytes);
    const HttpAnswer answer = connection.ReadHead();
    EXPECT_TRUE(answer.status == 0 || answer.status / 100 == 4) << answer.status;
    EXPECT_TRUE(connection.WaitForClose());
  }
}

// A body of which the rest does not come: the server waits for a while, says so, and is rid of it.
TEST_F(Http, ABodyThatNeverEndsIsGivenUp) {
  HttpConnection connection(HttpAddress(), std::chrono::seconds(100));
  ASSERT_TRUE(connection.Send(testing::HttpHead("POST", kScorePath, With(Json(), {{"content-length", "1000"}})) + "{"));
  const HttpAnswer answer = connection.ReadHead();
  EXPECT_THAT(answer.status, AnyOf(0, 408, 504)) << answer.trouble;
  EXPECT_TRUE(connection.WaitForClose());
}

TEST_F(Http, AnEnvelopeCutOffIsRefused) {
  const HttpHeaders headers = With(Json(), {{"content-type", "application/connect+json"}});
  const std::string whole = Envelope(0, "{}");
  for (const std::string& body : {std::string(), whole.substr(0, 3), whole.substr(0, 6), whole + whole, whole + "x",
                                  Envelope(1, "{}"), Envelope(0x40, "{}")}) {
    const HttpAnswer answer = Post("/heng.v1.BudgetService/ExportResults", headers, body);
    ASSERT_EQ(answer.status, 200) << answer.body;
    ASSERT_GT(answer.body.size(), 5u);
    EXPECT_EQ(answer.body[0], 2) << "the end of the stream is all there is";
    EXPECT_THAT(answer.body, HasSubstr("invalid_argument"));
  }
}

// How long a small call takes: the median of many.
double MedianSeconds(Transport transport) {
  const Sent sent = TextRequest("AccessService/WhoAmI", "");
  std::vector<double> seconds;
  for (int i = 0; i < 101; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(Send(transport, sent).error.code, StatusCode::OK);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::nth_element(seconds.begin(), seconds.begin() + 50, seconds.end());
  return seconds[50];
}

// Some say nothing at all, some stop within the head, some within the body, some have had an answer.
std::vector<std::unique_ptr<HttpConnection>> IdleConnections(int count) {
  std::vector<std::unique_ptr<HttpConnection>> idle;
  const std::string head = testing::HttpHead("POST", kWhoPath, With(Json(), {{"content-length", "1000"}}));
  for (int i = 0; i < count; ++i) {
    idle.push_back(std::make_unique<HttpConnection>(HttpAddress()));
    EXPECT_TRUE(idle.back()->open()) << i;
    if (i % 4 == 1) {
      EXPECT_TRUE(idle.back()->Send(head.substr(0, 40)));
    }
    if (i % 4 == 2) {
      EXPECT_TRUE(idle.back()->Send(head + "{"));
    }
    if (i % 4 == 3) {
      EXPECT_EQ(idle.back()->Call("POST", kWhoPath, Json(), "{}").status, 200) << i;
    }
  }
  return idle;
}

TEST_F(Http, FiveHundredIdleConnectionsHoldUpNobody) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  std::map<Transport, double> before;
  for (const Transport transport : Transports()) before[transport] = MedianSeconds(transport);
  const auto idle = IdleConnections(500);
  for (const Transport transport : Transports()) {
    // Generous, for busy machines: an order of magnitude and a little.
    EXPECT_LT(MedianSeconds(transport), before[transport] * 10 + 0.05) << transport;
  }
}

}  // namespace
}  // namespace heng::conformance
