// Migrations: where they lead, what they keep, what stops them.
#include "service/store/sqlite/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"
#include "service/store/records.h"
#include "service/store/sqlite/files.h"
#include "service/store/sqlite/migrations.h"
#include "service/store/sqlite/schema.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Everything SQLite knows of the tables and indexes of a file.
std::string WholeSchema(const std::string& path) {
  std::string text = Query(path, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
  for (const char* table : {"revisions", "headers", "entries", "events", "requests"}) {
    absl::StrAppend(&text, "\n", table, "\n", Query(path, absl::StrCat("PRAGMA table_xinfo(", table, ")")), "\n",
                    Query(path, absl::StrCat("SELECT il.name, il.\"unique\", il.origin, il.partial, ii.* FROM "
                                             "pragma_index_list('",
                                             table, "') il, pragma_index_xinfo(il.name) ii ORDER BY 1, 5")));
  }
  return text;
}

constexpr char kFirstHeaderColumns[] =
    "sequence, id, etag, content_rev, subject, subject_kind, org_id, fiscal_year, state, active, project_name, policy, "
    "policy_sha256, total, grade, execution_score, execution_rate, annual_budget, executed, errors, warnings, infos, "
    "create_time, update_time, submit_time, content_row FROM headers";

// Every row, but for the columns versions 2 and 4 add.
std::string AllRows(const std::string& path) {
  std::string text;
  for (const char* columns : {"hex(form), hex(score), hex(contacts), row FROM revisions", kFirstHeaderColumns,
                              "sequence, time, caller, role, action, resource, org_id, policy, request_id, etag, "
                              "hex(revision_sha256), hex(header_sha256), hex(previous_sha256), hex(sha256) FROM events",
                              "row, caller, method, id, hex(body_sha256), resource_id, etag, content_rev, state, "
                              "update_time, submit_time, create_time FROM requests"}) {
    absl::StrAppend(&text, Query(path, absl::StrCat("SELECT ", columns, " ORDER BY 1")), "\n");
  }
  return text;
}

class MigrateTest : public ::testing::Test {
 protected:
  void SetUp() override { MakeVersion1(path_); }

  absl::StatusOr<MigrationPlan> Migrate() {
    MigrateOptions options;
    options.path = path_;
    return MigrateSqlite(options);
  }

  // Runs into an error that leaves the store as it was, and returns the sentence.
  std::string Refusal(absl::StatusCode code) {
    const std::string before = AllRows(path_) + WholeSchema(path_);
    const absl::Status status = Migrate().status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(AllRows(path_) + WholeSchema(path_), before);
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
    return std::string(status.message());
  }

  TempFolder folder_;
  const std::string path_ = folder_.File("heng.db");
};

TEST(MigrationsTest, NumbersHaveNoGapAndEndAtTheSchemaVersion) {
  int32_t expected = 0;
  for (const Migration& migration : Migrations()) EXPECT_EQ(migration.version, ++expected) << migration.name;
  EXPECT_EQ(expected, kSchemaVersion);
}

TEST_F(MigrateTest, OldAndNewFilesEndUpTheSame) {
  const std::string fresh = folder_.File("new.db");
  MustOpen({.path = fresh}).reset();
  ASSERT_NE(WholeSchema(path_), WholeSchema(fresh));
  const absl::StatusOr<MigrationPlan> plan = Migrate();
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->from, 1);
  EXPECT_EQ(plan->to, kSchemaVersion);
  EXPECT_EQ(WholeSchema(path_), WholeSchema(fresh));
  EXPECT_EQ(Query(path_, "PRAGMA user_version"), absl::StrCat(kSchemaVersion));
  EXPECT_EQ(Query(path_, "PRAGMA page_size"), Query(fresh, "PRAGMA page_size"));
  EXPECT_EQ(IntegrityCheck(path_), "ok");
}

TEST_F(MigrateTest, EveryRowIsKeptAndEventsKnowTheirForm) {
  const std::string before = AllRows(path_);
  ASSERT_TRUE(Migrate().ok());
  EXPECT_EQ(AllRows(path_), before);
  EXPECT_EQ(Query(path_,
                  "SELECT count(*) FROM events JOIN headers ON headers.sequence = events.form WHERE "
                  "'evaluations/' || headers.id = events.resource"),
            "7");
}

