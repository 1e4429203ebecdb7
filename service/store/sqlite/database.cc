#include "service/store/sqlite/database.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace heng::store::sqlite {
namespace {

// There is one writer per file, so nothing should ever wait; this covers recovery and a checkpoint waiting for readers.
constexpr int kBusyTimeoutMs = 500;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status SqliteStatus(int code, std::string_view what, std::string_view text) {
  const std::string message = absl::StrCat(View(what), ": ", View(text), " (sqlite ", code, ")");
  if (code == SQLITE_IOERR_CORRUPTFS) return absl::DataLossError(message);
  switch (code & 0xff) {
    case SQLITE_OK:
      return absl::OkStatus();
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(absl::StrCat("disk full: ", message));
    case SQLITE_INTERRUPT:
      return absl::DeadlineExceededError(message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(message);
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
      return absl::UnavailableError(message);
    default:
      return absl::InternalError(message);
  }
}

bool IsIoError(int code) { return (code & 0xff) == SQLITE_IOERR; }

absl::Status Statement::Error(int code) const {
  return SqliteStatus(code, sqlite3_sql(stmt_.get()), sqlite3_errmsg(db_));
}

bool Rows::Next() {
  if (code_ != SQLITE_OK) return false;
  column_ = 0;
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) code_ = code;
  return false;
}

void Rows::Bind(int index, const std::optional<int64_t>& value) {
  Note(value ? sqlite3_bind_int64(stmt_, index, *value) : sqlite3_bind_null(stmt_, index));
}

void Rows::Bind(int index, const std::string& text) {
  Note(sqlite3_bind_text64(stmt_, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Rows::Bind(int index, Blob blob) {
  // A null pointer would bind NULL instead of an empty blob.
  const char* data = blob.bytes.empty() ? "" : blob.bytes.data();
  Note(sqlite3_bind_blob64(stmt_, index, data, blob.bytes.size(), SQLITE_STATIC));
}

void Rows::TakeOne(std::optional<int64_t>& value) {
  value.reset();
  if (sqlite3_column_type(stmt_, column_) != SQLITE_NULL) value = sqlite3_column_int64(stmt_, column_);
  ++column_;
}

void Rows::TakeOne(std::string& value) {
  // Text and blobs alike: the file is UTF-8, so no conversion takes place.
  const void* data = sqlite3_column_blob(stmt_, column_);
  const int size = sqlite3_column_bytes(stmt_, column_++);
  value.assign(static_cast<const char*>(data), data == nullptr ? 0 : static_cast<size_t>(size));
}

absl::StatusOr<Database> Database::Open(const std::string& path, Access access) {
  sqlite3* raw = nullptr;
  const int mode = access == Access::kInspect ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int code = sqlite3_open_v2(path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Database db(raw);
  if (code != SQLITE_OK) return SqliteStatus(code, "open", raw != nullptr ? sqlite3_errmsg(raw) : sqlite3_errstr(code));
  // SQLite opens for reading what it cannot open for writing, and would stay with that.
  if (access == Access::kWrite && sqlite3_db_readonly(raw, "main") == 1) {
    return SqliteStatus(SQLITE_READONLY, "open", "the file cannot be opened for writing");
  }
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  // Nothing in a file may run code or change the schema behind our back. No mmap: an I/O error there is a SIGBUS.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  absl::Status status = db.Run("PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY");
  if (status.ok() && access != Access::kWrite) status = db.Run("PRAGMA query_only = ON; PRAGMA cache_size = -8192");
  if (!status.ok()) return status;
  return db;
}

absl::Status Database::Run(const std::string& sql) const {
  const int code = sqlite3_exec(get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteStatus(code, sql, sqlite3_errmsg(get()));
}

absl::StatusOr<Statement> Database::Prepare(const std::string& sql) const {
  sqlite3_stmt* stmt = nullptr;
  const int code = sqlite3_prepare_v3(get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
  if (code != SQLITE_OK) return SqliteStatus(code, sql, sqlite3_errmsg(get()));
  return Statement(get(), stmt);
}

absl::StatusOr<int64_t> Database::QueryInt(const std::string& sql) const {
  absl::StatusOr<Statement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  Rows rows(*statement);
  if (!rows.Next()) return rows.code() == SQLITE_OK ? absl::InternalError(sql + ": no row") : rows.status();
  int64_t value = 0;
  rows.Take(value);
  return value;
}

}  // namespace heng::store::sqlite
