// The tables: which version this hengd needs, what a database has, and how it gets there.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/postgres/connection.h"

namespace heng::store::postgres {

// The number of the last migration in service/store/migrations/postgres.
int64_t SchemaVersion();

const Statement& ReadSchemaVersion();  // a bigint

// Opens a connection for whoever starts the server: errors are whole sentences. `absl::StatusCode` as OpenPostgres.
absl::StatusOr<std::unique_ptr<Connection>> OpenOrExplain(const std::string& location);

// OK if the database has the tables this hengd needs; else a sentence that says what to do.
absl::Status CheckSchema(Connection& connection, const std::string& location);

}  // namespace heng::store::postgres
