// Whatever is changed of entries behind the store's back is found, and at the right place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/core/verification.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "tests/unit/core/verification_testing.h"

namespace heng::core {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int64_t kRevisionBits = 20;

class EntryVerificationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new store::TempFolder;
    WriteHistory(Sound());
    WriteEntryHistory(Sound());
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string Sound() { return folder_->File("sound.db"); }
  static std::string Path() { return folder_->File("changed.db"); }

  // A fresh copy of the sound store.
  void SetUp() override { Restore(); }
  static void Restore() {
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(Path() + suffix);
    std::filesystem::copy_file(Sound(), Path(), std::filesystem::copy_options::overwrite_existing);
  }

  static Problems After(const std::string& sql) {
    EXPECT_TRUE(File(Path()).Run(sql)) << sql;
    return Check(Path()).problems();
  }

  // What the problems are once the last event of an entry has the hash of the row as it is now, and every event its
  // links.
  static Problems Accepted(const std::string& name, int64_t sequence) {
    const store::Entry entry = *OpenReader(Path())->GetEntry(name);
    AcceptHash(Path(), store::Sha256(store::CanonicalBytes(entry)), sequence);
    RewriteChain(Path());
    return Check(Path()).problems();
  }

  static store::TempFolder* folder_;
};
store::TempFolder* EntryVerificationTest::folder_ = nullptr;

TEST_F(EntryVerificationTest, ASoundLogHasNoProblemsInPagesOfAnySize) {
  for (const int rows : {1, 2, 3, 14, 200}) {
    const LogCheck check = Check(Path(), rows);
    EXPECT_THAT(check.problems(), IsEmpty()) << Text(check.problems());
    EXPECT_EQ(check.at().sequence, kEventsWithEntries);
  }
}

TEST_F(EntryVerificationTest, EveryChangeOfAnEntryIsFoundAtThatEntry) {
  std::map<int64_t, std::string> names;
  for (const auto& event : ReadEvents(Path())) names[event.form] = event.draft.resource;
  TryEveryChange(Path(), "entries", absl::StrSplit(store::kEntryColumns, ", "),
                 [&](const Cell& cell, const Problems& problems) {
                   return std::any_of(problems.begin(), problems.end(),
                                      [&](const auto& p) { return p.resource() == names.at(cell.row); });
                 });
}

TEST_F(EntryVerificationTest, EveryChangeOfAnEventIsFoundAtThatEvent) {
  TryEveryChange(Path(), "events", absl::StrSplit(store::kEventColumns, ", "),
                 [](const Cell& cell, const Problems& problems) {
                   const auto at_row = [&](const auto& p) { return p.sequence() == cell.row; };
                   if (cell.column == "form") return std::any_of(problems.begin(), problems.end(), at_row);
                   const auto first =
                       std::find_if(problems.begin(), problems.end(), [](const auto& p) { return p.breaks_chain(); });
                   return first != problems.end() && first->sequence() == cell.row;
                 });
}

TEST_F(EntryVerificationTest, EveryChangeOfABodyIsFoundAtTheEventThatWroteIt) {
  std::map<int64_t, int64_t> written_by;
  for (const auto& event : ReadEvents(Path())) {
    if (!event.revision_sha256.empty()) written_by[event.form << kRevisionBits | event.etag] = event.sequence;
  }
  TryEveryChange(
      Path(), "revisions", {"row", "form", "score", "contacts"}, [&](const Cell& cell, const Problems& problems) {
        const std::string kind = cell.column == "row" ? "revision-missing" : "revision-changed";
        return std::any_of(problems.begin(), problems.end(),
                           [&](const auto& p) { return p.sequence() == written_by.at(cell.row) && p.kind() == kind; });
      });
}

TEST_F(EntryVerificationTest, AMissingEventEntryOrBodyIsNamed) {
  for (int64_t sequence = 9; sequence < kEventsWithEntries; ++sequence) {
    EXPECT_THAT(After(absl::StrCat("DELETE FROM events WHERE sequence = ", sequence)),
                Contains(At("event-missing", sequence)));
    Restore();
  }
  EXPECT_THAT(After("DELETE FROM entries WHERE name = 'orgs/a'"),
              ElementsAre(At("header-missing", 9), At("header-missing", 11)));
  Restore();
  EXPECT_THAT(After(absl::StrCat("DELETE FROM revisions WHERE row = ", 9 << kRevisionBits | 1)),
              ElementsAre(At("revision-missing", 9)));
  Restore();
  // The log was cut off at its end, and the form's last event with it, but the token stayed.
  EXPECT_THAT(After("DELETE FROM events WHERE sequence > 12; UPDATE headers SET etag = 2, update_time = (SELECT time "
                    "FROM events WHERE sequence = 8) WHERE id = 'bbb'"),
              ElementsAre(At("header-without-event", 12)));
  Restore();
  // A change that is not in the log.
  EXPECT_THAT(After("DELETE FROM events WHERE sequence > 10"), Contains(At("form-events-missing", 9)));
}

