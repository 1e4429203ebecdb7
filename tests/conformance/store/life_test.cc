// Forms and their life: evaluations and targets side by side, review records apart from content, several forms in one
// write.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

class LifeTest : public StoreTest {
 protected:
  WriteResult Review(const std::string& id, int64_t etag, const std::string& review, const std::string& content = "") {
    return RunWrite(*store_, ReviewWrite(id, etag, review, content));
  }

  std::string FormAt(const std::string& id, int64_t rev) {
    const absl::StatusOr<Revision> content = store_->GetContent(id, rev);
    if (!content.ok()) return std::string(absl::StatusCodeToString(content.status().code()));
    EXPECT_EQ(content->id, id);
    EXPECT_EQ(content->review, "");
    return absl::StrCat(content->rev, ":", content->form, ":", content->score, ":", content->contacts);
  }
};

TEST_P(LifeTest, EveryColumnIsReadBackAsWritten) {
  Mutation mutation = NewForm("targets/a1");
  Header& h = *mutation.header;
  h.review_rev = 1;
  mutation.revision->review = std::string("review\0", 7);
  h.flags = kOpened | kSampled;
  h.review_step = 3;
  h.returned = 4;
  h.open_comments = 5;
  h.score_source = 6;
  h.in_force_rev = (int64_t{1} << 40) + 7;
  h.editor = "principals/李";
  const WriteResult result = RunWrite(*store_, CreateWrite(mutation));
  ASSERT_TRUE(result.status.ok()) << result.status;
  const absl::StatusOr<StoredForm> form = store_->Get("targets/a1");
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->header.form_type, kTarget);
  EXPECT_EQ(HeaderFields(form->header), HeaderFields(*result.header));
  EXPECT_EQ(LifeFields(form->header), LifeFields(h));
  EXPECT_EQ(form->revision.review, std::string("review\0", 7));
}

TEST_P(LifeTest, TargetAndEvaluationOfOneKeyStandSideBySide) {
  ASSERT_TRUE(Create("a1", "evaluation").status.ok());
  ASSERT_TRUE(Create("targets/a1", "target").status.ok());
  EXPECT_EQ(store_->Get("a1")->revision.form, "evaluation");
  EXPECT_EQ(store_->Get("targets/a1")->revision.form, "target");
  EXPECT_EQ(store_->Get("targets/a1")->header.subject, store_->Get("a1")->header.subject);
  EXPECT_EQ(RunEvents(*store_, 0, 10)->back().draft.resource, "targets/a1");
  EXPECT_EQ(RunEvents(*store_, {.resource = "targets/a1", .scope = {}})->size(), 1u);
  EXPECT_EQ(RunEvents(*store_, {.resource = "evaluations/a1", .scope = {}})->size(), 1u);

  // Each is found under its own key, and is the only one of it.
  for (const int32_t type : {kTarget, kEvaluation}) {
    Mutation second = NewForm(type == kTarget ? "targets/a2" : "a2");
    second.header->subject = "projects/a1";
    std::string found;
    Write write = CreateWrite(second);
    write.decide = [&found, second](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
      found = snapshot.by_key ? snapshot.by_key->id : "";
      return One(second);
    };
    EXPECT_EQ(RunWrite(*store_, std::move(write)).status.code(), absl::StatusCode::kInternal);
    EXPECT_EQ(found, type == kTarget ? "targets/a1" : "a1");
  }
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(LifeTest, ContentAndReviewRecordAreVersionedApart) {
  ASSERT_TRUE(Create("a1", "one").status.ok());
  EXPECT_EQ(store_->Get("a1")->revision.review, "");
  ASSERT_TRUE(Review("a1", 1, "R2").status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 2, "three")).status.ok());
  const auto now = [&] {
    const absl::StatusOr<StoredForm> form = store_->Get("a1");
    const Header& h = form->header;
    EXPECT_EQ(form->revision.rev, h.content_rev);
    return absl::StrCat(h.etag, " ", h.content_rev, ":", form->revision.form, " ", h.review_rev, ":",
                        form->revision.review);
  };
  EXPECT_EQ(now(), "3 3:three 2:R2");
  ASSERT_TRUE(Review("a1", 3, "R4", "four").status.ok());
  EXPECT_EQ(now(), "4 4:four 4:R4");
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 4, "")).status.ok());
  EXPECT_EQ(now(), "5 4:four 4:R4");
  ASSERT_TRUE(Review("a1", 5, "R6").status.ok());
  EXPECT_EQ(now(), "6 4:four 6:R6");

  const auto revision = [&](int64_t rev) {
    const absl::StatusOr<Revision> r = store_->GetRevision("a1", rev);
    if (!r.ok()) return std::string(absl::StatusCodeToString(r.status().code()));
    EXPECT_EQ(r->rev, rev);
    EXPECT_EQ(r->has_content(), !r->form.empty());
    return absl::StrCat(r->form, "/", r->review);
  };
  EXPECT_EQ(revision(1), "one/");
  EXPECT_EQ(revision(2), "/R2");
  EXPECT_EQ(revision(3), "three/");
  EXPECT_EQ(revision(4), "four/R4");
  EXPECT_EQ(revision(5), "NOT_FOUND");
  EXPECT_EQ(revision(6), "/R6");
  const std::vector<Event> events = *RunEvents(*store_, 0, 10);
  for (const int64_t rev : {1, 2, 3, 4, 6}) {
    EXPECT_EQ(events[static_cast<size_t>(rev - 1)].revision_sha256, RevisionSha256(*store_->GetRevision("a1", rev)));
  }
  EXPECT_EQ(events[4].revision_sha256, "");
  EXPECT_EQ(events[5].header_sha256, Sha256(CanonicalBytes(store_->Get("a1")->header)));
  EXPECT_EQ(VerifyChain(*store_), "");

  store_.reset();
  EXPECT_EQ(place_->Integrity(), "ok");
  Open();
  EXPECT_EQ(now(), "6 4:four 6:R6");
}

