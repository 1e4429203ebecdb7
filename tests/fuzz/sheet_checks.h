// What must hold of every sheet that was read, and of every refusal.
#pragma once

#include "scoring/text.h"
#include "service/forms/xlsx/workbook.h"
#include "tests/fuzz/fuzz.h"

namespace heng::fuzz {

inline void CheckMistake(const heng::forms::Mistake& mistake) {
  Require(!mistake.id.empty() && !mistake.zh.empty() && !mistake.en.empty(), "a refusal is told in both languages");
  Require(scoring::IsValidUtf8(mistake.zh) && scoring::IsValidUtf8(mistake.en), "a refusal is a text");
}

inline void CheckNumber(const heng::forms::WorkbookCell& cell) {
  std::string_view text = cell.text;
  if (cell.kind == heng::forms::CellKind::kPercent) {
    Require(text.ends_with('%'), "a percentage has its sign");
    text.remove_suffix(1);
  }
  if (text.starts_with('-')) text.remove_prefix(1);
  Require(text.find_first_not_of("0123456789.") == std::string_view::npos, "a number is a decimal");
  Require(!text.empty() && scoring::IsDigit(text.front()) && scoring::IsDigit(text.back()), "a number is well formed");
  Require(text.find('.') == text.rfind('.'), "a number has one point");
  Require(!cell.raw.empty(), "a number has its raw text");
}

// Adds the cells and the bytes of their texts to the counts.
inline void CheckSheet(const heng::forms::WorkbookSheet& sheet, const heng::forms::WorkbookLimits& limits,
                       size_t* cells, size_t* text_bytes) {
  using heng::forms::CellKind;
  heng::forms::CellAt last = {-1, -1};
  for (const auto& cell : sheet.cells) {
    ++*cells;
    *text_bytes += cell.text.size() + cell.raw.size();
    const auto at = cell.at;
    Require(at.row > last.row || (at.row == last.row && at.column > last.column),
            "cells are in order, each there once");
    Require(at.row < limits.rows && at.column >= 0 && at.column < limits.columns, "cells are within the limits");
    Require(scoring::IsValidUtf8(cell.text) && scoring::IsValidUtf8(cell.raw), "texts are UTF-8");
    Require(!cell.text.empty() || cell.formula, "only a formula has no text");
    const bool number = cell.kind == CellKind::kNumber || cell.kind == CellKind::kPercent;
    if (number && !cell.text.empty()) CheckNumber(cell);
    last = at;
  }
  for (const auto& merge : sheet.merges) {
    Require(merge.first.row >= 0 && merge.first.row <= merge.last.row && merge.last.row < limits.rows,
            "rows are merged");
    Require(merge.first.column >= 0 && merge.first.column <= merge.last.column && merge.last.column < limits.columns,
            "columns are merged");
  }
  for (const int column : sheet.hidden_columns) Require(column >= 0 && column < limits.columns, "columns are hidden");
}

}  // namespace heng::fuzz
