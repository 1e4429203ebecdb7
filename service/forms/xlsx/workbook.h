// A spreadsheet as cells of text. Reads .xlsx (ECMA-376): zip and XML as streams, within limits; knows nothing of
// forms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "service/forms/mistake.h"

namespace heng::forms {

// Rows and columns count from 0.
struct CellAt {
  int row = 0;
  int column = 0;
  bool operator==(const CellAt&) const = default;
};
// "F12" of {11, 5}, and back; false if `name` is no cell of a spreadsheet.
std::string CellName(CellAt at);
bool ReadCellName(std::string_view name, CellAt* at);

enum class CellKind : uint8_t { kText, kNumber, kPercent, kDate, kBoolean, kError };

struct WorkbookCell {
  CellAt at;
  CellKind kind = CellKind::kText;
  // What a person sees or typed: a text as it is; a number as an exact decimal of at most 15 significant digits
  // ("88.77" of 88.769999999999996), without exponent; a percent cell in percent ("98%" of 0.98); a date "2022-12-31".
  std::string text;
  std::string raw;       // a number as the file has it; empty for a text
  bool formula = false;  // the text is the result the file remembers of a formula; empty: it remembers none
};

struct CellRange {
  CellAt first;
  CellAt last;  // included
};

struct WorkbookSheet {
  std::string name;
  bool hidden = false;
  std::vector<WorkbookCell> cells;  // those with a text, row by row from left to right
  std::vector<CellRange> merges;
  std::vector<int> hidden_columns;
};

struct Workbook {
  std::vector<WorkbookSheet> sheets;
};

// What is refused beyond. Each has a mistake of its own that names the limit.
struct WorkbookLimits {
  size_t file_bytes = 3u << 20;
  size_t part_bytes = 32u << 20;   // one part of the file, decompressed
  size_t total_bytes = 64u << 20;  // all that are read, decompressed
  int parts = 1000;
  int sheets = 50;
  int rows = 20'000;  // the last row with a text
  int columns = 500;
  int cells = 200'000;            // with a text, of all sheets
  size_t text_bytes = 16u << 20;  // of all cells together
  size_t shared_strings = 200'000;
  int merges = 20'000;
  int xml_depth = 64;
};

// Refuses, each with a sentence that says what to do: what is no zip; .xls, .et, .doc (by their first bytes); encrypted
// files; macros; archives within the archive; entities; damaged or cut files; whatever is beyond a limit. Never
// crashes.
std::variant<Workbook, Mistake> ReadWorkbook(std::string_view file, const WorkbookLimits& limits = {});

}  // namespace heng::forms