TEST_P(LifeTest, ReviewRecordsOfOneGroupFollowOneAnother) {
  ASSERT_TRUE(Create("a1", "one").status.ok());
  HoldWriter(*store_, gate_, answers_);
  Submit(ReviewWrite("a1", 1, "R2"));
  Submit(UpdateWrite("a1", 2, "three"));
  Submit(UpdateWrite("a1", 3, ""));
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  const absl::StatusOr<StoredForm> form = store_->Get("a1");
  EXPECT_EQ(form->revision.review, "R2");
  EXPECT_EQ(form->revision.form, "three");
  EXPECT_EQ(form->header.etag, 4);
}

TEST_P(LifeTest, ContentIsFoundAtEveryEtag) {
  ASSERT_TRUE(Create("before", "b").status.ok());
  ASSERT_TRUE(Create("a1", "one").status.ok());
  ASSERT_TRUE(Create("behind", "b").status.ok());
  ASSERT_TRUE(Review("a1", 1, "R2").status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 2, "")).status.ok());
  ASSERT_TRUE(Review("a1", 3, "R4", "four").status.ok());
  ASSERT_TRUE(Review("a1", 4, "R5").status.ok());
  for (int64_t rev : {1, 2, 3}) EXPECT_EQ(FormAt("a1", rev), "1:one:score of a1:") << rev;
  for (int64_t rev : {4, 5}) EXPECT_EQ(FormAt("a1", rev), "4:four:s:c") << rev;
  for (int64_t rev : {-1, 0, 6, 1 << 20, (1 << 20) + 1}) EXPECT_EQ(FormAt("a1", rev), "NOT_FOUND") << rev;
  EXPECT_EQ(FormAt("none", 1), "NOT_FOUND");
  ASSERT_TRUE(RunWrite(*store_, CreateEntries({NewEntry("orgs/a")})).status.ok());
  EXPECT_EQ(FormAt("orgs/a", 1), "NOT_FOUND");
}

