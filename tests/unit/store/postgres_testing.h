// What the tests of the PostgreSQL engine share: a server for the whole binary, and a database for each test.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "service/store/options.h"
#include "service/store/store.h"
#include "tests/support/postgres_server.h"
#include "tests/unit/store/store_testing.h"

namespace heng::store {

// Started when first asked for; aborts where that fails.
testing::PostgresServer& SharedServer();

// A migrated database of its own on `server`.
std::string NewDatabase(testing::PostgresServer& server = SharedServer());

// Opens a store that must open.
std::unique_ptr<Store> MustOpenPostgres(const std::string& location, StoreOptions common = {});

// Runs SQL in a database; what it yields as text, one row a line. An error fails the test.
std::string RunPostgresSql(const std::string& location, const std::string& sql);

// A connection of somebody else that has begun a transaction, run `sql` in it, and does nothing more until it goes.
class OpenTransaction {
 public:
  OpenTransaction(const std::string& location, const std::string& sql);
  ~OpenTransaction();
  OpenTransaction(const OpenTransaction&) = delete;
  OpenTransaction& operator=(const OpenTransaction&) = delete;

 private:
  PGconn* conn_;
};

}  // namespace heng::store
