#include "service/forms/xlsx/sheet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/forms/xlsx/number_text.h"
#include "service/forms/xlsx/view.h"

namespace heng::forms::xlsx {
namespace {

bool Before(CellAt a, CellAt b) { return a.row != b.row ? a.row < b.row : a.column < b.column; }

// "A1:F3"; one cell alone is a range too.
std::optional<CellRange> ReadRange(std::string_view text) {
  const size_t colon = text.find(':');
  CellRange range;
  if (!ReadCellName(text.substr(0, colon), &range.first)) return std::nullopt;
  if (colon == std::string_view::npos) return CellRange{range.first, range.first};
  if (!ReadCellName(text.substr(colon + 1), &range.last)) return std::nullopt;
  if (range.last.row < range.first.row || range.last.column < range.first.column) return std::nullopt;
  return range;
}

// What a number in a cell of this kind shows; a number that is no date there stays one.
std::string ShownNumber(Number number, NumberKind kind, bool date1904, CellKind* shown) {
  std::optional<std::string> text;
  switch (kind) {
    case NumberKind::kPercent:
      *shown = CellKind::kPercent;
      return PercentText(number);
    case NumberKind::kDate:
      text = DateText(number, date1904);
      break;
    case NumberKind::kTime:
      text = TimeText(number, date1904);
      break;
    case NumberKind::kElapsed:
      text = ElapsedText(number);
      break;
    case NumberKind::kPlain:
      break;
  }
  *shown = text.has_value() ? CellKind::kDate : CellKind::kNumber;
  return text.has_value() ? *std::move(text) : NumberText(number);
}

}  // namespace

SheetReader::SheetReader(std::string_view part, const SheetContext& context, SheetBudget* budget, WorkbookSheet* sheet)
    : part_(part),
      context_(context),
      budget_(budget),
      sheet_(sheet),
      hidden_columns_(static_cast<size_t>(context.limits.columns)) {}

void SheetReader::OnStart(int depth, std::string_view name, const XmlAttributes& attributes) {
  if (depth == 1) {
    if (name != "worksheet") {
      Refuse(Damaged(part_, {"它不是工作表", "it is no worksheet"}));
    }
  } else if (depth == 2) {
    section_ = name == "sheetData"    ? Section::kData
               : name == "mergeCells" ? Section::kMerges
               : name == "cols"       ? Section::kColumns
                                      : Section::kOther;
  } else if (section_ == Section::kData) {
    if (depth == 3) {
      in_row_ = name == "row";
      if (in_row_) StartRow(attributes);
    } else if (depth == 4) {
      in_cell_ = in_row_ && name == "c";
      if (in_cell_) StartCell(attributes);
    } else if (depth == 5 && in_cell_) {
      StartInCell(name);
    } else if (in_inline_) {
      rich_.Start(depth - 5, name);
    }
  } else if (depth == 3 && section_ == Section::kMerges && name == "mergeCell") {
    AddMerge(attributes);
  } else if (depth == 3 && section_ == Section::kColumns && name == "col") {
    HideColumns(attributes);
  }
}

void SheetReader::OnEnd(int depth) {
  if (depth == 1) return Finish();
  if (!in_cell_) return;
  if (depth == 4) {
    EndCell();
    in_cell_ = false;
  } else if (depth == 5) {
    in_value_ = in_inline_ = false;
  } else if (in_inline_ && depth > 5) {
    rich_.End(depth - 5);
  }
}

void SheetReader::OnText(std::string_view text) {
  if (in_value_) {
    value_.append(text);
  } else if (in_inline_) {
    rich_.Add(text, &inline_);
  } else {
    return;
  }
  const size_t limit = context_.limits.text_bytes;
  if (value_.size() + inline_.size() > limit) Refuse(TooMuchText(limit));
}

// Rows and cells need not say where they are: then they are the next.
void SheetReader::StartRow(const XmlAttributes& attributes) {
  at_ = {at_.row + 1, -1};
  const std::string_view number = attributes.Get("r");
  if (number.empty()) return;
  CellAt first;
  if (!ReadCellName(absl::StrCat("A", View(number)), &first)) {
    return Refuse(Damaged(part_, {absl::StrCat("行号“", scoring::Excerpt(number), "”有误"),
                                  absl::StrCat("\"", scoring::Excerpt(number), "\" is no number of a row")}));
  }
  at_.row = first.row;
}

void SheetReader::StartCell(const XmlAttributes& attributes) {
  ++at_.column;
  type_ = Type::kNumber;
  format_ = {};
  formula_ = has_value_ = false;
  value_.clear();
  inline_.clear();
  if (const std::string_view name = attributes.Get("r"); !name.empty()) {
    if (!ReadCellName(name, &at_)) {
      return Refuse(Damaged(part_, {absl::StrCat("单元格位置“", scoring::Excerpt(name), "”有误"),
                                    absl::StrCat("\"", scoring::Excerpt(name), "\" is no place of a cell")}));
    }
  }
  if (const std::string_view style = attributes.Get("s"); !style.empty() && !context_.formats.empty()) {
    size_t index = 0;
    if (!absl::SimpleAtoi(View(style), &index) || index >= context_.formats.size()) {
      return RefuseCell({"它的格式编号不存在", "the format it names does not exist"});
    }
    format_ = context_.formats[index];
  }
  constexpr std::pair<std::string_view, Type> kTypes[] = {
      {"", Type::kNumber},          {"n", Type::kNumber},  {"s", Type::kShared}, {"str", Type::kText},
      {"inlineStr", Type::kInline}, {"b", Type::kBoolean}, {"e", Type::kError},  {"d", Type::kDate}};
  const std::string_view type = attributes.Get("t");
  const auto* known =
      std::find_if(std::begin(kTypes), std::end(kTypes), [type](const auto& one) { return one.first == type; });
  if (known == std::end(kTypes)) return RefuseCell({"它的类型未知", "its type is not known"});
  type_ = known->second;
}

void SheetReader::StartInCell(std::string_view name) {
  if (name == "v") {
    in_value_ = has_value_ = true;
  } else if (name == "is") {
    in_inline_ = true;
    rich_.Clear();
  } else if (name == "f") {
    formula_ = true;
  }
}

void SheetReader::EndCell() {
  const bool empty = value_.empty() && inline_.empty();
  // A formula whose result is an empty text shows nothing; one without a result was never calculated.
  if (empty && (!formula_ || (has_value_ && type_ != Type::kNumber))) return;
  WorkbookCell cell;
  cell.at = at_;
  cell.formula = formula_;
  if (!empty && !TakeContent(&cell)) return;
  if (cell.text.empty() && !cell.formula) return;  // a shared text may be empty
  if (!WithinLimits(cell)) return;
  if (!sheet_->cells.empty() && !Before(sheet_->cells.back().at, cell.at)) in_order_ = false;
  sheet_->cells.push_back(std::move(cell));
}

bool SheetReader::TakeContent(WorkbookCell* cell) {
  switch (type_) {
    case Type::kNumber:
      TakeNumber(cell);
      return true;
    case Type::kShared:
      return TakeShared(cell);
    case Type::kDate:
      TakeDate(cell);
      return true;
    case Type::kText:
    case Type::kInline:
      cell->text = inline_.empty() ? value_ : inline_;
      DecodeEscapes(&cell->text);
      return true;
    case Type::kBoolean:
      cell->kind = CellKind::kBoolean;
      cell->text = value_ == "1" || value_ == "true" ? "TRUE" : "FALSE";
      return true;
    case Type::kError:
      cell->kind = CellKind::kError;
      cell->text = value_;
      return true;
  }
  return true;
}

bool SheetReader::TakeShared(WorkbookCell* cell) {
  size_t index = 0;
  if (context_.strings == nullptr || !absl::SimpleAtoi(value_, &index) || index >= context_.strings->size()) {
    RefuseCell({"它引用的共享文字不存在", "the shared text it names does not exist"});
    return false;
  }
  cell->text = context_.strings->at(index);
  return true;
}

void SheetReader::TakeNumber(WorkbookCell* cell) {
  const std::optional<Number> number = ReadNumber(value_);
  if (!number.has_value()) {  // not as the format has it; what stands there is kept
    cell->text = value_;
    return;
  }
  cell->raw = value_;
  cell->text = ShownNumber(*number, format_.KindOf(number->mantissa), context_.date1904, &cell->kind);
}

void SheetReader::TakeDate(WorkbookCell* cell) {
  const std::optional<std::string> date = IsoDateText(value_);
  cell->text = date.value_or(value_);
  if (!date.has_value()) return;
  cell->kind = CellKind::kDate;
  cell->raw = value_;
}

bool SheetReader::WithinLimits(const WorkbookCell& cell) {
  const WorkbookLimits& limits = context_.limits;
  if (cell.at.row >= limits.rows) {
    Refuse(TooManyRows(sheet_->name, static_cast<size_t>(cell.at.row) + 1, static_cast<size_t>(limits.rows)));
  } else if (cell.at.column >= limits.columns) {
    Refuse(TooManyColumns(sheet_->name, CellName(cell.at), static_cast<size_t>(limits.columns)));
  } else if (++budget_->cells > limits.cells) {
    Refuse(TooManyCells(static_cast<size_t>(limits.cells)));
  } else if (budget_->text_bytes += cell.text.size() + cell.raw.size(); budget_->text_bytes > limits.text_bytes) {
    Refuse(TooMuchText(limits.text_bytes));
  }
  return !mistake().has_value();
}

void SheetReader::AddMerge(const XmlAttributes& attributes) {
  const std::string_view text = attributes.Get("ref");
  std::optional<CellRange> range = ReadRange(text);
  if (!range.has_value()) {
    return Refuse(Damaged(part_, {absl::StrCat("合并区域“", scoring::Excerpt(text), "”有误"),
                                  absl::StrCat("\"", scoring::Excerpt(text), "\" is no merged range")}));
  }
  const WorkbookLimits& limits = context_.limits;
  if (sheet_->merges.size() >= static_cast<size_t>(limits.merges)) {
    return Refuse(TooManyMerges(sheet_->name, static_cast<size_t>(limits.merges)));
  }
  if (range->first.row >= limits.rows || range->first.column >= limits.columns) return;
  range->last.row = std::min(range->last.row, limits.rows - 1);
  range->last.column = std::min(range->last.column, limits.columns - 1);
  merged_cells_ += static_cast<size_t>(range->last.row - range->first.row + 1) *
                   static_cast<size_t>(range->last.column - range->first.column + 1);
  if (merged_cells_ > kMaxMergedCells) return Refuse(TooMuchMerged(sheet_->name, kMaxMergedCells));
  sheet_->merges.push_back(*range);
}

void SheetReader::HideColumns(const XmlAttributes& attributes) {
  if (!attributes.Is("hidden")) return;
  size_t first = 0, last = 0;
  if (!absl::SimpleAtoi(View(attributes.Get("min")), &first) || !absl::SimpleAtoi(View(attributes.Get("max")), &last) ||
      first == 0) {
    return Refuse(Damaged(part_, {"列的定义有误", "a column is not well defined"}));
  }
  last = std::min(last, hidden_columns_.size());
  for (size_t column = first; column <= last; ++column) hidden_columns_[column - 1] = true;
}

void SheetReader::Finish() {
  for (size_t column = 0; column < hidden_columns_.size(); ++column) {
    if (hidden_columns_[column]) sheet_->hidden_columns.push_back(static_cast<int>(column));
  }
  if (in_order_) return;
  auto& cells = sheet_->cells;
  std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return Before(a.at, b.at); });
  const auto twice =
      std::adjacent_find(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.at == b.at; });
  if (twice == cells.end()) return;
  at_ = twice->at;
  RefuseCell({"同一个单元格出现了两次", "the cell is there twice"});
}

void SheetReader::RefuseCell(Words why) {
  const std::string cell = CellName(at_);
  Refuse(Damaged(part_,
                 {absl::StrCat("工作表“", scoring::Excerpt(sheet_->name), "”的 ", cell, "：", View(why.zh)),
                  absl::StrCat("cell ", cell, " of sheet \"", scoring::Excerpt(sheet_->name), "\": ", View(why.en))}));
}

}  // namespace heng::forms::xlsx
