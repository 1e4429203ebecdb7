#include <algorithm>

#include "service/forms/xlsx/workbook.h"

namespace heng::forms {
namespace {

// Spreadsheets end at XFD1048576.
constexpr int kMaxRow = 1'048'576;
constexpr int kMaxColumn = 16'384;

}  // namespace

std::string CellName(CellAt at) {
  std::string letters;
  for (int column = at.column + 1; column > 0; column = (column - 1) / 26) {
    letters.push_back(static_cast<char>('A' + (column - 1) % 26));
  }
  std::reverse(letters.begin(), letters.end());
  return letters + std::to_string(at.row + 1);
}

bool ReadCellName(std::string_view name, CellAt* at) {
  size_t i = 0;
  int column = 0, row = 0;
  for (; i < name.size() && name[i] >= 'A' && name[i] <= 'Z'; ++i) {
    column = column * 26 + (name[i] - 'A' + 1);
    if (column > kMaxColumn) return false;
  }
  const size_t digits = i;
  for (; i < name.size() && name[i] >= '0' && name[i] <= '9'; ++i) {
    row = row * 10 + (name[i] - '0');
    if (row > kMaxRow) return false;
  }
  if (column == 0 || row == 0 || i != name.size() || name[digits] == '0') return false;
  *at = {row - 1, column - 1};
  return true;
}

}  // namespace heng::forms
