#include "tests/unit/store/postgres_testing.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <utility>

#include "service/store/postgres/postgres_store.h"

namespace heng::store {

testing::PostgresServer& SharedServer() {
  static testing::PostgresServer server;
  if (!server.Start()) {
    ADD_FAILURE() << "no PostgreSQL server: " << server.log();
    std::abort();
  }
  return server;
}

std::string NewDatabase(testing::PostgresServer& server) {
  std::string location = server.CreateDatabase();
  const absl::Status status = MigratePostgres(location);
  EXPECT_TRUE(status.ok()) << status << server.log();
  return location;
}

std::unique_ptr<Store> MustOpenPostgres(const std::string& location, StoreOptions common) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenPostgres({.location = location, .common = std::move(common)});
  if (!store.ok()) {
    ADD_FAILURE() << store.status();
    std::abort();
  }
  return *std::move(store);
}

std::string RunPostgresSql(const std::string& location, const std::string& sql) {
  PGconn* const conn = PQconnectdb(location.c_str());
  PGresult* const result = PQexec(conn, sql.c_str());
  const ExecStatusType code = PQresultStatus(result);
  EXPECT_TRUE(code == PGRES_TUPLES_OK || code == PGRES_COMMAND_OK) << PQerrorMessage(conn);
  std::string text;
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int column = 0; column < PQnfields(result); ++column) {
      text += (column > 0 ? "|" : row > 0 ? "\n" : "") + std::string(PQgetvalue(result, row, column));
    }
  }
  PQclear(result);
  PQfinish(conn);
  return text;
}

OpenTransaction::OpenTransaction(const std::string& location, const std::string& sql)
    : conn_(PQconnectdb(location.c_str())) {
  PGresult* const result = PQexec(conn_, ("BEGIN; " + sql).c_str());
  EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(conn_);
  PQclear(result);
}

OpenTransaction::~OpenTransaction() { PQfinish(conn_); }

}  // namespace heng::store
