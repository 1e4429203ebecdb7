#include "service/forms/page_look.h"

#include <algorithm>
#include <unordered_map>

namespace heng::forms {

using heng::v1::LayoutCell;
using heng::v1::LayoutRow;

namespace {

// Of each row of the page, the one of the layout that it was made from; null: none.
std::vector<const LayoutRow*> LayoutRows(const Page& page) {
  std::unordered_map<const LayoutCell*, const LayoutRow*> of_cell;
  if (page.layout != nullptr) {
    for (const LayoutRow& row : page.layout->rows()) {
      for (const LayoutCell& cell : row.cells()) of_cell.emplace(&cell, &row);
    }
  }
  std::vector<const LayoutRow*> rows(page.rows.size(), nullptr);
  for (const PageCell& cell : page.cells) {
    const auto row = static_cast<size_t>(cell.row);
    const auto found = of_cell.find(cell.from);
    if (row < rows.size() && found != of_cell.end()) rows[row] = found->second;
  }
  return rows;
}

}  // namespace

LayoutCell::Style StyleOf(const PageCell& cell) {
  return cell.from == nullptr ? LayoutCell::STYLE_UNSPECIFIED : cell.from->style();
}

bool Borderless(const PageCell& cell) { return StyleOf(cell) != LayoutCell::STYLE_UNSPECIFIED; }

CellAlign AlignOf(const PageCell& cell) {
  switch (cell.from == nullptr ? LayoutCell::ALIGN_UNSPECIFIED : cell.from->align()) {
    case LayoutCell::LEFT:
      return CellAlign::kLeft;
    case LayoutCell::CENTER:
      return CellAlign::kCenter;
    case LayoutCell::RIGHT:
      return CellAlign::kRight;
    default:
      break;
  }
  if (StyleOf(cell) == LayoutCell::TITLE) return CellAlign::kCenter;
  if (Borderless(cell)) return CellAlign::kLeft;
  if (cell.label) return CellAlign::kCenter;
  if (cell.from != nullptr && cell.from->format() == LayoutCell::MONEY) return CellAlign::kRight;
  if (cell.from != nullptr && cell.from->format() != LayoutCell::TEXT) return CellAlign::kCenter;
  return cell.number.has_value() ? CellAlign::kCenter : CellAlign::kLeft;
}

bool Repeats(const PageCell& cell) { return cell.label || (cell.from != nullptr && cell.from->merge_equal()); }

std::vector<int> ColumnWidths(const Page& page) {
  std::vector<int> widths;
  if (page.layout != nullptr) widths.assign(page.layout->column_widths().begin(), page.layout->column_widths().end());
  size_t columns = std::max<size_t>(widths.size(), 1);
  for (const PageCell& cell : page.cells) columns = std::max(columns, static_cast<size_t>(cell.column + cell.columns));
  widths.resize(columns, 10);
  for (int& width : widths) width = std::max(width, 1);
  return widths;
}

std::vector<int> MinLines(const Page& page) {
  const std::vector<const LayoutRow*> from = LayoutRows(page);
  std::vector<int> lines;
  for (size_t row = 0; row < page.rows.size(); ++row) {
    lines.push_back(std::max(from[row] == nullptr ? page.rows[row].lines : from[row]->min_lines(), 1));
  }
  return lines;
}

std::vector<HeaderGroup> HeaderGroups(const Page& page) {
  std::vector<HeaderGroup> groups;
  const int rows = static_cast<int>(page.rows.size());
  const std::vector<const LayoutRow*> from = LayoutRows(page);
  const auto row = [&](int at) -> const PageRow& { return page.rows[static_cast<size_t>(at)]; };
  // A row of a list; the empty rows of a template have no row id.
  const auto listed = [&](int at) {
    const LayoutRow* made_from = from[static_cast<size_t>(at)];
    return !row(at).row_id.empty() || (made_from != nullptr && made_from->repeat() != LayoutRow::REPEAT_UNSPECIFIED);
  };
  for (int at = 0; at < rows;) {
    if (!row(at).header) {
      ++at;
      continue;
    }
    HeaderGroup group{.first = at, .body = at, .end = at};
    while (group.body < rows && row(group.body).header) ++group.body;
    group.end = group.body;
    while (group.end < rows && !row(group.end).header && listed(group.end)) ++group.end;
    groups.push_back(group);
    at = group.end;
  }
  return groups;
}

}  // namespace heng::forms
