#include "service/store/sqlite/migrations.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/store/sqlite/schema.h"

namespace heng::embedded {
extern const std::vector<std::pair<std::string, std::string>> kSqliteMigrations;
}

namespace heng::store::sqlite {
namespace {

constexpr size_t kMaxDifferences = 20;

std::vector<Migration> ReadMigrations() {
  std::vector<Migration> migrations;
  for (const auto& [name, sql] : embedded::kSqliteMigrations) {
    Migration migration{.version = 0, .name = name, .sql = sql};
    if (!absl::SimpleAtoi(name.substr(0, name.find('_')), &migration.version)) continue;  // a test finds it missing
    migrations.push_back(std::move(migration));
  }
  return migrations;
}

// Strips what no table depends on, for a readable sentence.
std::string NameOf(const std::string& entry) { return entry.substr(0, entry.find(':')); }

}  // namespace

const std::vector<Migration>& Migrations() {
  static const auto* const kMigrations = new std::vector<Migration>(ReadMigrations());
  return *kMigrations;
}

std::string MissingMigrations(int64_t from) {
  std::vector<std::string> names;
  for (const Migration& migration : Migrations()) {
    if (migration.version > from) names.push_back(migration.name);
  }
  return absl::StrJoin(names, ", ");
}

absl::StatusOr<std::vector<std::string>> SchemaOf(const Database& db) {
  absl::StatusOr<Statement> statement = db.Prepare(
      "SELECT type || ' ' || name || ': ' || coalesce(sql, 'on ' || tbl_name) FROM sqlite_schema "
      "WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1");
  if (!statement.ok()) return statement.status();
  std::vector<std::string> entries;
  Rows rows(*statement);
  while (rows.Next()) rows.Take(entries.emplace_back());
  if (!rows.status().ok()) return rows.status();
  return entries;
}

absl::StatusOr<std::vector<std::string>> ExpectedSchema(int32_t version) {
  absl::StatusOr<Database> db = Database::Open(":memory:", Access::kWrite);
  if (!db.ok()) return db.status();
  for (const Migration& migration : Migrations()) {
    if (migration.version > version) break;
    absl::Status status = db->Run(migration.sql);
    if (!status.ok()) return status;
  }
  return SchemaOf(*db);
}

absl::StatusOr<std::vector<std::string>> SchemaDifferences(const Database& db, int32_t version) {
  absl::StatusOr<std::vector<std::string>> stored = SchemaOf(db);
  if (!stored.ok()) return stored.status();
  absl::StatusOr<std::vector<std::string>> expected = ExpectedSchema(version);
  if (!expected.ok()) return expected.status();
  std::vector<std::string> missing, extra, differences;
  std::set_difference(expected->begin(), expected->end(), stored->begin(), stored->end(), std::back_inserter(missing));
  std::set_difference(stored->begin(), stored->end(), expected->begin(), expected->end(), std::back_inserter(extra));
  for (const std::string& entry : missing) {
    differences.push_back(absl::StrCat(NameOf(entry), " is missing or was changed"));
  }
  for (const std::string& entry : extra) {
    const std::string name = NameOf(entry);
    const bool changed = std::any_of(missing.begin(), missing.end(),
                                     [&name](const std::string& other) { return NameOf(other) == name; });
    if (!changed) differences.push_back(absl::StrCat(name, " does not belong there"));
  }
  if (differences.size() > kMaxDifferences) differences.resize(kMaxDifferences);
  return differences;
}

}  // namespace heng::store::sqlite
