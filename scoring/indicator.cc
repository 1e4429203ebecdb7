#include "scoring/indicator.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::Indicator;
using heng::v1::RowScore;
using heng::v1::Step;

constexpr Decimal kZero;

std::optional<Decimal> WeightOf(const Indicator& row) {
  const std::optional<Decimal> weight = FieldDecimal(row.has_weight(), row.weight());
  return weight && !weight->IsNegative() ? weight : std::nullopt;
}

std::optional<Decimal> ClaimOf(const Indicator& row) { return FieldDecimal(row.has_claimed(), row.claimed()); }

// Rows under one merged score cell. Weight and claim stand on one of them and count once.
struct Group {
  size_t carrier = 0;  // the first row with the weight, else with the claim, else the first
  std::optional<Decimal> weight, claimed;
  std::vector<size_t> members;  // all rows that are not blank, the carrier included
};

class RowScorer {
 public:
  RowScorer(const PolicyRules& rules, const FormContent& form) : rules_(rules), form_(form) {}

  std::vector<ScoredRow> Run(google::protobuf::RepeatedPtrField<RowScore>* sheet) {
    scored_kind_ = form_.subject_kind() != heng::v1::TRANSFER;
    CollectGroups();
    AssignRoles();
    for (ScoredRow& row : rows_) ReadAndCompute(row);
    sheet->Reserve(form_.indicators_size());
    for (ScoredRow& row : rows_) Write(row, sheet->Add());
    return std::move(rows_);
  }

 private:
  Group* GroupOf(const Indicator& row) {
    if (row.memo() || row.score_group().empty()) return nullptr;
    const auto it = groups_.find(row.score_group());
    return it == groups_.end() ? nullptr : &it->second;
  }

  void CollectGroups() {
    rows_.resize(static_cast<size_t>(form_.indicators_size()));
    for (size_t i = 0; i < rows_.size(); ++i) {
      const Indicator& row = form_.indicators(static_cast<int>(i));
      rows_[i].indicator = &row;
      rows_[i].number = static_cast<int>(i) + 1;
      if (row.memo()) continue;
      const std::optional<Decimal> weight = WeightOf(row);
      any_weight_ = any_weight_ || weight.has_value();
      if (row.score_group().empty()) continue;
      const auto [it, first] = groups_.try_emplace(row.score_group());
      Group& group = it->second;
      const std::optional<Decimal> claimed = ClaimOf(row);
      if (first || (weight && !group.weight) || (claimed && !group.claimed && !group.weight)) group.carrier = i;
      if (!group.weight) group.weight = weight;
      if (!group.claimed) group.claimed = claimed;
      if (!IsBlankRow(row)) group.members.push_back(i);
    }
  }

  void AssignRoles() {
    for (size_t i = 0; i < rows_.size(); ++i) {
      ScoredRow& row = rows_[i];
      if (row.indicator->memo() || !scored_kind_) continue;
      const Group* group = GroupOf(*row.indicator);
      row.weight = group ? group->weight : WeightOf(*row.indicator);
      row.claimed = group ? group->claimed : ClaimOf(*row.indicator);
      const bool carries = group == nullptr || group->carrier == i;
      if (row.weight) {
        row.role = carries ? Role::kWeighted : IsBlankRow(*row.indicator) ? Role::kIgnored : Role::kMember;
      } else if (!any_weight_ && row.claimed && carries) {
        row.role = Role::kClaimOnly;
      }
    }
  }

  void ReadAndCompute(ScoredRow& row) {
    row.reading = ReadRow(rules_, *row.indicator, form_.fiscal_year());
    if (row.role != Role::kWeighted && row.role != Role::kMember) return;
    row.ceiling =
        *row.weight + FieldDecimal(row.indicator->has_bonus_max(), row.indicator->bonus_max()).value_or(kZero);
    row.formula = Compute({rules_, *row.indicator, row.reading, *row.weight, row.claimed});
    row.computed = row.formula.computed;
    const bool alone = row.indicator->score_group().empty();
    if (row.formula.outcome == Outcome::kNotApplicable && alone) row.role = Role::kNotApplicable;
  }

  void Write(ScoredRow& row, RowScore* out) {
    out->set_row_id(row.indicator->id());
    *out->mutable_target() = row.reading.target.ToProto();
    *out->mutable_actual() = row.reading.actual.ToProto();
    if (row.role == Role::kMember || row.role == Role::kNotApplicable) {
      *out->add_steps() = std::move(row.formula.step);
    }
    if (!row.Counts()) return;
    if (row.role == Role::kWeighted) {
      out->set_weight(row.weight->ToString());
      *out->add_steps() = std::move(row.formula.step);
      CombineGroup(row, out);
    }
    Step step = Decide(row);
    const std::optional<Step> cap = CapBand(row, step);
    if (row.claimed) out->set_claimed(row.claimed->ToString());
    if (row.computed) out->set_computed(row.computed->ToString());
    if (row.score) {
      out->set_score(row.score->ToString());
      if (!cap) step.set_result(out->score());
    }
    step.set_clause(rules_.ClauseOf(step.rule()));
    *out->add_steps() = std::move(step);
    if (cap) *out->add_steps() = *cap;
  }

