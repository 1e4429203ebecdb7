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
#include "scoring/phrases.h"

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

// What decides how the cells of a row are read. Policies that agree on it read every form alike.
struct ReadingRules {
  ValuePhrases phrases;
  // Folded:
  std::vector<std::string> zero_for_zero, lower_is_better_endings, money_units, cost_levels;

  friend bool operator==(const ReadingRules&, const ReadingRules&) = default;
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

  ReadingRules reading;
  heng::v1::RowRule rows;  // what it lists is in `reading`, folded
  Decimal late_share_per_day;
  std::optional<Decimal> pass_share;
  std::vector<ShareStepRule> share_steps, overshoot_steps;  // highest first
  std::vector<BandRule> bands;                              // band n at [n - 1]
  heng::v1::Rounding row_rounding, total_rounding;
  std::vector<GradeRule> grades;  // highest first

  std::vector<std::string> empty_reasons, not_applicable;  // folded
  PhraseSearch savings, template_texts;                    // glyphs folded

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

// True if `texts` has `text`. Lists of phrases are short.
bool Lists(const std::vector<std::string>& texts, std::string_view text);

// Reads the rules of `policy`. Adds one line to `mistakes` for each that is missing, out of range or in conflict with
// another, with its field path; the rules are only of use if there was none.
PolicyRules ReadPolicyRules(const heng::v1::Policy& policy, std::vector<std::string>& mistakes);

}  // namespace heng::scoring
