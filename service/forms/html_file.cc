#include "service/forms/html_file.h"

#include "absl/strings/str_cat.h"
#include "service/forms/write_html.h"

namespace heng::forms {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

constexpr absl::string_view kFont =
    "html{color:#000;background:#fff;font-family:\"Noto Serif CJK SC\",\"Source Han Serif "
    "SC\",SimSun,\"宋体\",serif}\n";

}  // namespace

std::string HtmlFile(std::string_view title, std::string_view style, std::string_view body) {
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
      // A document has to have a title that is not empty.
      "<title>", title.empty() ? "衡" : EscapeHtml(title), "</title>\n<style>\n", kFont, View(style),
      "</style>\n</head>\n<body>\n", View(body), "</body>\n</html>\n");
}

}  // namespace heng::forms