TEST_F(MigrateTest, MigratedStoreIsServed) {
  ASSERT_TRUE(Migrate().ok());
  std::unique_ptr<Store> store = MustOpen({.path = path_});
  EXPECT_EQ(VerifyChain(*store), "");
  EXPECT_EQ(store->Get("sx-shebao-2022-dangan")->header.project_name, "档案管理专项经费");
  EXPECT_EQ(RunEvents(*store, {.resource = "evaluations/e-t8q2s8arxj2sefat", .scope = {}})->size(), 3u);
  EXPECT_EQ(RunAudit(*store, {})->rows.size(), 7u);
  ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
  EXPECT_EQ(VerifyChain(*store), "");
}

TEST_F(MigrateTest, StoreOfSchema2EndsUpTheSameAndKeepsEveryRow) {
  const std::string path = folder_.File("v2.db"), fresh = folder_.File("new.db");
  MakeVersion2(path);
  MustOpen({.path = fresh}).reset();
  ASSERT_NE(WholeSchema(path), WholeSchema(fresh));
  const std::string before = AllRows(path) + Query(path, "SELECT sequence, form FROM events");
  MigrateOptions options;
  options.path = path;
  const absl::StatusOr<MigrationPlan> plan = MigrateSqlite(options);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->names,
            (std::vector<std::string>{"0003_entries.sql", "0004_life_of_forms.sql", "0005_sums_by_org.sql"}));
  EXPECT_EQ(WholeSchema(path), WholeSchema(fresh));
  EXPECT_EQ(AllRows(path) + Query(path, "SELECT sequence, form FROM events"), before);
  EXPECT_EQ(Query(path, "SELECT count(*) FROM entries"), "0");

  std::unique_ptr<Store> store = MustOpen({.path = path});
  ASSERT_TRUE(RunWrite(*store, CreateEntries({NewEntry("orgs/a")})).status.ok());
  EXPECT_EQ(store->GetEntry("orgs/a")->sequence, 3);
  EXPECT_EQ(RunAudit(*store, {})->headers, 3);
  EXPECT_EQ(VerifyChain(*store), "");
}

TEST_F(MigrateTest, StoreOfSchema2IsRefusedWithWhatItLacks) {
  const std::string path = folder_.File("v2.db");
  MakeVersion2(path);
  const absl::Status status = OpenSqlite({.path = path}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("missing: 0003_entries.sql, 0004_life_of_forms.sql, 0005_sums_by_org.sql)"),
                    HasSubstr("hengd migrate --store sqlite:" + path)));
}

TEST_F(MigrateTest, StoreOfSchema3KeepsEveryRowAndItsLogHolds) {
  const std::string path = folder_.File("v3.db"), fresh = folder_.File("new.db");
  MakeVersion3(path);
  MustOpen({.path = fresh}).reset();
  ASSERT_NE(WholeSchema(path), WholeSchema(fresh));
  const auto rows = [&path] {
    return AllRows(path) + Query(path, "SELECT sequence, form FROM events") + Query(path, "SELECT * FROM entries");
  };
  const std::string before = rows();
  MigrateOptions options;
  options.path = path;
  const absl::StatusOr<MigrationPlan> plan = MigrateSqlite(options);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->names, (std::vector<std::string>{"0004_life_of_forms.sql", "0005_sums_by_org.sql"}));
  EXPECT_EQ(WholeSchema(path), WholeSchema(fresh));
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(IntegrityCheck(path), "ok");
  EXPECT_EQ(Query(path, "SELECT DISTINCT length(review) FROM revisions"), "0");

  std::unique_ptr<Store> store = MustOpen({.path = path});
  EXPECT_EQ(VerifyChain(*store), "");
  const AuditPage page = *RunAudit(*store, {});
  ASSERT_EQ(page.rows.size(), 17u);
  EXPECT_EQ(page.headers, 14);
  const Header unborn;
  for (const AuditRow& row : page.rows) {
    EXPECT_EQ(RevisionSha256(*row.revision), row.event.revision_sha256) << row.event.sequence;
    if (row.header) {
      EXPECT_EQ(Sha256(CanonicalBytes(*row.header)), row.event.header_sha256) << row.event.sequence;
      EXPECT_EQ(LifeFields(*row.header), LifeFields(unborn));
    }
  }
  ASSERT_TRUE(RunWrite(*store, ReviewWrite("sx-shebao-2022-dangan", 1, "R2")).status.ok());
  EXPECT_EQ(store->Get("sx-shebao-2022-dangan")->revision.review, "R2");
  Mutation target = NewForm("targets/t1");
  target.header->subject = store->Get("sx-shebao-2022-dangan")->header.subject;
  ASSERT_TRUE(RunWrite(*store, CreateWrite(target)).status.ok());
  EXPECT_EQ(VerifyChain(*store), "");
}

