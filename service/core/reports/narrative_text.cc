#include "service/core/reports/narrative_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "scoring/grade.h"
#include "service/core/envelope.h"
#include "service/core/reports/wording.h"

namespace heng::core {
namespace {

using heng::v1::Evaluation;
using heng::v1::Indicator;
using heng::v1::Reading;
using heng::v1::Recheck;
using scoring::Decimal;

// How the sign before a value is read aloud. Longer ones first.
struct Sign {
  std::string_view written, words;
};
constexpr Sign kSigns[] = {{">=", "大于等于"}, {"<=", "小于等于"}, {"＞＝", "大于等于"}, {"＜＝", "小于等于"},
                           {"≥", "大于等于"},  {"≧", "大于等于"},  {"≤", "小于等于"},    {"≦", "小于等于"},
                           {"=", "等于"},      {"＝", "等于"},     {"﹦", "等于"},       {"═", "等于"},
                           {">", "大于"},      {"＞", "大于"},     {"<", "小于"},        {"＜", "小于"}};

class Narrator {
 public:
  Narrator(const ReadEvaluation& evaluation, heng::v1::ReportText* remarks)
      : evaluation_(evaluation),
        header_(evaluation.header),
        form_(evaluation.form),
        name_(store::FormNameOf(evaluation.header.id)),
        remarks_(remarks) {
    for (const Recheck& recheck : evaluation_.review.rechecks()) {
      if (Counts(recheck)) recheck_ = &recheck;
    }
    for (int i = 0; i < evaluation_.sheet.rows_size(); ++i) {
      scores_.emplace(evaluation_.sheet.rows(i).row_id(), &evaluation_.sheet.rows(i));
    }
    if (recheck_ == nullptr) return;
    for (const auto& row : recheck_->rows()) adjusted_.emplace(row.row_id(), row.score());
  }

  Piece Tell(int appendix) {
    const bool unit = form_.subject_kind() == heng::v1::WHOLE_UNIT;
    Piece told = Fill(unit ? wording::kNarrativeOfUnit : wording::kNarrativeOfProject,
                      {{"name", Name()},
                       {"score", Score(unit)},
                       {"money", Money()},
                       {"achievements", Achievements()},
                       {"problems", Prose("problems", form_.narrative().problems())},
                       {"next", Prose("nextSteps", form_.narrative().next_steps())},
                       {"appendix", Figure(absl::StrCat(appendix), {.rule = "number of the appendix"})}});
    Remark();
    return told;
  }

 private:
  Origin At(std::string field, std::string rule = "") const {
    return {.resource = name_, .field = std::move(field), .rule = std::move(rule)};
  }
  void Say(const std::string& zh, const std::string& en) {
    if (remarks_ != nullptr) AddRemark(absl::StrCat(name_, "：", zh), absl::StrCat(name_, ": ", en), remarks_);
  }

  // True if the score that counts is that of this recheck.
  bool Counts(const Recheck& recheck) const {
    int64_t of = 0;
    return recheck.conclusion() == Recheck::ADJUST && recheck.source() == header_.score_source &&
           absl::SimpleAtoi(recheck.etag(), &of) && of >= header_.content_rev && of < header_.etag;
  }

  Piece Name() const {
    if (form_.subject_kind() == heng::v1::WHOLE_UNIT) {
      return Quote(evaluation_.org_title, {.resource = form_.org(), .field = "title"});
    }
    std::string_view name = header_.project_name;
    if (name.ends_with("项目")) name.remove_suffix(std::string_view("项目").size());
    return Quote(name, At("summary.projectName"));
  }

  Piece Points(std::optional<int64_t> scaled, std::string field, std::string rule = "") const {
    return Figure(ShortText(*scaled, kScorePlaces) + "分", At(std::move(field), std::move(rule)));
  }

  Piece Score(bool unit) const {
    if (form_.subject_kind() == heng::v1::TRANSFER) return Words(wording::kNeverScored);
    if (!header_.total || header_.grade == 0) return Words(wording::kNotScored);
    Fillings fillings = {{"total", Points(header_.total, "summary.total")},
                         {"grade", Words(scoring::GradeWord(header_.grade))}};
    const auto self = recheck_ == nullptr
                          ? std::nullopt
                          : ScaledDecimal(recheck_->has_self_total(), recheck_->self_total(), kScorePlaces);
    if (!self) return Fill(unit ? wording::kUnitScored : wording::kProjectScored, fillings);
    const bool finance = header_.score_source == heng::v1::FINANCE_BUREAU;
    fillings.emplace_back("self", Points(self, "review.rechecks.selfTotal"));
    fillings.emplace_back("by", Words(finance ? wording::kByFinance : wording::kByDepartment));
    return Fill(unit ? wording::kUnitRescored : wording::kProjectRescored, fillings);
  }

