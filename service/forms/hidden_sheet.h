// What a spreadsheet made by Heng carries besides the page: the form as it was exported, and what each cell showed
// then. A cell that still shows the same keeps its exact value; only what was changed is read anew.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/forms/page.h"
#include "service/forms/xlsx/workbook.h"

namespace heng::forms {

inline constexpr const char* kHiddenSheet = "heng";
inline constexpr const char* kHiddenMark = "heng-form-1";  // its first cell
inline constexpr size_t kMaxHiddenBytes = 4u << 20;

struct HiddenForm {
  std::string layout;
  heng::v1::Evaluation evaluation;  // one of the two; name, etag and form, no contacts
  heng::v1::Target target;
  bool is_target = false;
  // (PageRow::row_id of the first row of the cell, path) -> what the cell showed.
  std::map<std::pair<std::string, std::string>, std::string> shown;
};

// The texts of column A of the hidden sheet, from the first row, each at most 30 000 characters.
std::vector<std::string> PackHidden(const Page& page, const PaperForm& form);
// nullopt: there is no such sheet, or it is not as Heng writes it; then the page counts alone.
std::optional<HiddenForm> UnpackHidden(const Workbook& workbook);

}  // namespace heng::forms
