// 指标: which rows count, score groups, and how the score follows from what is claimed and what is computed.
#pragma once

#include <optional>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/formula.h"
#include "scoring/policy_rules.h"
#include "scoring/row_reading.h"

namespace heng::scoring {

enum class Role {
  kIgnored,        // memo rows, rows without points
  kMember,         // of a score group, without points of its own: read and judged, not counted
  kNotApplicable,  // has a weight that the policy gives to the rest
  kWeighted,       // has a weight; also the row of a group on which it stands
  kClaimOnly,      // a claim on a form that prints no weights at all: stands as claimed
};

struct ScoredRow {
  const heng::v1::Indicator* indicator = nullptr;
  int number = 0;  // place on the form, from 1
  Role role = Role::kIgnored;
  RowReading reading;
  FormulaResult formula;            // of the row itself
  std::optional<Decimal> weight;    // kWeighted; kMember: that of its group
  std::optional<Decimal> claimed;   // kWeighted, kClaimOnly: of the row or its group
  std::optional<Decimal> computed;  // kWeighted: of the row or its group
  std::optional<Decimal> score;     // kWeighted, kClaimOnly: what counts
  Decimal ceiling;                  // kWeighted: weight + bonus_max

  bool Counts() const { return role == Role::kWeighted || role == Role::kClaimOnly; }
};

// Scores every indicator of the form and writes one RowScore each, in the form's order.
std::vector<ScoredRow> ScoreRows(const PolicyRules& rules, const heng::v1::FormContent& form,
                                 google::protobuf::RepeatedPtrField<heng::v1::RowScore>* sheet);

// True if nothing is written in the row's cells but labels: a template row.
bool IsBlankRow(const heng::v1::Indicator& row);

}  // namespace heng::scoring
