#include "service/forms/write_html.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/forms/html_file.h"
#include "service/forms/page_look.h"
#include "service/forms/printable.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;

// td.t title, .o note, .n no border; .c .r alignment; .v worked out by the system; .hd and .tl head and tail of a label
// that reaches from the header rows into those below.
constexpr absl::string_view kStyle =
    "body{margin:1.5em auto;padding:0 1em;font-size:10.5pt;line-height:1.45}\n"
    "main{overflow-x:auto}\n"
    "table{width:100%;min-width:160mm;border-collapse:collapse;table-layout:fixed}\n"
    "table+table{margin-top:-1px}\n"
    "td,th{border:1px solid #000;height:1.45em;padding:.2em .4em;font-weight:normal;text-align:left;"
    "vertical-align:middle;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}\n"
    ".c{text-align:center;text-wrap:balance}\n"
    ".r{text-align:right}\n"
    ".n,.o,.t{border-style:none}\n"
    ".o{font-size:9pt}\n"
    ".t{text-align:center;font-size:16pt;font-weight:bold}\n"
    ".v{background:#eef3f8}\n"
    ".hd{border-bottom-style:hidden}\n"
    ".tl{border-top-style:hidden}\n";

// Rows are not divided; cells over several rows may be, or a whole table would go to the next sheet. The pixel at the
// sides is half of the border, which else is outside the sheet.
constexpr absl::string_view kPrintStyle =
    "@media print{body{margin:0;padding:0 1px;max-width:none;font-size:10pt;line-height:1.35}\n"
    "main{overflow:visible}\n"
    "table{min-width:0}\n"
    ".v{background:none}\n"
    "thead{display:table-header-group}\n"
    "td:not([rowspan]),th:not([rowspan]){break-inside:avoid;page-break-inside:avoid}}\n";

// A cell as a table of the file holds it: one of the page, or a part of one.
struct Shown {
  const PageCell* cell = nullptr;
  int row = 0, rows = 1;
  bool head = false, tail = false;  // of a label that reaches out of the header rows
};

// Rows first..end of the page as one <table>, of which first..body are its <thead>.
struct Section {
  int first = 0, body = 0, end = 0;
};

bool Crosses(const PageCell& cell, int row) { return cell.row < row && row < cell.row + cell.rows; }

bool CanCut(const Page& page, int row) {
  return std::none_of(page.cells.begin(), page.cells.end(), [row](const PageCell& cell) { return Crosses(cell, row); });
}

// A <thead> stands first in its table and no cell may reach out of it, so that the page becomes one table after the
// other wherever header rows begin. Only labels are divided, which looks the same.
std::vector<Section> Sections(const Page& page) {
  const int rows = static_cast<int>(page.rows.size());
  std::vector<Section> sections;
  int done = 0;
  for (const HeaderGroup& group : HeaderGroups(page)) {
    const bool labels_only = std::all_of(page.cells.begin(), page.cells.end(), [&group](const PageCell& cell) {
      return cell.label || !Crosses(cell, group.body);
    });
    if (group.first < done || group.end == group.body || !labels_only || !CanCut(page, group.first)) continue;
    int end = group.end;
    while (end < rows && !CanCut(page, end)) ++end;
    if (done < group.first) sections.push_back({.first = done, .body = done, .end = group.first});
    sections.push_back({.first = group.first, .body = group.body, .end = end});
    done = end;
  }
  if (done < rows) sections.push_back({.first = done, .body = done, .end = rows});
  return sections;
}

class Table {
 public:
  Table(const Page& page, const std::vector<int>& min_lines, size_t columns, const Section& section)
      : min_lines_(min_lines), columns_(columns), section_(section) {
    covered_.resize(columns, 0);
    for (const PageCell& cell : page.cells) Add(cell);
    DropCoveredRows();
    std::stable_sort(shown_.begin(), shown_.end(), [](const Shown& a, const Shown& b) {
      return std::pair(a.row, a.cell->column) < std::pair(b.row, b.cell->column);
    });
  }

  std::string Write(absl::string_view columns) {
    std::string out = absl::StrCat("<table>\n", columns);
    Part("thead", section_.first, section_.body, &out);
    Part("tbody", section_.body, section_.end, &out);
    return out += "</table>\n";
  }

 private:
  void Add(const PageCell& cell) {
    if (cell.row < section_.first || cell.row >= section_.end) return;
    Shown shown{.cell = &cell, .row = cell.row, .rows = std::min(cell.rows, section_.end - cell.row)};
    if (section_.first < section_.body && Crosses(cell, section_.body)) {
      Shown tail = shown;
      shown.rows = section_.body - cell.row;
      shown.head = true;
      tail.row = section_.body;
      tail.rows -= shown.rows;
      tail.tail = true;
      shown_.push_back(tail);
    }
    shown_.push_back(shown);
  }

