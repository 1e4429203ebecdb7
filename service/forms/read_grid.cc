#include "service/forms/read_grid.h"

#include <algorithm>
#include <unordered_map>

namespace heng::forms {
namespace {

// Rows that merged cells reach down to, over all of them; no form comes near, what is beyond counts as not merged.
constexpr int64_t kMaxCovered = 400'000;

uint64_t KeyOf(CellAt at) { return static_cast<uint64_t>(at.row) << 32 | static_cast<uint32_t>(at.column); }

bool Holds(const CellRange& range, CellAt at) {
  return range.first.row <= at.row && at.row <= range.last.row && range.first.column <= at.column &&
         at.column <= range.last.column;
}

bool SaysNothing(const WorkbookCell& cell) { return Trim(cell.text).empty() && !cell.formula; }

}  // namespace

Grid::Grid(const WorkbookSheet& sheet, int without_column) {
  std::unordered_map<uint64_t, CellRange> merged;
  for (const CellRange& range : sheet.merges) merged.emplace(KeyOf(range.first), range);
  cells_.reserve(sheet.cells.size());
  int last_row = -1;
  for (const WorkbookCell& cell : sheet.cells) {
    if (cell.at.column == without_column || SaysNothing(cell)) continue;
    GridCell out;
    out.cell = &cell;
    const auto found = merged.find(KeyOf(cell.at));
    out.range = found == merged.end() ? CellRange{cell.at, cell.at} : found->second;
    out.spelled = Spell(cell.text);
    last_row = std::max(last_row, cell.at.row);
    cells_.push_back(std::move(out));
  }
  covering_.resize(static_cast<size_t>(last_row) + 1);
  int64_t covered = 0;
  for (size_t i = 0; i < cells_.size(); ++i) {
    CellRange& range = cells_[i].range;
    // What stands below a merged cell is not to be seen.
    const std::vector<int>& above = covering_[static_cast<size_t>(range.first.row)];
    cells_[i].used =
        std::any_of(above.begin(), above.end(), [&](int other) { return Holds(at(other).range, cells_[i].cell->at); });
    if (cells_[i].used) continue;
    range.last.row = std::min(range.last.row, last_row);
    if (covered + range.last.row - range.first.row > kMaxCovered) range.last.row = range.first.row;
    covered += range.last.row - range.first.row;
    for (int row = range.first.row; row <= range.last.row; ++row) {
      covering_[static_cast<size_t>(row)].push_back(static_cast<int>(i));
    }
  }
  for (std::vector<int>& row : covering_) {
    std::stable_sort(row.begin(), row.end(),
                     [this](int a, int b) { return at(a).range.first.column < at(b).range.first.column; });
  }
}

}  // namespace heng::forms
