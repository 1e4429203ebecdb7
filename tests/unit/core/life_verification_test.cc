// What is changed behind the store's back in targets and review records is found, too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/store/records.h"
#include "tests/unit/core/verification_testing.h"

namespace heng::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t kRevisionBits = 20;

class LifeVerificationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new store::TempFolder;
    WriteHistory(Sound());
    WriteLife(Sound());
    ASSERT_TRUE(std::filesystem::exists(Sound()));
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string Sound() { return folder_->File("sound.db"); }
  static std::string Path() { return folder_->File("changed.db"); }

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
store::TempFolder* LifeVerificationTest::folder_ = nullptr;

TEST_F(LifeVerificationTest, ASoundLogHasNoProblemsInPagesOfAnySize) {
  for (const int rows : {1, 3, 200}) {
    const LogCheck check = Check(Path(), rows);
    EXPECT_THAT(check.problems(), IsEmpty()) << Text(check.problems());
    EXPECT_EQ(check.at().sequence, kLifeEvents);
  }
}

TEST_F(LifeVerificationTest, EveryChangeOfAHeaderIsFoundAtThatForm) {
  std::map<int64_t, std::string> names;
  for (const auto& event : ReadEvents(Path())) names[event.form] = event.draft.resource;
  TryEveryChange(Path(), "headers", absl::StrSplit(store::kHeaderColumns, ", "),
                 [&](const Cell& cell, const Problems& problems) {
                   return std::any_of(problems.begin(), problems.end(),
                                      [&](const auto& p) { return p.resource() == names.at(cell.row); });
                 });
}

TEST_F(LifeVerificationTest, EveryChangeOfARevisionIsFoundAtTheEventThatWroteIt) {
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

TEST_F(LifeVerificationTest, AMissingReviewRecordIsNamedWhereItWasWrittenAndWhereItIsNeeded) {
  EXPECT_THAT(After(absl::StrCat("DELETE FROM revisions WHERE row = ", 10 << kRevisionBits | 2)),
              ElementsAre(At("revision-missing", 11), At("revision-missing", 12)));
  Restore();
  EXPECT_THAT(After(absl::StrCat("DELETE FROM revisions WHERE row = ", 2 << kRevisionBits | 4)),
              ElementsAre(At("revision-missing", 13)));
}

TEST_F(LifeVerificationTest, AHeaderThatDoesNotFollowIsFoundThoughAllHashesAreRight) {
  const auto after = [](const std::string& id, const std::string& change, int64_t sequence) {
    EXPECT_TRUE(File(Path()).Run(absl::StrCat("UPDATE headers SET ", change, " WHERE id = '", id, "'")));
    AcceptHeader(Path(), id, sequence);
    RewriteChain(Path());
    Problems problems = Check(Path()).problems();
    Restore();
    return problems;
  };
  for (const char* change : {"total = total + 1", "review_rev = 3", "form_type = 1", "fiscal_year = 1"}) {
    const Problems problems = after("bbb", change, 13);
    ASSERT_THAT(problems, ElementsAre(At("header-not-derived", 13))) << change << "\n" << Text(problems);
    EXPECT_THAT(problems[0].message().en(), HasSubstr(std::string(change, std::string_view(change).find(' '))));
  }
  for (const char* change : {"form_type = 2", "content_rev = 1", "update_time = 1", "org_id = 'other'"}) {
    const Problems problems = after("targets/ttt", change, 12);
    ASSERT_THAT(problems, ElementsAre(At("header-not-derived", 12))) << change << "\n" << Text(problems);
    EXPECT_THAT(problems[0].message().en(), HasSubstr(std::string(change, std::string_view(change).find(' '))));
  }
  // Another score than the sheet's is vouched for by the header's hash only.
  EXPECT_THAT(after("bbb", "total = 1, grade = 4, score_source = 2", 13), IsEmpty());
  EXPECT_THAT(After("UPDATE headers SET score_source = 2 WHERE id = 'bbb'"), ElementsAre(At("header-changed", 13)));
}

TEST_F(LifeVerificationTest, ATargetThatCannotBeReadIsNamed) {
  {
    const auto store = store::MustOpen({.path = Path()});
    ASSERT_TRUE(RunWrite(*store, store::UpdateWrite("targets/ttt", 3, "\xff")).status.ok());
    store->Shutdown();
  }
  EXPECT_THAT(Check(Path()).problems(), ElementsAre(At("revision-unreadable", 14)));
}

}  // namespace
}  // namespace heng::core