  // A band may cap what a row gets, whatever is claimed. `decided` gets the score before; nullopt: nothing to cut.
  std::optional<Step> CapBand(ScoredRow& row, Step& decided) const {
    if (!row.score || row.role != Role::kWeighted || row.reading.actual.state != heng::v1::Reading::BAND) {
      return std::nullopt;
    }
    const BandRule& band = rules_.Band(row.reading.actual.band);
    if (!band.claim_cap) return std::nullopt;
    const auto& rounding = rules_.row_rounding;
    const Decimal cap = MulDiv(*row.weight, *band.claim_cap, Decimal::FromInt(1), rounding.places(), rounding.mode());
    if (*row.score <= cap) return std::nullopt;
    decided.set_result(row.score->ToString());
    Step step = MakeStep("band-capped");
    AddOperand(step, "score", *row.score);
    AddOperand(step, "weight", *row.weight, PlaceOf(*row.indicator, "weight"));
    AddOperand(step, "cap", *band.claim_cap);
    AddOperand(step, "band", std::to_string(band.number), PlaceOf(*row.indicator, "actual"));
    *step.mutable_rounding() = rounding;
    step.set_result(cap.ToString());
    step.set_clause(rules_.ClauseOf(step.rule()));
    row.score = cap;
    return step;
  }

  // A group is worth what its worst member is: full only if every one is met.
  void CombineGroup(ScoredRow& row, RowScore* out) {
    const Group* group = GroupOf(*row.indicator);
    if (group == nullptr || group->members.size() < 2) return;
    Step step = MakeStep("score-group");
    row.computed = *row.weight;
    for (const size_t i : group->members) {
      const FormulaResult& member = rows_[i].formula;
      if (!member.computed || !row.computed) {
        row.computed = std::nullopt;
      } else {
        AddOperand(step, "member", *member.computed, PlaceOf(*rows_[i].indicator, "actual"));
        row.computed = std::min(*row.computed, *member.computed);
      }
      row.formula.guessed = row.formula.guessed || member.guessed;
    }
    if (row.computed) step.set_result(row.computed->ToString());
    *out->add_steps() = std::move(step);
  }

  // The score that counts, and the step that says so.
  Step Decide(ScoredRow& row) const {
    const bool checked = rules_.claims == heng::v1::CHECKED;
    if (row.role == Role::kClaimOnly) {
      return Take(row, "claim-without-weight", checked ? std::max(*row.claimed, kZero) : *row.claimed);
    }
    if (row.formula.zero_by_rule) {
      Step step = MakeStep("zero-by-rule");
      row.score = kZero;
      return step;
    }
    if (!row.claimed && !row.computed) return MakeStep("no-score");
    if (!row.claimed) {
      Step step = MakeStep("computed-taken");
      AddOperand(step, "computed", *row.computed);
      row.score = *row.computed;
      return step;
    }
    if (!row.computed) return Limited(row, "claim-kept", row.ceiling);
    if (!checked) return Take(row, "claim-authoritative", *row.claimed);
    if (row.formula.guessed && *row.computed < *row.claimed) return Limited(row, "claim-over-guess", row.ceiling);
    const bool full = *row.computed == *row.weight;  // only then there is a bonus to be had
    return Limited(row, "claim-checked", full ? row.ceiling : *row.computed);
  }

  Step Take(ScoredRow& row, std::string_view rule, Decimal score) const {
    Step step = MakeStep(rule);
    AddOperand(step, "claimed", *row.claimed, PlaceOf(*row.indicator, "claimed"));
    row.score = score;
    return step;
  }

  // The claim, up to `limit`. Below 0 only where claims are authoritative.
  Step Limited(ScoredRow& row, std::string_view rule, Decimal limit) const {
    const bool raised = row.claimed->IsNegative() && rules_.claims == heng::v1::CHECKED;
    Step step = Take(row, rule, raised ? kZero : std::min(*row.claimed, limit));
    AddOperand(step, "limit", limit);
    if (raised) AddOperand(step, "least", kZero);
    return step;
  }

  const PolicyRules& rules_;
  const FormContent& form_;
  bool scored_kind_ = true;
  bool any_weight_ = false;
  absl::flat_hash_map<std::string, Group> groups_;
  std::vector<ScoredRow> rows_;
};

}  // namespace

std::vector<ScoredRow> ScoreRows(const PolicyRules& rules, const FormContent& form,
                                 google::protobuf::RepeatedPtrField<RowScore>* sheet) {
  return RowScorer(rules, form).Run(sheet);
}

bool IsBlankRow(const Indicator& row) {
  return row.initial_target().empty() && row.adjusted_target().empty() && row.actual().empty() &&
         row.weight().empty() && row.claimed().empty();
}

}  // namespace heng::scoring
