#include "service/core/budgets/budget_entry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "service/core/access/principal_rules.h"
#include "service/core/budgets/columns.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/hash.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Budget;
using heng::v1::FundLine;
using scoring::Decimal;

constexpr int32_t kFirstYear = 2000, kLastYear = 2100;

void CheckMoney(const std::string& field, bool given, const std::string& text, FieldProblems* problems) {
  if (!given || Money(text)) return;
  problems->Add(field,
                absl::StrCat(Quoted(text), " 不是金额；应为以元计的数，最多 12 位整数、2 位小数，如 100260.50。"),
                absl::StrCat(Quoted(text),
                             " is no amount; write 元 with at most 12 digits and 2 decimals, such as "
                             "100260.50"));
}

void CheckLine(const std::string& prefix, const FundLine& line, FieldProblems* problems) {
  for (const MoneyColumn& column : kMoneyColumns) {
    CheckMoney(absl::StrCat(prefix, std::string(column.json)), column.In(line), column.Text(line), problems);
  }
}

void CheckLines(const std::string& prefix, const Budget& budget, FieldProblems* problems) {
  if (budget.lines_size() > kMaxBudgetLines) {
    return problems->Add(prefix + "lines",
                         absl::StrCat("有 ", budget.lines_size(), " 行，最多 ", kMaxBudgetLines, " 行。"),
                         absl::StrCat("has ", budget.lines_size(), " rows, at most ", kMaxBudgetLines, " are allowed"));
  }
  std::set<int> seen;
  for (int i = 0; i < budget.lines_size(); ++i) {
    const FundLine& line = budget.lines(i);
    const std::string row = absl::StrCat(prefix, "lines[", i, "].");
    CheckLine(row, line, problems);
    if (line.source() == heng::v1::FUND_SOURCE_UNSPECIFIED || !heng::v1::FundSource_IsValid(line.source())) {
      problems->Add(row + "source", "必须是一种资金来源，如 CENTRAL（中央财政资金）。",
                    "must be a source of money, such as CENTRAL");
    } else if (!seen.insert(line.source()).second) {
      const std::string name = heng::v1::FundSource_Name(line.source());
      problems->Add(row + "source", absl::StrCat(name, " 已有一行；每种资金来源只写一行。"),
                    absl::StrCat(name, " has a row already; write each source once"));
    }
  }
}

// A day a budget can be of.
bool IsBudgetDay(const std::string& text) {
  int32_t year = 0;
  return IsDay(text) && absl::SimpleAtoi(text.substr(0, text.find('-')), &year) && year >= kFirstYear &&
         year <= kLastYear;
}

bool SaysNothing(const Budget& budget) {
  return !SaysMoney(budget.total()) && std::none_of(budget.lines().begin(), budget.lines().end(), SaysMoney);
}

// What counts of a line.
FundLine LineToKeep(const FundLine& given) {
  FundLine line;
  line.set_source(given.source());
  for (const MoneyColumn& column : kMoneyColumns) {
    if (column.In(given)) column.Put(column.Text(given), &line);
  }
  return line;
}

bool Differs(const std::optional<int64_t>& stored, bool given, const std::string& text) {
  const auto money = given ? Money(text) : std::nullopt;
  return money && stored != money->Scaled(kMoneyPlaces);
}

}  // namespace

std::optional<Decimal> Money(const std::string& text) {
  const auto value = Decimal::Parse(text, kMoneyPlaces);
  if (!value || value->IsNegative() || text.substr(0, text.find('.')).size() > kMaxMoneyDigits) return std::nullopt;
  return value;
}

bool SaysMoney(const FundLine& line) {
  return std::any_of(kMoneyColumns.begin(), kMoneyColumns.end(),
                     [&line](const MoneyColumn& column) { return column.In(line); });
}

std::string BudgetName(std::string_view subject, std::string_view org_id, int32_t fiscal_year) {
  // An id has 63 characters at most.
  constexpr size_t kMaxSubjectChars = 40, kHashBytes = 8;
  const std::string_view id = subject.substr(subject.find('/') + 1);
  const std::string hash = Sha256(absl::StrCat(std::string(subject), "\n", std::string(org_id)));
  return absl::StrCat("budgets/", std::string(id.substr(0, kMaxSubjectChars)), "-",
                      absl::BytesToHexString(hash.substr(0, kHashBytes)), "-", fiscal_year);
}

