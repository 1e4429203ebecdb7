// ReadWorkbook: any file is a workbook within the limits or refused in both languages.
#include "service/forms/xlsx/workbook.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sheet_checks.h"

using heng::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heng::forms::WorkbookLimits limits;
  limits.part_bytes = 1u << 20;  // enough to be reached, little enough to be quick
  limits.total_bytes = 4u << 20;
  limits.cells = 1000;
  limits.text_bytes = 100'000;
  const auto read = heng::forms::ReadWorkbook(heng::fuzz::AsText(data, size), limits);
  if (const auto* mistake = std::get_if<heng::forms::Mistake>(&read)) {
    heng::fuzz::CheckMistake(*mistake);
    return 0;
  }
  const auto& sheets = std::get<heng::forms::Workbook>(read).sheets;
  Require(!sheets.empty() && sheets.size() <= static_cast<size_t>(limits.sheets), "sheets within the limit");
  size_t cells = 0, text_bytes = 0;
  for (const auto& sheet : sheets) heng::fuzz::CheckSheet(sheet, limits, &cells, &text_bytes);
  Require(cells <= static_cast<size_t>(limits.cells), "cells within the limit");
  Require(text_bytes <= limits.text_bytes, "texts within the limit");
  return 0;
}
