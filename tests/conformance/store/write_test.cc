// Decide, then write: what a decision sees, what is committed, and who is told what.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using WriteTest = StoreTest;

TEST_P(WriteTest, CreatedFormIsReadBackAsWritten) {
  Mutation mutation = NewForm("dt-2022-canjiren", std::string("form\0bytes", 10));
  mutation.revision->contacts = "负责人";
  mutation.header->execution_score = std::nullopt;
  mutation.header->execution_rate = 47'742'857;
  mutation.header->annual_budget = 21'000'000;
  mutation.header->executed = 0;
  mutation.header->errors = 1;
  mutation.header->warnings = 2;
  mutation.header->infos = 3;
  mutation.header->submit_time = 9;
  const WriteResult result = RunWrite(*store_, CreateWrite(mutation));
  ASSERT_TRUE(result.status.ok()) << result.status;
  ASSERT_TRUE(result.header.has_value());
  EXPECT_EQ(result.header->sequence, 1);

  const absl::StatusOr<StoredForm> form = store_->Get("dt-2022-canjiren");
  ASSERT_TRUE(form.ok()) << form.status();
  const Header& h = form->header;
  EXPECT_EQ(h.id, "dt-2022-canjiren");
  EXPECT_EQ(h.sequence, 1);
  EXPECT_EQ(h.etag, 1);
  EXPECT_EQ(h.content_rev, 1);
  EXPECT_EQ(h.subject, "projects/dt-2022-canjiren");
  EXPECT_EQ(h.subject_kind, 1);
  EXPECT_EQ(h.org_id, "dt-121005");
  EXPECT_EQ(h.fiscal_year, 2022);
  EXPECT_EQ(h.state, 1);
  EXPECT_TRUE(h.active);
  EXPECT_EQ(h.project_name, "J残疾人就业保障金");
  EXPECT_EQ(h.policy, "policies/shanxi-2022@1");
  EXPECT_EQ(h.policy_sha256, std::string(64, 'a'));
  EXPECT_EQ(h.total, 1'000'000);
  EXPECT_EQ(h.grade, 1);
  EXPECT_EQ(h.execution_score, std::nullopt);
  EXPECT_EQ(h.execution_rate, 47'742'857);
  EXPECT_EQ(h.annual_budget, 21'000'000);
  EXPECT_EQ(h.executed, 0);
  EXPECT_EQ(h.errors, 1);
  EXPECT_EQ(h.warnings, 2);
  EXPECT_EQ(h.infos, 3);
  EXPECT_EQ(h.create_time, result.header->create_time);
  EXPECT_GT(h.create_time, 0);
  EXPECT_EQ(h.update_time, h.create_time);
  EXPECT_EQ(h.submit_time, 9);
  EXPECT_EQ(form->revision.id, "dt-2022-canjiren");
  EXPECT_EQ(form->revision.rev, 1);
  EXPECT_EQ(form->revision.form, std::string("form\0bytes", 10));
  EXPECT_EQ(form->revision.score, "score of dt-2022-canjiren");
  EXPECT_EQ(form->revision.contacts, "负责人");
}

TEST_P(WriteTest, UnknownFormAndUnknownRevisionAreNotFound) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  EXPECT_EQ(store_->Get("a2").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->GetRevision("a1", 2).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->GetRevision("a1", 1)->form, "内容");
}