absl::StatusOr<std::optional<Budget>> FindBudget(store::Store* store, std::string_view subject, std::string_view org_id,
                                                 int32_t fiscal_year) {
  const auto entry = store->GetEntry(BudgetName(subject, org_id, fiscal_year));
  if (absl::IsNotFound(entry.status())) return std::optional<Budget>();
  if (!entry.ok()) return entry.status();
  Budget budget;
  if (!budget.ParseFromString(entry->body)) return absl::DataLossError(entry->name + " can't be read");
  return std::optional(std::move(budget));
}

std::vector<scoring::Violation> CheckBudgetFields(const Budget& budget, std::string_view prefix) {
  FieldProblems problems;
  const std::string at(prefix);
  if (!ProjectId(budget.subject())) {
    problems.Add(at + "subject", absl::StrCat(Quoted(budget.subject()), " 不是项目名称；应形如 projects/{id}。"),
                 absl::StrCat(Quoted(budget.subject()), " is no name of a project; write projects/{id}"));
  }
  problems.OrgName(at + "org", budget.org());
  if (budget.fiscal_year() < kFirstYear || budget.fiscal_year() > kLastYear) {
    problems.Add(at + "fiscalYear",
                 absl::StrCat(budget.fiscal_year(), " 不是年度；应为 ", kFirstYear, " 至 ", kLastYear, "。"),
                 absl::StrCat(budget.fiscal_year(), " must be a year from ", kFirstYear, " to ", kLastYear));
  }
  CheckLine(at + "total.", budget.total(), &problems);
  CheckLines(at, budget, &problems);
  if (SaysNothing(budget)) {
    problems.Add(at + "total", "一个金额也没有；至少写一项，如全年预算数 annualBudget。",
                 "there is no amount at all; give one at least, such as annualBudget");
  }
  if (budget.as_of().empty()) {
    problems.Add(at + "asOf", "未填写；写明数据截至哪一天，如 2022-12-31。",
                 "is missing; say of which day the figures are, such as 2022-12-31");
  } else if (!IsBudgetDay(budget.as_of())) {
    problems.Add(at + "asOf", absl::StrCat(Quoted(budget.as_of()), " 不是 2000 至 2100 年的日期；应形如 2022-12-31。"),
                 absl::StrCat(Quoted(budget.as_of()), " is no day of 2000 to 2100; write one such as 2022-12-31"));
  }
  return problems.all();
}

Budget BudgetToKeep(const Budget& given) {
  Budget budget;
  budget.set_name(BudgetName(given.subject(), OrgId(given.org()).value_or(""), given.fiscal_year()));
  budget.set_subject(given.subject());
  budget.set_org(given.org());
  budget.set_fiscal_year(given.fiscal_year());
  if (SaysMoney(given.total())) {
    *budget.mutable_total() = LineToKeep(given.total());
    budget.mutable_total()->clear_source();
  }
  for (const FundLine& line : given.lines()) {
    if (SaysMoney(line)) *budget.add_lines() = LineToKeep(line);
  }
  auto* const lines = budget.mutable_lines();
  std::sort(lines->begin(), lines->end(), [](const FundLine& a, const FundLine& b) { return a.source() < b.source(); });
  budget.set_as_of(given.as_of());
  return budget;
}

std::string ContentHash(const Budget& budget) {
  std::string text = absl::StrCat(budget.name(), "\n", budget.subject(), "\n", budget.org(), "\n", budget.fiscal_year(),
                                  "\n", budget.as_of());
  const auto add = [&text](const FundLine& line) {
    absl::StrAppend(&text, "\n", static_cast<int>(line.source()));
    for (const MoneyColumn& column : kMoneyColumns) {
      const auto money = MoneyIn(line, column);
      absl::StrAppend(&text, ",", money ? absl::StrCat(money->Scaled(kMoneyPlaces)) : std::string("-"));
    }
  };
  if (budget.has_total()) add(budget.total());
  for (const FundLine& line : budget.lines()) add(line);
  return Sha256(text);
}

bool DiffersFromBudget(const store::Header& form, const Budget& budget) {
  const FundLine& total = budget.total();
  return Differs(form.annual_budget, total.has_annual_budget(), total.annual_budget()) ||
         Differs(form.executed, total.has_executed(), total.executed());
}

}  // namespace heng::core
