// A page as text people can compare: one line per cell.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "service/forms/page.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms {

inline std::string PageText(const Page& page) {
  std::string out = absl::StrCat(page.layout->id(), ", ", page.rows.size(), " rows, ",
                                 page.money_unit == heng::v1::YUAN ? "元" : "万元", "\n");
  int row = -1;
  for (const PageCell& cell : page.cells) {
    for (; row < cell.row; ++row) {
      const PageRow& next = page.rows[static_cast<size_t>(row + 1)];
      absl::StrAppend(&out, "-- ", next.lines, next.lines == 1 ? " line" : " lines", next.header ? ", header" : "",
                      next.row_id.empty() ? "" : absl::StrCat(" [", next.row_id, "]"), "\n");
    }
    absl::StrAppend(&out, CellName({cell.row, cell.column}));
    if (cell.rows > 1 || cell.columns > 1) {
      absl::StrAppend(&out, ":", CellName({cell.row + cell.rows - 1, cell.column + cell.columns - 1}));
    }
    absl::StrAppend(&out,
                    cell.label     ? " # "
                    : cell.derived ? " * "
                                   : " = ",
                    absl::StrReplaceAll(cell.text, {{"\n", "⏎"}}));
    if (cell.number.has_value()) absl::StrAppend(&out, " (number ", *cell.number, ", ", cell.decimals, ")");
    if (!cell.label) absl::StrAppend(&out, " {", cell.row_id, "|", cell.field, "}");
    absl::StrAppend(&out, "\n");
  }
  for (const std::string& field : page.left_out) absl::StrAppend(&out, "left out: ", field, "\n");
  return out;
}

}  // namespace heng::forms
