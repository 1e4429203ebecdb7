#include "service/forms/write_summary_xlsx.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "scoring/grade.h"
#include "service/forms/xlsx_book.h"

namespace heng::forms {
namespace {

using heng::v1::Summary;

constexpr int kHeaderRow = 1, kFirstRow = 2;
constexpr uint8_t kA4 = 9;

struct Column {
  const char* title;
  int width;  // mm
};
constexpr std::array<Column, 8> kColumns = {{{"序号", 14},
                                             {"单位", 60},
                                             {"项目", 70},
                                             {"预算（元）", 34},
                                             {"执行（元）", 34},
                                             {"执行率（%）", 24},
                                             {"得分", 18},
                                             {"等级", 14}}};
constexpr int kLast = kColumns.size() - 1;

const CellLook kTitle{.size = 16, .bold = true, .border = false, .align = LXW_ALIGN_CENTER};
const CellLook kHeader{.bold = true, .align = LXW_ALIGN_CENTER};
const CellLook kText{.align = LXW_ALIGN_LEFT};
const CellLook kCentre{.align = LXW_ALIGN_CENTER};
const CellLook kCount{.align = LXW_ALIGN_CENTER, .number = "0"};
const CellLook kMoney{.align = LXW_ALIGN_RIGHT, .number = "#,##0.00"};
const CellLook kPoints{.align = LXW_ALIGN_RIGHT, .number = "0.00"};

CellBox At(int row, int column) { return {row, column, row, column}; }
CellBox WholeRow(int row) { return {row, 0, row, kLast}; }

class Table {
 public:
  Table(const Summary& summary, XlsxBook* book) : summary_(summary), book_(*book), sheet_(book->AddSheet("汇总表")) {}

  void Write() {
    if (sheet_ == nullptr) return;  // the book says why
    book_.Text(sheet_, WholeRow(0),
               absl::StrCat(summary_.org_title(), " ", summary_.fiscal_year(), " 年度项目绩效自评汇总表"), kTitle);
    worksheet_set_row(sheet_, 0, 30, nullptr);
    for (int i = 0; i <= kLast; ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, XlsxBook::ColumnWidth(kColumns[column].width), nullptr);
      book_.Text(sheet_, At(kHeaderRow, i), kColumns[column].title, kHeader);
    }
    int at = kFirstRow;
    for (const auto& row : summary_.rows()) WriteRow(row, at++);
    WriteTotal(at++);
    if (summary_.rows_left_out() > 0) {
      book_.Text(sheet_, WholeRow(at), absl::StrCat("另有 ", summary_.rows_left_out(), " 份未列出，合计中有它们。"),
                 kText);
    }
    SetUpPage();
  }

 private:
  void Number(int row, int column, const std::string& decimal, const CellLook& look) {
    if (decimal.empty()) {
      book_.Text(sheet_, At(row, column), "", look);
    } else {
      book_.Number(sheet_, At(row, column), decimal, look);
    }
  }

  void WriteRow(const heng::v1::SummaryRow& row, int at) {
    Number(at, 0, absl::StrCat(row.number()), kCount);
    book_.Text(sheet_, At(at, 1), row.org_title(), kText);
    book_.Text(sheet_, At(at, 2), row.project_name(), kText);
    Number(at, 3, row.annual_budget(), kMoney);
    Number(at, 4, row.executed(), kMoney);
    Number(at, 5, row.execution_rate(), kPoints);
    Number(at, 6, row.total(), kPoints);
    book_.Text(sheet_, At(at, 7), std::string(scoring::GradeWord(row.grade())), kCentre);
  }

  void WriteTotal(int at) {
    const auto& total = summary_.total();
    book_.Text(sheet_, At(at, 0), "合计", kHeader);
    book_.Text(sheet_, At(at, 1), "", kText);
    book_.Text(sheet_, At(at, 2), absl::StrCat(total.count(), "个"), kText);
    Number(at, 3, total.annual_budget(), kMoney);
    Number(at, 4, total.executed(), kMoney);
    Number(at, 5, total.execution_rate(), kPoints);
    book_.Text(sheet_, At(at, 6), "", kText);
    book_.Text(sheet_, At(at, 7), "", kText);
  }

  void SetUpPage() {
    worksheet_freeze_panes(sheet_, kFirstRow, 0);
    worksheet_repeat_rows(sheet_, 0, kHeaderRow);
    worksheet_set_paper(sheet_, kA4);
    worksheet_set_landscape(sheet_);
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_set_footer(sheet_, "&C第 &P 页 共 &N 页");
  }

  const Summary& summary_;
  XlsxBook& book_;
  lxw_worksheet* const sheet_;
};

}  // namespace

absl::StatusOr<std::string> WriteSummaryXlsx(const Summary& summary, int64_t changed) {
  XlsxBook book(absl::StrCat(summary.org_title(), " ", summary.fiscal_year()), changed);
  Table(summary, &book).Write();
  return book.Close();
}

}  // namespace heng::forms