TEST_F(MigrateTest, BackupBeforeIsTheOldStore) {
  const std::string before = AllRows(path_) + WholeSchema(path_);
  const absl::StatusOr<MigrationPlan> plan = Migrate();
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->backup, HasSubstr("heng.db.schema1-"));
  EXPECT_EQ(AllRows(plan->backup) + WholeSchema(plan->backup), before);
}

TEST_F(MigrateTest, SecondTimeThereIsNothingToDo) {
  ASSERT_TRUE(Migrate().ok());
  const std::string before = FileText(path_);
  const absl::StatusOr<MigrationPlan> plan = Migrate();
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_TRUE(plan->names.empty());
  EXPECT_EQ(FileText(path_), before);
}

TEST_F(MigrateTest, DryRunChangesNothing) {
  const std::string before = FileText(path_);
  MigrateOptions options;
  options.path = path_;
  options.dry_run = true;
  const absl::StatusOr<MigrationPlan> plan = MigrateSqlite(options);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->names.size(), 4u);
  EXPECT_EQ(FileText(path_), before);
  EXPECT_FALSE(std::filesystem::exists(plan->backup));
}

TEST_F(MigrateTest, NewerSchemaIsRefused) {
  RunSql(path_, absl::StrCat("PRAGMA user_version = ", kSchemaVersion + 1));
  EXPECT_THAT(Refusal(absl::StatusCode::kFailedPrecondition), HasSubstr("a newer version of hengd"));
}

TEST_F(MigrateTest, StoreInUseIsRefused) {
  ASSERT_TRUE(Migrate().ok());
  const std::unique_ptr<Store> store = MustOpen({.path = path_});
  const absl::Status status = Migrate().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("in use by another hengd"));
}

TEST_F(MigrateTest, AbsentStoreIsRefusedAndNotMade) {
  MigrateOptions options;
  options.path = folder_.File("absent.db");
  EXPECT_EQ(MigrateSqlite(options).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(std::filesystem::exists(options.path));
}

TEST_F(MigrateTest, DamagedStoreIsRefusedByItsBackup) {
  RunSql(path_, "UPDATE events SET caller = 'x' WHERE sequence = 3");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), AllOf(HasSubstr("event 3"), HasSubstr("was not backed up")));
}

TEST_F(MigrateTest, EventOfAnUnknownFormRollsBack) {
  RunSql(path_, "UPDATE headers SET id = 'renamed' WHERE sequence = 5");
  EXPECT_THAT(Refusal(absl::StatusCode::kInternal),
              AllOf(HasSubstr("0002_events_by_form.sql was rolled back"), HasSubstr("NOT NULL")));
}

TEST_F(MigrateTest, TablesThatAreNotOfTheVersionStopIt) {
  RunSql(path_, "CREATE TABLE notes (text TEXT)");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("table notes does not belong there"));
  RunSql(path_, "DROP TABLE notes; DROP INDEX headers_by_year");
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("index headers_by_year is missing"));
}

TEST_F(MigrateTest, FreeSpaceIsLookedAtFirst) {
  EXPECT_TRUE(CheckFreeSpace(path_, 1, "it").ok());
  const absl::Status status = CheckFreeSpace(path_, std::numeric_limits<int64_t>::max(), "the migration");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("the migration needs about 9223372.0 TB"));
}

}  // namespace
}  // namespace heng::store::sqlite
