#include "tests/conformance/store/engines.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/sqlite/sqlite_store.h"
#include "tests/unit/store/postgres_testing.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {
namespace {

class SqlitePlace final : public Place {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options) override {
    // A checkpoint after nearly every group: it must not get in the way of anybody.
    return OpenSqlite({.path = path_, .common = options, .checkpoint_pages = 16});
  }

  std::string Integrity() override { return IntegrityCheck(path_); }

  void RemoveHeader(int64_t form) override {
    RunSql(path_, absl::StrCat("DELETE FROM headers WHERE sequence = ", form));
  }
  void RemoveRevision(int64_t form, int64_t rev) override {
    RunSql(path_, absl::StrCat("DELETE FROM revisions WHERE row = ", form, " << 20 | ", rev));
  }
  void AddRevision(int64_t form, int64_t rev) override {
    RunSql(path_, absl::StrCat("INSERT INTO revisions (row, form, score, contacts) VALUES (", form, " << 20 | ", rev,
                               ", x'', x'', x'')"));
  }
  void AddHeader(int64_t form, const std::string& id) override {
    RunSql(path_, absl::StrCat("INSERT INTO headers (sequence, id, etag, content_rev, subject, subject_kind, org_id, ",
                               "fiscal_year, state, active, project_name, policy, policy_sha256, grade, errors, ",
                               "warnings, infos, create_time, update_time) VALUES (", form, ", '", id,
                               "', 1, 1, '', 0, '', 0, 0, 0, '', '', '', 0, 0, 0, 0, 0, 0)"));
  }

 private:
  TempFolder folder_;
  const std::string path_ = folder_.File("heng.db");
};

class PostgresPlace final : public Place {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options) override {
    return OpenPostgres({.location = location_, .common = options});
  }

  std::string Integrity() override {
    // An index that does not agree with its table is an error, and that fails the test.
    RunPostgresSql(
        location_,
        "CREATE EXTENSION IF NOT EXISTS amcheck; SELECT bt_index_check(indexrelid, true) FROM pg_index WHERE "
        "indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)");
    return "ok";
  }

  void RemoveHeader(int64_t form) override { Change(absl::StrCat("DELETE FROM headers WHERE sequence = ", form)); }
  void RemoveRevision(int64_t form, int64_t rev) override {
    Change(absl::StrCat("DELETE FROM revisions WHERE form = ", form, " AND rev = ", rev));
  }
  void AddRevision(int64_t form, int64_t rev) override {
    Change(absl::StrCat("INSERT INTO revisions VALUES (", form, ", ", rev, ", '', '', '')"));
  }
  void AddHeader(int64_t form, const std::string& id) override {
    Change(absl::StrCat("INSERT INTO headers (sequence, id, etag, content_rev, subject, subject_kind, org_id, ",
                        "fiscal_year, state, active, project_name, policy, policy_sha256, grade, errors, warnings, ",
                        "infos, create_time, update_time) VALUES (", form, ", '", id,
                        "', 1, 1, '', 0, '', 0, 0, false, '', '', '', 0, 0, 0, 0, 0, 0)"));
  }

 private:
  // Without the references between tables, which would not let a row go.
  void Change(const std::string& sql) {
    RunPostgresSql(location_, absl::StrCat("SET session_replication_role = replica; ", sql));
  }

  const std::string location_ = NewDatabase();
};

}  // namespace

const std::vector<EngineCase>& Engines() {
  static const std::vector<EngineCase> engines = {
      {.name = "sqlite", .make_place = [] { return std::make_unique<SqlitePlace>(); }},
      {.name = "postgres", .make_place = [] { return std::make_unique<PostgresPlace>(); }},
  };
  return engines;
}

}  // namespace heng::store
