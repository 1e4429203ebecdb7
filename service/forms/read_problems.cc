#include "service/forms/read_problems.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"

namespace heng::forms {
namespace {

using heng::v1::LayoutCell;

absl::string_view A(std::string_view text) { return {text.data(), text.size()}; }

std::string_view UnitNameEn(heng::v1::MoneyUnit unit) { return unit == heng::v1::WAN_YUAN ? "万元" : "元"; }

bool Before(CellAt a, CellAt b) { return a.row != b.row ? a.row < b.row : a.column < b.column; }

}  // namespace

std::string_view UnitNameZh(heng::v1::MoneyUnit unit) { return unit == heng::v1::WAN_YUAN ? "万元" : "元"; }

void Problems::Add(std::string_view id, const GridCell& cell, std::string_view zh, std::string_view en) {
  heng::v1::SheetProblem problem;
  problem.set_id(std::string(id));
  problem.set_cell(CellName(cell.range.first));
  problem.set_text(cell.cell->text);
  const std::string excerpt = scoring::Excerpt(cell.cell->text);
  problem.mutable_message()->set_zh(absl::StrCat(problem.cell(), "“", excerpt, "”", A(zh)));
  problem.mutable_message()->set_en(absl::StrCat(problem.cell(), " \"", excerpt, "\" ", A(en)));
  problems_.emplace_back(cell.range.first, std::move(problem));
}

void Problems::BadValue(const GridCell& cell, Trouble trouble, LayoutCell::Format format) {
  const bool money = format == LayoutCell::MONEY;
  if (trouble == Trouble::kTooPrecise) {
    money ? Add("too-precise", cell, "精确到了分以下，没有读入；金额最多精确到 0.01 元，请改正。",
                "is more precise than a cent and was not read; write at most 0.01 元.")
          : Add("too-precise", cell,
                "小数位太多，没有读入；得分、分值最多 4 位小数，执行率最多 6 位，请按表上显示的数填写。",
                "has too many decimals and was not read; write at most 4 for points, 6 for a rate.");
    return;
  }
  if (money) {
    Add("not-understood", cell, "不是金额，没有读入；请写数字，如 8.81；没有金额请留空。",
        "is no amount and was not read; write a number such as 8.81, or leave the cell empty.");
  } else if (format == LayoutCell::PERCENT) {
    Add("not-understood", cell, "不是比率，没有读入；请写数字，如 47.74 或 47.74%；没有请留空。",
        "is no rate and was not read; write a number such as 47.74 or 47.74%, or leave the cell empty.");
  } else if (format == LayoutCell::DECIMAL) {
    Add("not-understood", cell, "不是分数，没有读入；请写数字，如 9.5；没有请留空。",
        "is no number of points and was not read; write a number such as 9.5, or leave the cell empty.");
  } else {
    Add("not-understood", cell, "不是这一格能填的内容，没有读入；请从可选项中选择。",
        "is not what this cell can say and was not read; choose one of the options.");
  }
}

void Problems::OwnUnit(const GridCell& cell, heng::v1::MoneyUnit unit) {
  Add("unit-suspect", cell,
      absl::StrCat("自带的单位与表头的", A(UnitNameZh(unit)), "不同，已按格内单位读入；请核对，并按表头单位填写。"),
      absl::StrCat("names another unit than the heading (", A(UnitNameEn(unit)),
                   ") and was read in its own; check it, and write it in the unit of the heading."));
}

void Problems::UnitSuspect(const GridCell& cell, heng::v1::MoneyUnit unit) {
  const bool wan = unit == heng::v1::WAN_YUAN;
  Add("unit-suspect", cell,
      absl::StrCat("像是以", wan ? "元" : "万元", "填写的，而表头写的是", A(UnitNameZh(unit)),
                   "；已按表头读入，请核对金额单位。"),
      absl::StrCat("looks like an amount in ", wan ? "元" : "万元", " while the heading says ", A(UnitNameEn(unit)),
                   "; it was read as the heading says: check the unit."));
}

void Problems::Formula(const GridCell& cell) {
  if (cell.cell->text.empty()) {
    heng::v1::SheetProblem problem;
    problem.set_id("formula");
    problem.set_cell(CellName(cell.range.first));
    problem.mutable_message()->set_zh(absl::StrCat(
        problem.cell(), "是公式，文件里没有保存结果，没有读入；请在电子表格软件中打开并保存，或把公式换成数值。"));
    problem.mutable_message()->set_en(absl::StrCat(
        problem.cell(),
        " is a formula without a stored result and was not read; open and save the file in a spreadsheet program, or "
        "replace the formula by its value."));
    problems_.emplace_back(cell.range.first, std::move(problem));
    return;
  }
  Add("formula", cell, "是公式，已读入文件里保存的结果；请核对。",
      "is a formula; the result stored in the file was read: check it.");
}

void Problems::ErrorValue(const GridCell& cell) {
  Add("error-value", cell, "是电子表格的错误值，没有读入；请改正公式或填写数值。",
      "is an error of the spreadsheet and was not read; mend the formula or write a value.");
}

void Problems::NotPlaced(const GridCell& cell) {
  Add("not-placed", cell, "不属于这种表的任何一栏，没有读入；需要的话请填到相应的栏内。",
      "belongs to no field of this layout and was not read; move it where it belongs if it matters.");
}

void Problems::MergedScore(const GridCell& cell) {
  Add("merged-score", cell, "合并了几行的得分，而这几行各有分值；已记在第一行，请逐行填写得分。",
      "is one score for several rows that each have a weight; it was read for the first row: write one for each.");
}

void Problems::MoreForms(std::string_view sheet, std::string_view read_sheet) {
  heng::v1::SheetProblem problem;
  problem.set_id("more-forms");
  problem.set_text(std::string(sheet));
  problem.mutable_message()->set_zh(absl::StrCat("工作表“", scoring::Excerpt(sheet), "”也像是一张表，没有读入；读的是“",
                                                 scoring::Excerpt(read_sheet), "”。请一个文件只放一张表。"));
  problem.mutable_message()->set_en(absl::StrCat("sheet \"", scoring::Excerpt(sheet),
                                                 "\" looks like a form too and was not read; \"",
                                                 scoring::Excerpt(read_sheet), "\" was: put one form into a file."));
  problems_.emplace_back(CellAt{-1, 0}, std::move(problem));
}

std::vector<heng::v1::SheetProblem> Problems::Take() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const auto& a, const auto& b) { return Before(a.first, b.first); });
  std::vector<heng::v1::SheetProblem> taken;
  for (auto& [at, problem] : problems_) {
    if (taken.size() == kMaxProblems) break;
    taken.push_back(std::move(problem));
  }
  if (problems_.size() > kMaxProblems) {
    const size_t more = problems_.size() - kMaxProblems;
    heng::v1::SheetProblem problem;
    problem.set_id("more-problems");
    problem.mutable_message()->set_zh(absl::StrCat("还有", more, "处没有列出。"));
    problem.mutable_message()->set_en(absl::StrCat(more, " more are not listed."));
    taken.push_back(std::move(problem));
  }
  problems_.clear();
  return taken;
}

}  // namespace heng::forms
