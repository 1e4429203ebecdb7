// How the rows of a page fall onto sheets of paper. Geometry only: heights in, places out, all in points.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "service/forms/page_look.h"

namespace heng::forms {

struct FlowCell {
  int row = 0, rows = 1;
  std::vector<double> lines;  // their heights
  bool repeat = false;        // short text that stands on every sheet the cell goes on to; else it goes on there
};

struct FlowRow {
  double min_height = 0;
  bool header = false;
  bool tail = false;  // notes and signatures: never alone at the top of a sheet where that can be helped
};

struct Flow {
  std::vector<FlowRow> rows;
  std::vector<FlowCell> cells;
  std::vector<HeaderGroup> headers;  // repeated on the sheets on which the rows they head go on
  double padding = 0;                // above and below the text of a cell
  double height = 0;                 // of a sheet, without its margins
  int max_sheets = 1;
};

// What stands of a cell on one sheet.
struct Piece {
  int cell = 0;
  double top = 0, height = 0;        // from the upper margin
  int first_line = 0, end_line = 0;  // its lines there
};
using Sheet = std::vector<Piece>;

// Every line of every cell stands on a sheet. A row that fits on a sheet is not divided; one that is higher goes on on
// the next. RESOURCE_EXHAUSTED: more than max_sheets.
absl::StatusOr<std::vector<Sheet>> FlowOver(const Flow& flow);

}  // namespace heng::forms
