// What happens to every call: who may make it, streams, their bounds and their end.
#include "service/api/calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/unit/core/access_testing.h"

namespace heng::api {
namespace {

using core::Method;
using core::ReasonOf;

// Answers when the test says so.
class TestStream final : public core::MessageStream {
 public:
  void Pull(Next next) override { waiting = std::move(next); }
  void Cancel() override {
    ++cancelled;
    if (waiting) std::exchange(waiting, nullptr)(core::CallerGone());
  }
  void Send(const std::string& message) { std::exchange(waiting, nullptr)(std::optional(message)); }
  void Finish() { std::exchange(waiting, nullptr)(std::optional<std::string>()); }

  Next waiting;
  int cancelled = 0;
};

BodyReader Gives(std::string_view bytes, bool readable = true) {
  return [bytes, readable]() -> absl::StatusOr<std::string_view> {
    if (!readable) return core::UnreadableRequest();
    return bytes;
  };
}

class CallsTest : public ::testing::Test {
 protected:
  CallsTest() : handlers_(MakeHandlers()) {}

  std::array<core::Handler, core::kMethodCount> MakeHandlers() {
    std::array<core::Handler, core::kMethodCount> handlers;
    handlers[static_cast<size_t>(Method::kGetOrg)].answer = [this](const core::CallContext& call, core::Reply reply) {
      callers_.push_back(call.authority.principal_id());
      deadlines_.push_back(call.deadline);
      reply(std::string(call.body) + "!");
    };
    handlers[static_cast<size_t>(Method::kWatchEvents)].open = [this](const core::CallContext&) -> core::OpenedStream {
      auto stream = std::make_shared<TestStream>();
      opened_.push_back(stream);
      return std::shared_ptr<core::MessageStream>(stream);
    };
    return handlers;
  }

  Arrival ArrivalOf(Method method, bool known = true) const {
    Arrival arrival;
    arrival.method = &core::RuleOf(method);
    if (known) arrival.shown.authorization = "Bearer " + world_.token.text;
    return arrival;
  }

  absl::StatusOr<std::string> Answer(const Arrival& arrival, bool readable = true) {
    absl::StatusOr<std::string> result;
    calls_.Answer(arrival, Gives("body", readable), [&result](absl::StatusOr<std::string> answer) { result = answer; });
    return result;
  }

  std::unique_ptr<OutStream> Watch() { return calls_.Open(ArrivalOf(Method::kWatchEvents), Gives("")); }

  // The next message as text, "end", a reason, or "nothing yet".
  struct Pulled {
    std::string text = "nothing yet";
  };
  static std::shared_ptr<Pulled> Pull(OutStream& stream) {
    auto pulled = std::make_shared<Pulled>();
    stream.Pull([pulled](absl::StatusOr<std::optional<std::string>> message) {
      pulled->text = !message.ok() ? ReasonOf(message.status()) : message->value_or("end");
    });
    return pulled;
  }

  void RevokeToken() {
    heng::v1::RevokeTokenRequest request;
    request.set_name("tokens/" + world_.token.id);
    ASSERT_TRUE(world_.Call<heng::v1::Token>(world_.As("root-admin"), &core::Access::RevokeToken, request).ok());
  }

  core::AccessCore world_{absl::ToUnixMicros(absl::Now())};
  std::vector<std::string> callers_;
  std::vector<absl::Time> deadlines_;
  std::vector<std::shared_ptr<TestStream>> opened_;
  core::Handlers handlers_;
  CallStats stats_{std::vector<std::string>{}};
  CallLog log_{/*enabled=*/false, &stats_};
  Calls calls_{&log_, &world_.residents, &handlers_};

