// Findings of the funds grid: rates, scores, sums and what is left.
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::FundBreakdown;
using heng::v1::FundLine;
using heng::v1::Funds;
using heng::v1::Rounding;

constexpr Decimal kHundred = Decimal::FromInt(100);
constexpr Decimal kHalf = Decimal::FromMillionths(500'000);

// Half of the last digit of a printed number: 0.005 of "47.74", 0.5 of "86".
Decimal HalfLastDigitOf(std::string_view printed) {
  const size_t point = printed.find('.');
  Decimal half = kHalf;
  for (size_t i = point; point != std::string_view::npos && i + 1 < printed.size(); ++i) {
    half = MulDiv(half, Decimal::FromInt(1), Decimal::FromInt(10), Decimal::kPlaces, Rounding::DOWN);
  }
  return half;
}

std::string Two(Decimal value) { return value.Rounded(2, Rounding::HALF_UP).ToString(2); }

Found AtLine(const FundLine& line, std::string_view id, std::string_view field) {
  Found found;
  found.id = id;
  found.place = PlaceOf(line, field);
  found.row_zh = absl::StrCat("“", Quoted(line.label().empty() ? "资金总额" : line.label()), "”");
  found.row_en = absl::StrCat("\"", Quoted(line.label().empty() ? "total" : line.label()), "\"");
  return found;
}

// True if amounts within half a printed digit of the given ones have a rate that rounds to the printed figure.
bool RateFits(Decimal executed, Decimal budget, Decimal half_amount, Decimal printed, Decimal half_rate) {
  const Decimal least_budget = budget - half_amount;
  const bool not_above =
      CompareProducts(executed - half_amount, kHundred, printed + half_rate, budget + half_amount) <= 0;
  const bool not_below = least_budget <= Decimal() ||
                         CompareProducts(executed + half_amount, kHundred, printed - half_rate, least_budget) >= 0;
  return not_above && not_below;
}

void CheckRate(const FundLine& line, Decimal half_amount, Findings& findings) {
  const auto budget = FieldDecimal(line.has_annual_budget(), line.annual_budget());
  const auto executed = FieldDecimal(line.has_executed(), line.executed());
  if (!budget || !executed || *budget <= Decimal()) return;
  const std::string rate = MulDiv(*executed, kHundred, *budget, 2, Rounding::HALF_UP).ToString();
  const auto printed = FieldDecimal(line.has_claimed_rate(), line.claimed_rate());
  if (printed && !RateFits(*executed, *budget, half_amount, *printed, HalfLastDigitOf(line.claimed_rate()))) {
    Found found = AtLine(line, "rate-mismatch", "claimed_rate");
    found.stated = line.claimed_rate();
    found.expected = rate;
    findings.Add(std::move(found), {{"executed", line.executed()}, {"budget", line.annual_budget()}});
  }
  if (*executed > *budget) {
    Found found = AtLine(line, "rate-over-100", "executed");
    found.stated = line.executed();
    findings.Add(std::move(found), {{"budget", line.annual_budget()}, {"rate", rate}});
  }
}

void CheckUnspent(const FundLine& line, Decimal half_amount, Findings& findings) {
  const auto budget = FieldDecimal(line.has_annual_budget(), line.annual_budget());
  const auto executed = FieldDecimal(line.has_executed(), line.executed());
  const auto unspent = FieldDecimal(line.has_claimed_unspent(), line.claimed_unspent());
  if (!budget || !executed || !unspent) return;
  const Decimal tolerance = half_amount + half_amount + half_amount;  // 0.5u x (n + 1), two terms
  const Decimal expected = *budget - *executed;
  if ((*unspent - expected).Abs() <= tolerance) return;
  Found found = AtLine(line, "unspent-mismatch", "claimed_unspent");
  found.stated = line.claimed_unspent();
  found.expected = Two(expected);
  findings.Add(std::move(found), {{"executed", line.executed()}, {"budget", line.annual_budget()}});
}

// ---- sums of a breakdown ----

struct Column {
  std::string_view field, zh, en;
  bool (FundLine::*has)() const;
  const std::string& (FundLine::*get)() const;
};

const Column kColumns[] = {
    {"declared_in_target", "目标申报数", "declared_in_target", &FundLine::has_declared_in_target,
     &FundLine::declared_in_target},
    {"initial_budget", "预算编制数", "initial_budget", &FundLine::has_initial_budget, &FundLine::initial_budget},
    {"annual_budget", "全年预算数", "annual_budget", &FundLine::has_annual_budget, &FundLine::annual_budget},
    {"executed", "全年执行数", "executed", &FundLine::has_executed, &FundLine::executed},
};

std::optional<Decimal> Cell(const FundLine& line, const Column& column) {
  return FieldDecimal((line.*column.has)(), (line.*column.get)());
}

// A total of 0 over sources that are not.
bool IsZeroOverSources(const Funds& funds, const Column& column) {
  const auto total = Cell(funds.total(), column);
  if (!total || !total->IsZero()) return false;
  for (const FundBreakdown& breakdown : funds.breakdowns()) {
    for (const FundLine& line : breakdown.lines()) {
      const auto amount = Cell(line, column);
      if (amount && !amount->IsZero()) return true;
    }
  }
  return false;
}

void CheckSum(const Funds& funds, const FundBreakdown& breakdown, const Column& column, Decimal half_amount,
              Findings& findings) {
  const auto total = Cell(funds.total(), column);
  if (!total || breakdown.lines().empty()) return;
  Decimal sum;
  bool all_given = true;
  for (const FundLine& line : breakdown.lines()) {
    const auto amount = Cell(line, column);
    if (amount) sum += *amount;
    all_given = all_given && amount.has_value();
  }
  const bool off = (sum - *total).Abs() > SumTolerance(half_amount, breakdown.lines_size());
  const bool wrong = (all_given && off) || (total->IsZero() && !sum.IsZero());
  if (!wrong) return;
  Found found = AtLine(funds.total(), "funds-not-sum", column.field);
  found.stated = (funds.total().*column.get)();
  found.expected = Two(sum);
  findings.Add(std::move(found),
               {{"column", std::string(column.zh), std::string(column.en)}, {"breakdown", Quoted(breakdown.name())}});
}

// ---- the total row and what the sources repeat of it ----

void CheckAmountsGiven(const CheckedForm& checked, Findings& findings) {
  if (checked.form.subject_kind() == heng::v1::TRANSFER || checked.not_filled) return;
  if (checked.execution.annual_budget && checked.execution.executed) return;
  const bool budget = !checked.execution.annual_budget;
  Found found = AtLine(checked.form.funds().total(), "not-filled", budget ? "annual_budget" : "executed");
  found.variant = "funds";
  findings.Add(std::move(found),
               {{"column", budget ? "全年预算数" : "全年执行数", budget ? "annual_budget" : "executed"}});
}

void CheckBudgetZero(const CheckedForm& checked, Findings& findings) {
  const Funds& funds = checked.form.funds();
  if (!checked.execution.budget_zero || IsZeroOverSources(funds, kColumns[2])) return;
  const bool explained =
      !SaysNothing(checked.rules, funds.execution_reason()) || !SaysNothing(checked.rules, funds.adjustment_reason());
  Found found = AtLine(funds.total(), "budget-zero", "annual_budget");
  found.variant = explained ? "" : "no-reason";
  found.stated = funds.total().annual_budget();
  findings.Add(std::move(found));
}

void CheckExecutionScore(const CheckedForm& checked, Findings& findings) {
  const FundLine& total = checked.form.funds().total();
  const auto claimed = FieldDecimal(total.has_claimed_score(), total.claimed_score());
  if (!claimed || !checked.execution.score) return;
  if ((*claimed - *checked.execution.score).Abs() <= checked.rules.execution_tolerance) return;
  Found found = AtLine(total, "execution-score-mismatch", "claimed_score");
  found.stated = total.claimed_score();
  found.expected = checked.execution.score->ToString();
  findings.Add(std::move(found), {{"rate", checked.execution.rate->ToString()}});
}

void CheckSourceScore(const CheckedForm& checked, const FundLine& line, Findings& findings) {
  const auto claimed = FieldDecimal(line.has_claimed_score(), line.claimed_score());
  if (!claimed || !checked.execution.score) return;
  const FundLine& total = checked.form.funds().total();
  const Decimal printed =
      FieldDecimal(total.has_claimed_score(), total.claimed_score()).value_or(*checked.execution.score);
  const Decimal tolerance = checked.rules.execution_tolerance;
  if ((*claimed - printed).Abs() <= tolerance || (*claimed - *checked.execution.score).Abs() <= tolerance) return;
  Found found = AtLine(line, "source-score-mismatch", "claimed_score");
  found.stated = line.claimed_score();
  found.expected = checked.execution.score->ToString();
  findings.Add(std::move(found));
}

}  // namespace

