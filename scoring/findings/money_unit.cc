// Amounts off by exactly 10 000: yuan typed where 万元 stand, or the other way round.
#include <string>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::FundLine;

// Sum of a column over the lines that give it.
std::optional<Decimal> SumOf(const heng::v1::FundBreakdown& breakdown, bool (FundLine::*has)() const,
                             const std::string& (FundLine::*get)() const) {
  std::optional<Decimal> sum;
  for (const FundLine& line : breakdown.lines()) {
    const auto amount = FieldDecimal((line.*has)(), (line.*get)());
    if (amount) sum = sum.value_or(Decimal()) + *amount;
  }
  return sum;
}

void AddAt(const FundLine& line, const char* field, const std::string& stated, const std::string& other,
           Findings& findings) {
  Found found;
  found.id = "money-unit-suspect";
  found.place = PlaceOf(line, field);
  found.stated = stated;
  findings.Add(std::move(found), {{"other", other}});
}

}  // namespace

bool IsOffByTenThousand(Decimal a, Decimal b) {
  constexpr Decimal kTenThousand = Decimal::FromInt(10'000);
  constexpr Decimal kOne = Decimal::FromInt(1);
  if (a.IsZero() || b.IsZero()) return false;
  return CompareProducts(a, kTenThousand, b, kOne) == 0 || CompareProducts(b, kTenThousand, a, kOne) == 0;
}

void CheckMoneyUnits(const CheckedForm& checked, Findings& findings) {
  const auto& funds = checked.form.funds();
  const FundLine& total = funds.total();
  const auto annual = FieldDecimal(total.has_annual_budget(), total.annual_budget());
  const auto executed = FieldDecimal(total.has_executed(), total.executed());
  const auto initial = FieldDecimal(total.has_initial_budget(), total.initial_budget());
  if (annual && initial && IsOffByTenThousand(*annual, *initial)) {
    AddAt(total, "annual_budget", total.annual_budget(), total.initial_budget(), findings);
  }
  if (annual && executed && IsOffByTenThousand(*annual, *executed)) {
    AddAt(total, "executed", total.executed(), total.annual_budget(), findings);
  }
  for (const auto& breakdown : funds.breakdowns()) {
    const auto sum = SumOf(breakdown, &FundLine::has_annual_budget, &FundLine::annual_budget);
    if (!annual || !sum || !IsOffByTenThousand(*annual, *sum)) continue;
    AddAt(total, "annual_budget", total.annual_budget(), sum->ToString(2), findings);
  }
}

}  // namespace heng::scoring
