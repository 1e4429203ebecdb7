#include "service/forms/table_xlsx.h"

#include "service/forms/xlsx_book.h"

namespace heng::forms {
namespace {

const CellLook kTitleLook{.bold = true, .align = LXW_ALIGN_CENTER};

CellLook LookOf(TableColumn::Kind kind) {
  switch (kind) {
    case TableColumn::Kind::kCount:
      return {.align = LXW_ALIGN_RIGHT, .number = "0"};
    case TableColumn::Kind::kMoney:
      return {.align = LXW_ALIGN_RIGHT, .number = "#,##0.00"};
    case TableColumn::Kind::kPoints:
      return {.align = LXW_ALIGN_RIGHT, .number = "0.00"};
    case TableColumn::Kind::kText:
      break;
  }
  return {.align = LXW_ALIGN_LEFT};
}

CellBox At(int row, size_t column) {
  const int at = static_cast<int>(column);
  return {row, at, row, at};
}

}  // namespace

struct TableXlsx::Book {
  XlsxBook book;
  lxw_worksheet* sheet;
  std::vector<TableColumn::Kind> kinds;
  std::vector<CellLook> looks;
  int next_row = 1;
};

TableXlsx::TableXlsx(const std::string& title, const std::string& sheet, const std::vector<TableColumn>& columns,
                     int64_t created)
    : book_(new Book{.book = {title, created, BookRoom::kDisk}, .sheet = nullptr, .kinds = {}, .looks = {}}) {
  XlsxBook& book = book_->book;
  book_->sheet = book.AddSheet(sheet.c_str());
  if (book_->sheet == nullptr) return;  // the book says why
  for (size_t i = 0; i < columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(book_->sheet, column, column, XlsxBook::ColumnWidth(columns[i].width), nullptr);
    book_->kinds.push_back(columns[i].kind);
    book_->looks.push_back(LookOf(columns[i].kind));
  }
  worksheet_freeze_panes(book_->sheet, 1, 0);
  for (size_t i = 0; i < columns.size(); ++i) book.Text(book_->sheet, At(0, i), columns[i].title, kTitleLook);
}

TableXlsx::~TableXlsx() = default;

absl::Status TableXlsx::AddRow(const std::vector<std::string>& cells) {
  XlsxBook& book = book_->book;
  if (!book.status().ok()) return book.status();
  const int row = book_->next_row++;
  for (size_t i = 0; i < book_->kinds.size() && i < cells.size(); ++i) {
    if (book_->kinds[i] == TableColumn::Kind::kText || cells[i].empty()) {
      book.Text(book_->sheet, At(row, i), cells[i], book_->looks[i]);
    } else {
      book.Number(book_->sheet, At(row, i), cells[i], book_->looks[i]);
    }
  }
  return book.status();
}

absl::Status TableXlsx::Finish() { return book_->book.Finish(); }

absl::StatusOr<std::string> TableXlsx::Part(int64_t offset, size_t size) const {
  return book_->book.Part(offset, size);
}

}  // namespace heng::forms
