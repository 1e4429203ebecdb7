#include "service/core/csv.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace heng::core {
namespace {

bool IsNegativeNumber(std::string_view text) {
  return text.size() > 1 && text[0] == '-' && text.find_first_not_of("0123456789.", 1) == std::string_view::npos &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[1]));
}

void AppendCell(const std::string& text, std::string* csv) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos &&
                       !IsNegativeNumber(text);
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    absl::StrAppend(csv, formula ? "'" : "", text);
    return;
  }
  absl::StrAppend(csv, formula ? "\"'" : "\"");
  for (const char c : text) {
    if (c == '"') *csv += '"';
    *csv += c;
  }
  *csv += '"';
}

}  // namespace

void AppendCsvRow(const std::vector<std::string>& cells, std::string* csv) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) *csv += ',';
    AppendCell(cells[i], csv);
  }
  *csv += "\r\n";
}

}  // namespace heng::core
