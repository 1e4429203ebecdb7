// The event log: what it says, its chain, its end, and pages of it.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/store/hashing.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using LogTest = StoreTest;

TEST_P(LogTest, EventSaysWhoDidWhatAndHashesWhatWasWritten) {
  Mutation mutation = NewForm("a1");
  mutation.event.request_id = "r-1";
  mutation.revision->contacts = "负责人";
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(mutation)).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 1, "")).status.ok());

  const std::vector<Event> events = *RunEvents(*store_, 0, 10);
  ASSERT_EQ(events.size(), 2u);
  const Event& first = events[0];
  EXPECT_EQ(first.sequence, 1);
  EXPECT_EQ(first.draft.caller, "li");
  EXPECT_EQ(first.draft.role, "preparer");
  EXPECT_EQ(first.draft.action, "evaluation.create");
  EXPECT_EQ(first.draft.resource, "evaluations/a1");
  EXPECT_EQ(first.draft.org_id, "dt-121005");
  EXPECT_EQ(first.draft.policy, "policies/shanxi-2022@1");
  EXPECT_EQ(first.draft.request_id, "r-1");
  EXPECT_EQ(first.etag, 1);
  EXPECT_EQ(first.revision_sha256, RevisionSha256(*store_->GetRevision("a1", 1)));
  EXPECT_EQ(first.previous_sha256, std::string(32, '\0'));

  const Event& second = events[1];
  EXPECT_EQ(second.etag, 2);
  EXPECT_EQ(second.revision_sha256, "") << "the content did not change";
  EXPECT_EQ(second.header_sha256, Sha256(CanonicalBytes(store_->Get("a1")->header)));
  EXPECT_NE(second.header_sha256, first.header_sha256);
  EXPECT_EQ(second.previous_sha256, first.sha256);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(LogTest, EventsArePagedBySequence) {
  for (const char* id : {"a1", "a2", "a3"}) ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm(id))).status.ok());
  const std::vector<Event> page = *RunEvents(*store_, 1, 1);
  ASSERT_EQ(page.size(), 1u);
  EXPECT_EQ(page[0].draft.resource, "evaluations/a2");
  EXPECT_TRUE(RunEvents(*store_, 3, 10)->empty());
}

TEST_P(LogTest, AStretchOfEventsOfSomeActions) {
  for (const char* id : {"a1", "a2", "a3"}) ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm(id))).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 1, "")).status.ok());
  const auto numbers = [this](int64_t after, int64_t through, std::optional<std::vector<std::string>> actions) {
    EventQuery query{.after_sequence = after, .limit = 10, .resource = std::nullopt, .scope = {}};
    query.through_sequence = through;
    query.actions = std::move(actions);
    const std::vector<Event> events = *RunEvents(*store_, query);
    std::vector<int64_t> sequences;
    for (const Event& event : events) sequences.push_back(event.sequence);
    return sequences;
  };
  using Numbers = std::vector<int64_t>;
  EXPECT_EQ(numbers(1, 3, std::nullopt), (Numbers{2, 3}));
  EXPECT_EQ(numbers(3, 3, std::nullopt), Numbers());
  EXPECT_EQ(numbers(0, INT64_MAX, {{"evaluation.create"}}), (Numbers{1, 2, 3}));
  EXPECT_EQ(numbers(0, 2, {{"evaluation.create", "evaluation.update"}}), (Numbers{1, 2}));
  EXPECT_EQ(numbers(0, 4, {{"evaluation.other"}}), Numbers());
  EventQuery of_form{.after_sequence = 0, .limit = 10, .resource = "evaluations/a1", .scope = {}};
  of_form.through_sequence = 3;
  ASSERT_EQ(RunEvents(*store_, of_form)->size(), 1u);
}

TEST_P(LogTest, ChainGoesOnOverReopening) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  Open();
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a2"))).status.ok());
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 2u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(LogTest, EventsOfOneFormAreThatFormsOnly) {
  for (const char* id : {"a1", "a2"}) ASSERT_TRUE(Create(id).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 1, "")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a2", 1, "x")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 2, "y")).status.ok());
  const auto of = [&](const std::string& form, int64_t after, int32_t limit) {
    std::vector<int64_t> sequences;
    const auto events = RunEvents(
        *store_, EventQuery{.after_sequence = after, .limit = limit, .resource = "evaluations/" + form, .scope = {}});
    EXPECT_TRUE(events.ok()) << events.status();
    for (const Event& event : *events) {
      EXPECT_EQ(event.draft.resource, "evaluations/" + form);
      sequences.push_back(event.sequence);
    }
    return sequences;
  };
  EXPECT_EQ(of("a1", 0, 10), (std::vector<int64_t>{1, 3, 5}));
  EXPECT_EQ(of("a1", 1, 1), (std::vector<int64_t>{3}));
  EXPECT_EQ(of("a1", 3, 10), (std::vector<int64_t>{5}));
  EXPECT_EQ(of("a2", 0, 10), (std::vector<int64_t>{2, 4}));
  EXPECT_EQ(of("a", 0, 10), (std::vector<int64_t>{}));
  EXPECT_EQ(of("", 0, 10), (std::vector<int64_t>{}));
}

TEST_P(LogTest, HeadIsTheLastEvent) {
  LogHead head = *store_->Head();
  EXPECT_EQ(head.sequence, 0);
  EXPECT_EQ(head.time, 0);
  EXPECT_EQ(head.sha256, std::string(kSha256Size, '\0'));
  for (const char* id : {"a1", "a2"}) ASSERT_TRUE(Create(id).status.ok());
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    head = *store_->Head();
    const Event last = RunEvents(*store_, 0, 10)->back();
    EXPECT_EQ(head.sequence, 2);
    EXPECT_EQ(head.time, last.time);
    EXPECT_EQ(head.sha256, last.sha256);
  }
}

HENG_WITH_EVERY_ENGINE(LogTest);

}  // namespace
}  // namespace heng::store