  // A row in which no cell begins may not stand in a table; the cells that cover it have their text in the others.
  void DropCoveredRows() {
    dropped_.assign(static_cast<size_t>(section_.end), false);
    for (int row = section_.first; row < section_.end; ++row) {
      size_t covered = 0;
      bool begins = false;
      for (const Shown& shown : shown_) {
        begins = begins || shown.row == row;
        if (shown.row < row && row < shown.row + shown.rows) covered += static_cast<size_t>(shown.cell->columns);
      }
      dropped_[static_cast<size_t>(row)] = !begins && covered >= columns_;
    }
  }

  void Part(absl::string_view element, int first, int end, std::string* out) {
    if (first == end) return;
    absl::StrAppend(out, "<", element, ">\n");
    for (int row = first; row < end; ++row) Row(row, out);
    absl::StrAppend(out, "</", element, ">\n");
  }

  // Of the rows that the cell covers, those that are written.
  int Written(const Shown& shown) const {
    const auto first = dropped_.begin() + shown.row;
    return static_cast<int>(std::count(first, first + shown.rows, false));
  }

  void Row(int row, std::string* out) {
    if (dropped_[static_cast<size_t>(row)]) return;
    const int lines = min_lines_[static_cast<size_t>(row)];
    if (lines > 1) {
      absl::StrAppend(out, "<tr style=\"height:", lines * 3 / 2, "em\">");
    } else {
      *out += "<tr>";
    }
    for (size_t column = 0; column < columns_;) {
      if (covered_[column] > row) {
        ++column;
        continue;
      }
      if (next_ < shown_.size() && shown_[next_].row == row && shown_[next_].cell->column == static_cast<int>(column)) {
        const Shown& shown = shown_[next_++];
        Cell(shown, row < section_.body, out);
        const size_t end = std::min(columns_, column + static_cast<size_t>(shown.cell->columns));
        for (; column < end; ++column) covered_[column] = row + shown.rows;
      } else {
        *out += "<td class=\"n\"></td>";
        ++column;
      }
    }
    *out += "</tr>\n";
  }

  void Cell(const Shown& shown, bool header, std::string* out) const {
    const PageCell& cell = *shown.cell;
    const bool th = header && cell.label && !Borderless(cell) && !shown.head;
    absl::StrAppend(out, th ? "<th scope=\"col\"" : "<td");
    if (Written(shown) > 1) absl::StrAppend(out, " rowspan=\"", Written(shown), "\"");
    if (cell.columns > 1) absl::StrAppend(out, " colspan=\"", cell.columns, "\"");
    const std::string classes = Classes(shown);
    if (!classes.empty()) absl::StrAppend(out, " class=\"", classes, "\"");
    // The label is written once; above it, where the header is repeated, stands the upper part of its box.
    absl::StrAppend(out, ">", shown.head ? "" : EscapeHtml(cell.text), th ? "</th>" : "</td>");
  }

  static std::string Classes(const Shown& shown) {
    std::string classes;
    const auto add = [&classes](bool wanted, absl::string_view name) {
      if (wanted) absl::StrAppend(&classes, classes.empty() ? "" : " ", name);
    };
    const LayoutCell::Style style = StyleOf(*shown.cell);
    add(style == LayoutCell::TITLE, "t");
    add(style == LayoutCell::NOTE, "o");
    add(style == LayoutCell::BORDERLESS, "n");
    add(style != LayoutCell::TITLE && AlignOf(*shown.cell) == CellAlign::kCenter, "c");
    add(AlignOf(*shown.cell) == CellAlign::kRight, "r");
    add(shown.cell->derived, "v");
    add(shown.head, "hd");
    add(shown.tail, "tl");
    return classes;
  }

  const std::vector<int>& min_lines_;
  size_t columns_;
  Section section_;
  std::vector<Shown> shown_;
  std::vector<bool> dropped_;  // by row of the page
  size_t next_ = 0;
  std::vector<int> covered_;  // of each column: the first row that is free again
};

// Hundredths of a percent: the same digits everywhere, without a floating point.
std::string Percent(int part, int whole) {
  const int share = static_cast<int>(int64_t{part} * 10'000 / whole);
  return absl::StrCat(share / 100, ".", share % 100 < 10 ? "0" : "", share % 100, "%");
}

}  // namespace

std::string WriteHtml(const Page& page, std::string_view title) {
  const std::vector<int> widths = ColumnWidths(page);
  const std::vector<int> min_lines = MinLines(page);
  int whole = 0;
  for (const int width : widths) whole += width;
  std::string columns = "<colgroup>";
  for (const int width : widths) absl::StrAppend(&columns, "<col style=\"width:", Percent(width, whole), "\">");
  columns += "</colgroup>\n";
  std::string tables;
  for (const Section& section : Sections(page)) tables += Table(page, min_lines, widths.size(), section).Write(columns);
  const bool landscape = page.layout != nullptr && page.layout->landscape();
  const std::string sheet = absl::StrCat("body{max-width:", whole, "mm}\n@page{size:A4 ",
                                         landscape ? "landscape" : "portrait", ";margin:15mm}\n");
  return HtmlFile(title, absl::StrCat(kStyle, sheet, kPrintStyle),
                  tables.empty() ? "" : absl::StrCat("<main>\n", tables, "</main>\n"));
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  const std::string printable = Printable(text);
  out.reserve(printable.size());
  for (const char c : printable) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace heng::forms
