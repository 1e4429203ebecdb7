// A form from a spreadsheet: found by its labels, wherever they stand; see READING.md for what it forgives.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "heng/v1/form_service.pb.h"
#include "service/forms/mistake.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms {

struct ReadOptions {
  std::string layout;  // empty: the one whose labels are there
};

struct ReadResult {
  std::string layout;
  bool is_target = false;
  heng::v1::Evaluation evaluation;  // form and contacts; name and etag where the file was made by Heng
  heng::v1::Target target;
  std::vector<heng::v1::SheetCell> cells;        // what was read from which cell
  std::vector<heng::v1::SheetProblem> problems;  // every cell that was not understood, in the order of the sheet
};

// Subject, org and year are left empty where the sheet does not say them. A row without an id of its own gets one by
// its position (r1, r2 …; f1 …), as form files do.
std::variant<ReadResult, Mistake> ReadFormFile(std::string_view file, const ReadOptions& options = {},
                                               const WorkbookLimits& limits = {});
std::variant<ReadResult, Mistake> ReadFormWorkbook(const Workbook& workbook, const ReadOptions& options = {});

}  // namespace heng::forms
