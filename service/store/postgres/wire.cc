#include "service/store/postgres/wire.h"

#include <tuple>
#include <utility>

#include "service/store/records.h"

namespace heng::store::postgres {
namespace {

// Types of array elements; they are the same in every PostgreSQL.
constexpr Oid kBool = 16, kBytea = 17, kInt8 = 20, kInt4 = 23, kText = 25;

constexpr size_t kProjectName = 10;  // in kHeaderColumns

void AppendBigEndian(std::string& out, uint64_t value, size_t size) {
  for (size_t i = size; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

void AppendInteger(std::string& out, uint64_t value, size_t size) {
  AppendBigEndian(out, size, 4);
  AppendBigEndian(out, value, size);
}

}  // namespace

void Params::Add(int64_t value) { AppendBigEndian(values_.emplace_back(), static_cast<uint64_t>(value), 8); }
void Params::Add(int32_t value) { AppendBigEndian(values_.emplace_back(), static_cast<uint32_t>(value), 4); }

size_t Params::bytes() const {
  size_t bytes = 0;
  for (const std::string& value : values_) bytes += value.size();
  return bytes;
}

std::string& RowArrays::At(size_t column, Oid type) {
  if (column == columns_.size()) columns_.push_back({.type = type, .elements = {}});
  return columns_[column].elements;
}

void RowArrays::Append(size_t column, bool value) { AppendInteger(At(column, kBool), value ? 1 : 0, 1); }
void RowArrays::Append(size_t column, int32_t value) {
  AppendInteger(At(column, kInt4), static_cast<uint32_t>(value), 4);
}
void RowArrays::Append(size_t column, int64_t value) {
  AppendInteger(At(column, kInt8), static_cast<uint64_t>(value), 8);
}
void RowArrays::Append(size_t column, const std::optional<int64_t>& value) {
  if (value) return Append(column, *value);
  AppendBigEndian(At(column, kInt8), UINT32_MAX, 4);  // length -1: NULL
}
void RowArrays::Append(size_t column, const std::string& text) { AppendBytes(At(column, kText), text); }
void RowArrays::Append(size_t column, Blob blob) { AppendBytes(At(column, kBytea), blob.bytes); }

void RowArrays::AppendBytes(std::string& out, std::string_view bytes) {
  AppendBigEndian(out, bytes.size(), 4);
  out.append(bytes);
  bytes_ += bytes.size();
}

void RowArrays::SendAsBytes(size_t column) { columns_[column].type = kBytea; }

Params RowArrays::Take() {
  Params params;
  for (Column& column : columns_) {
    std::string array;
    AppendBigEndian(array, 1, 4);  // dimensions
    AppendBigEndian(array, 1, 4);  // there may be NULL among the elements
    AppendBigEndian(array, column.type, 4);
    AppendBigEndian(array, rows_, 4);
    AppendBigEndian(array, 1, 4);  // index of the first
    array.append(column.elements);
    column.elements.clear();
    params.AddEncoded(std::move(array));
  }
  columns_.clear();
  rows_ = bytes_ = 0;
  return params;
}

void Rows::TakeOne(std::optional<int64_t>& value) {
  value.reset();
  if (PQgetisnull(result_, row_, column_) != 0) {
    ++column_;
  } else {
    value = static_cast<int64_t>(Integer(8));
  }
}

std::string_view Rows::Bytes() {
  const int length = PQgetlength(result_, row_, column_);
  const char* const value = PQgetvalue(result_, row_, column_++);
  return {value, static_cast<size_t>(length)};
}

// `size` is what the table's column has; NULL has no bytes and reads as 0.
uint64_t Rows::Integer(size_t size) {
  uint64_t value = 0;
  for (const char byte : Bytes().substr(0, size)) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

Header TakeHeader(Rows& rows) {
  Header header;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, HeaderFields(header));
  return header;
}

void AddHeader(const Header& header, RowArrays& rows) {
  std::apply([&rows](const auto&... field) { rows.AddRow(field...); }, HeaderFields(header));
  rows.SendAsBytes(kProjectName);
}

void AddHeader(const Header& header, int64_t etag_before, RowArrays& rows) {
  std::apply([&](const auto&... field) { rows.AddRow(field..., etag_before); }, HeaderFields(header));
  rows.SendAsBytes(kProjectName);
}

Entry TakeEntry(Rows& rows) {
  Entry entry;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, EntryFields(entry));
  return entry;
}

void AddEntry(const Entry& entry, RowArrays& rows) {
  std::apply([&rows](const auto&... field) { rows.AddRow(field...); }, EntryFields(entry));
}

void AddEntry(const Entry& entry, int64_t etag_before, RowArrays& rows) {
  std::apply([&](const auto&... field) { rows.AddRow(field..., etag_before); }, EntryFields(entry));
}

Event TakeEvent(Rows& rows) {
  Event event;
  std::apply([&rows](auto&... field) { rows.Take(field...); }, EventFields(event));
  rows.Take(event.revision_sha256, event.header_sha256, event.previous_sha256, event.sha256, event.form);
  return event;
}

RequestRecord TakeRequest(Rows& rows) {
  RequestRecord record;
  rows.Take(record.key.caller, record.key.method, record.key.id);
  std::apply([&rows](auto&... field) { rows.Take(field...); }, RequestFields(record));
  return record;
}

}  // namespace heng::store::postgres
