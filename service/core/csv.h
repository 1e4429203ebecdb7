// Tables as CSV (RFC 4180) that spreadsheet programs open as they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heng::core {

// What a file begins with, so that it is read as UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// One row with its line break. A cell that a program would take for a formula gets an apostrophe before it; a number
// below zero is none.
void AppendCsvRow(const std::vector<std::string>& cells, std::string* csv);

}  // namespace heng::core
