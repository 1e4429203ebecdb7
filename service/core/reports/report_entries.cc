#include "service/core/reports/report_entries.h"

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/core/budgets/budget_entry.h"
#include "service/core/errors.h"
#include "service/core/hash.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::DepartmentEvaluation;
using heng::v1::YearFacts;
using scoring::Decimal;

constexpr int32_t kFirstYear = 2000, kLastYear = 2100;
constexpr int kMoneyDecimals = 2, kScoreDecimals = 4;

void CheckMoney(const std::string& field, bool given, const std::string& text, FieldProblems* problems) {
  if (!given || ReadMoney(text)) return;
  problems->Add(field,
                absl::StrCat(Quoted(text), " 不是金额；应为以元计的数，最多 12 位整数、2 位小数，如 7110994.38。"),
                absl::StrCat(Quoted(text),
                             " is no amount; write 元 with at most 12 digits and 2 decimals, such as "
                             "7110994.38"));
}

void CheckScore(const DepartmentEvaluation& evaluation, FieldProblems* problems) {
  if (!evaluation.has_score()) return;
  const auto score = Decimal::Parse(evaluation.score(), kScoreDecimals);
  if (score && !score->IsNegative() && *score <= Decimal::FromInt(100)) return;
  problems->Add("department_evaluation.score", absl::StrCat(Quoted(evaluation.score()), " 不是得分；应为 0 至 100。"),
                absl::StrCat(Quoted(evaluation.score()), " is no score; must be 0 to 100"));
}

void CheckGrade(const DepartmentEvaluation& evaluation, FieldProblems* problems) {
  const std::string& grade = evaluation.grade();
  for (const char* known : {"", "优", "良", "中", "差"}) {
    if (grade == known) return;
  }
  problems->Add("department_evaluation.grade", absl::StrCat(Quoted(grade), " 不是等级；应为 优、良、中、差，或不填。"),
                absl::StrCat(Quoted(grade), " is no grade; write 优, 良, 中 or 差, or nothing"));
}

void CheckProjects(const DepartmentEvaluation& evaluation, FieldProblems* problems) {
  const std::string field = "department_evaluation.projects";
  if (evaluation.projects_size() > kMaxEvaluatedProjects) {
    return problems->Add(field,
                         absl::StrCat("有 ", evaluation.projects_size(), " 个，最多 ", kMaxEvaluatedProjects, " 个。"),
                         absl::StrCat("are ", evaluation.projects_size(), ", at most ", kMaxEvaluatedProjects));
  }
  std::set<std::string> seen;
  for (int i = 0; i < evaluation.projects_size(); ++i) {
    const std::string& project = evaluation.projects(i);
    const std::string at = absl::StrCat(field, "[", i, "]");
    if (!ProjectId(project)) {
      problems->Add(at, absl::StrCat(Quoted(project), " 不是项目名称；应形如 projects/{编号}。"),
                    absl::StrCat(Quoted(project), " is no name of a project; write projects/{id}"));
    } else if (!seen.insert(project).second) {
      problems->Add(at, absl::StrCat(Quoted(project), " 重复；每个项目只写一次。"),
                    absl::StrCat(Quoted(project), " is named twice; name it once"));
    }
  }
}

}  // namespace

std::optional<Decimal> ReadMoney(std::string_view text) {
  const auto value = Decimal::Parse(text, kMoneyDecimals);
  if (!value || value->IsNegative() || text.substr(0, text.find('.')).size() > kMaxMoneyDigits) return std::nullopt;
  return value;
}

bool IsDepartmentEvaluationName(std::string_view name) {
  const size_t prefix = kDepartmentEvaluations.size() + 1;
  return name.starts_with(kDepartmentEvaluations) && name.size() > prefix && name[prefix - 1] == '/' &&
         IsResourceId(name.substr(prefix));
}

std::string YearFactsName(std::string_view org_id, int32_t fiscal_year) {
  // An id has 63 characters at most.
  constexpr size_t kMaxOrgChars = 40, kHashBytes = 8;
  return absl::StrCat("yearFacts/", std::string(org_id.substr(0, kMaxOrgChars)), "-",
                      absl::BytesToHexString(Sha256(org_id).substr(0, kHashBytes)), "-", fiscal_year);
}

