// What can be wrong with a layout.
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "service/forms/field_path.h"
#include "service/forms/layouts.h"

namespace heng::forms {
namespace {

using google::protobuf::FieldDescriptor;
using heng::v1::Layout;
using heng::v1::LayoutCell;
using heng::v1::LayoutRow;

constexpr int kMaxColumns = 40;
constexpr int kMaxRows = 200;
constexpr int kMinWidth = 5;          // mm
constexpr int kPortraitWidth = 190;   // mm of A4 within margins of 10 mm
constexpr int kLandscapeWidth = 277;  // mm
constexpr int kMaxDecimals = 6;
constexpr int kMaxTemplateRows = 50;
constexpr size_t kMaxChoiceBytes = 255;  // a pick list of a spreadsheet has 255 characters

class Checker {
 public:
  explicit Checker(const Layout& layout) : layout_(layout) {}

  std::vector<std::string> Check() {
    Head();
    RowIds();
    for (int i = 0; i < layout_.rows_size(); ++i) Row(i);
    return std::move(mistakes_);
  }

 private:
  void Add(std::string mistake) { mistakes_.push_back(std::move(mistake)); }

  void Head() {
    if (layout_.id().empty()) Add("id: missing");
    if (layout_.title().empty()) Add("title: missing");
    if (layout_.form_type() == heng::v1::FORM_TYPE_UNSPECIFIED) Add("form_type: missing");
    if (layout_.subject_kind() == heng::v1::SUBJECT_KIND_UNSPECIFIED) Add("subject_kind: missing");
    if (layout_.money_unit() == heng::v1::MONEY_UNIT_UNSPECIFIED) Add("money_unit: missing");
    if (layout_.money_decimals() < 0 || layout_.money_decimals() > kMaxDecimals) Add("money_decimals: 0 to 6");
    if (layout_.rows_size() == 0 || layout_.rows_size() > kMaxRows) Add("rows: 1 to 200");
    Widths();
  }

  void Widths() {
    if (layout_.column_widths_size() == 0 || layout_.column_widths_size() > kMaxColumns) {
      Add("column_widths: 1 to 40 columns");
    }
    int sum = 0;
    for (const int width : layout_.column_widths()) {
      if (width < kMinWidth || width > kLandscapeWidth) return Add(absl::StrCat("column_widths: ", width, " mm"));
      sum += width;
    }
    const int most = layout_.landscape() ? kLandscapeWidth : kPortraitWidth;
    if (sum > most) Add(absl::StrCat("column_widths: ", sum, " mm, the page has ", most));
  }

  void RowIds() {
    for (int i = 0; i < layout_.rows_size(); ++i) {
      const std::string& id = layout_.rows(i).id();
      if (!id.empty() && !row_of_.emplace(id, i).second) Add(absl::StrCat("row id \"", id, "\" is there twice"));
    }
  }

  std::string Where(int row, const LayoutCell& cell) const {
    const std::string& id = layout_.rows(row).id();
    return absl::StrCat(id.empty() ? absl::StrCat("rows[", row, "]") : id, " column ", cell.column(), ": ");
  }

  void Row(int index) {
    const LayoutRow& row = layout_.rows(index);
    if (row.repeat() != LayoutRow::REPEAT_UNSPECIFIED) {
      if (ElementOf(layout_.form_type(), row.repeat()) == nullptr) {
        return Add(absl::StrCat("rows[", index, "]: such a form has no ", LayoutRow::Repeat_Name(row.repeat())));
      }
      if (!lists_.insert(row.repeat()).second) {
        Add(absl::StrCat("rows[", index, "]: ", LayoutRow::Repeat_Name(row.repeat()), " is there twice"));
      }
    }
    if (row.min_lines() < 0 || row.min_lines() > 100) Add(absl::StrCat("rows[", index, "]: min_lines 0 to 100"));
    Template(index, row);
    if (row.cells().empty()) Add(absl::StrCat("rows[", index, "]: no cells"));
    int last_column = 0;
    for (const LayoutCell& cell : row.cells()) {
      if (cell.column() <= last_column) Add(Where(index, cell) + "cells stand from left to right");
      last_column = cell.column();
      Cell(index, cell);
    }
  }

  void Template(int index, const LayoutRow& row) {
    const std::string where = absl::StrCat("rows[", index, "]: ");
    const bool lines = row.repeat() == LayoutRow::FUND_LINES || row.repeat() == LayoutRow::TARGET_FUND_LINES;
    if (row.template_labels_size() > (lines ? kMaxTemplateRows : 0)) {
      Add(where + "template_labels are for lines of funds, at most 50");
    }
    if (row.template_rows() < 0 || row.template_rows() > kMaxTemplateRows) Add(where + "template_rows 0 to 50");
    if (row.repeat() == LayoutRow::REPEAT_UNSPECIFIED && row.template_rows() != 0) {
      Add(where + "only lists have template_rows");
    }
  }

