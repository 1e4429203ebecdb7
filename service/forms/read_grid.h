// A sheet as rows of cells, merged ones in every row they cover. Inner part of read_form.h.
#pragma once

#include <cstdint>
#include <vector>

#include "service/forms/read_label.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms {

struct GridCell {
  const WorkbookCell* cell = nullptr;
  CellRange range;      // of its own, or of the merged cell
  SpelledText spelled;  // the beginning of its text
  bool used = false;    // it belongs to the form, as label, field or note
};

class Grid {
 public:
  // Cells of `without_column` are left out; -1: none.
  explicit Grid(const WorkbookSheet& sheet, int without_column = -1);

  size_t size() const { return cells_.size(); }
  const GridCell& at(int cell) const { return cells_[static_cast<size_t>(cell)]; }
  GridCell& at(int cell) { return cells_[static_cast<size_t>(cell)]; }
  int rows() const { return static_cast<int>(covering_.size()); }
  // The cells that cover the row, from left to right; merged ones from above too.
  const std::vector<int>& Covering(int row) const { return covering_[static_cast<size_t>(row)]; }
  // True where the cell begins in the row.
  bool BeginsIn(int cell, int row) const { return at(cell).range.first.row == row; }

 private:
  std::vector<GridCell> cells_;
  std::vector<std::vector<int>> covering_;
};

}  // namespace heng::forms
