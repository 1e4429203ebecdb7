// Why a spreadsheet is refused: one mistake each, saying in both languages what is wrong and how to go on.
#pragma once

#include <cstddef>
#include <string_view>

#include "service/forms/mistake.h"

namespace heng::forms::xlsx {

// A thing said in both languages.
struct Words {
  std::string_view zh;
  std::string_view en;
};

Mistake NotASpreadsheet(Words what, Words how);
Mistake OldFormat();
Mistake Encrypted();
Mistake Macro();
Mistake NestedArchive(std::string_view part);
Mistake Entities(std::string_view part);
// `part`: which of the archive; empty: the archive itself.
Mistake Damaged(std::string_view part, Words why);

// Beyond a limit.
Mistake TooLarge(size_t bytes, size_t limit);
Mistake PartTooLarge(std::string_view part, size_t limit);
Mistake TooLargeUnpacked(size_t limit);
Mistake TooManyParts(size_t count, size_t limit);
Mistake TooManySheets(size_t limit);
Mistake TooManyRows(std::string_view sheet, size_t row, size_t limit);
Mistake TooManyColumns(std::string_view sheet, std::string_view cell, size_t limit);
Mistake TooManyCells(size_t limit);
Mistake TooMuchText(size_t limit);
Mistake TooManyStrings(size_t limit);
Mistake TooManyStyles(size_t limit);
Mistake TooManyMerges(std::string_view sheet, size_t limit);
Mistake TooMuchMerged(std::string_view sheet, size_t limit);
Mistake TooMuchXml(std::string_view part);
Mistake TooDeep(std::string_view part, size_t limit);

}  // namespace heng::forms::xlsx
