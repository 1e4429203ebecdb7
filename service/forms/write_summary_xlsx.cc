#include "service/forms/write_summary_xlsx.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <cstdlib>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace heng::forms {
namespace {

using heng::v1::Summary;

constexpr const char* kFont = "宋体";
constexpr double kFontSize = 10.5;
constexpr time_t kNoChange = 946'684'800;  // 2000-01-01: of a table without forms
constexpr lxw_row_t kHeaderRow = 1, kFirstRow = 2;

struct Column {
  const char* title;
  double width;  // of a digit
};
constexpr std::array<Column, 8> kColumns = {{{"序号", 6},
                                             {"单位", 30},
                                             {"项目", 36},
                                             {"预算（元）", 18},
                                             {"执行（元）", 18},
                                             {"执行率（%）", 12},
                                             {"得分", 9},
                                             {"等级", 7}}};
constexpr lxw_col_t kLast = kColumns.size() - 1;

const char* GradeText(heng::v1::Grade grade) {
  constexpr const char* kGrades[] = {"", "优", "良", "中", "差"};
  return grade >= 0 && grade <= heng::v1::POOR ? kGrades[grade] : "";
}

class Table {
 public:
  Table(lxw_workbook* book, const Summary& summary)
      : book_(book), summary_(summary), sheet_(workbook_add_worksheet(book, "汇总表")) {
    title_ = Format(LXW_ALIGN_CENTER, nullptr);
    format_set_bold(title_);
    format_set_font_size(title_, 16);
    header_ = Bordered(LXW_ALIGN_CENTER, nullptr);
    format_set_bold(header_);
    text_ = Bordered(LXW_ALIGN_LEFT, nullptr);
    format_set_text_wrap(text_);
    centre_ = Bordered(LXW_ALIGN_CENTER, "0");
    money_ = Bordered(LXW_ALIGN_RIGHT, "#,##0.00");
    points_ = Bordered(LXW_ALIGN_RIGHT, "0.00");
  }

  void Write() {
    const std::string title =
        absl::StrCat(summary_.org_title(), " ", summary_.fiscal_year(), " 年度项目绩效自评汇总表");
    worksheet_merge_range(sheet_, 0, 0, 0, kLast, title.c_str(), title_);
    worksheet_set_row(sheet_, 0, 30, nullptr);
    for (lxw_col_t i = 0; i <= kLast; ++i) {
      worksheet_set_column(sheet_, i, i, kColumns[i].width, nullptr);
      worksheet_write_string(sheet_, kHeaderRow, i, kColumns[i].title, header_);
    }
    lxw_row_t at = kFirstRow;
    for (const auto& row : summary_.rows()) WriteRow(row, at++);
    WriteTotal(at++);
    if (summary_.rows_left_out() > 0) {
      const std::string left = absl::StrCat("另有 ", summary_.rows_left_out(), " 份未列出，合计中有它们。");
      worksheet_merge_range(sheet_, at, 0, at, kLast, left.c_str(), text_);
    }
    worksheet_freeze_panes(sheet_, kFirstRow, 0);
    worksheet_repeat_rows(sheet_, 0, kHeaderRow);
    worksheet_set_paper(sheet_, 9);  // A4
    worksheet_set_landscape(sheet_);
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_set_footer(sheet_, "&C第 &P 页 共 &N 页");
  }

 private:
  lxw_format* Format(lxw_format_alignments align, const char* number) {
    lxw_format* const format = workbook_add_format(book_);
    format_set_font_name(format, kFont);
    format_set_font_size(format, kFontSize);
    format_set_align(format, align);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (number != nullptr) format_set_num_format(format, number);
    return format;
  }
  lxw_format* Bordered(lxw_format_alignments align, const char* number) {
    lxw_format* const format = Format(align, number);
    format_set_border(format, LXW_BORDER_THIN);
    return format;
  }

  // An empty cell has its border as well.
  void Number(lxw_row_t row, lxw_col_t column, const std::string& decimal, lxw_format* format) {
    if (decimal.empty()) {
      worksheet_write_blank(sheet_, row, column, format);
    } else {
      worksheet_write_number(sheet_, row, column, std::strtod(decimal.c_str(), nullptr), format);
    }
  }
  void Text(lxw_row_t row, lxw_col_t column, const std::string& text, lxw_format* format) {
    if (text.empty()) {
      worksheet_write_blank(sheet_, row, column, format);
    } else {
      worksheet_write_string(sheet_, row, column, text.c_str(), format);
    }
  }

  void WriteRow(const heng::v1::SummaryRow& row, lxw_row_t at) {
    Number(at, 0, absl::StrCat(row.number()), centre_);
    Text(at, 1, row.org_title(), text_);
    Text(at, 2, row.project_name(), text_);
    Number(at, 3, row.annual_budget(), money_);
    Number(at, 4, row.executed(), money_);
    Number(at, 5, row.execution_rate(), points_);
    Number(at, 6, row.total(), points_);
    Text(at, 7, GradeText(row.grade()), centre_);
  }

  void WriteTotal(lxw_row_t at) {
    const auto& total = summary_.total();
    Text(at, 0, "合计", header_);
    Text(at, 1, "", text_);
    Text(at, 2, absl::StrCat(total.count(), "个"), text_);
    Number(at, 3, total.annual_budget(), money_);
    Number(at, 4, total.executed(), money_);
    Number(at, 5, total.execution_rate(), points_);
    Text(at, 6, "", points_);
    Text(at, 7, "", centre_);
  }

  lxw_workbook* const book_;
  const Summary& summary_;
  lxw_worksheet* const sheet_;
  lxw_format *title_, *header_, *text_, *centre_, *money_, *points_;
};

absl::StatusOr<std::string> ReadBack(int file) {
  std::string bytes;
  char buffer[1 << 16];
  if (lseek(file, 0, SEEK_SET) != 0) return absl::InternalError("the table can't be read back");
  for (ssize_t got = 0; (got = read(file, buffer, sizeof(buffer))) != 0;) {
    if (got < 0) return absl::InternalError("the table can't be read back");
    bytes.append(buffer, static_cast<size_t>(got));
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> WriteSummaryXlsx(const Summary& summary, int64_t changed) {
  // The library writes to a name; this one is of memory.
  const int file = memfd_create("summary", MFD_CLOEXEC);
  if (file < 0) return absl::InternalError("no memory for the table");
  const absl::Cleanup close_file = [file] { close(file); };
  lxw_workbook* const book = workbook_new(absl::StrCat("/proc/self/fd/", file).c_str());
  if (book == nullptr) return absl::InternalError("no memory for the table");
  lxw_doc_properties properties = {};
  properties.created = changed > 0 ? changed / 1'000'000 : kNoChange;
  workbook_set_properties(book, &properties);
  Table(book, summary).Write();
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) {
    return absl::InternalError(absl::StrCat("the table can't be written: ", lxw_strerror(error)));
  }
  return ReadBack(file);
}

}  // namespace heng::forms
