// The event log: what it says, its pages, its head, and that it verifies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/conformance/api/connection.h"
#include "tests/conformance/api/forms.h"

namespace heng::conformance {
namespace {

using grpc::StatusCode;
using heng::v1::Evaluation;
using heng::v1::Event;
using heng::v1::ListEventsRequest;
using heng::v1::ListEventsResponse;
using heng::v1::LogHead;
using heng::v1::VerifyEventsRequest;
using heng::v1::VerifyEventsResponse;
using heng::v1::WatchEventsRequest;
using heng::v1::WatchEventsResponse;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

template <typename Request>
auto Succeed(const Request& request) {
  auto answer = Call(request);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return answer.message;
}

ListEventsResponse EventsOf(const std::string& name) {
  ListEventsRequest request;
  request.set_resource(name);
  return Succeed(request);
}

LogHead Head() { return Succeed(heng::v1::GetEventHeadRequest()); }

Evaluation Submit(const Evaluation& draft) {
  heng::v1::SubmitEvaluationRequest submit;
  submit.mutable_evaluation()->set_name(draft.name());
  submit.mutable_evaluation()->set_etag(draft.etag());
  submit.set_request_id(UniqueId("r"));
  return Succeed(submit);
}

TEST(Events, SayWhoDidWhatToWhichForm) {
  const Evaluation draft = CreateDraft(SmallForm());
  const Evaluation submitted = Submit(draft);
  const auto events = EventsOf(draft.name());
  ASSERT_THAT(events.events(), SizeIs(2));
  const Event& first = events.events(0);
  const Event& second = events.events(1);
  EXPECT_EQ(first.action(), "evaluation.create");
  EXPECT_EQ(first.resource(), draft.name());
  EXPECT_EQ(first.caller(), "principals/tester");
  EXPECT_EQ(first.role(), "preparer");
  EXPECT_EQ(first.org(), draft.form().org());
  EXPECT_EQ(first.policy(), draft.policy().name());
  EXPECT_EQ(first.etag(), "1");
  EXPECT_EQ(first.request_id(), "");
  EXPECT_EQ(second.action(), "evaluation.submit");
  EXPECT_EQ(second.etag(), "2");
  EXPECT_FALSE(second.request_id().empty());
  EXPECT_TRUE(SameBytes(second.time(), submitted.submit_time()));
  EXPECT_GT(second.sequence(), first.sequence());
  for (const auto& hash : {first.sha256(), first.revision_sha256(), first.header_sha256(), first.previous_sha256()}) {
    EXPECT_THAT(hash, MatchesRegex("[0-9a-f]{64}"));
  }
  EXPECT_THAT(events.next_page_token(), IsEmpty());
}

TEST(Events, ArePagedOldestFirstAndLinked) {
  for (int i = 0; i < 3; ++i) CreateDraft(SmallForm());
  const LogHead head = Head();
  ListEventsRequest request;
  request.set_page_size(2);
  request.set_after_sequence(head.sequence() - 3);
  std::vector<Event> all;
  for (int page = 0; page < 3; ++page) {
    const auto answer = Succeed(request);
    all.insert(all.end(), answer.events().begin(), answer.events().end());
    request.set_page_token(answer.next_page_token());
    if (answer.next_page_token().empty()) break;
  }
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].sequence(), head.sequence() - 2);
  EXPECT_EQ(all[1].previous_sha256(), all[0].sha256());
  EXPECT_EQ(all[2].previous_sha256(), all[1].sha256());
  EXPECT_EQ(all[2].sha256(), head.sha256());
}

