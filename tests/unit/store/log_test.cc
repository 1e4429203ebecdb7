// The event log: what it says, its chain, and the bytes that are hashed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "service/store/hashing.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

class LogTest : public ::testing::Test {
 protected:
  LogTest() : store_(MustOpen({.path = folder_.File("heng.db")})) {}
  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(LogTest, EventSaysWhoDidWhatAndHashesWhatWasWritten) {
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

TEST_F(LogTest, EventsArePagedBySequence) {
  for (const char* id : {"a1", "a2", "a3"}) ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm(id))).status.ok());
  const std::vector<Event> page = *RunEvents(*store_, 1, 1);
  ASSERT_EQ(page.size(), 1u);
  EXPECT_EQ(page[0].draft.resource, "evaluations/a2");
  EXPECT_TRUE(RunEvents(*store_, 3, 10)->empty());
}

TEST_F(LogTest, ChainGoesOnOverReopening) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  store_.reset();
  store_ = MustOpen({.path = folder_.File("heng.db")});
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a2"))).status.ok());
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 2u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

// The values below were computed by another program (Python's hashlib) from the description in hashing.h. If one
// changes, existing stores would be taken for damaged.

TEST(HashingTest, RevisionHashIsThatOfTheDescribedBytes) {
  const Revision revision{.id = "a", .rev = 1, .form = "内容", .score = "", .contacts = "c"};
  EXPECT_EQ(Hex(RevisionSha256(revision)), "e8a0d79428c1e7740be01c03bcd2d9663afbf0804d1e6cbd2e8ae46690d22139");
}

TEST(HashingTest, HeaderHashIsThatOfTheDescribedBytes) {
  Header header;
  header.id = "dt-2022-canjiren";
  header.sequence = 1;
  header.etag = 2;
  header.content_rev = 3;
  header.subject = "projects/p";
  header.subject_kind = 4;
  header.org_id = "大同";
  header.fiscal_year = 2022;
  header.state = 5;
  header.active = true;
  header.project_name = "名";
  header.policy = "policies/x@1";
  header.policy_sha256 = "ff";
  header.total = -6;
  header.grade = 7;
  header.execution_rate = 8;
  header.errors = 9;
  header.warnings = 10;
  header.infos = 11;
  header.create_time = 12;
  header.update_time = 13;
  header.submit_time = 14;
  EXPECT_EQ(Hex(Sha256(CanonicalBytes(header))), "b0abe42aef1ca981b26f5f698281084221f032bfacea3dcaf2f9ea4077aac095");
}

TEST(HashingTest, EventHashIsThatOfTheDescribedBytes) {
  Event event;
  event.sequence = 1;
  event.time = 2;
  event.draft = {.caller = "li",
                 .role = "preparer",
                 .action = "evaluation.submit",
                 .resource = "evaluations/a",
                 .org_id = "o",
                 .policy = "p",
                 .request_id = ""};
  event.etag = 3;
  event.revision_sha256 = "r";
  event.header_sha256 = "h";
  event.previous_sha256 = std::string(32, '\0');
  event.sha256 = "not part of it";
  EXPECT_EQ(Hex(EventSha256(event)), "38f7d541d5ab870c4ed0f8b4d2a95cf4279382cb6f6fdb35cdaa14d01e9a71be");
}

TEST(HashingTest, BytesCannotMoveFromOneFieldToTheNext) {
  const Revision one{.id = "a", .rev = 1, .form = "ab", .score = "c", .contacts = ""};
  const Revision other{.id = "a", .rev = 1, .form = "a", .score = "bc", .contacts = ""};
  EXPECT_NE(RevisionSha256(one), RevisionSha256(other));
}

}  // namespace
}  // namespace heng::store