TEST_F(EntryVerificationTest, RowsNoEventWroteAreFound) {
  // At an event that created nothing, at one that created a form, at one that created an entry, and behind the log.
  for (const int64_t sequence : {3, 1, 77}) {
    const Problems problems =
        After(absl::StrCat("INSERT INTO entries (", store::kEntryColumns, ") SELECT ", sequence,
                           ", 'orgs/new', collection, etag, org_id, active, resident, changed FROM entries WHERE name "
                           "= 'tokens/t'"));
    ASSERT_EQ(problems.size(), 1u) << sequence << Text(problems);
    EXPECT_EQ(problems[0].kind(), "header-without-event");
    Restore();
  }
  EXPECT_THAT(After(absl::StrCat("INSERT INTO revisions SELECT ", 9 << kRevisionBits | 9,
                                 ", form, score, contacts, review FROM revisions LIMIT 1")),
              ElementsAre(At("revision-without-event", 9)));
}

TEST_F(EntryVerificationTest, SwappedRowsAreFound) {
  EXPECT_THAT(After("UPDATE entries SET sequence = 99 WHERE name = 'orgs/a'; UPDATE entries SET sequence = 9 WHERE "
                    "name = 'projects/p'; UPDATE entries SET sequence = 10 WHERE name = 'orgs/a'"),
              AllOf(Contains(At("form-mismatch", 9)), Contains(At("form-mismatch", 10))));
  Restore();
  const int64_t first = 9 << kRevisionBits | 1, second = 10 << kRevisionBits | 1;
  EXPECT_THAT(
      After(absl::StrCat("UPDATE revisions SET row = 99 WHERE row = ", first, "; UPDATE revisions SET row = ", first,
                         " WHERE row = ", second, "; UPDATE revisions SET row = ", second, " WHERE row = 99")),
      ElementsAre(At("revision-changed", 9), At("revision-changed", 10)));
  Restore();
  // An entry in the place of a form, and the other way round.
  EXPECT_THAT(
      After("UPDATE entries SET sequence = 2 WHERE name = 'tokens/t'"),
      AllOf(Contains(At("header-missing", 13)), Contains(::testing::ResultOf([](const auto& p) { return p.kind(); },
                                                                             std::string("header-without-event")))));
}

TEST_F(EntryVerificationTest, AnEarlierStateOfAnEntryIsFoundThoughItsRowIsInItself) {
  // As it was at event 9: everything the row says was true once.
  EXPECT_THAT(After("UPDATE entries SET etag = 1, changed = 9 WHERE name = 'orgs/a'"),
              AllOf(Contains(At("header-changed", 11)), Not(Contains(At("event-changed", 11)))));
}

TEST_F(EntryVerificationTest, WhatDoesNotFollowFromTheEventIsFoundThoughAllHashesAreRight) {
  ASSERT_TRUE(File(Path()).Run("UPDATE entries SET collection = 'keys' WHERE name = 'tokens/t'"));
  Problems problems = Accepted("tokens/t", 13);
  ASSERT_THAT(problems, ElementsAre(At("header-not-derived", 13))) << Text(problems);
  EXPECT_THAT(problems[0].message().en(), HasSubstr("collection"));
  Restore();
  // Not covered by the hash: it is the event's own number. Servers would never learn of the change.
  problems = After("UPDATE entries SET changed = 10 WHERE name = 'orgs/a'");
  ASSERT_THAT(problems, ElementsAre(At("header-changed", 11))) << Text(problems);
  EXPECT_THAT(problems[0].message().en(), HasSubstr("changed)"));
}

TEST_F(EntryVerificationTest, ProblemsOfAnEntrySpeakOfAnEntry) {
  for (const char* change :
       {"UPDATE entries SET org_id = 'x' WHERE name = 'orgs/a'", "DELETE FROM entries WHERE name = 'tokens/t'",
        "UPDATE revisions SET form = x'00' WHERE row = 13 << 20 | 1"}) {
    const Problems problems = After(change);
    ASSERT_FALSE(problems.empty()) << change;
    EXPECT_THAT(problems[0].message().en(),
                AllOf(HasSubstr("compare this entry with a backup"), Not(HasSubstr("form"))));
    EXPECT_THAT(problems[0].message().zh(), AllOf(HasSubstr("请保留现有文件"), Not(HasSubstr("表"))));
    Restore();
  }
}

// A form that was moved to another org keeps the content that names the old one.
TEST_F(EntryVerificationTest, AMovedFormIsSound) {
  const std::string path = folder_->File("moved.db");
  WriteHistory(path);
  {
    const auto store = store::MustOpen({.path = path});
    store::Write move = store::UpdateWrite("ccc", 1, "");
    move.decide = [decide = move.decide](const store::Snapshot& snapshot) {
      auto decision = decide(snapshot);
      store::Mutation& mutation = decision->front();
      mutation.header->org_id = mutation.event.org_id = "merged-org";
      mutation.event.action = "evaluation.move";
      return decision;
    };
    ASSERT_TRUE(RunWrite(*store, std::move(move)).status.ok());
    store->Shutdown();
  }
  EXPECT_THAT(Check(path).problems(), IsEmpty()) << Text(Check(path).problems());
  ASSERT_TRUE(File(path).Run("UPDATE headers SET org_id = 'other-org' WHERE id = 'ccc'"));
  AcceptHeader(path, "ccc", 9);
  RewriteChain(path);
  const Problems problems = Check(path).problems();
  ASSERT_THAT(problems, ElementsAre(At("header-not-derived", 9))) << Text(problems);
  EXPECT_THAT(problems[0].message().en(), HasSubstr("org_id"));
}

}  // namespace
}  // namespace heng::core