TEST(Events, WrongListsAreRefused) {
  ListEventsRequest request;
  request.set_page_size(-1);
  ExpectInvalidField(Call(request).error(), "pageSize");
  request.set_page_size(1);
  request.set_after_sequence(-1);
  ExpectInvalidField(Call(request).error(), "afterSequence");
  request.set_after_sequence(0);
  request.set_resource("x");
  ExpectInvalidField(Call(request).error(), "resource");
  for (const std::string& missing : {std::string("forms/x"), "evaluations/" + UniqueId("none")}) {
    request.set_resource(missing);
    ExpectError(Call(request).error(), StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND");
  }
  request.clear_resource();
  CreateDraft(SmallForm());
  request.set_page_token(Succeed(request).next_page_token());
  request.set_after_sequence(1);
  ExpectInvalidField(Call(request).error(), "pageToken");
}

// One watch on its way; gone with this object.
class Watching {
 public:
  explicit Watching(const WatchEventsRequest& request, const std::string& token = Token())
      : stub_(heng::v1::EventService::NewStub(Channel())) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(2));
    if (!token.empty()) context_.AddMetadata("authorization", "Bearer " + token);
    reader_ = stub_->WatchEvents(&context_, request);
  }
  ~Watching() {
    if (ended_) return;
    context_.TryCancel();
    WatchEventsResponse rest;
    while (reader_->Read(&rest)) continue;
    reader_->Finish();
  }
  // False: it has ended.
  bool Read(WatchEventsResponse* message) { return reader_->Read(message); }
  Error Refused() {
    WatchEventsResponse message;
    EXPECT_FALSE(reader_->Read(&message)) << message.ShortDebugString();
    ended_ = true;
    return ErrorOf(reader_->Finish());
  }

 private:
  std::unique_ptr<heng::v1::EventService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<WatchEventsResponse>> reader_;
  bool ended_ = false;
};

TEST(WatchEvents, BeginsAtOnceAndFollows) {
  WatchEventsRequest request;
  request.set_from_now(true);
  Watching watching(request);
  WatchEventsResponse message;
  ASSERT_TRUE(watching.Read(&message));
  EXPECT_EQ(message.events_size(), 0);
  EXPECT_GT(message.sequence(), 0);
  const int64_t place = message.sequence();
  const Evaluation draft = CreateDraft(SmallForm());
  std::vector<Event> seen;
  while (seen.empty() || seen.back().resource() != draft.name()) {
    ASSERT_TRUE(watching.Read(&message));
    seen.insert(seen.end(), message.events().begin(), message.events().end());
  }
  ListEventsRequest list;
  list.set_after_sequence(place);
  const auto listed = Succeed(list);
  ASSERT_EQ(static_cast<size_t>(listed.events_size()), seen.size());
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_TRUE(SameBytes(seen[i], listed.events(static_cast<int>(i))));
}

TEST(WatchEvents, BrokenOffFiftyTimesUnderWritesEveryEventIsSeenOnce) {
  const int64_t start = Head().sequence();
  std::atomic<bool> stop{false};
  std::thread writer([&stop] {
    while (!stop) CreateDraft(SmallForm());
  });
  std::vector<int64_t> seen;
  int64_t place = start;
  for (int broken = 0; broken < 50; ++broken) {
    WatchEventsRequest request;
    request.set_after_sequence(place);
    Watching watching(request);
    WatchEventsResponse message;
    for (int i = 0; i < 1 + broken % 4; ++i) {
      ASSERT_TRUE(watching.Read(&message));
      for (const Event& event : message.events()) seen.push_back(event.sequence());
      place = message.sequence();
    }
  }
  stop = true;
  writer.join();
  EXPECT_GT(seen.size(), 20u);
  for (size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], start + 1 + static_cast<int64_t>(i));
  EXPECT_EQ(place, start + static_cast<int64_t>(seen.size()));
}

TEST(WatchEvents, OnlyWhatIsAskedFor) {
  const int64_t start = Head().sequence();
  const Evaluation draft = CreateDraft(SmallForm());
  Submit(CreateDraft(SmallForm()));
  const Evaluation submitted = Submit(draft);
  WatchEventsRequest request;
  request.set_after_sequence(start);
  request.add_actions("evaluation.submit");
  request.set_resource(draft.name());
  Watching watching(request);
  WatchEventsResponse message;
  do {
    ASSERT_TRUE(watching.Read(&message));
  } while (message.events().empty());
  ASSERT_THAT(message.events(), SizeIs(1));
  EXPECT_EQ(message.events(0).resource(), draft.name());
  EXPECT_EQ(message.events(0).etag(), submitted.etag());
}

