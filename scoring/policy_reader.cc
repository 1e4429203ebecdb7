#include "scoring/policy_reader.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "scoring/findings/catalogue.h"

namespace heng::scoring {

PolicyRules PolicyReader::Read() {
  ReadHead();
  ReadWeights();
  ReadTemplate();
  ReadTotals();
  ReadRows();
  ReadShares();
  ReadBands();
  ReadGrades();
  ReadPhrases();
  ReadSeverities();
  ReadWaivers();
  ReadThresholds();
  ReadClauses();
  CheckCases();
  return std::move(rules_);
}

void PolicyReader::ReadHead() {
  const std::string& name = policy_.name();
  const std::string prefix = "policies/";
  const bool prefixed = name.rfind(prefix, 0) == 0;
  const std::string id = prefixed ? name.substr(prefix.size()) : "";
  const bool well_formed = id.size() >= 3 && id.size() <= 63 && id.front() >= 'a' && id.front() <= 'z' &&
                           id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!well_formed) Mistake("name", "must be \"policies/\" and an id of 3 to 63 lower-case letters, digits and -");
  if (policy_.revision() < 1) Mistake("revision", "must be 1 or more");
  Required(policy_.title().zh(), "title.zh");
  Required(policy_.title().en(), "title.en");
  Required(policy_.authority(), "authority");
  absl::CivilDay day;
  if (policy_.effective_date().size() != 10 || !absl::ParseCivilTime(policy_.effective_date(), &day)) {
    Mistake("effective_date", absl::StrCat("\"", policy_.effective_date(), "\" is not a date such as 2020-02-25"));
  }
  Chosen(policy_.claims(), heng::v1::ClaimRule_IsValid(policy_.claims()), "claims");
  rules_.claims = policy_.claims();
}

void PolicyReader::ReadSeverities() {
  using heng::v1::Finding;
  const auto& severities = policy_.severities();
  Chosen(severities.default_severity(), Finding::Severity_IsValid(severities.default_severity()),
         "severities.default_severity");
  rules_.default_severity = severities.default_severity();
  for (int i = 0; i < severities.of_size(); ++i) {
    const auto& of = severities.of(i);
    const std::string field = absl::StrCat("severities.of[", i, "]");
    if (FindFinding(of.finding()) == nullptr) Mistake(field + ".finding", "no such finding: " + of.finding());
    Chosen(of.severity(), Finding::Severity_IsValid(of.severity()), field + ".severity");
    if (!rules_.severities.emplace(of.finding(), of.severity()).second) {
      Mistake(field + ".finding", of.finding() + " is there twice");
    }
  }
}

void PolicyReader::ReadWaivers() {
  for (int i = 0; i < policy_.preparer_may_waive_size(); ++i) {
    const std::string& id = policy_.preparer_may_waive(i);
    const std::string field = absl::StrCat("preparer_may_waive[", i, "]");
    if (FindFinding(id) == nullptr) Mistake(field, "no such finding: " + id);
    if (!rules_.preparer_may_waive.insert(id).second) Mistake(field, id + " is there twice");
  }
}

void PolicyReader::ReadThresholds() {
  const auto& limits = policy_.thresholds();
  rules_.outrun_percent = Optional(limits.outrun_percent(), "thresholds.outrun_percent", "0", "100");
  rules_.unspent_percent = Optional(limits.unspent_percent(), "thresholds.unspent_percent", "0", "100");
  rules_.budget_cut_percent = Optional(limits.budget_cut_percent(), "thresholds.budget_cut_percent", "0", "100");
  rules_.overshoot_ratio = Number(limits.overshoot_ratio(), "thresholds.overshoot_ratio", "1", "1000");
  rules_.undershoot_ratio = Number(limits.undershoot_ratio(), "thresholds.undershoot_ratio", "0", "1");
  rules_.low_execution_percent = Number(limits.low_execution_percent(), "thresholds.low_execution_percent", "0", "100");
  rules_.execution_tolerance = Number(limits.execution_tolerance(), "thresholds.execution_tolerance", "0", "1");
  rules_.concentrated_weight = Number(limits.concentrated_weight(), "thresholds.concentrated_weight", "0", "1000");
}

void PolicyReader::ReadClauses() {
  for (int i = 0; i < policy_.clauses_size(); ++i) {
    const auto& clause = policy_.clauses(i);
    const std::string field = absl::StrCat("clauses[", i, "]");
    Required(clause.rule(), field + ".rule");
    Required(clause.source(), field + ".source");
    if (!rules_.clauses.emplace(clause.rule(), clause.source()).second) {
      Mistake(field + ".rule", clause.rule() + " is there twice");
    }
  }
  const auto fallback = rules_.clauses.find("*");
  if (fallback == rules_.clauses.end()) {
    Mistake("clauses", "there is none for \"*\", the rules not named otherwise");
  } else {
    rules_.default_clause = fallback->second;
  }
}

void PolicyReader::CheckCases() {
  absl::flat_hash_set<std::string> names;
  for (int i = 0; i < policy_.cases_size(); ++i) {
    const std::string field = absl::StrCat("cases[", i, "].name");
    Required(policy_.cases(i).name(), field);
    if (!names.insert(policy_.cases(i).name()).second) Mistake(field, policy_.cases(i).name() + " is there twice");
  }
}

}  // namespace heng::scoring
