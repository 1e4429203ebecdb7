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
  const RowReading* reading = nullptr;
  FormulaResult formula;            // of the row itself
  std::optional<Decimal> weight;    // kWeighted; kMember: that of its group
  std::optional<Decimal> claimed;   // kWeighted, kClaimOnly: of the row or its group
  std::optional<Decimal> computed;  // kWeighted: of the row or its group
  std::optional<Decimal> score;     // kWeighted, kClaimOnly: what counts
  Decimal ceiling;                  // kWeighted: weight + bonus_max

  bool Counts() const { return role == Role::kWeighted || role == Role::kClaimOnly; }
};

// Reads the cells of every indicator, in the form's order; with `scored_only` not those of rows that get no points,
// which are left as they are. The same under all policies with these rules. `pool` has to live as long as the readings.
std::vector<RowReading> ReadRows(const ReadingRules& rules, const heng::v1::FormContent& form, bool scored_only,
                                 TextPool& pool);

// Scores every indicator of the form, in the form's order. Writes one RowScore each, unless `sheet` is null. The
// readings have to live as long as the rows.
std::vector<ScoredRow> ScoreRows(const PolicyRules& rules, const heng::v1::FormContent& form,
                                 const std::vector<RowReading>& readings,
                                 google::protobuf::RepeatedPtrField<heng::v1::RowScore>* sheet);

// True if nothing is written in the row's cells but labels: a template row.
bool IsBlankRow(const heng::v1::Indicator& row);

}  // namespace heng::scoring
