// The engine for when one machine is outgrown: a PostgreSQL database that any number of hengd share.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/options.h"
#include "service/store/store.h"

namespace heng::store {

struct PostgresOptions {
  // A libpq URI without a password: postgres://USER@HOST:PORT/DATABASE. Passwords come from a password file
  // (PGPASSFILE,
  // ~/.pgpass) or a service file.
  std::string location = {};
  StoreOptions common = {};
};

// Opens a store that MigratePostgres has made. Errors are English sentences for whoever starts the server; they say
// what to do and never hold a password.
//   FAILED_PRECONDITION  a password in the location, no such server or database, no right to use it, no tables, another
//                        schema version, another encoding than UTF-8
absl::StatusOr<std::unique_ptr<Store>> OpenPostgres(PostgresOptions options);

// Makes or completes the tables in one transaction; changes nothing where they are as they should be, and waits for
// another one that is doing the same. `report`, where given, becomes a sentence that says what was done. Errors as
// OpenPostgres.
absl::Status MigratePostgres(const std::string& location, std::string* report = nullptr);

}  // namespace heng::store
