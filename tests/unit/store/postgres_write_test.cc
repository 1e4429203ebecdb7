// What is particular to the PostgreSQL engine in writing and reading; what every engine does is in the conformance
// tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/store/postgres_testing.h"

namespace heng::store {
namespace {

using ::testing::HasSubstr;

class PostgresWriteTest : public ::testing::Test {
 protected:
  PostgresWriteTest() : location_(NewDatabase()), store_(MustOpenPostgres(location_)) {}

  void Submit(Write write) {
    write.done = answers_.Expect();
    store_->Submit(std::move(write));
  }

  const std::string location_;
  const std::unique_ptr<Store> store_;
  Answers answers_;
  Gate gate_;
};

RequestRecord RequestFor(const std::string& request_id, const std::string& form_id) {
  return {.key = {.caller = "li", .method = "CreateEvaluation", .id = request_id},
          .body_sha256 = std::string(32, '\x80'),
          .resource_id = form_id,
          .etag = 1,
          .content_rev = 1,
          .state = 1,
          .update_time = 5,
          .submit_time = 7};
}

Write DiscardWrite(const std::string& id, int64_t etag) {
  Write write = UpdateWrite(id, etag, "");
  write.decide = [decide = write.decide](const Snapshot& snapshot) {
    absl::StatusOr<std::vector<Mutation>> decision = decide(snapshot);
    if (decision.ok()) decision->front().header->active = false;
    return decision;
  };
  return write;
}

// A form under the key of another one.
Mutation WithKeyOf(const std::string& id, const std::string& other) {
  Mutation mutation = NewForm(id);
  mutation.header->subject = "projects/" + other;
  return mutation;
}

TEST_F(PostgresWriteTest, EveryFieldIsReadBackAsWritten) {
  Mutation mutation = NewForm("a1", std::string("form\0bytes", 10));
  Header& h = *mutation.header;
  h.project_name = std::string("a\0\xff", 3);  // text as received, whatever it is
  h.execution_score = std::nullopt;
  h.execution_rate = 47'742'857;
  h.annual_budget = -1;
  h.executed = INT64_MAX;
  h.errors = INT32_MAX;
  h.warnings = 2;
  h.infos = INT32_MIN;
  h.submit_time = 9;
  mutation.request = RequestFor("r-1", "a1");
  const WriteResult result = RunWrite(*store_, CreateWrite(mutation));
  ASSERT_TRUE(result.status.ok()) << result.status;
  const absl::StatusOr<StoredForm> form = store_->Get("a1");
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->header.project_name, h.project_name);
  EXPECT_EQ(form->header.policy_sha256, h.policy_sha256);
  EXPECT_EQ(form->header.execution_score, std::nullopt);
  EXPECT_EQ(form->header.annual_budget, -1);
  EXPECT_EQ(form->header.executed, INT64_MAX);
  EXPECT_EQ(form->header.errors, INT32_MAX);
  EXPECT_EQ(form->header.infos, INT32_MIN);
  EXPECT_EQ(form->revision.form, mutation.revision->form);
  EXPECT_EQ(form->revision.contacts, "");
  // The chain and the header's hash are made of what was written, so they say that nothing was changed on the way.
  EXPECT_EQ(VerifyChain(*store_), "");
  const auto page = RunAudit(*store_, {});
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->rows.size(), 1u);
  EXPECT_EQ(page->headers, 1);
  EXPECT_EQ(page->rows[0].revisions_stored, 1);
  EXPECT_EQ(page->rows[0].revisions_logged, 1);
  EXPECT_EQ(page->rows[0].revision->score, "score of a1");
}