  Piece Amount(const std::optional<int64_t>& cents, std::string field) const {
    if (!cents) return Words(wording::kNotFilledIn);
    const auto& funds = form_.funds();
    return Fill(
        wording::kAmount,
        {{"amount", Figure(MoneyText(*cents, funds.printed_unit(), funds.printed_decimals()), At(std::move(field)))}});
  }

  Piece Money() const {
    return Fill(wording::kMoney, {{"budget", Amount(header_.annual_budget, "form.funds.total.annualBudget")},
                                  {"executed", Amount(header_.executed, "form.funds.total.executed")},
                                  {"rate", Rate()}});
  }

  Piece Rate() const {
    if (!header_.annual_budget || !header_.executed) return Words(wording::kRateUnknown);
    if (*header_.annual_budget == 0) return Words(wording::kRateNotApplicable);
    const Piece rate = Figure(PercentWords(*header_.executed, *header_.annual_budget),
                              At("form.funds.total", "executed / annual budget"));
    if (!header_.execution_score) return Fill(wording::kRate, {{"rate", rate}});
    return Fill(wording::kRateAndScore,
                {{"rate", rate}, {"score", Points(header_.execution_score, "score.execution.score")}});
  }

  Piece Prose(const std::string& field, const std::string& text) const {
    Piece said = QuoteClause(text, At("form.narrative." + field));
    return said.empty() ? Words(wording::kNotFilledIn) : said;
  }

  // The score that counts of a row; nullopt: none of its own.
  std::optional<Decimal> ScoreOf(const Indicator& row) const {
    if (const auto adjusted = adjusted_.find(row.id()); adjusted != adjusted_.end()) {
      return Decimal::Parse(adjusted->second);
    }
    const auto found = scores_.find(row.id());
    if (found == scores_.end() || !found->second->has_score()) return std::nullopt;
    return Decimal::Parse(found->second->score());
  }

  static bool IsEmpty(const Indicator& row) { return row.name().empty() && row.actual().empty(); }

  Piece Achievements() {
    std::vector<std::string> parts;  // level 1, in the order of the form
    for (const Indicator& row : form_.indicators()) {
      if (IsEmpty(row) || row.memo()) continue;
      if (std::find(parts.begin(), parts.end(), row.level1()) == parts.end()) parts.push_back(row.level1());
    }
    if (parts.empty()) return WithoutRows();
    std::vector<Piece> told;
    for (const std::string& part : parts) told.push_back(Part(part));
    return Enumerated(told);
  }

  Piece WithoutRows() const {
    std::vector<Piece> achieved;
    for (const auto& goal : form_.goals()) {
      Piece clause = QuoteClause(goal.achieved(), At("form.goals.achieved"));
      if (!clause.empty()) achieved.push_back(std::move(clause));
    }
    if (!achieved.empty()) return Enumerated(achieved);
    const auto& sheet = evaluation_.sheet;
    const auto points = ScaledDecimal(sheet.has_indicator_total(), sheet.indicator_total(), kScorePlaces);
    if (!points) return Words(wording::kNotFilledIn);
    return Fill(wording::kNoRows, {{"score", Points(points, "score.indicatorTotal")}});
  }

  Piece Part(const std::string& level1) {
    std::map<std::string_view, int> names;
    std::optional<Decimal> sum;
    std::vector<const Indicator*> rows;
    for (const Indicator& row : form_.indicators()) {
      if (row.level1() != level1 || IsEmpty(row) || row.memo()) continue;
      rows.push_back(&row);
      ++names[row.name()];
      if (const auto score = ScoreOf(row)) sum = sum.value_or(Decimal()) + *score;
    }
    std::vector<Piece> told;
    for (const Indicator* row : rows) told.push_back(Row(*row, names[row->name()] > 1));
    Fillings fillings = {{"part", Quote(level1.empty() ? "其他指标" : level1, At("form.indicators.level1"))},
                         {"rows", Join(told, "，")}};
    if (!sum) return Fill(wording::kPart, fillings);
    told_points_ += *sum;
    fillings.emplace_back("score", Figure(sum->ToString() + "分", At("score.rows.score", "sum of " + level1)));
    return Fill(wording::kPartScored, fillings);
  }