absl::StatusOr<std::optional<YearFacts>> FindYearFacts(store::Store* store, std::string_view org_id,
                                                       int32_t fiscal_year) {
  const auto entry = store->GetEntry(YearFactsName(org_id, fiscal_year));
  if (absl::IsNotFound(entry.status())) return std::optional<YearFacts>();
  if (!entry.ok()) return entry.status();
  YearFacts facts;
  if (!facts.ParseFromString(entry->body)) return absl::DataLossError(entry->name + " can't be read");
  return std::optional(std::move(facts));
}

void CheckYear(const std::string& field, int32_t year, FieldProblems* problems) {
  if (year >= kFirstYear && year <= kLastYear) return;
  problems->Add(field, absl::StrCat(year, " 不是年度；应为 ", kFirstYear, " 至 ", kLastYear, "。"),
                absl::StrCat(year, " must be a year from ", kFirstYear, " to ", kLastYear));
}

absl::StatusOr<std::string> CheckOrgAndYear(const Authority& authority, Method method, const std::string& org,
                                            int32_t fiscal_year) {
  const auto org_id = OrgId(org);
  if (!org_id) {
    auto status = authority.CheckAnywhere(method);
    return status.ok() ? BadName("org", org) : status;
  }
  if (auto status = authority.Check(method, org, *org_id); !status.ok()) return status;
  FieldProblems problems;
  CheckYear("fiscalYear", fiscal_year, &problems);
  if (auto status = problems.Take(); !status.ok()) return status;
  return *org_id;
}

absl::Status CheckFields(const DepartmentEvaluation& evaluation) {
  const std::string at = "department_evaluation.";
  FieldProblems problems;
  if (!IsDepartmentEvaluationName(evaluation.name())) {
    problems.Add(
        at + "name",
        absl::StrCat(Quoted(evaluation.name()), " 不是部门评价的名称；应形如 departmentEvaluations/{编号}，或不填。"),
        absl::StrCat(Quoted(evaluation.name()),
                     " is no name of a department evaluation; write departmentEvaluations/{id}, or nothing"));
  }
  problems.OrgName(at + "org", evaluation.org());
  CheckYear(at + "fiscalYear", evaluation.fiscal_year(), &problems);
  problems.Text(at + "title", evaluation.title(), kMaxReportTitleChars, /*may_be_empty=*/false);
  CheckProjects(evaluation, &problems);
  CheckMoney(at + "funds", !evaluation.funds().empty(), evaluation.funds(), &problems);
  CheckScore(evaluation, &problems);
  CheckGrade(evaluation, &problems);
  problems.Prose(at + "conclusion", evaluation.conclusion(), kMaxReportTextChars, /*may_be_empty=*/true);
  problems.Text(at + "report", evaluation.report(), kMaxReportPlaceChars, /*may_be_empty=*/true);
  return problems.Take();
}

absl::Status CheckFields(const YearFacts& facts) {
  const std::string at = "facts.";
  FieldProblems problems;
  problems.OrgName(at + "org", facts.org());
  CheckYear(at + "fiscalYear", facts.fiscal_year(), &problems);
  CheckMoney(at + "projectExpenditure", facts.has_project_expenditure(), facts.project_expenditure(), &problems);
  CheckMoney(at + "projectBudget", facts.has_project_budget(), facts.project_budget(), &problems);
  CheckMoney(at + "generalPublicFunds", facts.has_general_public_funds(), facts.general_public_funds(), &problems);
  CheckMoney(at + "governmentFundFunds", facts.has_government_fund_funds(), facts.government_fund_funds(), &problems);
  CheckMoney(at + "stateCapitalFunds", facts.has_state_capital_funds(), facts.state_capital_funds(), &problems);
  CheckMoney(at + "socialInsuranceFunds", facts.has_social_insurance_funds(), facts.social_insurance_funds(),
             &problems);
  problems.Text(at + "source", facts.source(), kMaxReportPlaceChars, /*may_be_empty=*/true);
  problems.Prose(at + "measuresForFairAndPoor", facts.measures_for_fair_and_poor(), kMaxReportTextChars,
                 /*may_be_empty=*/true);
  problems.Prose(at + "otherMatters", facts.other_matters(), kMaxReportTextChars, /*may_be_empty=*/true);
  return problems.Take();
}

}  // namespace heng::core
