// Values as the binary protocol carries them: parameters, arrays of them, and rows of a result.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/store/store.h"

namespace heng::store::postgres {

// Bytes sent as bytea; a plain string is sent as text.
struct Blob {
  std::string_view bytes;
};

// The parameters of one run of a statement.
class Params {
 public:
  template <typename... T>
  explicit Params(const T&... values) {
    (Add(values), ...);
  }

  void Add(int64_t value);
  void Add(int32_t value);
  void Add(const std::string& text) { values_.push_back(text); }
  void AddEncoded(std::string bytes) { values_.push_back(std::move(bytes)); }

  size_t count() const { return values_.size(); }
  const std::string& value(size_t index) const { return values_[index]; }
  size_t bytes() const;

 private:
  std::vector<std::string> values_;
};

// Rows as arrays, one a column, for `unnest`.
class RowArrays {
 public:
  // Appends one row; the types must be the same in every row.
  template <typename... T>
  void AddRow(const T&... values) {
    size_t column = 0;
    (Append(column++, values), ...);
    ++rows_;
  }
  size_t rows() const { return rows_; }
  size_t bytes() const { return bytes_; }
  // Sends a column of strings as bytea; after the first row.
  void SendAsBytes(size_t column);
  // The arrays as parameters; no rows are left.
  Params Take();

 private:
  struct Column {
    Oid type = 0;
    std::string elements;
  };
  void Append(size_t column, bool value);
  void Append(size_t column, int32_t value);
  void Append(size_t column, int64_t value);
  void Append(size_t column, const std::optional<int64_t>& value);
  void Append(size_t column, const std::string& text);
  void Append(size_t column, Blob blob);
  // The end of the column's elements.
  std::string& At(size_t column, Oid type);
  void AppendBytes(std::string& out, std::string_view bytes);

  std::vector<Column> columns_;
  size_t rows_ = 0, bytes_ = 0;
};

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, FreeResult>;

// Walks over the rows of a result in binary format. NULL is read as 0, "" or nullopt.
class Rows {
 public:
  explicit Rows(const Result& result) : result_(result.get()), count_(PQntuples(result_)) {}

  bool Next() {
    column_ = 0;
    return ++row_ < count_;
  }

  // Takes the next columns of the row in order.
  template <typename... T>
  void Take(T&... values) {
    (TakeOne(values), ...);
  }

 private:
  void TakeOne(int64_t& value) { value = static_cast<int64_t>(Integer(8)); }
  void TakeOne(int32_t& value) { value = static_cast<int32_t>(Integer(4)); }
  void TakeOne(bool& value) { value = Integer(1) != 0; }
  void TakeOne(std::optional<int64_t>& value);
  void TakeOne(std::string& value) { value = Bytes(); }
  std::string_view Bytes();
  uint64_t Integer(size_t size);

  const PGresult* result_;
  const int count_;
  int row_ = -1;
  int column_ = 0;
};

// Each takes the columns records.h lists, in that order.
Header TakeHeader(Rows& rows);
Entry TakeEntry(Rows& rows);  // without its body
Event TakeEvent(Rows& rows);
RequestRecord TakeRequest(Rows& rows);  // caller, method and id first

// Appends a header in the order of kHeaderColumns; with the etag it follows as one more column.
void AddHeader(const Header& header, RowArrays& rows);
void AddHeader(const Header& header, int64_t etag_before, RowArrays& rows);

// The same of an entry; its body is no column.
void AddEntry(const Entry& entry, RowArrays& rows);
void AddEntry(const Entry& entry, int64_t etag_before, RowArrays& rows);

}  // namespace heng::store::postgres
