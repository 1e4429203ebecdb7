// A page as .xlsx. The same page and form give the same bytes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "service/forms/page.h"

namespace heng::forms {

struct XlsxOptions {
  bool findings = false;  // of the form's score, as notes on their cells
  bool english = false;   // notes in English
};

// The visible sheet is the page: merged cells, borders, 宋体, A4, locked labels and derived cells, pick lists. A hidden
// column behind it holds the row ids, a hidden sheet (kHiddenSheet, hidden_sheet.h) the form as it was, so that what
// the page does not show comes back when the file is read. Text that begins with = + - @ stays text.
absl::StatusOr<std::string> WriteXlsx(const Page& page, const PaperForm& form, const XlsxOptions& options = {});

}  // namespace heng::forms
