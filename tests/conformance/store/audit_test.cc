// Audits: each event with what is stored of its form, and what is missing or left over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"
#include "tests/conformance/store/store_test.h"

namespace heng::store {
namespace {

using ::testing::ElementsAre;

class AuditTest : public StoreTest {
 protected:
  // Events 1 to 5: a1 created; a2 created; a1 moved on without content; a1 with new content; a1 moved on again.
  void MakeForms() {
    Mutation a1 = NewForm("a1", "first");
    a1.revision->contacts = "负责人";
    ASSERT_TRUE(RunWrite(*store_, CreateWrite(a1)).status.ok());
    ASSERT_TRUE(Create("a2", "other").status.ok());
    ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 1, "")).status.ok());
    ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 2, "third")).status.ok());
    ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a1", 3, "")).status.ok());
  }

  AuditPage Audit(int64_t after = 0, int32_t limit = 100) {
    absl::StatusOr<AuditPage> page = RunAudit(*store_, {.after_sequence = after, .limit = limit});
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *page : AuditPage();
  }

  // Makes the forms and a last one, which stays whole so that the store opens, and damages the closed store.
  template <typename Damage>
  AuditPage AuditOfDamaged(Damage damage) {
    MakeForms();
    EXPECT_TRUE(Create("last").status.ok());
    store_.reset();
    damage(*place_);
    Open();
    AuditPage page = Audit();
    EXPECT_EQ(page.rows.size(), 6u);
    page.rows.resize(6);
    return page;
  }
};

TEST_P(AuditTest, EmptyLogIsAnEmptyPage) {
  const AuditPage page = Audit();
  EXPECT_EQ(page.previous_sha256, std::string(kSha256Size, '\0'));
  EXPECT_TRUE(page.rows.empty());
  EXPECT_EQ(page.headers, 0);
}

TEST_P(AuditTest, RowsHoldWhatTheirEventsSpeakOf) {
  MakeForms();
  const AuditPage page = Audit();
  ASSERT_EQ(page.rows.size(), 5u);
  EXPECT_EQ(page.previous_sha256, std::string(kSha256Size, '\0'));
  EXPECT_EQ(page.headers, 2);
  const std::vector<Event> events = *RunEvents(*store_, 0, 10);
  const int64_t forms[] = {1, 2, 1, 1, 1};
  for (size_t i = 0; i < 5; ++i) {
    const AuditRow& row = page.rows[i];
    EXPECT_EQ(row.event.sha256, events[i].sha256);
    EXPECT_EQ(EventSha256(row.event), events[i].sha256);
    EXPECT_EQ(row.event.form, forms[i]);
    ASSERT_TRUE(row.header.has_value()) << i;
    EXPECT_EQ(row.header->id, forms[i] == 1 ? "a1" : "a2");
    EXPECT_EQ(row.header->etag, forms[i] == 1 ? 4 : 1) << "as it is now";
    EXPECT_EQ(row.revisions_stored, i == 0 ? 2 : i == 1 ? 1 : 0);
    EXPECT_EQ(row.revisions_logged, row.revisions_stored);
  }
  EXPECT_EQ(Sha256(CanonicalBytes(*page.rows[4].header)), events[4].header_sha256);
  ASSERT_TRUE(page.rows[0].revision.has_value());
  EXPECT_EQ(page.rows[0].revision->id, "a1");
  EXPECT_EQ(page.rows[0].revision->rev, 1);
  EXPECT_EQ(page.rows[0].revision->form, "first");
  EXPECT_EQ(page.rows[0].revision->score, "score of a1");
  EXPECT_EQ(page.rows[0].revision->contacts, "负责人");
  EXPECT_FALSE(page.rows[0].current.has_value()) << "not the last one";
  EXPECT_EQ(page.rows[1].revision->form, "other");
  EXPECT_FALSE(page.rows[2].revision.has_value()) << "wrote none, and is not the last";
  EXPECT_EQ(page.rows[3].revision->rev, 3);
  EXPECT_EQ(page.rows[3].revision->form, "third");
  EXPECT_FALSE(page.rows[4].revision.has_value()) << "wrote none";
  ASSERT_TRUE(page.rows[4].current.has_value()) << "is the last";
  EXPECT_EQ(page.rows[4].current->id, "a1");
  EXPECT_EQ(page.rows[4].current->rev, 3);
  EXPECT_EQ(page.rows[4].current->form, "third");
  EXPECT_EQ(page.rows[4].current->contacts, "c");
  ASSERT_TRUE(page.rows[1].current.has_value()) << "the only one";
  EXPECT_EQ(page.rows[1].current->form, "other");
}

