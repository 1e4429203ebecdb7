// How high a row must be, so that a spreadsheet shows all its text: estimated, since the font is the reader's.
#include <unicode/uchar.h>

#include <algorithm>

#include "scoring/text.h"
#include "service/forms/page_parts.h"

namespace heng::forms {
namespace {

constexpr double kHalfWidth = 1.85;  // mm of a half-width character at 10.5 pt
constexpr double kPadding = 2.0;     // mm left and right of the text of a cell, together

int HalfWidths(char32_t value) {
  const auto width =
      static_cast<UEastAsianWidth>(u_getIntPropertyValue(static_cast<UChar32>(value), UCHAR_EAST_ASIAN_WIDTH));
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH || width == U_EA_AMBIGUOUS ? 2 : 1;
}

// Width of a cell for text of 10.5 pt; titles are larger, notes smaller.
int WidthOf(const Page& page, const PageCell& cell) {
  int width = 0;
  for (int i = cell.column; i < cell.column + cell.columns; ++i) width += page.layout->column_widths(i);
  if (cell.from->style() == heng::v1::LayoutCell::TITLE) return width * 2 / 3;
  if (cell.from->style() == heng::v1::LayoutCell::NOTE) return width * 7 / 6;
  return width;
}

}  // namespace

int LinesOf(std::string_view text, int width_mm) {
  const int room = std::max(2, static_cast<int>((width_mm - kPadding) / kHalfWidth));
  int lines = 1, used = 0;
  while (!text.empty()) {
    const heng::scoring::CodePoint point = heng::scoring::FirstCodePoint(text);
    text.remove_prefix(point.length);
    if (point.value == U'\n') {
      ++lines;
      used = 0;
      continue;
    }
    const int width = HalfWidths(point.value);
    if (used + width > room) {
      ++lines;
      used = 0;
    }
    used += width;
  }
  return lines;
}

void SetLines(Page& page) {
  for (const PageCell& cell : page.cells) {
    if (cell.rows != 1) continue;
    int& lines = page.rows[static_cast<size_t>(cell.row)].lines;
    lines = std::max(lines, LinesOf(cell.text, WidthOf(page, cell)));
  }
  // What a cell over several rows lacks is given to its last row.
  for (const PageCell& cell : page.cells) {
    if (cell.rows == 1) continue;
    int missing = LinesOf(cell.text, WidthOf(page, cell));
    for (int row = cell.row; row < cell.row + cell.rows; ++row) missing -= page.rows[static_cast<size_t>(row)].lines;
    if (missing > 0) page.rows[static_cast<size_t>(cell.row + cell.rows - 1)].lines += missing;
  }
}

}  // namespace heng::forms
