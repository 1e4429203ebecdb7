#include "scoring/recheck.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "scoring/execution.h"
#include "scoring/field_check.h"
#include "scoring/indicator.h"
#include "scoring/steps.h"
#include "scoring/total.h"

namespace heng::scoring {
namespace {

using heng::v1::FormContent;
using heng::v1::Recheck;
using heng::v1::RowRecheck;
using heng::v1::ScoreSheet;

std::string RowName(const ScoredRow& row) { return absl::StrCat("第", row.number, "行"); }
std::string RowNameEn(const ScoredRow& row) { return absl::StrCat("row ", row.number); }

class Rechecker {
 public:
  Rechecker(const CompiledPolicy& policy, const FormContent& form, const ScoreSheet& sheet)
      : rules_(policy.rules()), form_(form), sheet_(sheet), readings_(ReadRows(rules_.reading, form, true, pool_)) {
    rows_ = ScoreRows(rules_, form, readings_, nullptr);
    for (size_t i = 0; i < rows_.size(); ++i) {
      ScoredRow& row = rows_[i];
      by_id_.emplace(row.indicator->id(), &row);
      // What the rules compute stands in the sheet; here only what counts is added up.
      row.computed = std::nullopt;
      const int at = static_cast<int>(i);
      if (at < sheet.rows_size()) row.score = FieldDecimal(sheet.rows(at).has_score(), sheet.rows(at).score());
    }
  }

  std::vector<Violation> Check(const Recheck& recheck) {
    const Spot head;
    if (!check_.Count({head, "rows", {"复核的行", "rows"}}, recheck.rows_size(), kMaxIndicators)) return check_.Take();
    RowIds seen;
    for (int i = 0; i < recheck.rows_size(); ++i) {
      const Spot spot = {absl::StrCat("rows[", i, "]."), absl::StrCat("复核第", i + 1, "行"),
                         absl::StrCat("rechecked row ", i + 1)};
      CheckRow(spot, recheck.rows(i), seen);
    }
    return check_.Take();
  }

  // Pre: Check found nothing.
  void WorkOut(Recheck* recheck) {
    for (RowRecheck& given : *recheck->mutable_rows()) Take(given);
    ScoreSheet worked_out;
    for (const ScoredRow& row : rows_) {
      if (const auto self = own_.find(&row); self != own_.end()) AddStep(row, self->second, worked_out);
    }
    if (form_.subject_kind() != heng::v1::TRANSFER) AddTotals(rules_, form_, Execution(), rows_, &worked_out);
    recheck->clear_total();
    recheck->clear_self_total();
    if (worked_out.has_total()) recheck->set_total(worked_out.total());
    recheck->set_grade(worked_out.grade());
    if (sheet_.has_total()) recheck->set_self_total(sheet_.total());
    recheck->set_self_grade(sheet_.grade());
    *recheck->mutable_steps() = std::move(*worked_out.mutable_steps());
    *recheck->mutable_policy() = sheet_.policy();
  }

 private:
  void CheckRow(const Spot& spot, const RowRecheck& given, RowIds& seen) {
    const Field id = {spot, "rowId", {"行标识", "row id"}};
    const auto at = by_id_.find(given.row_id());
    if (at == by_id_.end()) {
      check_.AddValue(id, given.row_id(), "表中没有这一行；请填表中一行指标的行标识",
                      "no such row on the form; write the id of one of its indicators");
      return;
    }
    const auto [earlier, added] = seen.emplace(given.row_id(), spot);
    if (!added) return check_.Repeated(id, given.row_id(), earlier->second);
    const ScoredRow& row = *at->second;
    if (!row.Counts()) return RefuseRow(id, row);
    const Field score = {spot, "score", {"得分", "score"}};
    if (given.score().empty()) return check_.Add(score, "未填写；请填复核得分", " is missing; write the score given");
    // A row of a form without weights may get what all indicators are worth.
    const Decimal most = row.role == Role::kWeighted ? row.ceiling : rules_.IndicatorMarks();
    check_.Number(score, given.score(), {Decimal(), most, 4, "10", "8.76"});
  }

  // The row has no points of its own: say which one has, if it shares them.
  void RefuseRow(const Field& id, const ScoredRow& row) {
    for (const ScoredRow& other : rows_) {
      const bool shares = row.role == Role::kMember && other.role == Role::kWeighted &&
                          other.indicator->score_group() == row.indicator->score_group();
      if (!shares) continue;
      check_.AddValue(id, row.indicator->id(),
                      absl::StrCat("这一行与", RowName(other), "合并计分；请复核 ", other.indicator->id()),
                      absl::StrCat("scored together with ", RowNameEn(other), "; recheck ", other.indicator->id()));
      return;
    }
    check_.AddValue(id, row.indicator->id(), "这一行不计分，没有得分可以复核；请去掉",
                    "the row counts for nothing, so there is no score to recheck; leave it out");
  }

  void Take(RowRecheck& given) {
    ScoredRow& row = *by_id_.find(given.row_id())->second;
    own_.emplace(&row, row.score);
    given.clear_self_score();
    if (row.score) given.set_self_score(row.score->ToString());
    row.score = Decimal::Parse(given.score());
  }

  void AddStep(const ScoredRow& row, const std::optional<Decimal>& self, ScoreSheet& sheet) const {
    StepWriter step(NewStep(&sheet), self ? "score-rechecked" : "score-given");
    step.TextOperand("row", row.indicator->name(), *row.indicator, "name");
    if (self) step.Operand("score", *self, *row.indicator, "score");
    step.Result(*row.score);
  }

  ExecutionNumbers Execution() const {
    ExecutionNumbers execution = ScoreExecution(rules_, form_, nullptr);
    const auto& own = sheet_.execution();
    execution.rate = FieldDecimal(own.has_rate(), own.rate());
    execution.score = FieldDecimal(own.has_score(), own.score());
    return execution;
  }

  const PolicyRules& rules_;
  const FormContent& form_;
  const ScoreSheet& sheet_;
  TextPool pool_;
  const std::vector<RowReading> readings_;
  std::vector<ScoredRow> rows_;
  absl::flat_hash_map<std::string, ScoredRow*> by_id_;
  absl::flat_hash_map<const ScoredRow*, std::optional<Decimal>> own_;  // the sheet's scores of the rows named
  FieldChecker check_;
};

}  // namespace

std::vector<Violation> WorkOutRecheck(const CompiledPolicy& policy, const FormContent& form, const ScoreSheet& sheet,
                                      Recheck* recheck) {
  Rechecker rechecker(policy, form, sheet);
  std::vector<Violation> violations = rechecker.Check(*recheck);
  if (violations.empty()) rechecker.WorkOut(recheck);
  return violations;
}

}  // namespace heng::scoring