// Five forms whose last event wrote a review record, content, both, nothing, or content before there
// was a review record.
TEST_P(AuditTest, LastEventsHaveContentAndReviewRecordWhicheverTheyWrote) {
  for (const char* id : {"a1", "targets/a2", "a3", "a4", "a5"}) ASSERT_TRUE(Create(id, "one").status.ok());
  for (const char* id : {"a1", "targets/a2", "a4"}) {
    ASSERT_TRUE(RunWrite(*store_, ReviewWrite(id, 1, "R2")).status.ok());
  }
  ASSERT_TRUE(RunWrite(*store_, ReviewWrite("a1", 2, "R3")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("targets/a2", 2, "three")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, ReviewWrite("a3", 1, "R2", "two")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a4", 2, "")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a5", 1, "two")).status.ok());
  const auto text = [](const std::optional<Revision>& r) {
    return r ? absl::StrCat(r->id, "@", r->rev, " ", r->form, "/", r->review) : "-";
  };
  std::vector<std::string> written, current;
  for (const AuditRow& row : Audit().rows) {
    written.push_back(text(row.revision));
    current.push_back(text(row.current));
    EXPECT_EQ(row.revision ? RevisionSha256(*row.revision) : "", row.event.revision_sha256);
    EXPECT_EQ(row.revisions_stored, row.revisions_logged);
  }
  EXPECT_THAT(written, ElementsAre("a1@1 one/", "targets/a2@1 one/", "a3@1 one/", "a4@1 one/", "a5@1 one/", "a1@2 /R2",
                                   "targets/a2@2 /R2", "a4@2 /R2", "a1@3 /R3", "targets/a2@3 three/", "a3@2 two/R2",
                                   "-", "a5@2 two/"));
  EXPECT_THAT(current, ElementsAre("-", "-", "-", "-", "-", "-", "-", "-", "a1@1 one/R3", "targets/a2@3 three/R2",
                                   "a3@2 two/R2", "a4@1 one/R2", "a5@2 two/"));
}

TEST_P(AuditTest, FormWhoseContentOrReviewRecordIsGoneHasNoCurrent) {
  for (const char* id : {"a1", "a2"}) ASSERT_TRUE(Create(id).status.ok());
  ASSERT_TRUE(RunWrite(*store_, ReviewWrite("a1", 1, "R2")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, ReviewWrite("a2", 1, "R2")).status.ok());
  ASSERT_TRUE(RunWrite(*store_, UpdateWrite("a2", 2, "")).status.ok());
  ASSERT_TRUE(Create("last").status.ok());
  store_.reset();
  place_->RemoveRevision(1, 1);
  place_->RemoveRevision(2, 2);
  Open();
  const AuditPage page = Audit();
  ASSERT_EQ(page.rows.size(), 6u);
  EXPECT_EQ(page.rows[2].revision->review, "R2");
  EXPECT_FALSE(page.rows[2].current.has_value()) << "its content is gone";
  EXPECT_FALSE(page.rows[3].revision.has_value());
  EXPECT_FALSE(page.rows[4].current.has_value()) << "its review record is gone";
  EXPECT_EQ(store_->Get("a2").status().code(), absl::StatusCode::kDataLoss);
}

