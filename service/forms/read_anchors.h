// The labels of a layout on a sheet. Inner part of read_form.h.
#pragma once

#include <vector>

#include "service/forms/read_grid.h"
#include "service/forms/read_layout.h"

namespace heng::forms {

struct Anchors {
  std::vector<int> rows;       // of each row of the layout, that of the sheet; -1: it has no label, or none was found
  std::vector<int> cells;      // of each part, the cell that is its label; -1
  std::vector<LabelHit> hits;  // of each part
  int found = 0;               // wanted labels that are there
  int score = 0;               // of this layout against others
  std::vector<int> missing;    // parts whose label is wanted and is not there
};

// Rows of the layout keep their order on the sheet; the sheet may have others between them.
Anchors FindAnchors(const ReadLayout& layout, const Grid& grid);

}  // namespace heng::forms