TEST_P(WriteTest, LaterMemberOfAGroupSeesTheEarlierOnes) {
  HoldWriter(*store_, gate_, answers_);
  Submit(CreateWrite(NewForm("a1")));
  Submit(CreateWrite(NewForm("a1")));  // the id is taken by now
  Mutation same_key = NewForm("a2");
  same_key.header->subject = "projects/a1";
  Submit(CreateWrite(same_key));  // the key is taken by now
  Submit(UpdateWrite("a1", 1, "second"));
  Submit(UpdateWrite("a1", 1, "lost"));  // the etag has moved on
  Submit(UpdateWrite("a1", 2, ""));
  gate_.Open();

  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].status.ok());
  EXPECT_EQ(results[2].status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(results[3].status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(results[4].status.ok());
  EXPECT_EQ(results[5].status.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(results[6].status.ok());
  const absl::StatusOr<StoredForm> form = store_->Get("a1");
  EXPECT_EQ(form->header.etag, 3);
  EXPECT_EQ(form->header.content_rev, 2);
  EXPECT_EQ(form->revision.form, "second");
  EXPECT_EQ(store_->GetRevision("a1", 1)->form, "内容");
}

TEST_P(WriteTest, DiscardedFormFreesItsKeyAndStaysReadable) {
  ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm("a1"))).status.ok());
  Write discard = UpdateWrite("a1", 1, "");
  discard.decide = [decide = discard.decide](const Snapshot& snapshot) {
    absl::StatusOr<std::vector<Mutation>> decision = decide(snapshot);
    decision->front().header->active = false;
    return decision;
  };
  ASSERT_TRUE(RunWrite(*store_, std::move(discard)).status.ok());
  Mutation again = NewForm("a2");
  again.header->subject = "projects/a1";
  EXPECT_TRUE(RunWrite(*store_, CreateWrite(again)).status.ok());
  EXPECT_FALSE(store_->Get("a1")->header.active);
}

TEST_P(WriteTest, RejectedDecisionAmongGoodOnesHarmsNobody) {
  HoldWriter(*store_, gate_, answers_);
  Submit(CreateWrite(NewForm("a1")));
  Write bad;
  bad.decide = [](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    return absl::FailedPreconditionError("no");
  };
  Submit(std::move(bad));
  Submit(CreateWrite(NewForm("a2")));
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].status.ok());
  EXPECT_EQ(results[2].status, absl::FailedPreconditionError("no"));
  EXPECT_TRUE(results[3].status.ok());
  EXPECT_TRUE(store_->Get("a1").ok());
  EXPECT_TRUE(store_->Get("a2").ok());
}

// A decision that breaks a rule of the tables, whatever the snapshot says.
Write Breaking(Mutation mutation) {
  Write write;
  write.decide = [mutation](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> { return One(mutation); };
  return write;
}

class BrokenRuleTest : public StoreTestBase, public ::testing::WithParamInterface<std::tuple<EngineCase, int>> {
 protected:
  BrokenRuleTest() : StoreTestBase(std::get<0>(GetParam())) {}

  static Mutation Broken(const Header& stored, int rule) {
    Mutation mutation = NextOf(stored, "next");
    switch (rule) {
      case 0:  // a revision that exists
        mutation.header->content_rev = mutation.revision->rev = 1;
        return mutation;
      case 1:  // an id that exists
        return NewForm(stored.id);
      case 2:  // a key that is taken
        mutation = NewForm("other");
        mutation.header->subject = stored.subject;
        return mutation;
      case 3:  // an etag that does not follow
        ++mutation.header->etag;
        return mutation;
      case 4:  // content that is not there
        mutation.revision.reset();
        return mutation;
      case 5:  // somebody else's revision
        mutation.revision->id = "other";
        return mutation;
      case 6:  // a request that is remembered
        mutation.request = RequestFor("r-0", stored.id);
        return mutation;
      default:  // an event of something else
        mutation.event.resource = "evaluations/other";
        return mutation;
    }
  }
};

TEST_P(BrokenRuleTest, OneBrokenMutationFailsAloneAndTheOthersAreCommitted) {
  Mutation first = NewForm("a0");
  first.request = RequestFor("r-0", "a0");
  const WriteResult stored = RunWrite(*store_, CreateWrite(first));
  HoldWriter(*store_, gate_, answers_);
  std::atomic<int> decisions{0};
  Write counted = CreateWrite(NewForm("a1"));
  counted.decide = [&decisions, decide = counted.decide](const Snapshot& snapshot) {
    ++decisions;
    return decide(snapshot);
  };
  Submit(std::move(counted));
  Submit(Breaking(Broken(*stored.header, std::get<1>(GetParam()))));
  Submit(CreateWrite(NewForm("a2")));
  gate_.Open();

  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_TRUE(results[1].status.ok()) << results[1].status;
  EXPECT_EQ(results[2].status.code(), absl::StatusCode::kInternal) << results[2].status;
  EXPECT_FALSE(results[2].header.has_value());
  EXPECT_TRUE(results[3].status.ok()) << results[3].status;
  EXPECT_EQ(decisions, 2);  // in the group, and again by itself
  EXPECT_TRUE(store_->Get("a1").ok());
  EXPECT_TRUE(store_->Get("a2").ok());
  EXPECT_EQ(store_->Get("other").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->Get("a0")->header.etag, 1);
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 3u);
  EXPECT_EQ(VerifyChain(*store_), "");
  EXPECT_EQ(RunWrite(*store_, UpdateWrite("a0", 1, "next")).header->etag, 2);
}