TEST_P(AuditTest, PagesFollowOneAnother) {
  MakeForms();
  const std::vector<Event> events = *RunEvents(*store_, 0, 10);
  const AuditPage first = Audit(0, 1), second = Audit(1, 3), last = Audit(4, 3);
  EXPECT_EQ(first.rows.size(), 1u);
  EXPECT_EQ(first.headers, 1);
  EXPECT_EQ(second.rows.size(), 3u);
  EXPECT_EQ(second.previous_sha256, events[0].sha256);
  EXPECT_EQ(second.headers, 1);
  EXPECT_EQ(last.rows.size(), 1u);
  EXPECT_EQ(last.previous_sha256, events[3].sha256);
  EXPECT_EQ(last.headers, 0);
  EXPECT_EQ(Audit(5).previous_sha256, events[4].sha256);
  EXPECT_TRUE(Audit(5).rows.empty());
  EXPECT_EQ(Audit(6).previous_sha256, "") << "there is no such event";
}

TEST_P(AuditTest, MissingHeaderIsMissingInAllItsRows) {
  const AuditPage page = AuditOfDamaged([](Place& place) { place.RemoveHeader(1); });
  for (size_t i : {0u, 2u, 3u, 4u}) EXPECT_FALSE(page.rows[i].header.has_value()) << i;
  EXPECT_TRUE(page.rows[1].header.has_value());
  EXPECT_EQ(page.headers, 2) << "a2 and the last one";
}

TEST_P(AuditTest, MissingRevisionIsMissingInItsRowAndInTheCount) {
  const AuditPage page = AuditOfDamaged([](Place& place) { place.RemoveRevision(1, 1); });
  EXPECT_FALSE(page.rows[0].revision.has_value());
  EXPECT_EQ(page.rows[0].revisions_stored, 1);
  EXPECT_EQ(page.rows[0].revisions_logged, 2);
  EXPECT_TRUE(page.rows[3].revision.has_value());
}

TEST_P(AuditTest, RevisionWithoutAnEventShowsInTheCount) {
  const AuditPage page = AuditOfDamaged([](Place& place) {
    place.AddRevision(1, 2);  // the event with etag 2 wrote none
    place.AddRevision(2, 7);
  });
  EXPECT_EQ(page.rows[0].revisions_stored, 3);
  EXPECT_EQ(page.rows[0].revisions_logged, 2);
  EXPECT_EQ(page.rows[1].revisions_stored, 2);
  EXPECT_EQ(page.rows[1].revisions_logged, 1);
}

TEST_P(AuditTest, HeaderWithoutAnEventShowsInTheCount) {
  const AuditPage page = AuditOfDamaged([](Place& place) {
    place.AddRevision(4, 1);
    place.AddHeader(4, "nobody-wrote-this");
    place.AddRevision(1000, 1);
    place.AddHeader(1000, "nor-this");
  });
  EXPECT_EQ(page.headers, 5) << "three with events, two without";
  EXPECT_EQ(Audit(0, 3).headers, 2) << "up to the last row only";
  EXPECT_EQ(Audit(3, 3).headers, 2) << "4 and that of the last event; 1000 follows in the next page";
  EXPECT_EQ(Audit(6, 3).headers, 1);
}

TEST_P(AuditTest, AuditUnderWaySeesOneState) {
  ASSERT_TRUE(Create("a1").status.ok());
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int64_t etag = 1; etag < 95; ++etag) {
      EXPECT_TRUE(RunWrite(*store_, UpdateWrite("a1", etag, "next")).status.ok());
      EXPECT_TRUE(Create(absl::StrCat("b", etag)).status.ok());
    }
    done = true;
  });
  while (!done && !HasFailure()) {
    const AuditPage page = Audit(0, 200);  // all there is
    int64_t created = 0, etag = 0;
    for (const AuditRow& row : page.rows) {
      created += row.event.etag == 1 ? 1 : 0;
      if (row.event.form == 1) etag = row.event.etag;
    }
    EXPECT_EQ(page.headers, created);
    EXPECT_EQ(page.rows.front().header->etag, etag);
    EXPECT_EQ(page.rows.front().revisions_stored, etag);
    EXPECT_EQ(page.rows.front().revisions_logged, etag);
  }
  writer.join();
}

HENG_WITH_EVERY_ENGINE(AuditTest);

}  // namespace
}  // namespace heng::store
