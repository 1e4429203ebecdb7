#include "tests/bench/raw_sqlite.h"

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace heng::bench {
namespace {

void Check(int code, sqlite3* db) {
  if (code == SQLITE_OK || code == SQLITE_DONE) return;
  std::fprintf(stderr, "raw sqlite: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

}  // namespace

double RawInserts(const std::string& path, size_t submits, size_t group, const std::vector<size_t>& row_bytes) {
  sqlite3* db = nullptr;
  Check(sqlite3_open(path.c_str(), &db), db);
  Check(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, b)",
                     nullptr, nullptr, nullptr),
        db);
  sqlite3_stmt* insert = nullptr;
  Check(sqlite3_prepare_v2(db, "INSERT INTO t(b) VALUES(?)", -1, &insert, nullptr), db);
  std::vector<std::string> rows;
  std::mt19937 random(1);
  for (const size_t bytes : row_bytes) {
    rows.emplace_back(bytes, '\0');
    for (char& c : rows.back()) c = static_cast<char>(random());
  }
  const auto start = std::chrono::steady_clock::now();
  for (size_t done = 0; done < submits; done += group) {
    Check(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), db);
    for (size_t i = done; i < done + group && i < submits; ++i) {
      for (const auto& row : rows) {
        Check(sqlite3_bind_blob(insert, 1, row.data(), static_cast<int>(row.size()), SQLITE_STATIC), db);
        Check(sqlite3_step(insert), db);
        Check(sqlite3_reset(insert), db);
      }
    }
    Check(sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), db);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  sqlite3_finalize(insert);
  sqlite3_close(db);
  return static_cast<double>(submits) / took.count();
}

}  // namespace heng::bench