// Mutations that say one thing of the header and write another.
std::vector<std::pair<std::string, std::function<Mutation(const Header&)>>> Refused() {
  const auto edited = [](Mutation mutation, const std::function<void(Mutation&)>& edit) {
    edit(mutation);
    return mutation;
  };
  return {
      {"content_rev without content",
       [=](const Header& h) { return edited(ReviewOf(h, "R"), [](Mutation& m) { m.header->content_rev = 4; }); }},
      {"review_rev without review record",
       [=](const Header& h) { return edited(NextOf(h, "c"), [](Mutation& m) { m.header->review_rev = 4; }); }},
      {"content that the header does not know",
       [=](const Header& h) { return edited(NextOf(h, "c"), [](Mutation& m) { m.header->content_rev = 1; }); }},
      {"a review record that the header does not know",
       [=](const Header& h) { return edited(ReviewOf(h, "R"), [](Mutation& m) { m.header->review_rev = 2; }); }},
      {"a revision of another etag",
       [=](const Header& h) { return edited(ReviewOf(h, "R"), [](Mutation& m) { m.revision->rev = 3; }); }},
      {"an empty revision",
       [=](const Header& h) {
         return edited(NextOf(h, ""), [&](Mutation& m) {
           m.revision.emplace();
           m.revision->id = h.id;
           m.revision->rev = 4;
         });
       }},
      {"content where only a review record is",
       [=](const Header& h) { return edited(NextOf(h, ""), [](Mutation& m) { m.header->content_rev = 2; }); }},
      {"an older review record",
       [=](const Header& h) { return edited(NextOf(h, ""), [](Mutation& m) { m.header->review_rev = 2; }); }},
      {"no review record any more",
       [=](const Header& h) { return edited(NextOf(h, ""), [](Mutation& m) { m.header->review_rev = 0; }); }},
      {"a review record that is not there",
       [=](const Header& h) { return edited(NextOf(h, ""), [](Mutation& m) { m.header->review_rev = 9; }); }},
      {"an evaluation that is a target",
       [=](const Header& h) { return edited(NextOf(h, "c"), [](Mutation& m) { m.header->form_type = kTarget; }); }},
      {"no type",
       [=](const Header& h) { return edited(NextOf(h, "c"), [](Mutation& m) { m.header->form_type = 0; }); }},
      {"an event of the target of the same name",
       [=](const Header& h) { return edited(NextOf(h, "c"), [](Mutation& m) { m.event.resource = "targets/a1"; }); }},
      {"a new form without content",
       [=](const Header&) { return edited(NewForm("a9"), [](Mutation& m) { m.header->content_rev = 0; }); }},
      {"a new form with only a review record",
       [=](const Header&) {
         return edited(NewForm("a9"), [](Mutation& m) {
           m.header->content_rev = 0;
           m.header->review_rev = 1;
           m.revision->form = m.revision->score = "";
           m.revision->review = "R";
         });
       }},
      {"a new evaluation with the name of a target",
       [=](const Header&) {
         return edited(NewForm("targets/a9"), [](Mutation& m) { m.header->form_type = kEvaluation; });
       }},
  };
}

TEST_P(LifeTest, WhatHeaderAndRevisionDoNotSayAlikeIsRefused) {
  ASSERT_TRUE(Create("a1", "one").status.ok());
  ASSERT_TRUE(Review("a1", 1, "R2").status.ok());
  ASSERT_TRUE(Review("a1", 2, "R3").status.ok());
  const Header stored = store_->Get("a1")->header;
  for (const auto& [what, mutate] : Refused()) {
    Write write;
    write.keys.id = "a1";
    write.decide = [&stored, &mutate = mutate](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
      return One(mutate(stored));
    };
    EXPECT_EQ(RunWrite(*store_, std::move(write)).status.code(), absl::StatusCode::kInternal) << what;
    EXPECT_EQ(HeaderFields(store_->Get("a1")->header), HeaderFields(stored)) << what;
  }
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 3u);
  EXPECT_TRUE(Review("a1", 3, "R4").status.ok());
}