  Piece Row(const Indicator& row, bool twice) {
    const Origin name = At(absl::StrCat("form.indicators[", row.id(), "].name"));
    Fillings fillings = {{"name", Quote(row.name(), name)}, {"result", Result(row)}};
    if (!twice || row.level2().empty()) return Fill(wording::kRowOnce, fillings);
    fillings.emplace_back("level2", Quote(row.level2(), name));
    return Fill(wording::kRowTwice, fillings);
  }

  Piece Result(const Indicator& row) {
    const auto found = scores_.find(row.id());
    const auto state = found == scores_.end() ? Reading::TEXT : found->second->actual().state();
    const Origin origin = At(absl::StrCat("form.indicators[", row.id(), "].actual"));
    Piece actual = QuoteClause(row.actual(), origin);
    if (actual.empty() || state == Reading::MISSING) return Words(wording::kResultMissing);
    if (state == Reading::CORRUPT || state == Reading::AMBIGUOUS) {
      unread_.push_back(row.id());
      return Fill(wording::kResultUnread, {{"actual", Quote(row.actual(), origin)}});
    }
    if (state != Reading::NUMBER && state != Reading::DATE && state != Reading::RANGE) return actual;
    for (const Sign& sign : kSigns) {
      if (!actual.text.starts_with(sign.written)) continue;
      std::string_view rest = std::string_view(actual.text).substr(sign.written.size());
      while (rest.starts_with(' ')) rest.remove_prefix(1);
      return Words(sign.words) + Quote(rest, origin);
    }
    const bool begins_with_number = absl::ascii_isdigit(static_cast<unsigned char>(actual.text.front())) != 0;
    return begins_with_number ? Fill(wording::kResultIs, {{"actual", actual}}) : actual;
  }

  void Remark() {
    if (header_.state != Evaluation::APPROVED && header_.state != Evaluation::ACCEPTED &&
        header_.state != Evaluation::PUBLISHED) {
      Say("尚未审核通过，数字还会变。", "it is not approved yet: the figures may change.");
    }
    if ((header_.flags & store::kStale) != 0) {
      Say("评分之后预算或执行数有变，请先确认。", "the budget changed after it was scored; confirm that first.");
    }
    if (!unread_.empty()) {
      std::string rows;
      for (const std::string& row : unread_) absl::StrAppend(&rows, rows.empty() ? "" : " ", row);
      Say(absl::StrCat("这些行的实际完成值读不懂，照原文引用，公开前请核实：", rows, "。"),
          absl::StrCat("the actual value of these rows can't be read and is quoted as it stands; check before "
                       "publication: ",
                       rows, "."));
    }
    RemarkSum();
  }

  // Where parts and execution don't add up to the total a reader will ask.
  void RemarkSum() {
    if (!header_.total || form_.indicators().empty() || !header_.execution_score) return;
    absl::int128 told = told_points_.millionths() + absl::int128(*header_.execution_score) * 100;
    if (told == absl::int128(*header_.total) * 100) return;
    Say("各部分得分与预算执行得分之和不等于总分（评分规则有折算、封顶，或有未写明的行），公开前请说明。",
        "the parts and execution do not add up to the total (the policy scales or caps it, or a row is missing); "
        "explain that in publication.");
  }

  const ReadEvaluation& evaluation_;
  const store::Header& header_;
  const heng::v1::FormContent& form_;
  const std::string name_;
  heng::v1::ReportText* const remarks_;
  const Recheck* recheck_ = nullptr;
  std::map<std::string_view, const heng::v1::RowScore*> scores_;
  std::map<std::string_view, std::string_view> adjusted_;
  std::vector<std::string> unread_;
  Decimal told_points_;
};

}  // namespace

absl::StatusOr<ReadEvaluation> ReadStored(store::StoredForm stored) {
  ReadEvaluation read;
  const bool ok = read.form.ParseFromString(stored.revision.form) &&
                  read.sheet.ParseFromString(stored.revision.score) &&
                  read.review.ParseFromString(stored.revision.review);
  if (!ok) return absl::DataLossError(absl::StrCat(store::FormNameOf(stored.header.id), " can't be read"));
  read.header = std::move(stored.header);
  return read;
}

Piece NarrativeOf(const ReadEvaluation& evaluation, int appendix, heng::v1::ReportText* remarks) {
  return Narrator(evaluation, remarks).Tell(appendix);
}

}  // namespace heng::core