Decimal HalfLastPrintedDigit(heng::v1::MoneyUnit printed, int decimals) {
  if (printed == heng::v1::MONEY_UNIT_UNSPECIFIED) return Decimal();
  Decimal unit = Decimal::FromInt(printed == heng::v1::WAN_YUAN ? 10'000 : 1);
  for (int i = 0; i < decimals && i < Decimal::kPlaces; ++i) {
    unit = MulDiv(unit, Decimal::FromInt(1), Decimal::FromInt(10), Decimal::kPlaces, Rounding::DOWN);
  }
  const Decimal fen = Decimal::FromMillionths(10'000);
  return unit <= fen ? Decimal() : MulDiv(unit, kHalf, Decimal::FromInt(1), Decimal::kPlaces, Rounding::DOWN);
}

Decimal SumTolerance(Decimal half_digit, int amounts) {
  Decimal tolerance = half_digit;
  for (int i = 0; i < amounts; ++i) tolerance += half_digit;
  return tolerance;
}

void CheckFunds(const CheckedForm& checked, Findings& findings) {
  const Funds& funds = checked.form.funds();
  const Decimal half_amount = HalfLastPrintedDigit(funds.printed_unit(), funds.printed_decimals());
  CheckAmountsGiven(checked, findings);
  CheckBudgetZero(checked, findings);
  CheckRate(funds.total(), half_amount, findings);
  CheckExecutionScore(checked, findings);
  CheckUnspent(funds.total(), half_amount, findings);
  for (const FundBreakdown& breakdown : funds.breakdowns()) {
    for (const Column& column : kColumns) CheckSum(funds, breakdown, column, half_amount, findings);
    for (const FundLine& line : breakdown.lines()) {
      CheckRate(line, half_amount, findings);
      CheckSourceScore(checked, line, findings);
      CheckUnspent(line, half_amount, findings);
    }
  }
}

}  // namespace heng::scoring
