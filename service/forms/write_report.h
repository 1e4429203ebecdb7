// A text made from numbers, as a file. What is for the author only (remarks, sources) is not in it.
#pragma once

#include <string>
#include <string_view>

#include "heng/v1/report.pb.h"

namespace heng::forms {

// One file without anything outside it. `title` stands above the text; empty: nothing does.
std::string WriteReportHtml(const heng::v1::ReportText& text, std::string_view title);

// Headings and paragraphs, an empty line between them, and a line break at the end.
std::string WriteReportText(const heng::v1::ReportText& text);

}  // namespace heng::forms
