// Which cell of a sheet is which field. Inner part of read_form.h.
#pragma once

#include <string>
#include <vector>

#include "service/forms/read_anchors.h"

namespace heng::forms {

struct FieldPlace {
  int part = -1;           // of the layout: a field
  int cell = -1;           // of the grid
  size_t value = 0;        // where the value begins in the cell's text: behind a label
  bool inherited = false;  // a merged cell that begins in a row above
  size_t end = 0;          // where the value ends, before another label in the cell; 0: with the cell
};

// A row of the sheet that is an element of a list.
struct ElementRow {
  int layout_row = 0;
  int sheet_row = 0;
  std::vector<FieldPlace> places;  // from left to right
};

struct Places {
  std::vector<FieldPlace> single;    // in the order of the layout
  std::vector<ElementRow> elements;  // in the order of the sheet
  std::vector<int> leftover;         // cells that are neither label nor field nor note, in the order of the sheet
  heng::v1::MoneyUnit unit = heng::v1::MONEY_UNIT_UNSPECIFIED;  // as the sheet says
  int year = 0;                                                 // the same; 0: it does not
};

// Marks the cells used. `has_id`: rows of the sheet that are elements even if they say nothing.
Places FindPlaces(const ReadLayout& layout, const Anchors& anchors, Grid& grid, const std::vector<bool>& has_id);

}  // namespace heng::forms
