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
  std::optional<Decimal> claim_cap;
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

// From this share (or ratio) on, this share of the weight.
struct ShareStepRule {
  Decimal from, share;
};

struct TotalCapRule {
  Decimal below_rate, cap;
};

struct ScalingRule {
  std::optional<Decimal> indicator_weights;  // absent: what they have to weigh
  heng::v1::Rounding rounding;
  bool redistribute = false;
};

struct PolicyRules {
  heng::v1::ClaimRule claims = heng::v1::CLAIM_RULE_UNSPECIFIED;
  Decimal full_marks;
  std::vector<LevelWeightRule> level_weights;

  Decimal execution_weight;
  std::optional<heng::v1::Rounding> rate_rounding;  // absent: the rate is not rounded
  heng::v1::Rounding execution_rounding;

  bool weights_template = true;                    // false: forms print no weights
  std::optional<ScalingRule> scaling;              // absent: the indicators are taken as they are
  std::vector<TotalCapRule> total_caps;            // highest rate first
  std::optional<Decimal> red_gap, yellow_unspent;  // percent; the lights

  heng::v1::RowRule rows;  // its lists are folded
  Decimal late_share_per_day;
  std::optional<Decimal> pass_share;
  std::vector<ShareStepRule> share_steps, overshoot_steps;  // highest first
  std::vector<BandRule> bands;                              // band n at [n - 1]
  heng::v1::Rounding row_rounding, total_rounding;
  std::vector<GradeRule> grades;  // highest first

  heng::v1::Phrases phrases;                         // as the policy has them: ReadValue takes them so
  absl::flat_hash_set<std::string> zero_for_zero;    // folded
  absl::flat_hash_set<std::string> empty_reasons;    // folded
  absl::flat_hash_set<std::string> not_applicable;   // folded
  std::vector<std::string> savings, template_texts;  // glyphs folded

  std::optional<Decimal> outrun_percent, unspent_percent, budget_cut_percent;
  Decimal overshoot_ratio, undershoot_ratio, low_execution_percent, execution_tolerance, concentrated_weight;

  heng::v1::Finding::Severity default_severity = heng::v1::Finding::WARNING;
  absl::flat_hash_map<std::string, heng::v1::Finding::Severity> severities;
  absl::flat_hash_set<std::string> preparer_may_waive;
  absl::flat_hash_map<std::string, std::string> clauses;
  std::string default_clause;  // of rules that clauses does not name

  heng::v1::Finding::Severity SeverityOf(std::string_view finding) const;
  const std::string& ClauseOf(std::string_view rule) const;
  // What the indicators are worth together: full marks less the execution weight.
  Decimal IndicatorMarks() const { return full_marks - execution_weight; }
  // Band 1, 2, …; the last one for a number beyond it.
  const BandRule& Band(int number) const;
};

// Reads the rules of `policy`. Adds one line to `mistakes` for each that is missing, out of range or in conflict with
// another, with its field path; the rules are only of use if there was none.
PolicyRules ReadPolicyRules(const heng::v1::Policy& policy, std::vector<std::string>& mistakes);

}  // namespace heng::scoring
