#include "service/forms/write_report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/forms/html_file.h"
#include "service/forms/printable.h"
#include "service/forms/write_html.h"

namespace heng::forms {
namespace {

constexpr std::string_view kStyle =
    "body{max-width:42em;margin:2em auto;padding:0 1em;line-height:1.8}\n"
    "h1{text-align:center;font-size:1.6em}\n"
    "h2,h3,h4{break-after:avoid;page-break-after:avoid}\n"
    "h2{font-size:1.25em}\n"
    "h3{font-size:1.1em}\n"
    "h4{font-size:1em}\n"
    "p{margin:.5em 0;text-indent:2em;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "h1,h2,h3,h4{white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "@page{size:A4;margin:25mm 20mm}\n"
    "@media print{body{max-width:none;margin:0;padding:0}}\n";

}  // namespace

std::string WriteReportHtml(const heng::v1::ReportText& text, std::string_view title) {
  std::string body;
  if (!title.empty()) absl::StrAppend(&body, "<h1>", EscapeHtml(title), "</h1>\n");
  for (const auto& paragraph : text.paragraphs()) {
    // The title is the only <h1>, so that a reader aloud finds the levels in order.
    const int level = std::clamp(paragraph.heading_level(), 0, 3);
    const std::string element = level == 0 ? "p" : absl::StrCat("h", level + 1);
    absl::StrAppend(&body, "<", element, ">", EscapeHtml(paragraph.text()), "</", element, ">\n");
  }
  return HtmlFile(title, kStyle, body);
}

std::string WriteReportText(const heng::v1::ReportText& text) {
  std::string out;
  for (const auto& paragraph : text.paragraphs()) {
    if (!out.empty()) out += '\n';
    absl::StrAppend(&out, Printable(paragraph.text()), "\n");
  }
  return out;
}

}  // namespace heng::forms
