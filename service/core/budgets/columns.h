// The columns of money a line of a budget, and of a form, has.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "heng/v1/form.pb.h"
#include "scoring/decimal.h"

namespace heng::core {

struct MoneyColumn {
  std::string_view field, json;  // in the contract, in JSON
  bool (heng::v1::FundLine::*has)() const;
  const std::string& (heng::v1::FundLine::*get)() const;
  std::string* (heng::v1::FundLine::*set)();

  bool In(const heng::v1::FundLine& line) const { return (line.*has)(); }
  const std::string& Text(const heng::v1::FundLine& line) const { return (line.*get)(); }
  void Put(const std::string& text, heng::v1::FundLine* line) const { *(line->*set)() = text; }
};

inline constexpr std::array<MoneyColumn, 4> kMoneyColumns = {{
    {"declared_in_target", "declaredInTarget", &heng::v1::FundLine::has_declared_in_target,
     &heng::v1::FundLine::declared_in_target, &heng::v1::FundLine::mutable_declared_in_target},
    {"initial_budget", "initialBudget", &heng::v1::FundLine::has_initial_budget, &heng::v1::FundLine::initial_budget,
     &heng::v1::FundLine::mutable_initial_budget},
    {"annual_budget", "annualBudget", &heng::v1::FundLine::has_annual_budget, &heng::v1::FundLine::annual_budget,
     &heng::v1::FundLine::mutable_annual_budget},
    {"executed", "executed", &heng::v1::FundLine::has_executed, &heng::v1::FundLine::executed,
     &heng::v1::FundLine::mutable_executed},
}};

// 元, exact to the 分 and not below 0, at most 999999999999.99; nullopt: no such amount.
std::optional<scoring::Decimal> Money(const std::string& text);  // budget_entry.cc
// nullopt: the line does not say it.
inline std::optional<scoring::Decimal> MoneyIn(const heng::v1::FundLine& line, const MoneyColumn& column) {
  return column.In(line) ? Money(column.Text(line)) : std::nullopt;
}
// The line says something in some column.
bool SaysMoney(const heng::v1::FundLine& line);  // budget_entry.cc

}  // namespace heng::core
