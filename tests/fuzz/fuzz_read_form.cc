// A sheet as cells, one a line: "B3 text", with =, %, @ and ! before the text for a number, a percentage, a date and a
// formula; "B3:D3" merges, "hide B3" hides a column, "sheet NAME" and "hidden NAME" begin another sheet. "\n" in a text
// is a line break.
#include <algorithm>

#include "absl/strings/str_replace.h"
#include "scoring/decimal.h"
#include "service/forms/read_form.h"
#include "tests/fuzz/sheet_checks.h"

using heng::forms::CellAt;
using heng::forms::CellKind;
using heng::forms::WorkbookCell;
using heng::forms::WorkbookSheet;
using heng::fuzz::Require;

namespace {

void SetKind(std::string_view& text, WorkbookCell& cell) {
  if (text.empty()) return;
  const size_t kind = std::string_view("=%@!").find(text.front());
  if (kind == std::string_view::npos) return;
  constexpr CellKind kKinds[] = {CellKind::kNumber, CellKind::kPercent, CellKind::kDate, CellKind::kText};
  cell.kind = kKinds[kind];
  cell.formula = text.front() == '!';
  text.remove_prefix(1);
}

void AddLine(std::string_view line, heng::forms::Workbook& workbook) {
  const std::string_view word = heng::fuzz::TakeUntil(line, ' ');
  if (word == "sheet" || word == "hidden" || workbook.sheets.empty()) {
    workbook.sheets.emplace_back();
    workbook.sheets.back().name = line;
    workbook.sheets.back().hidden = word == "hidden";
  }
  WorkbookSheet& sheet = workbook.sheets.back();
  CellAt first, last;
  const heng::forms::WorkbookLimits limits;
  const auto reads = [&limits](std::string_view name, CellAt* at) {
    return heng::forms::ReadCellName(name, at) && at->row < limits.rows && at->column < limits.columns;
  };
  const size_t colon = word.find(':');
  if (colon != std::string_view::npos) {
    if (!reads(word.substr(0, colon), &first) || !reads(word.substr(colon + 1), &last)) return;
    if (first.row <= last.row && first.column <= last.column) sheet.merges.push_back({first, last});
  } else if (word == "hide") {
    if (reads(line, &first)) sheet.hidden_columns.push_back(first.column);
  } else if (reads(word, &first)) {
    WorkbookCell cell;
    cell.at = first;
    SetKind(line, cell);
    cell.text = absl::StrReplaceAll(absl::string_view(line.data(), line.size()), {{"\\n", "\n"}});
    if (heng::scoring::IsValidUtf8(cell.text) && (!cell.text.empty() || cell.formula)) sheet.cells.push_back(cell);
  }
}

heng::forms::Workbook WorkbookOf(std::string_view text) {
  heng::forms::Workbook workbook;
  while (!text.empty() && workbook.sheets.size() < 50) AddLine(heng::fuzz::TakeUntil(text, '\n'), workbook);
  for (WorkbookSheet& sheet : workbook.sheets) {
    const auto key = [](const WorkbookCell& cell) { return std::pair(cell.at.row, cell.at.column); };
    std::stable_sort(sheet.cells.begin(), sheet.cells.end(),
                     [&](const WorkbookCell& a, const WorkbookCell& b) { return key(a) < key(b); });
    const auto end = std::unique(sheet.cells.begin(), sheet.cells.end(),
                                 [&](const WorkbookCell& a, const WorkbookCell& b) { return key(a) == key(b); });
    sheet.cells.erase(end, sheet.cells.end());
  }
  return workbook;
}

void CheckLine(const heng::v1::FundLine& line) {
  for (const std::string* amount : {&line.declared_in_target(), &line.initial_budget(), &line.annual_budget(),
                                    &line.executed(), &line.claimed_unspent()}) {
    Require(amount->empty() || heng::scoring::Decimal::Parse(*amount, 2).has_value(), "an amount is in cents");
  }
  for (const std::string* number : {&line.claimed_rate(), &line.claimed_score(), &line.weight()}) {
    Require(number->empty() || heng::scoring::Decimal::Parse(*number).has_value(), "a number is a decimal");
  }
}

void Check(const heng::forms::ReadResult& result, bool from_heng) {
  CellAt at;
  for (const auto& cell : result.cells) {
    Require(heng::forms::ReadCellName(cell.cell(), &at) && !cell.field().empty(), "a value has a cell and a field");
  }
  for (const auto& problem : result.problems) {
    Require(!problem.id().empty() && !problem.message().zh().empty() && !problem.message().en().empty(),
            "a problem is told in both languages");
  }
  Require(result.problems.size() <= 501, "problems are bounded");
  if (from_heng) return;  // what the hidden sheet says is checked later
  const auto& form = result.evaluation.form();
  CheckLine(form.funds().total());
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) CheckLine(line);
  }
  for (int i = 0; i < form.indicators_size(); ++i) {
    const auto& row = form.indicators(i);
    Require(row.id() == "r" + std::to_string(i + 1), "rows are numbered");
    Require(row.weight().empty() || heng::scoring::Decimal::Parse(row.weight(), 4).has_value(),
            "a weight is a decimal");
    Require(row.claimed().empty() || heng::scoring::Decimal::Parse(row.claimed(), 4).has_value(),
            "a claim is a decimal");
  }
}

std::string Told(const std::variant<heng::forms::ReadResult, heng::forms::Mistake>& read) {
  if (const auto* mistake = std::get_if<heng::forms::Mistake>(&read)) return mistake->zh;
  const auto& result = std::get<heng::forms::ReadResult>(read);
  std::string told = result.layout + result.evaluation.SerializeAsString() + result.target.SerializeAsString();
  for (const auto& cell : result.cells) told += cell.SerializeAsString();
  for (const auto& problem : result.problems) told += problem.SerializeAsString();
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heng::fuzz::SilenceProtobuf();
  const heng::forms::Workbook workbook = WorkbookOf(heng::fuzz::AsText(data, size));
  const auto read = heng::forms::ReadFormWorkbook(workbook);
  if (const auto* mistake = std::get_if<heng::forms::Mistake>(&read)) {
    heng::fuzz::CheckMistake(*mistake);
  } else {
    const bool hidden = std::any_of(workbook.sheets.begin(), workbook.sheets.end(),
                                    [](const WorkbookSheet& sheet) { return sheet.hidden; });
    Check(std::get<heng::forms::ReadResult>(read), hidden);
  }
  Require(Told(read) == Told(heng::forms::ReadFormWorkbook(workbook)), "the same is read twice");
  return 0;
}
