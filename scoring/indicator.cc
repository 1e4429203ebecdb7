#include "scoring/indicator.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "scoring/steps.h"

namespace heng::scoring {
namespace {

using google::protobuf::RepeatedPtrField;
using heng::v1::FormContent;
using heng::v1::Indicator;
using heng::v1::RowScore;

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
  RowScorer(const PolicyRules& rules, const FormContent& form, RepeatedPtrField<RowScore>* sheet)
      : rules_(rules), form_(form), sheet_(sheet) {}

  std::vector<ScoredRow> Run(const std::vector<RowReading>& readings) {
    scored_kind_ = form_.subject_kind() != heng::v1::TRANSFER;
    CollectRows(readings);
    for (size_t i = 0; i < rows_.size(); ++i) AssignRole(i);
    for (size_t i = 0; i < rows_.size(); ++i) Compute(rows_[i], SheetRow(i));
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].Counts()) Finish(rows_[i], SheetRow(i));
    }
    return std::move(rows_);
  }

 private:
  // Where row i is written; null: nowhere.
  RowScore* SheetRow(size_t i) { return sheet_ == nullptr ? nullptr : sheet_->Mutable(static_cast<int>(i)); }

  Group* GroupOf(const Indicator& row) {
    if (row.memo() || row.score_group().empty()) return nullptr;
    const auto it = groups_.find(row.score_group());
    return it == groups_.end() ? nullptr : &it->second;
  }

  void CollectRows(const std::vector<RowReading>& readings) {
    rows_.resize(static_cast<size_t>(form_.indicators_size()));
    if (sheet_ != nullptr) sheet_->Reserve(form_.indicators_size());
    for (size_t i = 0; i < rows_.size(); ++i) {
      const Indicator& indicator = form_.indicators(static_cast<int>(i));
      ScoredRow& row = rows_[i];
      row.indicator = &indicator;
      row.number = static_cast<int>(i) + 1;
      row.reading = &readings[i];
      if (sheet_ != nullptr) {
        RowScore* out = sheet_->Add();
        out->set_row_id(indicator.id());
        row.reading->target.Write(out->mutable_target());
        row.reading->actual.Write(out->mutable_actual());
      }
      if (indicator.memo()) continue;
      row.weight = WeightOf(indicator);
      row.claimed = ClaimOf(indicator);
      any_weight_ = any_weight_ || row.weight.has_value();
      if (!indicator.score_group().empty()) AddToGroup(i);
    }
  }

  void AddToGroup(size_t i) {
    const ScoredRow& row = rows_[i];
    const auto [it, first] = groups_.try_emplace(row.indicator->score_group());
    Group& group = it->second;
    if (first || (row.weight && !group.weight) || (row.claimed && !group.claimed && !group.weight)) group.carrier = i;
    if (!group.weight) group.weight = row.weight;
    if (!group.claimed) group.claimed = row.claimed;
    if (!IsBlankRow(*row.indicator)) group.members.push_back(i);
  }

  void AssignRole(size_t i) {
    ScoredRow& row = rows_[i];
    if (!scored_kind_) row.weight = row.claimed = std::nullopt;
    if (row.indicator->memo() || !scored_kind_) return;
    const Group* group = GroupOf(*row.indicator);
    if (group != nullptr) {
      row.weight = group->weight;
      row.claimed = group->claimed;
    }
    const bool carries = group == nullptr || group->carrier == i;
    if (row.weight) {
      row.role = carries ? Role::kWeighted : IsBlankRow(*row.indicator) ? Role::kIgnored : Role::kMember;
    } else if (!any_weight_ && row.claimed && carries) {
      row.role = Role::kClaimOnly;
    }
  }

  void Compute(ScoredRow& row, RowScore* out) {
    if (row.role != Role::kWeighted && row.role != Role::kMember) return;
    row.ceiling =
        *row.weight + FieldDecimal(row.indicator->has_bonus_max(), row.indicator->bonus_max()).value_or(kZero);
    row.formula = scoring::Compute({rules_, *row.indicator, *row.reading, *row.weight, row.claimed, NewStep(out)});
    row.computed = row.formula.computed;
    const bool alone = row.indicator->score_group().empty();
    if (row.formula.outcome == Outcome::kNotApplicable && alone) row.role = Role::kNotApplicable;
  }

  // From what was computed to what counts.
  void Finish(ScoredRow& row, RowScore* out) {
    if (row.role == Role::kWeighted) CombineGroup(row, out);
    StepWriter step = Decide(row, out);
    if (row.score) step.Result(*row.score);
    step.Clause(rules_);
    CapBand(row, out);
    if (out == nullptr) return;
    if (row.role == Role::kWeighted) out->set_weight(row.weight->ToString());
    if (row.claimed) out->set_claimed(row.claimed->ToString());
    if (row.computed) out->set_computed(row.computed->ToString());
    if (row.score) out->set_score(row.score->ToString());
  }

  // A band may cap what a row gets, whatever is claimed.
  void CapBand(ScoredRow& row, RowScore* out) const {
    if (!row.score || row.role != Role::kWeighted || row.reading->actual.state != heng::v1::Reading::BAND) return;
    const BandRule& band = rules_.Band(row.reading->actual.band);
    if (!band.claim_cap) return;
    const auto& rounding = rules_.row_rounding;
    const Decimal cap = MulDiv(*row.weight, *band.claim_cap, Decimal::FromInt(1), rounding.places(), rounding.mode());
    if (*row.score <= cap) return;
    StepWriter step(NewStep(out), "band-capped");
    step.Operand("score", *row.score);
    step.Operand("weight", *row.weight, *row.indicator, "weight");
    step.Operand("cap", *band.claim_cap);
    step.Operand("band", Decimal::FromInt(band.number), *row.indicator, "actual");
    step.Rounded(rounding);
    step.Result(cap);
    step.Clause(rules_);
    row.score = cap;
  }

  // A group is worth what its worst member is: full only if every one is met.
  void CombineGroup(ScoredRow& row, RowScore* out) {
    const Group* group = GroupOf(*row.indicator);
    if (group == nullptr || group->members.size() < 2) return;
    StepWriter step(NewStep(out), "score-group");
    row.computed = *row.weight;
    for (const size_t i : group->members) {
      const FormulaResult& member = rows_[i].formula;
      if (!member.computed || !row.computed) {
        row.computed = std::nullopt;
      } else {
        step.Operand("member", *member.computed, *rows_[i].indicator, "actual");
        row.computed = std::min(*row.computed, *member.computed);
      }
      row.formula.guessed = row.formula.guessed || member.guessed;
    }
    if (row.computed) step.Result(*row.computed);
  }

  // The score that counts, and the step that says so.
  StepWriter Decide(ScoredRow& row, RowScore* out) const {
    const bool checked = rules_.claims == heng::v1::CHECKED;
    if (row.role == Role::kClaimOnly) {
      return Take(row, out, "claim-without-weight", checked ? std::max(*row.claimed, kZero) : *row.claimed);
    }
    if (row.formula.zero_by_rule) {
      row.score = kZero;
      return StepWriter(NewStep(out), "zero-by-rule");
    }
    if (!row.claimed && !row.computed) return StepWriter(NewStep(out), "no-score");
    if (!row.claimed) {
      StepWriter step(NewStep(out), "computed-taken");
      step.Operand("computed", *row.computed);
      row.score = *row.computed;
      return step;
    }
    if (!row.computed) return Limited(row, out, "claim-kept", row.ceiling);
    if (!checked) return Take(row, out, "claim-authoritative", *row.claimed);
    if (row.formula.guessed && *row.computed < *row.claimed) return Limited(row, out, "claim-over-guess", row.ceiling);
    const bool full = *row.computed == *row.weight;  // only then there is a bonus to be had
    return Limited(row, out, "claim-checked", full ? row.ceiling : *row.computed);
  }

  StepWriter Take(ScoredRow& row, RowScore* out, std::string_view rule, Decimal score) const {
    StepWriter step(NewStep(out), rule);
    step.Operand("claimed", *row.claimed, *row.indicator, "claimed");
    row.score = score;
    return step;
  }

  // The claim, up to `limit`. Below 0 only where claims are authoritative.
  StepWriter Limited(ScoredRow& row, RowScore* out, std::string_view rule, Decimal limit) const {
    const bool raised = row.claimed->IsNegative() && rules_.claims == heng::v1::CHECKED;
    StepWriter step = Take(row, out, rule, raised ? kZero : std::min(*row.claimed, limit));
    step.Operand("limit", limit);
    if (raised) step.Operand("least", kZero);
    return step;
  }

  const PolicyRules& rules_;
  const FormContent& form_;
  RepeatedPtrField<RowScore>* const sheet_;
  bool scored_kind_ = true;
  bool any_weight_ = false;
  absl::flat_hash_map<std::string_view, Group> groups_;
  std::vector<ScoredRow> rows_;
};

// False for rows that get no points under any policy.
bool MayScore(const FormContent& form, const Indicator& row) {
  return form.subject_kind() != heng::v1::TRANSFER && !row.memo() && (row.has_weight() || !row.score_group().empty());
}

}  // namespace

std::vector<RowReading> ReadRows(const ReadingRules& rules, const FormContent& form, bool scored_only, TextPool& pool) {
  std::vector<RowReading> readings(static_cast<size_t>(form.indicators_size()));
  for (size_t i = 0; i < readings.size(); ++i) {
    const Indicator& row = form.indicators(static_cast<int>(i));
    if (!scored_only || MayScore(form, row)) readings[i] = ReadRow(rules, row, form.fiscal_year(), pool);
  }
  return readings;
}

std::vector<ScoredRow> ScoreRows(const PolicyRules& rules, const FormContent& form,
                                 const std::vector<RowReading>& readings, RepeatedPtrField<RowScore>* sheet) {
  return RowScorer(rules, form, sheet).Run(readings);
}

bool IsBlankRow(const Indicator& row) {
  return row.initial_target().empty() && row.adjusted_target().empty() && row.actual().empty() &&
         row.weight().empty() && row.claimed().empty();
}

}  // namespace heng::scoring