TEST_F(PostgresWriteTest, LaterMembersOfAGroupSeeTheEarlierOnes) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("stored"))).status.ok());
  HoldWriter(*store_, gate_, answers_);
  Mutation remembered = NewForm("a1");
  remembered.request = RequestFor("r-1", "a1");
  Submit(CreateWrite(remembered));
  Submit(CreateWrite(remembered));                 // 2: a replay
  Submit(CreateWrite(WithKeyOf("a2", "a1")));      // 3: the key is taken by now
  Submit(UpdateWrite("a1", 1, "second"));          // 4
  Submit(UpdateWrite("a1", 1, "lost"));            // 5: the etag has moved on
  Submit(UpdateWrite("a1", 2, "third"));           // 6
  Submit(DiscardWrite("a1", 3));                   // 7: frees the key
  Submit(CreateWrite(WithKeyOf("a2", "a1")));      // 8
  Submit(UpdateWrite("stored", 1, "x"));           // 9
  Submit(DiscardWrite("stored", 2));               // 10: frees a key that was stored
  Submit(CreateWrite(WithKeyOf("s2", "stored")));  // 11
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].header.has_value());
  EXPECT_TRUE(results[2].status.ok());
  EXPECT_FALSE(results[2].header.has_value());
  EXPECT_EQ(results[3].status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(results[5].status.code(), absl::StatusCode::kAborted);
  for (const size_t good : {4, 6, 7, 8, 9, 10, 11}) {
    EXPECT_TRUE(results[good].status.ok()) << good << results[good].status;
  }
  // In one transaction: what fails in a group is done again one by one, which nobody would notice here.
  EXPECT_EQ(RunPostgresSql(location_, "SELECT count(DISTINCT xmin::text) FROM events"), "2");

  EXPECT_EQ(store_->Get("a1")->header.etag, 4);
  EXPECT_FALSE(store_->Get("a1")->header.active);
  EXPECT_EQ(store_->Get("a1")->revision.form, "third");
  EXPECT_EQ(store_->GetRevision("a1", 2)->form, "second");
  EXPECT_EQ(store_->Get("stored")->header.etag, 3);
  EXPECT_TRUE(store_->Get("s2").ok());
  EXPECT_EQ(RunList(*store_, {})->size(), 2u);
  EXPECT_EQ(VerifyChain(*store_), "");
  EXPECT_EQ(store_->Head()->sequence, 9);
}

