#include "service/store/postgres/migrate.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "service/store/postgres/postgres_store.h"
#include "service/store/postgres/status.h"

namespace heng::embedded {
extern const std::vector<std::pair<std::string, std::string>> kPostgresMigrations;
}

namespace heng::store {
namespace postgres {
namespace {

constexpr absl::string_view kChooseAnother = "choose another --store";

// "0001_tables.sql" is number 1.
int64_t NumberOf(const std::string& file) { return std::stol(file); }

absl::Status Refuse(const std::string& location, absl::string_view what, absl::string_view remedy) {
  return absl::FailedPreconditionError(absl::StrCat("the store ", location, " ", what, ": ", remedy));
}

// The version of the database's tables; 0: there are none.
absl::StatusOr<int64_t> ReadVersion(Connection& connection) {
  // `to_regclass` is null for a table that is not there.
  static const Statement kHasVersion{"has version", "SELECT to_regclass('schema_version') IS NOT NULL"};
  absl::StatusOr<Result> has = connection.Run(kHasVersion);
  if (!has.ok()) return has.status();
  bool present = false;
  if (Rows rows(*has); rows.Next()) rows.Take(present);
  if (!present) return 0;
  absl::StatusOr<Result> version = connection.Run(ReadSchemaVersion());
  if (!version.ok()) return version.status();
  int64_t number = 0;
  if (Rows rows(*version); rows.Next()) rows.Take(number);
  return number;
}

// What the server says of a database that is there.
absl::Status FromServer(const std::string& location, const absl::Status& status) {
  const std::string state = SqlStateOf(status);
  if (state == "42703" || state == "42P01") {
    return Refuse(location, "is the database of another program", kChooseAnother);
  }
  return Refuse(location, absl::StrCat("cannot be used (", status.message(), ")"),
                absl::StrCat("check the rights of its user in the database and the server's log, or ", kChooseAnother));
}

// One transaction, in which nobody else migrates. The lock has a number of our own: "Heng" and 1.
std::string MigrationScript(int64_t from) {
  std::string script;
  if (from == 0) {
    script =
        "CREATE TABLE schema_version (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL);"
        "INSERT INTO schema_version (version) VALUES (0);";
  }
  for (const auto& [file, sql] : embedded::kPostgresMigrations) {
    if (NumberOf(file) > from) absl::StrAppend(&script, sql);
  }
  return absl::StrCat(script, "UPDATE schema_version SET version = ", SchemaVersion(), ";COMMIT");
}

constexpr char kBeginMigration[] =
    "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s';"
    "SELECT pg_advisory_xact_lock(5216694956355977217)";

}  // namespace

const Statement& ReadSchemaVersion() {
  static const Statement kStatement{"schema version", "SELECT version::bigint FROM schema_version"};
  return kStatement;
}

int64_t SchemaVersion() {
  int64_t last = 0;
  for (const auto& [file, sql] : embedded::kPostgresMigrations) last = std::max(last, NumberOf(file));
  return last;
}

absl::StatusOr<std::unique_ptr<Connection>> OpenOrExplain(const std::string& location) {
  absl::Status status = CheckLocation(location);
  if (!status.ok()) return absl::FailedPreconditionError(status.message());
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(location);
  if (connection.ok()) return connection;
  if (connection.status().code() == absl::StatusCode::kFailedPrecondition) {
    return Refuse(location, absl::StrCat("cannot be used, ", connection.status().message()),
                  "make its database anew with ENCODING 'UTF8'");
  }
  return Refuse(location, absl::StrCat("cannot be reached (", connection.status().message(), ")"),
                "check that the server runs, that the database and its user exist, and that the password file has its "
                "password");
}

absl::Status CheckSchema(Connection& connection, const std::string& location) {
  const absl::StatusOr<int64_t> version = ReadVersion(connection);
  if (!version.ok()) return FromServer(location, version.status());
  if (*version == SchemaVersion()) return absl::OkStatus();
  if (*version == 0) {
    return Refuse(location, "has no tables yet", absl::StrCat("run hengd migrate --store ", location));
  }
  const std::string difference = absl::StrCat("(schema ", *version, ", this one has ", SchemaVersion(), ")");
  if (*version > SchemaVersion()) {
    return Refuse(location, absl::StrCat("was made by a newer version of hengd ", difference),
                  absl::StrCat("use that version, or ", kChooseAnother));
  }
  return Refuse(location, absl::StrCat("was made by an older version of hengd ", difference),
                absl::StrCat("make a backup and run hengd migrate --store ", location));
}

namespace {

// Under the lock: what is to be done, and doing it. `connection` is in a transaction.
absl::Status MigrateLocked(Connection& connection, const std::string& location, std::string* report) {
  // The pipeline cannot run a script, so what the database has is read by another connection; the lock stays with this
  // one, and nobody changes the tables meanwhile.
  absl::StatusOr<std::unique_ptr<Connection>> reader = OpenOrExplain(location);
  if (!reader.ok()) return reader.status();
  const absl::StatusOr<int64_t> version = ReadVersion(**reader);
  if (!version.ok()) return FromServer(location, version.status());
  if (*version > SchemaVersion()) return CheckSchema(**reader, location);
  if (*version == SchemaVersion()) {
    *report = absl::StrCat("the store ", location, " has schema ", *version, " already: nothing was changed");
    return absl::OkStatus();
  }
  absl::Status status = connection.RunScript(MigrationScript(*version));
  if (!status.ok()) return FromServer(location, status);
  *report = *version == 0
                ? absl::StrCat("the store ", location, " has its tables now (schema ", SchemaVersion(), ")")
                : absl::StrCat("the store ", location, " went from schema ", *version, " to ", SchemaVersion());
  return absl::OkStatus();
}

}  // namespace
}  // namespace postgres

absl::Status MigratePostgres(const std::string& location, std::string* report) {
  absl::StatusOr<std::unique_ptr<postgres::Connection>> connection = postgres::OpenOrExplain(location);
  if (!connection.ok()) return connection.status();
  absl::Status status = (*connection)->RunScript(postgres::kBeginMigration);
  if (!status.ok()) return postgres::FromServer(location, status);
  std::string done;
  status = postgres::MigrateLocked(**connection, location, &done);
  if (status.ok() && report != nullptr) *report = done;
  return status;
}

}  // namespace heng::store
