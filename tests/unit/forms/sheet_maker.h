// Workbooks made in a test, cell by cell.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/forms/xlsx/workbook.h"

namespace heng::forms {

class SheetMaker {
 public:
  // A text; empty: the cell says nothing.
  SheetMaker& Text(std::string_view name, std::string_view text) { return Put(name, CellKind::kText, text); }
  SheetMaker& Number(std::string_view name, std::string_view text) { return Put(name, CellKind::kNumber, text); }
  SheetMaker& Percent(std::string_view name, std::string_view text) { return Put(name, CellKind::kPercent, text); }
  SheetMaker& Date(std::string_view name, std::string_view text) { return Put(name, CellKind::kDate, text); }
  SheetMaker& Error(std::string_view name, std::string_view text) { return Put(name, CellKind::kError, text); }
  SheetMaker& Formula(std::string_view name, std::string_view result) {
    Put(name, CellKind::kNumber, result);
    cells_[Key(name)].formula = true;
    return *this;
  }
  // Texts from a cell to the right; an empty one leaves its cell alone.
  SheetMaker& Row(std::string_view name, const std::vector<std::string_view>& texts) {
    CellAt at = At(name);
    for (const std::string_view text : texts) {
      if (!text.empty()) Text(CellName(at), text);
      ++at.column;
    }
    return *this;
  }
  SheetMaker& Merge(std::string_view first, std::string_view last) {
    merges_.push_back({At(first), At(last)});
    return *this;
  }
  SheetMaker& ClearMerges() {
    merges_.clear();
    return *this;
  }
  SheetMaker& HideColumn(int column) {
    hidden_columns_.push_back(column);
    return *this;
  }
  std::string TextAt(std::string_view name) const {
    const auto found = cells_.find(Key(name));
    return found == cells_.end() ? "" : found->second.text;
  }
  // Everything from `row` (from 1) on moves down or, with a negative number, what moved over is gone.
  SheetMaker& MoveDown(int row, int by) { return Move(row - 1, 0, by, 0); }
  SheetMaker& MoveRight(int by) { return Move(0, 0, 0, by); }

  WorkbookSheet Sheet(std::string_view name = "Sheet1") const {
    WorkbookSheet sheet;
    sheet.name = name;
    for (const auto& [at, cell] : cells_) {
      sheet.cells.push_back(cell);
      sheet.cells.back().at = {at.first, at.second};
    }
    sheet.merges = merges_;
    sheet.hidden_columns = hidden_columns_;
    return sheet;
  }
  Workbook Book() const { return {{Sheet()}}; }

 private:
  using At2 = std::pair<int, int>;
  static CellAt At(std::string_view name) {
    CellAt at;
    if (!ReadCellName(name, &at)) std::abort();
    return at;
  }
  static At2 Key(std::string_view name) { return {At(name).row, At(name).column}; }

  SheetMaker& Put(std::string_view name, CellKind kind, std::string_view text) {
    if (text.empty() && kind == CellKind::kText) {
      cells_.erase(Key(name));
      return *this;
    }
    WorkbookCell& cell = cells_[Key(name)];
    cell = {};
    cell.kind = kind;
    cell.text = text;
    if (kind != CellKind::kText) cell.raw = text;
    return *this;
  }

  SheetMaker& Move(int from_row, int from_column, int rows, int columns) {
    std::map<At2, WorkbookCell> moved;
    for (auto& [at, cell] : cells_) {
      const bool moves = at.first >= from_row && at.second >= from_column;
      if (!moves && at.first >= from_row + rows && rows < 0) continue;  // moved over
      moved[moves ? At2{at.first + rows, at.second + columns} : at] = cell;
    }
    cells_ = std::move(moved);
    for (CellRange& range : merges_) {
      for (CellAt* at : {&range.first, &range.last}) {
        if (at->row < from_row || at->column < from_column) continue;
        at->row += rows;
        at->column += columns;
      }
    }
    return *this;
  }

  std::map<At2, WorkbookCell> cells_;
  std::vector<CellRange> merges_;
  std::vector<int> hidden_columns_;
};

}  // namespace heng::forms