TEST(WatchEvents, WrongOnesAreRefused) {
  const auto refused = [](auto change) {
    WatchEventsRequest request;
    change(request);
    return Watching(request).Refused();
  };
  ExpectInvalidField(refused([](auto& r) { r.set_after_sequence(-1); }), "afterSequence");
  ExpectInvalidField(refused([](auto& r) { r.set_after_sequence(INT64_MAX); }), "afterSequence");
  ExpectInvalidField(refused([](auto& r) { r.set_after_sequence(1), r.set_from_now(true); }), "fromNow");
  ExpectInvalidField(refused([](auto& r) { r.set_heartbeat_seconds(3600); }), "heartbeatSeconds");
  ExpectInvalidField(refused([](auto& r) { r.set_org("org"); }), "org");
  ExpectInvalidField(refused([](auto& r) { r.set_resource("x"); }), "resource");
  ExpectInvalidField(refused([](auto& r) { r.add_actions("Publish"); }), "actions[0]");
  ExpectError(refused([](auto& r) { r.set_resource("evaluations/" + UniqueId("none")); }), StatusCode::NOT_FOUND,
              "RESOURCE_NOT_FOUND");
  ExpectError(Watching({}, "").Refused(), StatusCode::UNAUTHENTICATED, "CREDENTIALS_MISSING");
}

TEST(VerifyEvents, ASoundLogIsCheckedStretchAfterStretch) {
  for (int i = 0; i < 5; ++i) CreateDraft(SmallForm());
  VerifyEventsRequest request;
  request.set_limit(2);
  VerifyEventsResponse answer;
  int64_t calls = 0;
  do {
    answer = Succeed(request);
    EXPECT_THAT(answer.problems(), IsEmpty()) << answer.ShortDebugString();
    EXPECT_EQ(answer.verified_through(), answer.done() ? answer.head().sequence() : request.after_sequence() + 2);
    request.set_after_sequence(answer.verified_through());
    request.set_previous_sha256(answer.sha256());
  } while (!answer.done() && ++calls < 1000);
  const LogHead head = Head();
  EXPECT_EQ(answer.verified_through(), head.sequence());
  EXPECT_EQ(answer.sha256(), head.sha256());
  EXPECT_TRUE(SameBytes(answer.head(), head));
}

TEST(VerifyEvents, AKeptHeadIsComparedWithWhatIsStored) {
  CreateDraft(SmallForm());
  const LogHead head = Head();
  VerifyEventsRequest request;
  request.set_after_sequence(head.sequence());
  request.set_previous_sha256(head.sha256());
  EXPECT_THAT(Succeed(request).problems(), IsEmpty());
  std::string other = head.sha256();
  other[0] = other[0] == '0' ? '1' : '0';
  request.set_previous_sha256(other);
  auto answer = Succeed(request);
  ASSERT_THAT(answer.problems(), SizeIs(1));
  EXPECT_EQ(answer.problems(0).kind(), "head-mismatch");
  EXPECT_EQ(answer.problems(0).sequence(), head.sequence());
  EXPECT_TRUE(answer.problems(0).breaks_chain());
  request.set_after_sequence(head.sequence() + 1'000'000);
  answer = Succeed(request);
  ASSERT_THAT(answer.problems(), SizeIs(1));
  EXPECT_EQ(answer.problems(0).kind(), "event-missing");
  EXPECT_TRUE(answer.done());
  // Without a hash it is a number typed too large, and no verdict on the log.
  request.clear_previous_sha256();
  EXPECT_FALSE(Call(request).ok());
}

TEST(VerifyEvents, WrongPlacesAreRefused) {
  VerifyEventsRequest request;
  request.set_after_sequence(-1);
  ExpectInvalidField(Call(request).error(), "afterSequence");
  request.set_after_sequence(0);
  request.set_limit(-1);
  ExpectInvalidField(Call(request).error(), "limit");
  request.set_limit(1);
  for (const std::string& hash : {std::string("abc"), std::string(64, 'g'), std::string(64, '1')}) {
    request.set_previous_sha256(hash);
    ExpectInvalidField(Call(request).error(), "previousSha256");
  }
  request.set_previous_sha256(std::string(64, '0'));
  Succeed(request);
}

}  // namespace
}  // namespace heng::conformance
