// What was read of a spreadsheet, as text for comparisons: "B3 98% percent formula", one cell a line.
#pragma once

#include <string>
#include <variant>

#include "service/forms/xlsx/workbook.h"

namespace heng::forms::test {

inline std::string Dump(const WorkbookSheet& sheet) {
  constexpr const char* kKinds[] = {"", " number", " percent", " date", " boolean", " error"};
  std::string dump;
  for (const WorkbookCell& cell : sheet.cells) {
    dump += CellName(cell.at) + " " + cell.text + kKinds[static_cast<size_t>(cell.kind)];
    dump += cell.formula ? " formula\n" : "\n";
  }
  return dump;
}

// Of all sheets; of a refusal "refused: " and its id.
inline std::string Dump(const std::variant<Workbook, Mistake>& read) {
  if (const auto* mistake = std::get_if<Mistake>(&read)) return "refused: " + mistake->id;
  std::string dump;
  for (const WorkbookSheet& sheet : std::get<Workbook>(read).sheets) {
    if (!dump.empty() || sheet.name != "表") dump += "[" + sheet.name + (sheet.hidden ? "] hidden\n" : "]\n");
    dump += Dump(sheet);
  }
  return dump;
}

}  // namespace heng::forms::test
