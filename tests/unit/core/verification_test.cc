// Whatever is changed in a store behind its back is found, and at the right place.
#include "service/core/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
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

constexpr int64_t kRevisionBits = 20;

class VerificationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new store::TempFolder;
    WriteHistory(folder_->File("sound.db"));
    // The same bytes for every test, whoever last looked at them.
    ASSERT_TRUE(std::filesystem::exists(Sound()));
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
    File file(Path());
    EXPECT_TRUE(file.Run(sql)) << sql;
    return Check(Path()).problems();
  }

  static store::TempFolder* folder_;
};
store::TempFolder* VerificationTest::folder_ = nullptr;

TEST_F(VerificationTest, ASoundLogHasNoProblemsInPagesOfAnySize) {
  for (const int rows : {1, 2, 3, 8, 200}) {
    const LogCheck check = Check(Path(), rows);
    EXPECT_THAT(check.problems(), IsEmpty()) << Text(check.problems());
    EXPECT_EQ(check.at().sequence, kEvents);
    EXPECT_EQ(check.at().sha256, ReadEvents(Path()).back().sha256);
  }
}

TEST_F(VerificationTest, EveryChangeOfAnEventIsFoundAtThatEvent) {
  TryEveryChange(Path(), "events", absl::StrSplit(store::kEventColumns, ", "),
                 [](const Cell& cell, const Problems& problems) {
                   const auto at_row = [&](const auto& p) { return p.sequence() == cell.row; };
                   if (cell.column == "form") return std::any_of(problems.begin(), problems.end(), at_row);
                   const auto first =
                       std::find_if(problems.begin(), problems.end(), [](const auto& p) { return p.breaks_chain(); });
                   return first != problems.end() && first->sequence() == cell.row;
                 });
}

TEST_F(VerificationTest, EveryChangeOfAHeaderIsFoundAtThatForm) {
  std::map<int64_t, std::string> names;
  for (const auto& event : ReadEvents(Path())) names[event.form] = event.draft.resource;
  TryEveryChange(Path(), "headers", absl::StrSplit(store::kHeaderColumns, ", "),
                 [&](const Cell& cell, const Problems& problems) {
                   return std::any_of(problems.begin(), problems.end(),
                                      [&](const auto& p) { return p.resource() == names.at(cell.row); });
                 });
}

TEST_F(VerificationTest, EveryChangeOfContentIsFoundAtTheEventThatWroteIt) {
  std::map<int64_t, int64_t> written_by;
  for (const auto& event : ReadEvents(Path())) {
    if (!event.revision_sha256.empty()) written_by[event.form << kRevisionBits | event.etag] = event.sequence;
  }
  TryEveryChange(Path(), "revisions", {"row", "form", "score", "contacts", "review"},
                 [&](const Cell& cell, const Problems& problems) {
                   const std::string kind = cell.column == "row" ? "revision-missing" : "revision-changed";
                   return std::any_of(problems.begin(), problems.end(), [&](const auto& p) {
                     return p.sequence() == written_by.at(cell.row) && p.kind() == kind;
                   });
                 });
}

TEST_F(VerificationTest, AMissingEventIsNamed) {
  for (int64_t sequence = 1; sequence < kEvents; ++sequence) {
    EXPECT_THAT(After(absl::StrCat("DELETE FROM events WHERE sequence = ", sequence)),
                Contains(At("event-missing", sequence)));
    Restore();
  }
  EXPECT_THAT(After("DELETE FROM events WHERE sequence BETWEEN 3 AND 5"), Contains(At("event-missing", 3)));
}

TEST_F(VerificationTest, AMissingHeaderOrContentIsNamed) {
  EXPECT_THAT(After("DELETE FROM headers WHERE id = 'ccc'"), ElementsAre(At("header-missing", 5)));
  Restore();
  EXPECT_THAT(After(absl::StrCat("DELETE FROM revisions WHERE row = ", 1 << kRevisionBits | 2)),
              ElementsAre(At("revision-missing", 3)));
  Restore();
  // The content of a form whose last event wrote none.
  EXPECT_THAT(After(absl::StrCat("DELETE FROM revisions WHERE row = ", 6 << kRevisionBits | 1)),
              ElementsAre(At("revision-missing", 6), At("revision-missing", 7)));
}

