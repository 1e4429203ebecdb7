// How the cells of a page look, for HTML and PDF alike.
#pragma once

#include <vector>

#include "service/forms/page.h"

namespace heng::forms {

enum class CellAlign { kLeft, kCenter, kRight };

heng::v1::LayoutCell::Style StyleOf(const PageCell& cell);
// A title, a note, a line for signatures.
bool Borderless(const PageCell& cell);
// As the layout says; else labels, titles and numbers in the middle, money and texts at their sides.
CellAlign AlignOf(const PageCell& cell);
// The same text on every page that the cell goes on to: labels, and texts that stand for the rows beside them.
bool Repeats(const PageCell& cell);

// In millimetres, of every column that the layout or a cell names.
std::vector<int> ColumnWidths(const Page& page);
// Of each row, in lines of text, at least 1. Page::rows also estimates how high the texts will be, which a spreadsheet
// needs and paper does not: here texts are measured.
std::vector<int> MinLines(const Page& page);

// Header rows that stand together, and the rows they head: first <= row < body are headers, body <= row < end follow.
struct HeaderGroup {
  int first = 0, body = 0, end = 0;
};
std::vector<HeaderGroup> HeaderGroups(const Page& page);

}  // namespace heng::forms
