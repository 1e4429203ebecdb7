// A table of any length as .xlsx, written row by row and read in parts: it is never in memory as a whole.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace heng::forms {

// What one sheet holds below its titles, as spreadsheet programs read it.
inline constexpr int64_t kMaxTableRows = 1'048'575;

struct TableColumn {
  enum class Kind { kText, kCount, kMoney, kPoints };
  std::string title;
  int width = 20;  // mm
  Kind kind = Kind::kText;
};

class TableXlsx {
 public:
  // `created` (µs) is what the file says of its age.
  TableXlsx(const std::string& title, const std::string& sheet, const std::vector<TableColumn>& columns,
            int64_t created);
  ~TableXlsx();
  TableXlsx(const TableXlsx&) = delete;
  TableXlsx& operator=(const TableXlsx&) = delete;

  // A cell per column; of columns that are not text exact decimals of at most 15 digits, or empty. Text that begins
  // with = + - @ stays text. RESOURCE_EXHAUSTED: a text is too long for a cell; INTERNAL: the library failed. Pre:
  // fewer than kMaxTableRows were added.
  absl::Status AddRow(const std::vector<std::string>& cells);
  // No more rows; takes its time. INTERNAL: the library failed; RESOURCE_EXHAUSTED "disk full": there is not room
  // enough.
  absl::Status Finish();
  // What the file has from `offset` on, at most so many bytes; empty: that was all. Pre: Finish was OK.
  absl::StatusOr<std::string> Part(int64_t offset, size_t size) const;

 private:
  struct Book;
  const std::unique_ptr<Book> book_;
};

}  // namespace heng::forms