TEST_F(VerificationTest, RowsNoEventWroteAreFound) {
  const std::string columns = store::kHeaderColumns;
  const std::string copied = absl::StrCat(columns.substr(columns.find("etag")));
  for (const int64_t sequence : {3, 77}) {  // at an event that created nothing, and behind the log
    const Problems problems = After(absl::StrCat("INSERT INTO headers (", columns, ") SELECT ", sequence, ", 'new', ",
                                                 copied, " FROM headers WHERE id = 'ddd'"));
    ASSERT_EQ(problems.size(), 1u) << Text(problems);
    EXPECT_EQ(problems[0].kind(), "header-without-event");
    Restore();
  }
  EXPECT_THAT(After(absl::StrCat("INSERT INTO revisions SELECT ", 1 << kRevisionBits | 9,
                                 ", form, score, contacts, review FROM revisions LIMIT 1")),
              ElementsAre(At("revision-without-event", 1)));
}

TEST_F(VerificationTest, SwappedRowsAreFound) {
  EXPECT_THAT(After("UPDATE events SET sequence = 99 WHERE sequence = 3; UPDATE events SET sequence = 3 WHERE "
                    "sequence = 4; UPDATE events SET sequence = 4 WHERE sequence = 99"),
              AllOf(Contains(At("event-changed", 3)), Contains(At("event-changed", 4))));
  Restore();
  const int64_t first = 1 << kRevisionBits | 1, second = 2 << kRevisionBits | 1;
  EXPECT_THAT(
      After(absl::StrCat("UPDATE revisions SET row = 99 WHERE row = ", first, "; UPDATE revisions SET row = ", first,
                         " WHERE row = ", second, "; UPDATE revisions SET row = ", second, " WHERE row = 99")),
      ElementsAre(At("revision-changed", 1), At("revision-changed", 2)));
  Restore();
  EXPECT_THAT(After("UPDATE headers SET sequence = 99 WHERE id = 'aaa'; UPDATE headers SET sequence = 1 WHERE id = "
                    "'bbb'; UPDATE headers SET sequence = 2 WHERE id = 'aaa'"),
              AllOf(Contains(At("form-mismatch", 1)), Contains(At("form-mismatch", 2))));
}

TEST_F(VerificationTest, AnEventAddedWithTheRightHashesIsFoundByTheHeader) {
  std::string columns = store::kEventColumns;
  ASSERT_THAT(
      After(absl::StrCat("INSERT INTO events (", columns, ") SELECT 9, time + 1, caller, role, action, resource, ",
                         "org_id, policy, request_id, etag + 1, revision_sha256, header_sha256, previous_sha256, ",
                         "sha256, form FROM events WHERE sequence = 7")),
      Contains(At("event-changed", 9)));
  EXPECT_TRUE(File(Path()).Run("UPDATE events SET time = (SELECT max(time) + 1 FROM events) WHERE sequence = 9"));
  RewriteChain(Path());
  EXPECT_THAT(Check(Path()).problems(), ElementsAre(At("revision-missing", 9), At("header-changed", 9)));
}

TEST_F(VerificationTest, ALogWhoseEndWasCutOffIsFoundByAKeptHead) {
  const store::Event last = ReadEvents(Path()).back();
  // The header still has the etag of the event that is gone.
  EXPECT_THAT(After("DELETE FROM events WHERE sequence = 8"),
              AllOf(Contains(At("form-events-missing", 2)), Contains(At("revision-without-event", 2))));
  Restore();
  // The last form as if it had never been: nothing in the store tells.
  EXPECT_THAT(After(absl::StrCat(
                  "DELETE FROM events WHERE sequence > 5; DELETE FROM headers WHERE id = 'ddd'; ",
                  "DELETE FROM revisions WHERE row >= ", 6 << kRevisionBits, " OR row = ", 2 << kRevisionBits | 2,
                  "; UPDATE headers SET etag = 1, content_rev = 1, ", "update_time = create_time WHERE id = 'bbb'")),
              IsEmpty());
  const auto events = ReadEvents(Path());
  ASSERT_EQ(events.size(), 5u);
  const auto problem = CompareHead(last.sequence, last.sha256, std::nullopt);
  ASSERT_TRUE(problem.has_value());
  EXPECT_THAT(*problem, At("event-missing", 8));
}

