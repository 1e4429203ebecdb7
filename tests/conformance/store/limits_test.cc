// Limits of pages and of what a form may have, and what is answered beyond them.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using LimitsTest = StoreTest;

TEST_P(LimitsTest, PagesHaveAtLeastOneRowAndAtMostTheirLargestNumber) {
  for (int i = 0; i < 1100; ++i) Submit(CreateWrite(NewForm(absl::StrCat("a", i))));
  for (const WriteResult& result : answers_.Wait()) ASSERT_TRUE(result.status.ok()) << result.status;
  struct Expected {
    int32_t limit;
    size_t headers, events, audited;
  };
  for (const Expected& e : std::vector<Expected>{{0, 1, 1, 1},
                                                 {-5, 1, 1, 1},
                                                 {1, 1, 1, 1},
                                                 {200, 200, 200, 200},
                                                 {201, 201, 201, 200},
                                                 {1001, 1001, 1000, 200},
                                                 {INT32_MAX, 1001, 1000, 200}}) {
    EXPECT_EQ(RunList(*store_, FirstForms(e.limit))->size(), e.headers) << e.limit;
    EXPECT_EQ(RunEvents(*store_, 0, e.limit)->size(), e.events) << e.limit;
    EXPECT_EQ(RunAudit(*store_, {.after_sequence = 0, .limit = e.limit})->rows.size(), e.audited) << e.limit;
  }
}

// Each of these is beyond what some engine can keep. It may be kept; if it is not, it fails alone.
TEST_P(LimitsTest, WriteBeyondWhatTheEngineKeepsFailsAlone) {
  std::vector<Mutation> odd;
  for (const int64_t rev : {int64_t{1} << 20, int64_t{1} << 40, INT64_MAX}) {
    Mutation mutation = NewForm(absl::StrCat("rev-", rev));
    mutation.header->content_rev = mutation.revision->rev = rev;
    odd.push_back(mutation);
  }
  odd.push_back(NewForm(std::string("nul\0byte", 8)));
  odd.push_back(NewForm("no-utf-8-\xff\xfe"));
  odd.push_back(NewForm("nul-in-name"));
  odd.back().header->project_name = std::string("name\0", 5);
  int number = 0;
  for (const Mutation& mutation : odd) {
    const std::string& id = mutation.header->id;
    Answers answers;
    Gate gate;
    HoldWriter(*store_, gate, answers);
    ++number;
    for (Write& write : std::vector<Write>{CreateWrite(NewForm(absl::StrCat("before-", number))), CreateWrite(mutation),
                                           CreateWrite(NewForm(absl::StrCat("after-", number)))}) {
      write.done = answers.Expect();
      store_->Submit(std::move(write));
    }
    gate.Open();
    const std::vector<WriteResult> results = answers.Wait();
    EXPECT_TRUE(results[1].status.ok()) << id << results[1].status;
    EXPECT_TRUE(results[3].status.ok()) << id << results[3].status;
    const absl::StatusOr<StoredForm> form = store_->Get(id);
    if (results[2].status.ok()) {
      ASSERT_TRUE(form.ok()) << id << form.status();
      EXPECT_EQ(form->header.id, id);
      EXPECT_EQ(form->header.project_name, mutation.header->project_name);
      EXPECT_EQ(form->revision.rev, mutation.header->content_rev);
    } else {
      EXPECT_EQ(results[2].status.code(), absl::StatusCode::kInternal) << id << results[2].status;
      EXPECT_FALSE(form.ok()) << id;
    }
  }
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(LimitsTest, RevisionNumbersBeginAtOne) {
  for (const int64_t rev : {int64_t{0}, int64_t{-1}}) {
    Mutation mutation = NewForm("a1");
    mutation.header->content_rev = mutation.revision->rev = rev;
    EXPECT_EQ(RunWrite(*store_, CreateWrite(mutation)).status.code(), absl::StatusCode::kInternal) << rev;
  }
  ASSERT_TRUE(Create("a1").status.ok());
  for (const int64_t rev : {int64_t{0}, int64_t{-1}, int64_t{2}, int64_t{1} << 20, (int64_t{1} << 20) + 1, INT64_MIN}) {
    EXPECT_EQ(store_->GetRevision("a1", rev).status().code(), absl::StatusCode::kNotFound) << rev;
  }
}

TEST_P(LimitsTest, LargeContentIsKeptWhole) {
  const std::string form(5 << 20, 'f'), score(3 << 20, 's');
  Mutation mutation = NewForm("large", form);
  mutation.revision->score = score;
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(mutation)).status.ok());
  Open();
  const absl::StatusOr<StoredForm> stored = store_->Get("large");
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_TRUE(stored->revision.form == form);
  EXPECT_TRUE(stored->revision.score == score);
}

HENG_WITH_EVERY_ENGINE(LimitsTest);

}  // namespace
}  // namespace heng::store
