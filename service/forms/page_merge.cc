// Cells that are one on paper: equal headings below each other, the score of a group of rows.
#include <algorithm>

#include "service/forms/page_parts.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;

// The cells of one column of the repeated rows, from top to bottom.
std::vector<PageCell*> ColumnOf(const LayoutCell& from, int first, int last, std::vector<PageCell>& cells) {
  std::vector<PageCell*> column;
  for (PageCell& cell : cells) {
    if (cell.from == &from && cell.row >= first && cell.row <= last) column.push_back(&cell);
  }
  return column;
}

void Unite(const std::vector<PageCell*>& column, size_t first, size_t end, const PageCell& bearer) {
  if (end - first < 2) return;
  PageCell whole = bearer;
  whole.row = column[first]->row;
  whole.rows = static_cast<int>(end - first);
  for (size_t i = first; i < end; ++i) column[i]->rows = 0;  // gone
  *column[first] = whole;
}

// `ends[i]`: a heading further left ends above row i, so this one does too.
void MergeEqual(const std::vector<PageCell*>& column, std::vector<bool>& ends) {
  size_t first = 0;
  for (size_t i = 1; i <= column.size(); ++i) {
    if (i < column.size() && !ends[i] && !column[i]->text.empty() && column[i]->text == column[first]->text) continue;
    Unite(column, first, i, *column[first]);
    if (i < column.size()) ends[i] = true;
    first = i;
  }
}

void MergeGroup(const std::vector<PageCell*>& column, const std::vector<std::string>& groups) {
  size_t first = 0;
  for (size_t i = 1; i <= column.size(); ++i) {
    if (i < column.size() && !groups[i].empty() && groups[i] == groups[first]) continue;
    const auto said = [](const PageCell* cell) { return !cell->text.empty(); };
    const auto begin = column.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = column.begin() + static_cast<std::ptrdiff_t>(i);
    const auto bearer = std::find_if(begin, end, said);
    // Two rows of a group that both say something would lose one of it.
    if (std::count_if(begin, end, said) <= 1) Unite(column, first, i, bearer == end ? **begin : **bearer);
    first = i;
  }
}

}  // namespace

void MergeCells(const heng::v1::LayoutRow& row, int first, int last, const std::vector<std::string>& groups,
                std::vector<PageCell>& cells) {
  std::vector<bool> ends(static_cast<size_t>(last - first + 1), false);
  for (const LayoutCell& from : row.cells()) {
    if (!from.merge_equal() && !from.merge_group()) continue;
    const std::vector<PageCell*> column = ColumnOf(from, first, last, cells);
    if (from.merge_equal()) MergeEqual(column, ends);
    if (from.merge_group()) MergeGroup(column, groups);
  }
  std::erase_if(cells, [](const PageCell& cell) { return cell.rows == 0; });
}

}  // namespace heng::forms
