#include "service/forms/layouts.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace heng::forms {
namespace {

using heng::v1::Layout;
using heng::v1::LayoutCell;
using heng::v1::LayoutRow;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Layouts, AreThoseThatComeWithHeng) {
  std::vector<std::string> ids;
  for (const Layout& layout : Layouts()) ids.push_back(layout.id());
  EXPECT_THAT(ids,
              ElementsAre("zp-shanxi-2022", "zp-national-2020", "mb-datong-2026", "zt-common", "zy-national-2020"));
  for (const Layout& layout : Layouts()) {
    EXPECT_THAT(CheckLayout(layout), IsEmpty()) << layout.id();
    EXPECT_EQ(FindLayout(layout.id()), &layout);
  }
  EXPECT_EQ(FindLayout("no-such"), nullptr);
}

// Row with that id.
LayoutRow& RowOf(Layout& layout, const std::string& id) {
  for (LayoutRow& row : *layout.mutable_rows()) {
    if (row.id() == id) return row;
  }
  ADD_FAILURE() << id;
  return *layout.mutable_rows(0);
}

struct Bad {
  const char* what;
  std::function<void(Layout&)> spoil;
};

LayoutCell& CellOf(Layout& layout, const std::string& row, int index) {
  return *RowOf(layout, row).mutable_cells(index);
}

// Each has one mistake and is told of one.
const Bad kBad[] = {
    {"id: missing", [](Layout& l) { l.clear_id(); }},
    {"title: missing", [](Layout& l) { l.clear_title(); }},
    {"subject_kind: missing", [](Layout& l) { l.clear_subject_kind(); }},
    {"money_unit: missing", [](Layout& l) { l.clear_money_unit(); }},
    {"money_decimals: 0 to 6", [](Layout& l) { l.set_money_decimals(7); }},
    {"column_widths: 0 mm", [](Layout& l) { l.set_column_widths(3, 0); }},
    {"column_widths: 300 mm, the page has 277", [](Layout& l) { l.set_column_widths(0, 20 + 300 - 267); }},
    {"row id \"goals\" is there twice", [](Layout& l) { RowOf(l, "n-output").set_id("goals"); }},
    {"rows[12]: no cells", [](Layout& l) { RowOf(l, "total").clear_cells(); }},
    {"min_lines", [](Layout& l) { RowOf(l, "goals").set_min_lines(-1); }},
    {"template_labels are for lines of funds", [](Layout& l) { RowOf(l, "goals").add_template_labels("x"); }},
    {"template_rows 0 to 50", [](Layout& l) { RowOf(l, "goals").set_template_rows(51); }},
    {"only lists have template_rows", [](Layout& l) { RowOf(l, "total").set_template_rows(1); }},
    {"such a form has no TARGET_FUND_LINES",
     [](Layout& l) { RowOf(l, "funds-lines").set_repeat(LayoutRow::TARGET_FUND_LINES); }},
    {"GOALS is there twice",
     [](Layout& l) { *l.add_rows() = RowOf(l, "goals"), l.mutable_rows()->rbegin()->clear_id(); }},
    {"goals column 7: not within the columns", [](Layout& l) { CellOf(l, "goals", 1).set_columns(5); }},
    {"goals column 0: cells stand from left to right", [](Layout& l) { CellOf(l, "goals", 0).set_column(0); }},
    {"no row \"nowhere\"", [](Layout& l) { CellOf(l, "indicators-head", 0).set_down_to("nowhere"); }},
    {"\"goals\" is above", [](Layout& l) { CellOf(l, "total", 0).set_down_to("goals"); }},
    {"a repeated row has no cells that reach down", [](Layout& l) { CellOf(l, "goals", 0).set_down_to("goals"); }},
    {"another cell stands at row 8, column 7", [](Layout& l) { CellOf(l, "goals-head", 1).set_columns(6); }},
    {"no field funds.total.nothing", [](Layout& l) { CellOf(l, "funds-total", 1).set_field("funds.total.nothing"); }},
    {"no field funds.breakdowns", [](Layout& l) { CellOf(l, "total", 1).set_field("funds.breakdowns"); }},
    {"no field contacts.email", [](Layout& l) { CellOf(l, "signature", 0).set_field("contacts.email"); }},
    {"no field project_name", [](Layout& l) { CellOf(l, "goals", 0).set_field("project_name"); }},
    {"core is no text", [](Layout& l) { CellOf(l, "indicators", 2).set_field("core"); }},
    {"claimed_total stands there twice", [](Layout& l) { CellOf(l, "total", 2).set_field("claimed_total"); }},
    {"only a year is a YEAR", [](Layout& l) { CellOf(l, "total", 1).set_format(LayoutCell::YEAR); }},
    {"aliases without a label", [](Layout& l) { CellOf(l, "total", 3).add_aliases("总分"); }},
    {"only {money_unit} and {fiscal_year} are known", [](Layout& l) { CellOf(l, "total", 0).set_label("{total}"); }},
    {"a cell with {fiscal_year} has no other field", [](Layout& l) { CellOf(l, "year", 0).set_field("project_code"); }},
    {"only fields of repeated rows are merged", [](Layout& l) { CellOf(l, "total", 1).set_merge_equal(true); }},
    {"these rows have no score_group", [](Layout& l) { CellOf(l, "goals", 1).set_merge_group(true); }},
    {"neither empty nor has it a comma", [](Layout& l) { CellOf(l, "total", 2).add_choices("优,良"); }},
    {"longer than 255 bytes", [](Layout& l) { CellOf(l, "total", 2).add_choices(std::string(256, 'x')); }},
};

TEST(CheckLayout, FindsTheOneMistake) {
  for (const Bad& bad : kBad) {
    Layout layout = *FindLayout("zp-shanxi-2022");
    bad.spoil(layout);
    EXPECT_THAT(CheckLayout(layout), testing::Contains(HasSubstr(bad.what)));
    EXPECT_LE(CheckLayout(layout).size(), 3u) << bad.what;  // a row there twice has its fields twice
  }
}

TEST(CheckLayout, HasBounds) {
  Layout layout;
  EXPECT_THAT(CheckLayout(layout), testing::Contains("rows: 1 to 200"));
  EXPECT_THAT(CheckLayout(layout), testing::Contains("column_widths: 1 to 40 columns"));
  EXPECT_THAT(CheckLayout(layout), testing::Contains("form_type: missing"));
}

}  // namespace
}  // namespace heng::forms
