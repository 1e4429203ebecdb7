// A thin owner's wrapper around sqlite3: connections, statements, rows, and the one place where result codes become
// statuses. A connection and its statements are used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace heng::store::sqlite {

// Maps an extended result code; see the list of errors in store.h. `text` is the engine's and is for the log.
absl::Status SqliteStatus(int code, std::string_view what, std::string_view text);

// True if the code says that the disk (or a file on it) could not be read, written or synced.
bool IsIoError(int code);

// A prepared statement, kept for the life of its connection.
class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* db, sqlite3_stmt* stmt) : db_(db), stmt_(stmt) {}

  explicit operator bool() const { return stmt_ != nullptr; }
  sqlite3_stmt* get() const { return stmt_.get(); }
  // Status of `code`, with the statement's text.
  absl::Status Error(int code) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* stmt) const { sqlite3_finalize(stmt); }
  };
  sqlite3* db_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> stmt_;
};

// Bytes bound as BLOB; a plain string is bound as TEXT.
struct Blob {
  std::string_view bytes;
};

// One run of a statement: binds in order at construction, resets at destruction so that no read transaction stays
// open. Bound text and blobs are not copied and must outlive the run.
class Rows {
 public:
  template <typename... T>
  explicit Rows(const Statement& statement, const T&... params) : statement_(statement), stmt_(statement.get()) {
    int index = 0;
    (Bind(++index, params), ...);
  }
  ~Rows() { sqlite3_reset(stmt_); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // Steps to the next row. False: no more rows, or an error; see status().
  bool Next();
  absl::Status status() const { return code_ == SQLITE_OK ? absl::OkStatus() : statement_.Error(code_); }
  // Extended result code of the first error, or SQLITE_OK.
  int code() const { return code_; }

  // Takes the next columns of the row in order.
  template <typename... T>
  void Take(T&... values) {
    (TakeOne(values), ...);
  }

 private:
  void Bind(int index, int64_t value) { Note(sqlite3_bind_int64(stmt_, index, value)); }
  void Bind(int index, const std::optional<int64_t>& value);
  void Bind(int index, const std::string& text);
  void Bind(int index, Blob blob);
  void TakeOne(int64_t& value) { value = sqlite3_column_int64(stmt_, column_++); }
  // A number that never was one of 32 bits, or a flag that is neither 0 nor 1, must not look as if it were sound: the
  // audit compares what is read here with the hashes.
  void TakeOne(int32_t& value) {
    value = static_cast<int32_t>(std::clamp<int64_t>(sqlite3_column_int64(stmt_, column_++), INT32_MIN, INT32_MAX));
  }
  void TakeOne(bool& value) { value = sqlite3_column_int64(stmt_, column_++) == 1; }
  void TakeOne(std::optional<int64_t>& value);
  void TakeOne(std::string& value);
  void Note(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }

  const Statement& statement_;
  sqlite3_stmt* stmt_;
  int code_ = SQLITE_OK;
  int column_ = 0;
};

// Runs a statement that returns no rows.
template <typename... T>
absl::Status Execute(const Statement& statement, const T&... params) {
  Rows rows(statement, params...);
  rows.Next();
  return rows.status();
}

enum class Access {
  kInspect,  // the file is opened read-only: for looking at a file that may not be ours
  kRead,     // statements that write are refused; may still tidy up the log when it is the last to close
  kWrite,
};

// A connection to an existing file.
class Database {
 public:
  // Opens `path` and sets what every connection of a store has. Never creates a file.
  static absl::StatusOr<Database> Open(const std::string& path, Access access);

  sqlite3* get() const { return db_.get(); }
  // Runs SQL without parameters and results: pragmas, the schema, BEGIN …
  absl::Status Run(const std::string& sql) const;
  absl::StatusOr<Statement> Prepare(const std::string& sql) const;
  // The single integer `sql` yields.
  absl::StatusOr<int64_t> QueryInt(const std::string& sql) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  explicit Database(sqlite3* db) : db_(db) {}
  std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace heng::store::sqlite