  int64_t Ended(absl::StatusCode code) { return stats_.Of("WatchEvents").ended(code); }
};

TEST_F(CallsTest, ACallIsHandledAsItsCallerWithADeadlineThatIsNeverLongerThanHalfAMinute) {
  EXPECT_EQ(*Answer(ArrivalOf(Method::kGetOrg)), "body!");
  EXPECT_EQ(callers_, std::vector<std::string>{"root-admin"});
  EXPECT_LE(deadlines_[0], absl::Now() + kDefaultDeadline);
  Arrival hurried = ArrivalOf(Method::kGetOrg);
  hurried.deadline = absl::Now() + absl::Seconds(1);
  EXPECT_TRUE(Answer(hurried).ok());
  EXPECT_EQ(deadlines_[1], hurried.deadline);
}

TEST_F(CallsTest, WhoIsNobodyIsToldThatAndNotThatTheRequestIsUnreadable) {
  EXPECT_EQ(ReasonOf(Answer(ArrivalOf(Method::kGetOrg, false), false).status()), "CREDENTIALS_MISSING");
  EXPECT_EQ(ReasonOf(Answer(ArrivalOf(Method::kGetOrg), false).status()), "UNREADABLE_REQUEST");
  EXPECT_TRUE(callers_.empty());
}

TEST_F(CallsTest, AStreamHandsMessagesOnAsTheyAreAskedForAndIsCountedOnce) {
  const auto stream = Watch();
  const auto first = Pull(*stream);
  EXPECT_EQ(first->text, "nothing yet");
  opened_[0]->Send("one");
  EXPECT_EQ(first->text, "one");
  const auto second = Pull(*stream);
  opened_[0]->Finish();
  EXPECT_EQ(second->text, "end");
  EXPECT_EQ(Ended(absl::StatusCode::kOk), 1);
}

TEST_F(CallsTest, AStreamOfNobodyEndsWithItsFirstPull) {
  const auto stream = calls_.Open(ArrivalOf(Method::kWatchEvents, false), Gives(""));
  EXPECT_EQ(Pull(*stream)->text, "CREDENTIALS_MISSING");
  EXPECT_TRUE(opened_.empty());
}

TEST_F(CallsTest, AStreamEndsWhenItsTokenIsRevoked) {
  const auto stream = Watch();
  const auto first = Pull(*stream);
  RevokeToken();
  opened_[0]->Send("one");
  EXPECT_EQ(Pull(*stream)->text, "TOKEN_REVOKED");
}

TEST_F(CallsTest, AStreamEndsWithItsDeadline) {
  Arrival arrival = ArrivalOf(Method::kWatchEvents);
  arrival.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_EQ(Pull(*calls_.Open(arrival, Gives("")))->text, "DEADLINE_EXCEEDED");
}

TEST_F(CallsTest, WhoIsGoneLeavesNothingOpen) {
  auto stream = Watch();
  Pull(*stream);
  stream.reset();
  EXPECT_EQ(opened_[0]->cancelled, 1);
  EXPECT_EQ(Ended(absl::StatusCode::kCancelled), 1);
}

TEST_F(CallsTest, OneCallerHasABoundedNumberOfStreamsAndMayOpenOthersOnceSomeHaveEnded) {
  std::vector<std::unique_ptr<OutStream>> streams;
  for (size_t i = 0; i < kMaxStreamsOfOne; ++i) streams.push_back(Watch());
  EXPECT_EQ(Pull(*Watch())->text, "TOO_MANY");
  streams.pop_back();
  EXPECT_EQ(Pull(*Watch())->text, "nothing yet");
}

TEST_F(CallsTest, AServerThatStopsEndsStreamsAndOpensNone) {
  const auto stream = Watch();
  const auto idle = Watch();
  const auto waiting = Pull(*stream);
  calls_.EndStreams();
  EXPECT_EQ(waiting->text, "SERVER_STOPPING");
  EXPECT_EQ(Pull(*idle)->text, "SERVER_STOPPING");
  EXPECT_EQ(Pull(*Watch())->text, "SERVER_STOPPING");
}

TEST_F(CallsTest, RequestsOfAStreamAreHandledOneByOneUntilTheTokenIsRevoked) {
  const auto batches = calls_.OpenBatches(ArrivalOf(Method::kGetOrg));
  std::vector<std::string> answers;
  const auto take = [&answers](const absl::StatusOr<std::string>& answer) {
    answers.push_back(answer.ok() ? *answer : ReasonOf(answer.status()));
  };
  batches->Answer("one", take);
  batches->Answer("two", take);
  RevokeToken();
  batches->Answer("three", take);
  EXPECT_EQ(answers, (std::vector<std::string>{"one!", "two!", "TOKEN_REVOKED"}));
}

TEST(HandlersTest, EveryMethodOfTheTableHasItsHandlerAndIsFoundByName) {
  const core::Handlers handlers{core::Services{}};
  for (const core::MethodRule& rule : core::MethodRules()) {
    const core::Handler& handler = handlers.Of(rule.method);
    EXPECT_NE(handler.answer == nullptr, handler.open == nullptr) << rule.name;
    EXPECT_EQ(core::FindMethod(std::string("heng.v1.") + rule.service, rule.name), &rule);
  }
  EXPECT_EQ(core::FindMethod("heng.v1.EventService", "GetEvents"), nullptr);
  EXPECT_EQ(core::FindMethod("heng.v2.EventService", "ListEvents"), nullptr);
  EXPECT_EQ(core::FindMethod("EventService", "ListEvents"), nullptr);
}

}  // namespace
}  // namespace heng::api
