// Tables as text: RFC 4180, as spreadsheets write it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heng::cli {

struct CsvRow {
  int line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
};

struct Csv {
  std::vector<CsvRow> rows;  // empty lines are left out
  int bad_line = 0;          // 0: the text is sound; else where it is not, and why:
  std::string zh, en;
};

// Splits `text`. Cells stand between commas, rows end with LF or CRLF; a cell in quotation marks may hold commas, line
// breaks and doubled quotation marks. Nothing is trimmed. Refused: a quotation mark inside a cell that does not begin
// with one, text behind a closing one, one that is never closed, NUL, more than `max_rows` rows.
Csv ReadCsv(std::string_view text, std::size_t max_rows);

// One cell as CSV writes it: in quotation marks where it has to be.
std::string CsvCell(std::string_view text);

}  // namespace heng::cli
