// heng watch against a server that breaks off, refuses and repeats nothing.
#include <gmock/gmock.h>

#include <mutex>

#include "fake_server.h"
#include "heng/v1/event_service.grpc.pb.h"

namespace heng::cli {
namespace {

using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;
using testing::FakeServer;
using ::testing::HasSubstr;
using testing::Ran;
using testing::ReadAll;
using testing::RefusedBy;
using ::testing::StartsWith;

// Ten events; each watch gets so many of them before it ends as `ends` says.
class FakeEvents final : public heng::v1::EventService::Service {
 public:
  static heng::v1::Event EventOf(int64_t sequence) {
    heng::v1::Event event;
    event.set_sequence(sequence);
    event.mutable_time()->set_seconds(1'672'502'399);
    event.set_caller("principals/li");
    event.set_role("preparer");
    event.set_action("evaluation.submit");
    event.set_resource("evaluations/form-" + std::to_string(sequence));
    event.set_org("orgs/dt");
    return event;
  }

  grpc::Status WatchEvents(grpc::ServerContext*, const WatchEventsRequest* request,
                           grpc::ServerWriter<WatchEventsResponse>* writer) override {
    const std::lock_guard<std::mutex> lock(mutex);
    asked.push_back(*request);
    WatchEventsResponse message;
    message.set_sequence(request->from_now() ? 5 : request->after_sequence());
    int64_t sequence = message.sequence();
    writer->Write(message);
    for (int i = 0; i < before_end && sequence < 10; ++i) {
      *message.add_events() = EventOf(++sequence);
      message.set_sequence(sequence);
    }
    writer->Write(message);
    if (sequence >= 10) return RefusedBy(grpc::StatusCode::UNAUTHENTICATED, "TOKEN_REVOKED", "the token is revoked");
    return RefusedBy(grpc::StatusCode::UNAVAILABLE, "SERVER_STOPPING", "the server is stopping");
  }

  std::mutex mutex;
  std::vector<WatchEventsRequest> asked;
  int before_end = 4;
};

struct WatchCommand : ::testing::Test {
  FakeEvents events;
  FakeServer server{{&events}};
};

TEST_F(WatchCommand, GoesOnWhereItWasBrokenOffAndSaysSoOnceEachTime) {
  const Ran ran = server.Heng({"watch"});
  EXPECT_EQ(ran.code, 3) << ran.err;
  std::string expected;
  for (int i = 1; i <= 10; ++i) {
    expected += std::to_string(i) + "  2022-12-31 23:59:59  submit  evaluations/form-" + std::to_string(i) +
                "  orgs/dt  principals/li (preparer)\n";
  }
  EXPECT_EQ(ran.out, expected);
  EXPECT_THAT(ran.err, StartsWith("Disconnected; trying again, to go on behind event 4. the server is stopping\n"
                                  "Disconnected; trying again, to go on behind event 8. the server is stopping\n"));
  EXPECT_THAT(ran.err, HasSubstr("TOKEN_REVOKED"));
  ASSERT_EQ(events.asked.size(), 3u);
  EXPECT_EQ(events.asked[1].after_sequence(), 4);
  EXPECT_EQ(events.asked[2].after_sequence(), 8);
}

TEST_F(WatchCommand, AsksForWhatTheFlagsSay) {
  Ran ran = server.Heng({"watch", "--org", "dt", "--action", "evaluation.publish", "--action", "evaluation.accept",
                         "--after", "7", "--limit", "2", "--lang", "zh"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "8  2022-12-31 23:59:59  提交  evaluations/form-8  orgs/dt  principals/li (preparer)\n"
            "9  2022-12-31 23:59:59  提交  evaluations/form-9  orgs/dt  principals/li (preparer)\n");
  EXPECT_EQ(events.asked[0].org(), "orgs/dt");
  EXPECT_EQ(events.asked[0].actions_size(), 2);
  EXPECT_EQ(events.asked[0].after_sequence(), 7);
  ran = server.Heng({"watch", "--resource", "form-1", "--from-now", "--limit", "1", "-o", "json"});
  EXPECT_EQ(ran.out, json::WriteMessage(FakeEvents::EventOf(6), json::Style::kLine) + "\n");
  EXPECT_EQ(events.asked[1].resource(), "evaluations/form-1");
  EXPECT_TRUE(events.asked[1].from_now());
}

TEST_F(WatchCommand, TheCursorIsWhereTheNextOneBegins) {
  const std::string cursor = server.File("cursor", "3\n");
  EXPECT_EQ(server.Heng({"watch", "--cursor", cursor, "--limit", "2"}).code, 0);
  EXPECT_EQ(events.asked[0].after_sequence(), 3);
  EXPECT_EQ(ReadAll(cursor), "5\n");
  EXPECT_EQ(server.Heng({"watch", "--cursor", cursor, "--from-now", "--limit", "1"}).code, 0);
  EXPECT_FALSE(events.asked[1].from_now()) << "a place that is known counts";
  EXPECT_EQ(ReadAll(cursor), "6\n");
  const std::string wrong = server.File("wrong", "my words");
  const Ran ran = server.Heng({"watch", "--cursor", wrong});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("does not hold the number of an event"));
  EXPECT_EQ(ReadAll(wrong), "my words");
}

TEST_F(WatchCommand, AFileOfEventsGoesOnBehindItsLastWholeLine) {
  const auto line = [](int64_t sequence) {
    return json::WriteMessage(FakeEvents::EventOf(sequence), json::Style::kLine) + "\n";
  };
  const std::string out = server.File("out.jsonl", line(1) + line(2) + line(3).substr(0, 30));
  EXPECT_EQ(server.Heng({"watch", "--out", out, "--limit", "3"}).code, 0);
  EXPECT_EQ(ReadAll(out), line(1) + line(2) + line(3) + line(4) + line(5));
  EXPECT_EQ(events.asked[0].after_sequence(), 2);
  for (const std::string& foreign :
       {std::string("my words"), std::string("my words\n"), std::string("{\"sequence\":\"x\"}\n"), line(1) + "more"}) {
    const std::string file = server.File("foreign", foreign);
    const Ran ran = server.Heng({"watch", "--out", file});
    EXPECT_EQ(ran.code, 1) << foreign;
    EXPECT_THAT(ran.err, HasSubstr("WRONG_FILE"));
    EXPECT_EQ(ReadAll(file), foreign);
  }
  EXPECT_EQ(server.Heng({"watch", "--out", "/no/such/folder/file"}).code, 1);
}

}  // namespace
}  // namespace heng::cli
