// A policy's rules in the shape scoring uses them: exact decimals, folded phrases, hashed look-ups.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "heng/v1/policy.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"

namespace heng::scoring {

struct BandRule {
  int number = 0;
  Decimal upper, lower;  // shares of the weight, closed on both ends
};

struct GradeRule {
  heng::v1::Grade grade = heng::v1::GRADE_UNSPECIFIED;
  Decimal from;  // lowest rounded total
  std::string label;
  std::vector<std::string> aliases;
};

struct LevelWeightRule {
  std::string level1;
  Decimal weight;
};

struct PolicyRules {
  heng::v1::ClaimRule claims = heng::v1::CLAIM_RULE_UNSPECIFIED;
  Decimal full_marks;
  std::vector<LevelWeightRule> level_weights;

  Decimal execution_weight;
  std::optional<heng::v1::Rounding> rate_rounding;  // absent: the rate is not rounded
  heng::v1::Rounding execution_rounding;

  heng::v1::RowRule rows;       // its lists are folded
  std::vector<BandRule> bands;  // band n at [n - 1]
  heng::v1::Rounding row_rounding, total_rounding;
  std::vector<GradeRule> grades;  // highest first

  heng::v1::Phrases phrases;                       // as the policy has them: ReadValue takes them so
  absl::flat_hash_set<std::string> zero_for_zero;  // folded
  absl::flat_hash_set<std::string> empty_reasons;  // folded

  Decimal overshoot_ratio, undershoot_ratio, low_execution_percent, execution_tolerance, concentrated_weight;

  heng::v1::Finding::Severity default_severity = heng::v1::Finding::WARNING;
  absl::flat_hash_map<std::string, heng::v1::Finding::Severity> severities;
  absl::flat_hash_map<std::string, std::string> clauses;
  std::string default_clause;  // of rules that clauses does not name

  heng::v1::Finding::Severity SeverityOf(std::string_view finding) const;
  const std::string& ClauseOf(std::string_view rule) const;
  // Band 1, 2, …; the last one for a number beyond it.
  const BandRule& Band(int number) const;
};

// Reads the rules of `policy`. Adds one line to `mistakes` for each that is missing, out of range or in conflict with
// another, with its field path; the rules are only of use if there was none.
PolicyRules ReadPolicyRules(const heng::v1::Policy& policy, std::vector<std::string>& mistakes);

}  // namespace heng::scoring