  void Cell(int index, const LayoutCell& cell) {
    if (cell.columns() < 0 || cell.column() < 1 ||
        cell.column() + std::max(cell.columns(), 1) - 1 > layout_.column_widths_size()) {
      return Add(Where(index, cell) + "not within the columns");
    }
    int last_row = index;
    if (!cell.down_to().empty()) {
      const auto found = row_of_.find(cell.down_to());
      if (found == row_of_.end()) return Add(absl::StrCat(Where(index, cell), "no row \"", cell.down_to(), "\""));
      if (found->second < index) return Add(absl::StrCat(Where(index, cell), "\"", cell.down_to(), "\" is above"));
      if (layout_.rows(index).repeat() != LayoutRow::REPEAT_UNSPECIFIED) {
        return Add(Where(index, cell) + "a repeated row has no cells that reach down");
      }
      last_row = found->second;
    }
    Occupy(index, last_row, cell);
    Text(index, cell);
    if (!cell.field().empty()) Field(index, cell);
    Merges(index, cell);
    Choices(index, cell);
  }

  void Occupy(int first_row, int last_row, const LayoutCell& cell) {
    for (int row = first_row; row <= last_row; ++row) {
      for (int column = cell.column(); column < cell.column() + std::max(cell.columns(), 1); ++column) {
        if (!occupied_.emplace(row, column).second) {
          return Add(absl::StrCat(Where(first_row, cell), "another cell stands at row ", row, ", column ", column));
        }
      }
    }
  }

  void Text(int index, const LayoutCell& cell) {
    if (cell.label().empty() && !cell.aliases().empty()) Add(Where(index, cell) + "aliases without a label");
    if (LabelText(cell.label(), heng::v1::YUAN, 2000).find('{') != std::string::npos) {
      Add(absl::StrCat(Where(index, cell), "only {money_unit} and {fiscal_year} are known: ", cell.label()));
    }
    if (cell.label().find(kYearMark) != std::string::npos && !cell.field().empty()) {
      Add(Where(index, cell) + "a cell with {fiscal_year} has no other field");
    }
  }

  void Field(int index, const LayoutCell& cell) {
    const LayoutRow& row = layout_.rows(index);
    const FieldDescriptor* field = FieldOf(layout_, row, cell.field());
    if (field == nullptr) return Add(absl::StrCat(Where(index, cell), "no field ", cell.field()));
    const bool year = field->cpp_type() == FieldDescriptor::CPPTYPE_INT32;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING && !year) {
      return Add(absl::StrCat(Where(index, cell), cell.field(), " is no text"));
    }
    if (year != (cell.format() == LayoutCell::YEAR)) Add(absl::StrCat(Where(index, cell), "only a year is a YEAR"));
    const std::string scope = row.repeat() == LayoutRow::REPEAT_UNSPECIFIED ? "" : LayoutRow::Repeat_Name(row.repeat());
    if (!fields_.insert(absl::StrCat(scope, ".", cell.field())).second) {
      Add(absl::StrCat(Where(index, cell), cell.field(), " stands there twice"));
    }
  }

  void Merges(int index, const LayoutCell& cell) {
    if (!cell.merge_equal() && !cell.merge_group()) return;
    const LayoutRow& row = layout_.rows(index);
    if (row.repeat() == LayoutRow::REPEAT_UNSPECIFIED || cell.field().empty()) {
      return Add(Where(index, cell) + "only fields of repeated rows are merged");
    }
    if (cell.merge_group() && FieldOf(layout_, row, "score_group") == nullptr) {
      Add(Where(index, cell) + "these rows have no score_group");
    }
  }

  void Choices(int index, const LayoutCell& cell) {
    size_t bytes = 0;
    for (const std::string& choice : cell.choices()) {
      bytes += choice.size() + 1;
      if (choice.empty() || choice.find(',') != std::string::npos) {
        Add(Where(index, cell) + "a choice is neither empty nor has it a comma");
      }
    }
    if (bytes > kMaxChoiceBytes) Add(Where(index, cell) + "the choices are longer than 255 bytes");
  }

  const Layout& layout_;
  std::vector<std::string> mistakes_;
  std::map<std::string, int> row_of_;
  std::set<std::pair<int, int>> occupied_;
  std::set<int> lists_;
  std::set<std::string> fields_;
};

}  // namespace

std::vector<std::string> CheckLayout(const Layout& layout) { return Checker(layout).Check(); }

}  // namespace heng::forms
