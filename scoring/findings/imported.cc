// The funds of the form against what the budget system says of them.
#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::Budget;
using heng::v1::FundBreakdown;
using heng::v1::FundLine;

struct Column {
  std::string_view field, zh, en;
  bool (FundLine::*has)() const;
  const std::string& (FundLine::*get)() const;
};

constexpr Column kColumns[] = {
    {"declared_in_target", "目标申报数", "declared_in_target", &FundLine::has_declared_in_target,
     &FundLine::declared_in_target},
    {"initial_budget", "预算编制数", "initial_budget", &FundLine::has_initial_budget, &FundLine::initial_budget},
    {"annual_budget", "全年预算数", "annual_budget", &FundLine::has_annual_budget, &FundLine::annual_budget},
    {"executed", "全年执行数", "executed", &FundLine::has_executed, &FundLine::executed},
};

class Comparison {
 public:
  Comparison(const CheckedForm& checked, Findings& findings)
      : budget_(*checked.imported),
        half_digit_(HalfLastPrintedDigit(checked.form.funds().printed_unit(), checked.form.funds().printed_decimals())),
        findings_(findings) {}

  void Compare(const FundLine& line, const FundLine& imported) {
    for (const Column& column : kColumns) {
      const auto mine = FieldDecimal((line.*column.has)(), (line.*column.get)());
      const auto theirs = FieldDecimal((imported.*column.has)(), (imported.*column.get)());
      if (!mine || !theirs || (*mine - *theirs).Abs() <= half_digit_) continue;
      Found found;
      const bool unit = IsOffByTenThousand(*mine, *theirs);
      found.id = unit ? "money-unit-suspect" : "budget-differs-from-import";
      found.variant = unit ? "imported" : "";
      found.place = PlaceOf(line, column.field);
      found.stated = (line.*column.get)();
      found.expected = (imported.*column.get)();
      found.row_zh = absl::StrCat("“", Quoted(line.label().empty() ? "资金总额" : line.label()), "”");
      found.row_en = absl::StrCat("\"", Quoted(line.label().empty() ? "total" : line.label()), "\"");
      findings_.Add(std::move(found),
                    {{"column", std::string(column.zh), std::string(column.en)}, {"day", DayOf(imported.source())}});
    }
  }

 private:
  std::string DayOf(heng::v1::FundSource source) const {
    for (const auto& stamp : budget_.stamps()) {
      if (stamp.source() == source) return stamp.as_of();
    }
    return budget_.as_of();
  }

  const Budget& budget_;
  const Decimal half_digit_;
  Findings& findings_;
};

// A source that stands in two lines of a breakdown is split further than the budget system does.
bool IsTheOnlyOne(const FundBreakdown& breakdown, const FundLine& line) {
  return std::count_if(breakdown.lines().begin(), breakdown.lines().end(),
                       [&line](const FundLine& other) { return other.source() == line.source(); }) == 1;
}

}  // namespace

void CheckImported(const CheckedForm& checked, Findings& findings) {
  if (checked.imported == nullptr) return;
  Comparison comparison(checked, findings);
  comparison.Compare(checked.form.funds().total(), checked.imported->total());
  for (const FundBreakdown& breakdown : checked.form.funds().breakdowns()) {
    for (const FundLine& line : breakdown.lines()) {
      if (line.source() == heng::v1::FUND_SOURCE_UNSPECIFIED || !IsTheOnlyOne(breakdown, line)) continue;
      for (const FundLine& imported : checked.imported->lines()) {
        if (imported.source() == line.source()) comparison.Compare(line, imported);
      }
    }
  }
}

}  // namespace heng::scoring
