#include "service/forms/page_look.h"

#include <algorithm>

namespace heng::forms {

using heng::v1::LayoutCell;

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
  std::vector<int> lines(page.rows.size(), 1);
  std::vector<bool> known(page.rows.size(), false);
  for (const PageCell& cell : page.cells) {
    const auto row = static_cast<size_t>(cell.row);
    if (page.layout == nullptr || cell.from == nullptr || row >= lines.size() || known[row]) continue;
    for (const heng::v1::LayoutRow& from : page.layout->rows()) {
      for (const LayoutCell& candidate : from.cells()) {
        if (&candidate != cell.from) continue;
        lines[row] = std::max(from.min_lines(), 1);
        known[row] = true;
      }
    }
  }
  for (size_t row = 0; row < lines.size(); ++row) {
    if (!known[row]) lines[row] = std::max(page.rows[row].lines, 1);
  }
  return lines;
}

std::vector<HeaderGroup> HeaderGroups(const Page& page) {
  std::vector<HeaderGroup> groups;
  const int rows = static_cast<int>(page.rows.size());
  const auto row = [&](int at) -> const PageRow& { return page.rows[static_cast<size_t>(at)]; };
  for (int at = 0; at < rows;) {
    if (!row(at).header) {
      ++at;
      continue;
    }
    HeaderGroup group{.first = at, .body = at, .end = at};
    while (group.body < rows && row(group.body).header) ++group.body;
    group.end = group.body;
    while (group.end < rows && !row(group.end).header && !row(group.end).row_id.empty()) ++group.end;
    groups.push_back(group);
    at = group.end;
  }
  return groups;
}

}  // namespace heng::forms
