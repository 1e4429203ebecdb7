#include "service/core/reports/crosscheck/compare_project.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "scoring/grade.h"
#include "scoring/text.h"
#include "service/core/reports/crosscheck/match.h"

namespace heng::core::crosscheck {
namespace {

constexpr Decimal kTenThousand = Decimal::FromInt(10'000);
constexpr Decimal kHundredth = Decimal::FromMillionths(10'000);
constexpr char kFormZh[] = "自评表", kFormEn[] = "the form";

Text NoForm(bool unit) {
  if (unit) return {"系统中没有整体支出自评表可对照。", "no form of the whole unit is stored"};
  return {"系统中没有对应的自评表可对照。", "no stored form belongs to it"};
}

bool OffByTenThousand(Decimal a, Decimal b) {
  const auto times = [](Decimal x) {
    return scoring::MulDiv(x, kTenThousand, Decimal::FromInt(1), Decimal::kPlaces, heng::v1::Rounding::HALF_UP);
  };
  return !a.IsZero() && (times(a) == b || times(b) == a);
}

// The usual borders: 90, 80, 60.
std::string GradeOfScore(Decimal score) {
  if (score >= Decimal::FromInt(90)) return "优";
  if (score >= Decimal::FromInt(80)) return "良";
  return score >= Decimal::FromInt(60) ? "中" : "差";
}

class ProjectComparison {
 public:
  ProjectComparison(const Passage& passage, const FormFacts* form, const std::string& project, Items* items)
      : passage_(passage), form_(form), project_(project), items_(items) {}

  void Run() {
    for (const ReportFigure& figure : passage_.figures) One(figure);
    AddedUp();
  }

 private:
  Draft Start(const ReportFigure& figure, std::string label, std::string stated) const {
    Draft draft;
    draft.figure = &figure;
    draft.label = std::move(label);
    draft.stated = std::move(stated);
    draft.project = project_;
    draft.text = NoForm(project_.empty());
    return draft;
  }

  void One(const ReportFigure& figure) {
    switch (figure.kind) {
      case Kind::kScore:
        return Score(figure);
      case Kind::kGrade:
        return Grade(figure);
      case Kind::kExecutionScore:
        return Points(figure, "预算执行得分", form_ ? form_->execution_score : std::nullopt, "score.execution.score",
                      kHundredth);
      case Kind::kIndicatorScore:
        return Points(figure, "指标得分", form_ ? form_->indicator_total : std::nullopt, "score.indicator_total",
                      figure.half);
      case Kind::kLevelScore:
        return Points(figure, figure.detail + "得分", LevelOf(figure), "form.indicators", figure.half);
      case Kind::kBudget:
        return Money(figure, "全年预算数", form_ ? form_->annual_budget : std::nullopt,
                     "form.funds.total.annual_budget");
      case Kind::kExecuted:
        return Money(figure, "执行数", form_ ? form_->executed : std::nullopt, "form.funds.total.executed");
      case Kind::kRate:
        return Rate(figure);
      case Kind::kSatisfaction:
        return CompareSatisfaction(figure, form_, project_, items_);
      default:
        return;
    }
  }

  void Points(const ReportFigure& figure, const std::string& label, const std::optional<Decimal>& expected,
              const char* field, Decimal tolerance) {
    Draft draft = Start(figure, label, figure.number.ToString());
    if (expected) {
      draft.verdict = Compared({figure.number, tolerance}, {*expected, Decimal()});
      draft.expected = expected->ToString();
      draft.text = TextOf(draft.verdict, kFormZh, kFormEn, draft.expected);
      draft.resource = form_->resource;
      draft.field = field;
    } else if (form_ != nullptr) {
      draft.text = {"自评表没有这一项得分。", "the form has no such score"};
    }
    items_->Add(draft);
  }

  std::optional<Decimal> LevelOf(const ReportFigure& figure) const {
    if (form_ == nullptr) return std::nullopt;
    const std::string stem = LevelStem(figure.detail);
    for (const LevelPoints& level : form_->levels) {
      if (level.level == stem) return level.points;
    }
    return std::nullopt;
  }

  void Score(const ReportFigure& figure) {
    const std::optional<Decimal> none;
    const auto& total = form_ == nullptr ? none : form_->total ? form_->total : form_->claimed_total;
    Draft draft = Start(figure, "得分", figure.number.ToString());
    if (!total) {
      if (form_ != nullptr) draft.text = {"自评表没有总分。", "the form has no total"};
      return items_->Add(draft);
    }
    draft.verdict = Compared({figure.number, figure.half}, {*total, Decimal()});
    draft.expected = total->ToString();
    draft.text = TextOf(draft.verdict, kFormZh, kFormEn, draft.expected);
    draft.resource = form_->resource;
    draft.field = "summary.total";
    if (draft.verdict == CrossCheckItem::CONTRADICTION && form_->claimed_total == figure.number) {
      draft.verdict = CrossCheckItem::OTHER_BASIS;
      draft.field = "form.claimed_total";
      draft.text = {absl::StrCat("口径为自评表上打印的总分；采用得分为 ", draft.expected, "。"),
                    absl::StrCat("basis: the total printed on the form; the score that counts is ", draft.expected)};
    }
    items_->Add(draft);
  }

  void Grade(const ReportFigure& figure) {
    Draft draft = Start(figure, "等级", figure.detail);
    const ReportFigure* score = passage_.First(Kind::kScore);
    if (form_ != nullptr && form_->grade != heng::v1::GRADE_UNSPECIFIED) {
      draft.expected = std::string(scoring::GradeWord(form_->grade));
      draft.resource = form_->resource;
      draft.field = "summary.grade";
      draft.text =
          figure.detail == draft.expected ? SameAs(kFormZh, kFormEn) : Differs(kFormZh, kFormEn, draft.expected);
    } else if (score != nullptr) {
      draft.expected = GradeOfScore(score->number);
      draft.rule = "grade of the score beside it: 90, 80, 60";
      const std::string points = score->number.ToString();
      draft.text = figure.detail == draft.expected ? SameAs("同段得分", "the score in this paragraph")
                                                   : Differs(absl::StrCat("得分 ", points, " 的等级"),
                                                             absl::StrCat("grade of ", points), draft.expected);
    } else {
      return items_->Add(draft);
    }
    draft.verdict = figure.detail == draft.expected ? CrossCheckItem::CONSISTENT : CrossCheckItem::CONTRADICTION;
    items_->Add(draft);
  }

  void Money(const ReportFigure& figure, const std::string& label, const std::optional<Decimal>& expected,
             const char* field) {
    Draft draft = Start(figure, label, MoneyText(figure.number));
    if (expected) {
      draft.verdict = Compared({figure.number, MoneyHalf(figure.half)}, {*expected, form_->printed_half});
      draft.expected = MoneyText(*expected);
      draft.text = TextOf(draft.verdict, kFormZh, kFormEn, draft.expected + " 元");
      draft.resource = form_->resource;
      draft.field = field;
      if (draft.verdict == CrossCheckItem::CONTRADICTION && OffByTenThousand(figure.number, *expected)) {
        draft.text.zh += "相差一万倍：单位是元还是万元？";
        draft.text.en += "; ten thousand times as much: is the unit 元 or 万元?";
      }
    } else if (form_ != nullptr) {
      draft.text = {"自评表没有填写这一项。", "the form does not say it"};
    }
    items_->Add(draft);
  }

  // Against the form, or where there is none against the amounts beside it.
  void Rate(const ReportFigure& figure) {
    if (form_ != nullptr && form_->annual_budget && form_->executed && !form_->annual_budget->IsZero()) {
      return CompareRate(figure, *form_, project_, items_);
    }
    const ReportFigure* budget = passage_.First(Kind::kBudget);
    const ReportFigure* executed = passage_.First(Kind::kExecuted);
    if (budget != nullptr && executed != nullptr) {
      FormFacts said;
      said.annual_budget = budget->number;
      said.executed = executed->number;
      said.printed_half = std::max(MoneyHalf(budget->half), MoneyHalf(executed->half));
      return CompareRate(figure, said, project_, items_);
    }
    items_->Add(Start(figure, "执行率", StatedPercent(figure)));
  }

  // The parts beside the total: levels and execution, or indicators and execution.
  void AddedUp() {
    const ReportFigure* total = passage_.First(Kind::kScore);
    if (total == nullptr) return;
    const ReportFigure* execution = passage_.First(Kind::kExecutionScore);
    const ReportFigure* indicators = passage_.First(Kind::kIndicatorScore);
    if (execution != nullptr && indicators != nullptr) {
      return Sum({indicators}, execution->number, *total, kHundredth);
    }
    std::vector<const ReportFigure*> levels;
    Decimal tolerance = kHundredth;
    for (const ReportFigure& figure : passage_.figures) {
      if (figure.kind != Kind::kLevelScore) continue;
      const auto points = LevelOf(figure);
      if (!points || Seen(levels, figure)) return;
      // A part that was rounded leaves the sum off by as much.
      const Decimal off = (*points - figure.number).Abs();
      if (off <= figure.half) tolerance += off;
      levels.push_back(&figure);
    }
    if (levels.empty() || !form_->execution_score) return;
    for (const LevelPoints& level : form_->levels) {
      const bool named = std::any_of(levels.begin(), levels.end(), [&](const ReportFigure* figure) {
        return LevelStem(figure->detail) == level.level;
      });
      if (!named && (!level.points || !level.points->IsZero())) return;
    }
    Sum(levels, execution != nullptr ? execution->number : *form_->execution_score, *total, tolerance);
  }

  static bool Seen(const std::vector<const ReportFigure*>& levels, const ReportFigure& figure) {
    return std::any_of(levels.begin(), levels.end(),
                       [&](const ReportFigure* level) { return level->detail == figure.detail; });
  }

  void Sum(const std::vector<const ReportFigure*>& parts, Decimal execution, const ReportFigure& total,
           Decimal tolerance) {
    Decimal sum = execution;
    std::string terms;
    for (const ReportFigure* part : parts) {
      sum += part->number;
      absl::StrAppend(&terms, part->number.ToString(), "+");
    }
    absl::StrAppend(&terms, execution.ToString());
    const ReportFigure* last = parts.back();
    Draft draft = Start(*last, "各项得分合计", sum.ToString());
    draft.from = parts.front();
    draft.verdict = Compared({sum, tolerance}, {total.number, Decimal()});
    draft.expected = total.number.ToString();
    draft.rule = "sum of the parts and of the execution score";
    if (form_ != nullptr) draft.resource = form_->resource, draft.field = "score.execution.score";
    const std::string zh = absl::StrCat(terms, "（最后一项为预算执行）=", draft.stated, "，同段得分");
    const std::string en = absl::StrCat(terms, " (the last one is execution) = ", draft.stated, "; total beside it");
    draft.text = draft.verdict == CrossCheckItem::CONTRADICTION
                     ? Differs(zh, en, draft.expected)
                     : TextOf(draft.verdict, "同段得分", "the total beside it", draft.expected);
    items_->Add(draft);
  }

  const Passage& passage_;
  const FormFacts* const form_;
  const std::string& project_;
  Items* const items_;
};

constexpr int kSamePeople = 60;  // percent

// How alike the people before 满意 are: 残疾人群众满意度, 残疾人满意度.
int LikePeople(std::string_view phrase, std::string_view row) {
  const auto people = [](std::string_view text) { return PairsOf(text.substr(0, text.find("满意"))); };
  return Likeness(people(phrase), people(row));
}

bool Holds(const ReportFigure& figure, const SatisfactionRow& row) {
  if (figure.number == row.number) return true;
  if (row.sign != Sign::kNone) return false;
  switch (figure.sign) {
    case Sign::kAtLeast:
    case Sign::kMore:
      return row.number > figure.number;
    case Sign::kAtMost:
    case Sign::kLess:
      return row.number < figure.number;
    case Sign::kNone:
      break;
  }
  return (figure.number - row.number).Abs() <= figure.half;
}

// The row the figure is about: that of the same people, else any that says so, else one of people with a word in
// common.
const SatisfactionRow* RowFor(const ReportFigure& figure, const FormFacts& form) {
  const SatisfactionRow* best = nullptr;
  int most = 0;
  for (const SatisfactionRow& row : form.satisfaction) {
    const int alike = LikePeople(figure.detail, row.name);
    const int fits = (alike >= kSamePeople ? 4 : 0) + (Holds(figure, row) ? 2 : 0) + (alike > 0 ? 1 : 0);
    if (fits <= most) continue;
    most = fits;
    best = &row;
  }
  return best;
}

}  // namespace

void CompareSatisfaction(const ReportFigure& figure, const FormFacts* form, const std::string& project, Items* items) {
  Draft draft;
  draft.figure = &figure;
  draft.label = "满意度";
  draft.stated = StatedPercent(figure);
  draft.project = project;
  draft.text = form == nullptr || form->resource.empty()
                   ? NoForm(false)
                   : Text{"自评表中没有相应的满意度数值。", "the form has no number for it"};
  const SatisfactionRow* against = form == nullptr ? nullptr : RowFor(figure, *form);
  if (against != nullptr) {
    draft.verdict = Holds(figure, *against) ? CrossCheckItem::CONSISTENT : CrossCheckItem::CONTRADICTION;
    draft.expected = absl::StrCat(SignText(against->sign), against->number.ToString(), "%");
    draft.text =
        TextOf(draft.verdict, absl::StrCat("自评表“", scoring::Excerpt(against->name), "”的实际完成值"),
               absl::StrCat("actual value of ", scoring::Excerpt(against->name), " on the form"), draft.expected);
    draft.resource = form->resource;
    draft.field = absl::StrCat("form.indicators[", against->row_id, "].actual");
  }
  items->Add(draft);
}

void CompareRate(const ReportFigure& figure, const FormFacts& form, const std::string& project, Items* items) {
  Draft draft;
  draft.figure = &figure;
  draft.label = "执行率";
  draft.stated = StatedPercent(figure);
  draft.project = project;
  if (!form.annual_budget || !form.executed || form.annual_budget->IsZero()) {
    draft.text = {"预算数为零或没有填写，无执行率可言。", "there is no rate: the budget is 0 or not filled in"};
    return items->Add(draft);
  }
  draft.verdict = ComparedRatio({figure.number, figure.half}, {*form.executed, form.printed_half},
                                {*form.annual_budget, form.printed_half});
  const Decimal rate = Percent(*form.executed, *form.annual_budget);
  draft.expected = PercentText(rate, 2);
  const bool at_least = figure.sign == Sign::kAtLeast || figure.sign == Sign::kMore;
  if (at_least && rate >= figure.number) draft.verdict = CrossCheckItem::CONSISTENT;
  const std::string amounts =
      absl::StrCat("（", MoneyText(*form.executed), " ÷ ", MoneyText(*form.annual_budget), "）");
  const bool own = form.resource.empty();
  draft.text =
      TextOf(draft.verdict, absl::StrCat(own ? "文中执行数÷预算数" : "自评表执行数÷全年预算数", amounts),
             absl::StrCat(own ? "executed ÷ budget of the text" : "executed ÷ annual budget of the form", amounts),
             draft.expected);
  draft.resource = form.resource;
  if (!own) draft.field = "form.funds.total";
  draft.rule = "executed ÷ annual budget";
  items->Add(draft);
}

void CompareProject(const Passage& passage, const FormFacts* form, const std::string& project, Items* items) {
  ProjectComparison(passage, form, project, items).Run();
}

}  // namespace heng::core::crosscheck
