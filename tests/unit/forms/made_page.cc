#include "tests/unit/forms/made_page.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace heng::forms {

using heng::v1::LayoutCell;

MadePage::MadePage(const std::vector<int>& column_widths, bool landscape) {
  for (const int width : column_widths) layout_.add_column_widths(width);
  layout_.set_landscape(landscape);
  page_.layout = &layout_;
}

MadePage& MadePage::Row(bool header, const std::string& row_id) {
  page_.rows.push_back({.header = header, .lines = 1, .row_id = row_id});
  return *this;
}

MadePage& MadePage::Add(int column, int columns, const std::string& text, int rows) {
  PageCell cell;
  cell.row = static_cast<int>(page_.rows.size()) - 1;
  cell.rows = rows;
  cell.column = column;
  cell.columns = columns;
  cell.text = text;
  from_.emplace_back();
  cell.from = &from_.back();
  page_.cells.push_back(std::move(cell));
  return *this;
}

MadePage& MadePage::Label(int column, int columns, const std::string& text, int rows) {
  Add(column, columns, text, rows);
  cell().label = true;
  return *this;
}
MadePage& MadePage::Text(int column, int columns, const std::string& text, int rows) {
  return Add(column, columns, text, rows);
}
MadePage& MadePage::Number(int column, int columns, const std::string& text, int rows) {
  Add(column, columns, text, rows);
  cell().number = text;
  return *this;
}
MadePage& MadePage::Styled(int column, int columns, const std::string& text, LayoutCell::Style style) {
  Add(column, columns, text, 1);
  from().set_style(style);
  cell().label = style == LayoutCell::TITLE;
  return *this;
}

std::unique_ptr<MadePage> FormOfRows(int rows) {
  auto made = std::make_unique<MadePage>(std::vector<int>{12, 22, 26, 40, 26, 22, 16, 16}, false);
  made->Row().Styled(0, 8, "项目支出绩效自评表", LayoutCell::TITLE);
  made->Row().Label(0, 2, "项目名称").Text(2, 6, "社保网络运行维护费");
  made->Row(true).Label(0, 1, "绩效指标", rows + 1).Label(1, 1, "一级指标").Label(2, 1, "二级指标");
  made->Label(3, 1, "三级指标")
      .Label(4, 1, "年度指标值")
      .Label(5, 1, "实际完成值")
      .Label(6, 1, "分值")
      .Label(7, 1, "得分");
  for (int row = 0; row < rows; ++row) {
    made->Row(false, absl::StrCat("r", row + 1));
    if (row % 4 == 0) {
      made->Text(1, 1, row % 8 == 0 ? "产出指标" : "效益指标", std::min(4, rows - row));
      made->from().set_merge_equal(true);
    }
    made->Text(2, 1, "数量指标").Text(3, 1, absl::StrCat("参保群众对缴费网络的满意度第", row + 1, "项"));
    made->Text(4, 1, "≥50次").Text(5, 1, "1200㎡").Number(6, 1, "2").Number(7, 1, absl::StrCat("1.", row % 90 + 10));
  }
  made->Row().Label(0, 6, "总分").Number(6, 1, "100").Number(7, 1, "88.77");
  made->cell().derived = true;
  made->Row()
      .Styled(0, 4, "负责人：张三", LayoutCell::BORDERLESS)
      .Styled(4, 4, "联系电话：0352-1234567", LayoutCell::BORDERLESS);
  return made;
}

std::string WithoutSpace(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\f' && c != '\t' && c != '\r') out += c;
  }
  return out;
}

}  // namespace heng::forms
