// The numbered migrations of a store file (store/migrations/sqlite), and the tables they lead to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/sqlite/database.h"

namespace heng::store::sqlite {

struct Migration {
  int32_t version = 0;  // of a file after it; 1, 2, … without gap
  std::string name;     // of its file: "0002_events_by_form.sql"
  std::string sql;      // without BEGIN and COMMIT
};

// All of them, in order. A new file is made by running all.
const std::vector<Migration>& Migrations();

// "0002_events_by_form.sql, 0003_….sql": those a file of version `from` lacks.
std::string MissingMigrations(int64_t from);

// Tables and indexes as the file has them, one statement each, sorted.
absl::StatusOr<std::vector<std::string>> SchemaOf(const Database& db);

// What SchemaOf yields for a new file of this version.
absl::StatusOr<std::vector<std::string>> ExpectedSchema(int32_t version);

// Tables and indexes that are missing, changed or too many, a sentence each; at most 20.
absl::StatusOr<std::vector<std::string>> SchemaDifferences(const Database& db, int32_t version);

}  // namespace heng::store::sqlite
