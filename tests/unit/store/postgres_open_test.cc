// Making the tables, and what is refused before a store is opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/records.h"
#include "tests/unit/store/postgres_testing.h"

namespace heng::store {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Refusal(const std::string& location) {
  const auto store = OpenPostgres({.location = location, .common = {}});
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << location << store.status();
  return std::string(store.status().message());
}

TEST(PostgresOpenTest, DatabaseWithoutTablesIsRefusedUntilItIsMigrated) {
  const std::string location = SharedServer().CreateDatabase();
  EXPECT_THAT(Refusal(location), AllOf(HasSubstr("no tables"), HasSubstr("hengd migrate --store " + location)));
  EXPECT_EQ(RunPostgresSql(location, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");

  std::string report;
  ASSERT_TRUE(MigratePostgres(location, &report).ok());
  EXPECT_THAT(report, HasSubstr("has its tables now (schema 3)"));
  const auto store = MustOpenPostgres(location);
  EXPECT_TRUE(store->Ready().ok());
  EXPECT_EQ(store->Head()->sequence, 0);
}

TEST(PostgresOpenTest, SecondMigrationChangesNothing) {
  const std::string location = NewDatabase();
  {
    const auto store = MustOpenPostgres(location);
    ASSERT_TRUE(RunWrite(*store, CreateWrite(NewForm("a1"))).status.ok());
  }
  std::string report;
  ASSERT_TRUE(MigratePostgres(location, &report).ok());
  EXPECT_THAT(report, HasSubstr("nothing was changed"));
  EXPECT_TRUE(MustOpenPostgres(location)->Get("a1").ok());
}

// Everything the catalogue says of the tables: columns, keys and indexes.
std::string Tables(const std::string& location) {
  return RunPostgresSql(
      location,
      "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
      "SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, collation_name, "
      "is_nullable, column_default) AS line FROM information_schema.columns WHERE table_schema = 'public'"
      " UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM "
      "pg_constraint WHERE connamespace = 'public'::regnamespace"
      " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public') lines");
}

// The database goes through the first `schema` migrations by hand.
void ExpectMigrates(int schema) {
  const std::string fresh = NewDatabase();
  const std::string location = SharedServer().CreateDatabase();
  for (const char* file : {"0001_tables.sql", "0002_entries.sql"}) {
    if (file[3] - '0' <= schema) {
      RunPostgresSql(location, FileText(absl::StrCat(HENG_SOURCE_DIR "/service/store/migrations/postgres/", file)));
    }
  }
  RunPostgresSql(
      location,
      absl::StrCat(
          "CREATE TABLE schema_version (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT "
          "NULL); INSERT INTO schema_version (version) VALUES (",
          schema,
          ");"
          "INSERT INTO revisions VALUES (1, 1, 'form', 'score', '');"
          "INSERT INTO headers VALUES (1, 'a1', 1, 1, 's', 1, 'o', 2022, 1, true, 'p', 'policy', 'hash', 1, 1, 1, "
          "1, 1, 1, 0, 0, 0, 5, 5, NULL)"));
  EXPECT_THAT(Refusal(location),
              AllOf(HasSubstr("older version"), HasSubstr(absl::StrCat("(schema ", schema, ", this one has 3)")),
                    HasSubstr("hengd migrate --store " + location)));
  ASSERT_NE(Tables(location), Tables(fresh));
  std::string report;
  ASSERT_TRUE(MigratePostgres(location, &report).ok());
  EXPECT_THAT(report, HasSubstr(absl::StrCat("went from schema ", schema, " to 3")));
  EXPECT_EQ(Tables(location), Tables(fresh));
  const auto store = MustOpenPostgres(location);
  EXPECT_EQ(store->Get("a1")->revision.form, "form");
  EXPECT_EQ(store->Get("a1")->revision.review, "");
  const Header stored = store->Get("a1")->header, unborn;
  EXPECT_EQ(LifeFields(stored), LifeFields(unborn));
  EXPECT_EQ(store->GetEntry("orgs/a").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(RunWrite(*store, ReviewWrite("a1", 1, "R2")).status.ok());
  EXPECT_EQ(store->Get("a1")->revision.review, "R2");
}

TEST(PostgresOpenTest, DatabaseOfSchema1EndsUpLikeANewOneAndKeepsItsForms) { ExpectMigrates(1); }
TEST(PostgresOpenTest, DatabaseOfSchema2EndsUpLikeANewOneAndKeepsItsForms) { ExpectMigrates(2); }

TEST(PostgresOpenTest, MigrationsAtTheSameTimeMakeTheTablesOnce) {
  const std::string location = SharedServer().CreateDatabase();
  constexpr int kMigrations = 8;
  std::vector<std::string> reports(kMigrations);
  std::vector<absl::Status> statuses(kMigrations);
  std::vector<std::thread> threads;
  for (int i = 0; i < kMigrations; ++i) {
    threads.emplace_back([&, i] { statuses[i] = MigratePostgres(location, &reports[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  int made = 0;
  for (int i = 0; i < kMigrations; ++i) {
    EXPECT_TRUE(statuses[i].ok()) << statuses[i];
    if (reports[i].find("has its tables now") != std::string::npos) ++made;
  }
  EXPECT_EQ(made, 1);
  EXPECT_TRUE(MustOpenPostgres(location)->Ready().ok());
}

TEST(PostgresOpenTest, OtherSchemaVersionsAreRefused) {
  const std::string location = NewDatabase();
  RunPostgresSql(location, "UPDATE schema_version SET version = 99");
  EXPECT_THAT(Refusal(location), AllOf(HasSubstr("newer"), HasSubstr("99")));
  const absl::Status status = MigratePostgres(location);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RunPostgresSql(location, "SELECT version FROM schema_version"), "99");
}

TEST(PostgresOpenTest, DatabaseOfAnotherProgramIsLeftAlone) {
  const std::string location = SharedServer().CreateDatabase();
  RunPostgresSql(location, "CREATE TABLE schema_version (id text)");
  EXPECT_THAT(Refusal(location), HasSubstr("another program"));
  EXPECT_THAT(std::string(MigratePostgres(location).message()), HasSubstr("another program"));
  // A table of ours that somebody else has made: nothing of the migration stays.
  const std::string other = SharedServer().CreateDatabase();
  RunPostgresSql(other, "CREATE TABLE requests (id text)");
  EXPECT_EQ(MigratePostgres(other).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RunPostgresSql(other, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "1");
}

TEST(PostgresOpenTest, OtherEncodingIsRefused) {
  const std::string base = SharedServer().CreateDatabase();
  RunPostgresSql(base, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
  EXPECT_THAT(Refusal(base.substr(0, base.rfind('/')) + "/latin"), HasSubstr("UTF8"));
}

TEST(PostgresOpenTest, UnreachableServerAndUnknownDatabaseAreNamed) {
  EXPECT_THAT(Refusal("postgres://heng@127.0.0.1:1/heng"), HasSubstr("cannot be reached"));
  EXPECT_THAT(Refusal(SharedServer().CreateDatabase() + "_none"), HasSubstr("does not exist"));
}

TEST(PostgresOpenTest, PasswordsInTheLocationAreRefusedAndNeverShown) {
  for (const char* location :
       {"postgres://heng:geheim@127.0.0.1/heng", "postgresql://127.0.0.1/heng?password=geheim",
        "postgres://heng@127.0.0.1/heng?sslpassword=geheim", "postgres://heng:geheim%zz@127.0.0.1/heng"}) {
    EXPECT_THAT(Refusal(location), Not(HasSubstr("geheim"))) << location;
  }
  EXPECT_THAT(Refusal("postgres://heng:geheim@127.0.0.1/heng"), HasSubstr("password file"));
  EXPECT_THAT(Refusal("postgres://heng@127.0.0.1"), HasSubstr("names no database"));
  EXPECT_THAT(Refusal("host=127.0.0.1 dbname=heng"), HasSubstr("no URI"));
}

}  // namespace
}  // namespace heng::store