// One write that moves on all of `ids`, as they are in the snapshot.
Write ReviewAll(const std::vector<std::string>& ids) {
  Write write;
  write.keys.forms = ids;
  write.decide = [ids](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Mutation>> {
    std::vector<Mutation> mutations;
    for (size_t i = 0; i < ids.size(); ++i) {
      if (!snapshot.forms[i]) return absl::NotFoundError(ids[i]);
      if (snapshot.forms[i]->id != ids[i]) return absl::InternalError("not in the order of the keys");
      mutations.push_back(ReviewOf(*snapshot.forms[i], "approved"));
    }
    return mutations;
  };
  return write;
}

TEST_P(LifeTest, SeveralFormsAreSeenAndWrittenInOneWrite) {
  for (const char* id : {"b", "targets/a", "c"}) ASSERT_TRUE(Create(id).status.ok());
  const std::vector<std::string> ids = {"c", "targets/a", "b"};
  const WriteResult result = RunWrite(*store_, ReviewAll(ids));
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.header->id, "b");
  for (const std::string& id : ids) EXPECT_EQ(store_->Get(id)->revision.review, "approved") << id;
  const std::vector<Event> events = *RunEvents(*store_, 3, 10);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].draft.resource, "evaluations/c");
  EXPECT_EQ(events[1].draft.resource, "targets/a");
  EXPECT_EQ(events[2].draft.resource, "evaluations/b");
  EXPECT_EQ(events[2].time, events[0].time + 2);

  EXPECT_EQ(RunWrite(*store_, ReviewAll({"c", "none"})).status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(RunWrite(*store_, ReviewAll({std::string("c\0", 2)})).status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(LifeTest, OneFailingFormOfAWriteTakesAllBack) {
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(Create(id).status.ok());
  HoldWriter(*store_, gate_, answers_);
  Write broken = ReviewAll({"a", "b", "c"});
  broken.decide = [decide = broken.decide](const Snapshot& snapshot) {
    absl::StatusOr<std::vector<Mutation>> decision = decide(snapshot);
    decision->back().header->etag += 1;
    return decision;
  };
  Submit(std::move(broken));
  Submit(ReviewAll({"b"}));  // of the same group
  Write twice = ReviewAll({"a", "a"});
  Submit(std::move(twice));
  gate_.Open();
  const std::vector<WriteResult> results = answers_.Wait();
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(results[2].status.ok()) << results[2].status;
  EXPECT_EQ(results[3].status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(store_->Get("a")->header.etag, 1);
  EXPECT_EQ(store_->Get("b")->header.etag, 2);
  EXPECT_EQ(store_->Get("c")->header.etag, 1);
  EXPECT_EQ(store_->GetRevision("a", 2).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(RunEvents(*store_, 0, 10)->size(), 4u);
  EXPECT_EQ(VerifyChain(*store_), "");
}

TEST_P(LifeTest, LaterMemberOfAGroupSeesTheFormsOfAnEarlierOne) {
  ASSERT_TRUE(Create("a").status.ok());
  HoldWriter(*store_, gate_, answers_);
  Submit(CreateWrite(NewForm("targets/b")));
  Submit(ReviewAll({"a", "targets/b"}));
  Submit(ReviewAll({"a"}));
  gate_.Open();
  for (const WriteResult& result : answers_.Wait()) EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(store_->Get("a")->header.etag, 3);
  EXPECT_EQ(store_->Get("targets/b")->header.etag, 2);
}

TEST_P(LifeTest, AWriteOfTheMostFormsIsDoneAndOneMoreIsRefused) {
  std::vector<std::string> ids;
  for (size_t i = 0; i < kMaxEntryKeys; ++i) ids.push_back(absl::StrCat("f", i));
  Write create;
  create.keys.forms = ids;
  create.decide = [&ids](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    std::vector<Mutation> mutations;
    for (const std::string& id : ids) mutations.push_back(NewForm(id));
    return mutations;
  };
  ASSERT_TRUE(RunWrite(*store_, std::move(create)).status.ok());
  ASSERT_TRUE(RunWrite(*store_, ReviewAll(ids)).status.ok());
  EXPECT_EQ(store_->Get(ids.back())->header.etag, 2);
  ids.emplace_back("f0");
  EXPECT_EQ(RunWrite(*store_, ReviewAll(ids)).status.code(), absl::StatusCode::kInternal);
  Write more;
  more.decide = [&ids](const Snapshot&) -> absl::StatusOr<std::vector<Mutation>> {
    std::vector<Mutation> mutations;
    for (const std::string& id : ids) mutations.push_back(NewForm(id + "-more"));
    return mutations;
  };
  EXPECT_EQ(RunWrite(*store_, std::move(more)).status.code(), absl::StatusCode::kInternal);
}

HENG_WITH_EVERY_ENGINE(LifeTest);

}  // namespace
}  // namespace heng::store
