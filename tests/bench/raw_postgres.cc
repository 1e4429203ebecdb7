#include "tests/bench/raw_postgres.h"

#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace heng::bench {
namespace {

void Check(bool ok, PGconn* db) {
  if (ok) return;
  std::fprintf(stderr, "raw postgres: %s\n", PQerrorMessage(db));
  std::exit(1);
}

void Run(PGconn* db, const char* sql) {
  PGresult* result = PQexec(db, sql);
  Check(PQresultStatus(result) == PGRES_COMMAND_OK, db);
  PQclear(result);
}

// Reads the results of `count` statements and of the sync after them.
void TakeResults(PGconn* db, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    PGresult* result = PQgetResult(db);
    Check(PQresultStatus(result) == PGRES_COMMAND_OK, db);
    PQclear(result);
    Check(PQgetResult(db) == nullptr, db);
  }
  PGresult* sync = PQgetResult(db);
  Check(PQresultStatus(sync) == PGRES_PIPELINE_SYNC, db);
  PQclear(sync);
}

void Send(PGconn* db, const char* sql) {
  Check(PQsendQueryParams(db, sql, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1, db);
}

void SendInsert(PGconn* db, const std::string& row) {
  const char* const value = row.data();
  const int length = static_cast<int>(row.size());
  const int binary = 1;
  Check(PQsendQueryPrepared(db, "insert", 1, &value, &length, &binary, 1) == 1, db);
}

}  // namespace

double RawPostgresInserts(const std::string& location, size_t submits, size_t group,
                          const std::vector<std::string>& rows) {
  PGconn* db = PQconnectdb(location.c_str());
  Check(PQstatus(db) == CONNECTION_OK, db);
  Run(db, "CREATE TABLE t (id bigserial PRIMARY KEY, b bytea NOT NULL)");
  PQclear(PQprepare(db, "insert", "INSERT INTO t (b) VALUES ($1)", 1, nullptr));
  Check(PQenterPipelineMode(db) == 1, db);
  const auto start = std::chrono::steady_clock::now();
  for (size_t done = 0; done < submits; done += group) {
    const size_t members = std::min(group, submits - done);
    Send(db, "BEGIN");
    for (size_t i = 0; i < members; ++i) {
      for (const std::string& row : rows) SendInsert(db, row);
    }
    Send(db, "COMMIT");
    Check(PQpipelineSync(db) == 1, db);
    TakeResults(db, members * rows.size() + 2);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  PQfinish(db);
  return static_cast<double>(submits) / took.count();
}

}  // namespace heng::bench