TEST_F(VerificationTest, ALogWrittenAnewIsFoundByAKeptHead) {
  const store::Event kept = ReadEvents(Path()).back();
  EXPECT_THAT(After("UPDATE events SET caller = 'wang' WHERE sequence = 3"), ElementsAre(At("event-changed", 3)));
  RewriteChain(Path());
  EXPECT_THAT(Check(Path()).problems(), IsEmpty());
  const auto events = ReadEvents(Path());
  const auto problem = CompareHead(kept.sequence, kept.sha256, events.back());
  ASSERT_TRUE(problem.has_value());
  EXPECT_THAT(*problem, At("head-mismatch", 8));
  EXPECT_EQ(CompareHead(kept.sequence, events.back().sha256, events.back()), std::nullopt);
}

TEST_F(VerificationTest, AHeaderThatDoesNotFollowFromItsContentIsFoundThoughAllHashesAreRight) {
  for (const char* change : {"total = total + 1", "grade = 4", "org_id = 'other'", "executed = 1", "state = 5",
                             "submit_time = submit_time + 1", "create_time = create_time + 1", "errors = 3"}) {
    ASSERT_TRUE(File(Path()).Run(absl::StrCat("UPDATE headers SET ", change, " WHERE id = 'ccc'")));
    AcceptHeader(Path(), "ccc", 5);
    RewriteChain(Path());
    const Problems problems = Check(Path()).problems();
    ASSERT_THAT(problems, ElementsAre(At("header-not-derived", 5))) << change << "\n" << Text(problems);
    const std::string column(change, std::string_view(change).find(' '));
    EXPECT_THAT(problems[0].message().en(), HasSubstr(column));
    Restore();
  }
}

TEST_F(VerificationTest, TimeThatStandsStillIsFoundThoughAllHashesAreRight) {
  ASSERT_TRUE(
      File(Path()).Run("UPDATE events SET time = (SELECT time FROM events WHERE sequence = 2) WHERE sequence = 3"));
  RewriteChain(Path());
  EXPECT_THAT(Check(Path(), 2).problems(), ElementsAre(At("time-order", 3)));
}

TEST_F(VerificationTest, ALogRewrittenOrCutWhileItIsCheckedIsFound) {
  const auto events = ReadEvents(Path());
  store::Event replaced = events[2];
  replaced.sha256 = replaced.previous_sha256 = std::string(32, 'x');
  LogCheck check(replaced);
  store::AuditPage page;
  page.previous_sha256 = events[2].sha256;
  page.rows.emplace_back().event = events[3];
  check.Add(page);
  EXPECT_THAT(check.problems(), Contains(At("link-broken", 4)));
  LogCheck cut(events[2]);
  cut.Add({});
  EXPECT_THAT(cut.problems(), ElementsAre(At("event-missing", 3)));
}

TEST_F(VerificationTest, EveryProblemSaysWhatIsWrongInBothLanguages) {
  const Problems problems = After(
      "UPDATE events SET caller = 'x' WHERE sequence = 2; DELETE FROM events WHERE sequence = 4;"
      "UPDATE headers SET total = 1 WHERE id = 'ccc'; UPDATE revisions SET contacts = x'00' WHERE row = 6 << 20 | 1");
  ASSERT_GE(problems.size(), 4u) << Text(problems);
  for (const auto& problem : problems) {
    EXPECT_THAT(problem.message().zh(), HasSubstr("请保留现有文件")) << problem.ShortDebugString();
    EXPECT_THAT(problem.message().en(), HasSubstr("backup")) << problem.ShortDebugString();
  }
}

}  // namespace
}  // namespace heng::core