INSTANTIATE_TEST_SUITE_P(Store, BrokenRuleTest,
                         ::testing::Combine(::testing::ValuesIn(Engines()), ::testing::Range(0, 8)),
                         [](const auto& test) {
                           return absl::StrCat(std::get<0>(test.param).name, "_", std::get<1>(test.param));
                         });

TEST_P(WriteTest, NothingIsAnsweredBeforeItIsCommitted) {
  HoldWriter(*store_, gate_, answers_);
  std::atomic<int> visible{0};
  for (const char* id : {"a1", "a2"}) {
    Write write = CreateWrite(NewForm(id));
    write.done = [&, inner = answers_.Expect()](WriteResult result) {
      if (store_->Get("a1").ok() && store_->Get("a2").ok()) ++visible;
      inner(std::move(result));
    };
    store_->Submit(std::move(write));
  }
  gate_.Open();
  answers_.Wait();
  EXPECT_EQ(visible, 2);
}

TEST_P(WriteTest, NowIncreasesStrictlyEvenWhenTheClockStandsStill) {
  Open({.clock = [] { return absl::FromUnixSeconds(1'700'000'000); }});
  for (const char* id : {"a1", "a2", "a3"}) ASSERT_TRUE(RunWrite(*store_, CreateWrite(NewForm(id))).status.ok());
  const std::vector<Event> events = *RunEvents(*store_, 0, 10);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].time, 1'700'000'000'000'000);
  EXPECT_EQ(events[1].time, events[0].time + 1);
  EXPECT_EQ(events[2].time, events[1].time + 1);
  EXPECT_EQ(store_->Get("a3")->header.create_time, events[2].time);
}

TEST_P(WriteTest, NowIsBeyondTheLastEventAfterTheClockWasSetBack) {
  const auto open_at = [&](int64_t second) { Open({.clock = [second] { return absl::FromUnixSeconds(second); }}); };
  open_at(2000);
  ASSERT_TRUE(Create("a1").status.ok());
  open_at(1000);
  ASSERT_TRUE(Create("a2").status.ok());
  EXPECT_EQ(store_->Get("a2")->header.create_time, 2'000'000'001);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(WriteTest, EverythingIsThereAfterReopening) {
  const std::string content = std::string(9000, 'x') + std::string("\0\xff", 2);
  ASSERT_TRUE(Create("a1", content).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 1, "second")).status.ok());
  store_.reset();
  EXPECT_EQ(place_->Integrity(), "ok");
  Open();
  EXPECT_EQ(store_->GetRevision("a1", 1)->form, content);
  EXPECT_EQ(store_->Get("a1")->revision.form, "second");
  EXPECT_EQ(RunList(*store_, {})->size(), 1u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

HENG_WITH_EVERY_ENGINE(WriteTest);

}  // namespace
}  // namespace heng::store
