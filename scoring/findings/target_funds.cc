// Findings of the funds of a target form: each period's sum, and the term against its money.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scoring/findings/target_checks.h"
#include "scoring/findings/target_term.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::TargetFunds;

struct Period {
  std::string_view total_field, zh, en;
};
constexpr Period kTerm = {"term_funds.total", "实施期", "the term"};
constexpr Period kAnnual = {"annual_funds.total", "年度", "the year"};

struct Lines {
  Decimal sum;
  int given = 0;  // lines with an amount
};

Lines LinesOf(const TargetFunds& funds) {
  Lines lines;
  for (const auto& line : funds.lines()) {
    const auto amount = FieldDecimal(line.has_amount(), line.amount());
    if (!amount) continue;
    lines.sum += *amount;
    ++lines.given;
  }
  return lines;
}

std::optional<Decimal> TotalOf(const TargetFunds& funds) { return FieldDecimal(funds.has_total(), funds.total()); }

Decimal HalfDigitOf(const TargetFunds& funds) {
  return HalfLastPrintedDigit(funds.printed_unit(), funds.printed_decimals());
}

Found AtTotal(const Period& period, std::string_view id, const TargetFunds& funds) {
  Found found;
  found.id = id;
  found.place = FormPlace(period.total_field);
  if (funds.has_total()) found.stated = funds.total();
  return found;
}

void AddUnitSuspect(const Period& period, const TargetFunds& funds, Decimal other, Findings& findings) {
  findings.Add(AtTotal(period, "money-unit-suspect", funds), {{"other", other.ToString(2)}});
}

// `wanted`: the form has to give this total, whatever else of it is filled in.
void CheckPeriod(const Period& period, const TargetFunds& funds, bool wanted, Findings& findings) {
  const std::optional<Decimal> total = TotalOf(funds);
  const Lines lines = LinesOf(funds);
  const Arg half = {"half", std::string(period.zh), std::string(period.en)};
  if (!total) {
    if (!wanted && lines.sum.IsZero()) return;
    Found found = AtTotal(period, "not-filled", funds);
    found.variant = "target-funds";
    findings.Add(std::move(found), {half});
    return;
  }
  if (lines.given == 0 || (lines.sum - *total).Abs() <= SumTolerance(HalfDigitOf(funds), lines.given)) return;
  Found found = AtTotal(period, "funds-not-sum", funds);
  found.variant = "target";
  found.expected = lines.sum.ToString(2);
  findings.Add(std::move(found), {half});
  if (IsOffByTenThousand(*total, lines.sum)) AddUnitSuspect(period, funds, lines.sum, findings);
}

void AddTermVsFunds(const CheckedTarget& checked, std::string_view variant, Findings& findings) {
  const auto& target = checked.target;
  Found found;
  found.id = "term-vs-funds";
  found.variant = variant;
  found.place = FormPlace(variant == "less" ? kTerm.total_field : "project_term");
  found.stated = variant == "less" ? target.term_funds().total() : target.project_term();
  findings.Add(std::move(found), {{"term", target.term_funds().total()}, {"annual", target.annual_funds().total()}});
}

// The money of the whole term against that of its first year.
void CheckTerm(const CheckedTarget& checked, Findings& findings) {
  const TargetFunds &term_funds = checked.target.term_funds(), &annual_funds = checked.target.annual_funds();
  const std::optional<Decimal> term = TotalOf(term_funds), annual = TotalOf(annual_funds);
  if (!term || !annual || term->IsZero() || annual->IsZero()) return;
  if (IsOffByTenThousand(*term, *annual)) return AddUnitSuspect(kAnnual, annual_funds, *term, findings);
  const bool same = (*term - *annual).Abs() <= HalfDigitOf(term_funds) + HalfDigitOf(annual_funds);
  const std::optional<int> years = YearsOfTerm(checked.target.project_term());
  if (same) {
    if (years && *years > 1) AddTermVsFunds(checked, "", findings);
  } else if (*term < *annual) {
    AddTermVsFunds(checked, "less", findings);
  } else if (years == 1) {
    AddTermVsFunds(checked, "one-year", findings);
  }
}

}  // namespace

void CheckTargetFunds(const CheckedTarget& checked, Findings& findings) {
  CheckPeriod(kTerm, checked.target.term_funds(), false, findings);
  CheckPeriod(kAnnual, checked.target.annual_funds(), true, findings);
  CheckTerm(checked, findings);
}

}  // namespace heng::scoring