// A decision that does not rest on what is stored: the database refuses it, alone, also when the key was not read.
TEST_F(PostgresWriteTest, WritesThatContradictTheTablesFailAlone) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  const Header stored = store_->Get("a1")->header;
  const auto blind = [&](Mutation mutation) {
    Write write;
    write.decide = [mutation](const Snapshot&) { return One(mutation); };
    Submit(std::move(write));
  };
  HoldWriter(*store_, gate_, answers_);
  Submit(CreateWrite(NewForm("b1")));
  blind(NewForm("a1"));          // 2: the id is taken
  blind(WithKeyOf("a2", "a1"));  // 3: the key is taken
  Mutation ahead = NextOf(stored, "x");
  ahead.header->etag = ahead.header->content_rev = ahead.revision->rev = 3;
  blind(ahead);  // 4: an etag too many
  Mutation dangling = NextOf(stored, "");
  dangling.header->content_rev = 2;
  blind(dangling);  // 5: no such revision
  Mutation elsewhere = NextOf(stored, "");
  elsewhere.event.resource = "evaluations/b1";
  blind(elsewhere);               // 6: an event of another form
  blind(NextOf(stored, "good"));  // 7: as it should be, without having been read
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].status.ok()) << results[1].status;
  for (const size_t bad : {2, 3, 4, 5, 6}) {
    EXPECT_EQ(results[bad].status.code(), absl::StatusCode::kInternal) << bad << results[bad].status;
  }
  EXPECT_TRUE(results[7].status.ok()) << results[7].status;
  EXPECT_EQ(store_->Get("a1")->header.etag, 2);
  EXPECT_EQ(RunEvents(*store_, 0, 100)->size(), 3u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(PostgresWriteTest, KeysThatAreNoTextAreNotFoundAndNotWritten) {
  for (const std::string& bad : {std::string("a\0b", 3), std::string("\xff\xfe"), std::string("\xed\xa0\x80"),
                                 std::string("\xc0\x80"), std::string("\xf4\x90\x80\x80"), std::string("\xe4\xb8")}) {
    EXPECT_EQ(store_->Get(bad).status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(store_->GetRevision(bad, 1).status().code(), absl::StatusCode::kNotFound);
    ListQuery of_org;
    of_org.scope.org_ids = {bad};
    EXPECT_TRUE(RunList(*store_, of_org)->empty());
    EventQuery of_form;
    of_form.resource = "evaluations/" + std::string(bad);
    EXPECT_TRUE(RunEvents(*store_, of_form)->empty());
    EXPECT_EQ(RunWrite(*store_, CreateWrite(NewForm(bad))).status.code(), absl::StatusCode::kInternal);
  }
  for (const char* good : {"abc", "ABC", "abc ", "社保", "社保中心", "\xf0\xa0\x80\x80", "a'\"\\{},%"}) {
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm(good, good))).status.ok()) << good;
    EXPECT_EQ(store_->Get(good)->revision.form, good);
  }
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(PostgresWriteTest, LargeGroupGoesThroughInOnePipeline) {
  constexpr int kForms = 64;
  HoldWriter(*store_, gate_, answers_);
  std::string content(1 << 20, 'x');
  for (int i = 0; i < kForms; ++i) {
    content[0] = static_cast<char>(i);
    Submit(CreateWrite(NewForm(absl::StrCat("f", i), content)));
  }
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(RunPostgresSql(location_, "SELECT count(DISTINCT xmin::text) FROM events"), "1");
  content[0] = 63;
  EXPECT_EQ(store_->Get("f63")->revision.form, content);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_F(PostgresWriteTest, OldRequestsAreForgotten) {
  const absl::Time start = absl::Now();
  const std::string location = NewDatabase();
  const auto store = MustOpenPostgres(location, {.trim_interval = absl::Milliseconds(20)});
  Mutation mutation = NewForm("a1");
  mutation.request = RequestFor("r-1", "a1");
  ASSERT_TRUE(RunWrite(*store, CreateWrite(mutation)).status.ok());
  RunPostgresSql(location, "UPDATE requests SET create_time = 1");
  while (RunPostgresSql(location, "SELECT count(*) FROM requests") != "0") {
    ASSERT_LT(absl::Now() - start, absl::Seconds(20));
  }
}

TEST_F(PostgresWriteTest, ReadsEndAtTheirDeadline) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  EXPECT_EQ(RunList(*store_, {}, absl::Now() - absl::Seconds(1)).status().code(), absl::StatusCode::kDeadlineExceeded);
  // Somebody holds the tables: the server ends the statement when the time is up.
  const OpenTransaction held(location_, "LOCK TABLE headers, events");
  const absl::Time deadline = absl::Now() + absl::Milliseconds(300);
  EXPECT_EQ(RunList(*store_, {}, deadline).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(RunEvents(*store_, {}, deadline).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(RunAudit(*store_, {}, absl::Now() + absl::Milliseconds(300)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_LT(absl::Now(), deadline + absl::Seconds(5));
}

TEST_F(PostgresWriteTest, FilteredListsUseTheirFilters) {
  for (int i = 0; i < 16; ++i) {
    Mutation mutation = NewForm(absl::StrCat("f", i));
    mutation.header->org_id = i & 1 ? "o1" : "o0";
    mutation.header->fiscal_year = i & 2 ? 2022 : 2021;
    mutation.header->state = i & 4 ? 2 : 1;
    mutation.header->grade = i & 8 ? 2 : 1;
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(mutation)).status.ok());
  }
  for (int filters = 0; filters < 16; ++filters) {
    ListQuery query;
    if (filters & 1) query.scope.org_ids = {"o1"};
    if (filters & 2) query.fiscal_year = 2022;
    if (filters & 4) query.state = 2;
    if (filters & 8) query.grade = 2;
    const auto list = RunList(*store_, query);
    ASSERT_TRUE(list.ok()) << list.status();
    std::vector<std::string> got, expected;
    for (const Header& header : *list) got.push_back(header.id);
    for (int i = 0; i < 16; ++i) {
      if ((i & filters) == filters) expected.push_back(absl::StrCat("f", i));
    }
    EXPECT_EQ(got, expected) << filters;
    query.after_sequence = 8;
    query.limit = 1;
    const auto next = RunList(*store_, query);
    ASSERT_EQ(next->size(), 1u);
    EXPECT_GT(next->front().sequence, 8);
  }
}

}  // namespace
}  // namespace heng::store
