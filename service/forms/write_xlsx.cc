#include "service/forms/write_xlsx.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "service/forms/field_path.h"
#include "service/forms/hidden_sheet.h"
#include "service/forms/xlsx_book.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;

constexpr double kPointsPerLine = 15.75;
constexpr double kPointsAround = 2.25;
constexpr double kPointsPerTitleLine = 27;
constexpr double kMaxRowPoints = 409;  // more a row can't have
constexpr double kSideMargin = 0.4;    // inches
constexpr double kTopMargin = 0.6;
constexpr size_t kExactDigits = 15;
constexpr double kLandscapePoints = 510;  // of a page within its margins
constexpr double kPortraitPoints = 755;
constexpr int kHiddenColumnMm = 15;

CellBox BoxOf(const PageCell& cell) {
  return {cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1};
}

uint8_t AlignOf(const LayoutCell& cell) {
  switch (cell.align()) {
    case LayoutCell::LEFT:
      return LXW_ALIGN_LEFT;
    case LayoutCell::CENTER:
      return LXW_ALIGN_CENTER;
    case LayoutCell::RIGHT:
      return LXW_ALIGN_RIGHT;
    default:
      return LXW_ALIGN_NONE;
  }
}

// A double says 15 digits exactly; what has more stays text.
bool IsNumber(const PageCell& cell) {
  if (!cell.number.has_value()) return false;
  const auto digits =
      std::count_if(cell.number->begin(), cell.number->end(), [](char c) { return c >= '0' && c <= '9'; });
  return static_cast<size_t>(digits) <= kExactDigits;
}

std::string NumberFormat(const PageCell& cell, bool thousands) {
  std::string format = thousands && cell.from->format() == LayoutCell::MONEY ? "#,##0" : "0";
  if (cell.decimals > 0) format += "." + std::string(static_cast<size_t>(cell.decimals), '0');
  return format;
}

bool TakesNumbers(const PageCell& cell) {
  return cell.from->format() == LayoutCell::MONEY || cell.from->format() == LayoutCell::DECIMAL ||
         cell.from->format() == LayoutCell::PERCENT;
}

CellLook LookOf(const Page& page, const PageCell& cell) {
  CellLook look;
  look.align = AlignOf(*cell.from);
  look.locked = cell.label || cell.derived;
  look.border = cell.from->style() == LayoutCell::STYLE_UNSPECIFIED;
  if (cell.from->style() == LayoutCell::TITLE) {
    look.size = 16;
    look.bold = true;
  }
  if (cell.from->style() == LayoutCell::NOTE) look.size = 9;
  if (IsNumber(cell)) {
    look.number = NumberFormat(cell, page.layout->money_thousands());
  } else if (TakesNumbers(cell) && cell.text.empty()) {
    look.number = "General";  // so that what is typed is a number
  }
  return look;
}

void SetUpPage(const Page& page, lxw_worksheet* sheet) {
  worksheet_set_paper(sheet, 9);  // A4
  if (page.layout->landscape()) {
    worksheet_set_landscape(sheet);
  } else {
    worksheet_set_portrait(sheet);
  }
  worksheet_set_margins(sheet, kSideMargin, kSideMargin, kTopMargin, kTopMargin);
  worksheet_center_horizontally(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_footer(sheet, "&C第 &P 页 共 &N 页");
  worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
  const auto last_row = static_cast<lxw_row_t>(page.rows.size() - 1);
  worksheet_print_area(sheet, 0, 0, last_row, static_cast<lxw_col_t>(page.layout->column_widths_size() - 1));
}

bool IsTitle(const Page& page, size_t row) {
  return std::any_of(page.cells.begin(), page.cells.end(), [row](const PageCell& cell) {
    return static_cast<size_t>(cell.row) == row && cell.from->style() == LayoutCell::TITLE;
  });
}

double RowPoints(const Page& page, size_t row) {
  const double line = IsTitle(page, row) ? kPointsPerTitleLine : kPointsPerLine;
  return std::min(page.rows[row].lines * line + kPointsAround, kMaxRowPoints);
}

// The last row of the table below a header row, which its cells reach down to.
size_t LastRowBelow(const Page& page, size_t header) {
  size_t last = header;
  for (const PageCell& cell : page.cells) {
    if (static_cast<size_t>(cell.row) == header) last = std::max(last, header + static_cast<size_t>(cell.rows) - 1);
  }
  return last;
}

// A spreadsheet repeats rows on every page that follows, whatever stands there: so only where the table itself goes on
// on another page.
void RepeatHeader(const Page& page, lxw_worksheet* sheet) {
  const double room = page.layout->landscape() ? kLandscapePoints : kPortraitPoints;
  for (size_t row = 0; row < page.rows.size(); ++row) {
    if (!page.rows[row].header) continue;
    double height = 0;
    for (size_t i = 0; i <= LastRowBelow(page, row); ++i) height += RowPoints(page, i);
    if (height <= room) continue;
    worksheet_repeat_rows(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_row_t>(row));
    return;
  }
}

void SetSizes(const Page& page, lxw_worksheet* sheet) {
  for (int i = 0; i < page.layout->column_widths_size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet, column, column, XlsxBook::ColumnWidth(page.layout->column_widths(i)), nullptr);
  }
  for (size_t row = 0; row < page.rows.size(); ++row) {
    worksheet_set_row(sheet, static_cast<lxw_row_t>(row), RowPoints(page, row), nullptr);
  }
}

