// What a fuzzer does not get at through a compressed file: a sheet, the shared texts and the styles as XML. The input
// is up to three texts, with a byte 0 between them.
#include "service/forms/xlsx/sheet.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sheet_checks.h"

using heng::forms::Mistake;
using heng::fuzz::Require;
namespace xlsx = heng::forms::xlsx;

namespace {

bool Read(std::string_view xml, const heng::forms::WorkbookLimits& limits, xlsx::XmlHandler& handler) {
  const std::optional<Mistake> mistake = xlsx::ReadXml("xl/part.xml", xml, limits.xml_depth, handler);
  if (mistake.has_value()) heng::fuzz::CheckMistake(*mistake);
  return !mistake.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heng::forms::WorkbookLimits limits;
  limits.cells = 40;  // enough to be reached
  limits.text_bytes = 1000;
  limits.shared_strings = 20;
  limits.merges = 10;
  limits.xml_depth = 12;
  std::string_view rest = heng::fuzz::AsText(data, size);
  const std::string_view sheet_xml = heng::fuzz::TakeUntil(rest, '\0');
  const std::string_view strings_xml = heng::fuzz::TakeUntil(rest, '\0');

  xlsx::SharedStrings strings;
  xlsx::SharedStringsReader strings_reader(limits, &strings);
  if (!strings_xml.empty() && !Read(strings_xml, limits, strings_reader)) return 0;
  Require(strings.size() <= limits.shared_strings, "shared texts within the limit");

  xlsx::CellFormats formats;
  xlsx::StylesReader styles_reader(&formats);
  if (!rest.empty() && !Read(rest, limits, styles_reader)) return 0;

  xlsx::SheetBudget budget;
  heng::forms::WorkbookSheet sheet;
  xlsx::SheetReader reader("xl/sheet.xml", {limits, &strings, formats, size % 2 == 1}, &budget, &sheet);
  if (!Read(sheet_xml, limits, reader)) return 0;
  size_t cells = 0, text_bytes = 0;
  heng::fuzz::CheckSheet(sheet, limits, &cells, &text_bytes);
  Require(cells == static_cast<size_t>(budget.cells) && budget.cells <= limits.cells, "cells are counted");
  Require(text_bytes == budget.text_bytes && text_bytes <= limits.text_bytes, "texts are counted");
  return 0;
}