void Protect(lxw_worksheet* sheet) {
  lxw_protection allowed = {};
  allowed.format_cells = allowed.format_columns = allowed.format_rows = LXW_TRUE;
  allowed.insert_rows = allowed.delete_rows = LXW_TRUE;
  worksheet_protect(sheet, nullptr, &allowed);
}

void WriteCells(const Page& page, lxw_worksheet* sheet, XlsxBook& book) {
  std::map<const LayoutCell*, CellBox> lists;
  for (const PageCell& cell : page.cells) {
    const CellLook look = LookOf(page, cell);
    if (IsNumber(cell)) {
      book.Number(sheet, BoxOf(cell), *cell.number, look);
    } else {
      book.Text(sheet, BoxOf(cell), cell.text, look);
    }
    if (cell.from->choices().empty() || look.locked) continue;
    CellBox& list = lists.emplace(cell.from, BoxOf(cell)).first->second;
    list.last_row = cell.row + cell.rows - 1;
  }
  for (const PageCell& cell : page.cells) {  // in their order, so that the bytes are always the same
    const auto list = lists.find(cell.from);
    if (list == lists.end() || list->second.row != cell.row) continue;
    book.Choices(sheet, list->second, {cell.from->choices().begin(), cell.from->choices().end()});
  }
}

// Which element each row is, behind the last column.
void WriteRowIds(const Page& page, lxw_worksheet* sheet, XlsxBook& book) {
  const int column = page.layout->column_widths_size();
  CellLook look;
  look.border = false;
  lxw_row_col_options hidden = {};
  hidden.hidden = LXW_TRUE;
  const auto at = static_cast<lxw_col_t>(column);
  worksheet_set_column_opt(sheet, at, at, XlsxBook::ColumnWidth(kHiddenColumnMm), nullptr, &hidden);
  for (size_t i = 0; i < page.rows.size(); ++i) {
    const int row = static_cast<int>(i);
    if (!page.rows[i].row_id.empty()) book.Text(sheet, {row, column, row, column}, page.rows[i].row_id, look);
  }
}

// The cell of a finding: that of its field, else the first of its row, else the first of the page.
const PageCell& CellOf(const Page& page, const heng::v1::Place& place) {
  const PageCell* of_row = nullptr;
  for (const PageCell& cell : page.cells) {
    if (cell.label || cell.row_id != place.row_id()) continue;
    if (cell.field == place.field()) return cell;
    if (of_row == nullptr && !cell.row_id.empty()) of_row = &cell;
  }
  return of_row != nullptr ? *of_row : page.cells.front();
}

std::string NoteOf(const heng::v1::Finding& finding, bool english) {
  const auto say = [english](const char* zh, const char* en) { return english ? en : zh; };
  std::string severity = say("提示", "Info");
  if (finding.severity() == heng::v1::Finding::WARNING) severity = say("警告", "Warning");
  if (finding.severity() == heng::v1::Finding::ERROR) severity = say("错误", "Error");
  if (finding.has_waiver()) severity += say("（已豁免）", " (waived)");
  return absl::StrCat(severity, say("：", ": "), english ? finding.message().en() : finding.message().zh());
}

void WriteFindings(const Page& page, const PaperForm& form, bool english, lxw_worksheet* sheet, XlsxBook& book) {
  if (form.findings == nullptr) return;
  std::map<std::pair<int, int>, std::string> notes;
  for (const heng::v1::Finding& finding : *form.findings) {
    const PageCell& cell = CellOf(page, finding.place());
    std::string& note = notes[{cell.row, cell.column}];
    absl::StrAppend(&note, note.empty() ? "" : "\n", NoteOf(finding, english));
  }
  for (const auto& [at, note] : notes) book.Note(sheet, {at.first, at.second, at.first, at.second}, note);
}

absl::Status WriteHidden(const Page& page, const PaperForm& form, XlsxBook& book) {
  lxw_worksheet* sheet = book.AddSheet(kHiddenSheet);
  if (sheet == nullptr) return absl::OkStatus();
  CellLook look;
  look.border = false;
  size_t bytes = 0;
  int row = 0;
  for (const std::string& piece : PackHidden(page, form)) {
    bytes += piece.size();
    book.Text(sheet, {row, 0, row, 0}, piece, look);
    ++row;
  }
  worksheet_hide(sheet);
  if (bytes <= kMaxHiddenBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      "这张表太大，放不进电子表格；请导出 PDF / the form is too large for a spreadsheet; export it as PDF");
}

std::string TitleOf(const Page& page, const PaperForm& form) {
  std::string title = TextOf(FindField(*form.content, "title"));
  if (!title.empty()) return title;
  return absl::StrCat(TextOf(FindField(*form.content, "project_name")), page.layout->title());
}

}  // namespace

absl::StatusOr<std::string> WriteXlsx(const Page& page, const PaperForm& form, const XlsxOptions& options) {
  XlsxBook book(TitleOf(page, form), form.update_time);
  lxw_worksheet* sheet = book.AddSheet(page.layout->form_type() == heng::v1::TARGET ? "绩效目标表" : "绩效自评表");
  if (sheet == nullptr) return book.Close();
  SetUpPage(page, sheet);
  SetSizes(page, sheet);
  RepeatHeader(page, sheet);
  WriteCells(page, sheet, book);
  WriteRowIds(page, sheet, book);
  if (options.findings) WriteFindings(page, form, options.english, sheet, book);
  Protect(sheet);
  if (absl::Status status = WriteHidden(page, form, book); !status.ok()) return status;
  return book.Close();
}

}  // namespace heng::forms
