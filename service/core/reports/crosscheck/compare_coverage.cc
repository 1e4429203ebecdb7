// What was covered: how many projects, with what funds, of what share, and how they were graded.
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/core/reports/crosscheck/compare_unit.h"
#include "service/core/reports/crosscheck/unit_figures.h"

namespace heng::core::crosscheck {
namespace {

// A sum of money, where every one of its terms is known.
struct Sum {
  Amount amount;
  int terms = 0;
};

std::optional<Sum> SumOf(const std::vector<const Passage*>& projects, Kind kind) {
  if (projects.empty()) return std::nullopt;
  Sum sum;
  for (const Passage* project : projects) {
    const ReportFigure* figure = project->First(kind);
    if (figure == nullptr) return std::nullopt;
    sum.amount.value += figure->number;
    sum.amount.half += MoneyHalf(figure->half);
    ++sum.terms;
  }
  return sum;
}

std::optional<Sum> SumOf(const std::vector<FormFacts>& forms, std::optional<Decimal> FormFacts::*field) {
  if (forms.empty()) return std::nullopt;
  Sum sum;
  for (const FormFacts& form : forms) {
    const auto& value = form.*field;
    if (!value) return std::nullopt;
    sum.amount.value += *value;
    sum.amount.half += form.printed_half;
    ++sum.terms;
  }
  return sum;
}

heng::v1::Grade GradeOf(std::string_view text) {
  if (text == "优") return heng::v1::EXCELLENT;
  if (text == "良") return heng::v1::GOOD;
  return text == "中" ? heng::v1::FAIR : heng::v1::POOR;
}

// How many projects, by tier.
class Coverage {
 public:
  Coverage(const UnitPassages& passages, const Facts& facts, Items* items)
      : in_(passages),
        facts_(facts),
        items_(items),
        count1_(FigureOf(in_.tier1, Kind::kFormCount)),
        count2_(FigureOf(in_.tier2, Kind::kFormCount)) {
    if (count1_ == nullptr) count1_ = FigureOf(in_.overview, Kind::kTier1Count);
    if (count2_ == nullptr) count2_ = FigureOf(in_.overview, Kind::kTier2Count);
    // The same projects counted in both tiers, as where every 一级项目 has one 二级项目.
    const ReportFigure* funds1 = FigureOf(in_.tier1, Kind::kFunds);
    const ReportFigure* funds2 = FigureOf(in_.tier2, Kind::kFunds);
    same_funds_ = Equal(funds1, funds2) && !funds1->number.IsZero();
    doubled_ = same_funds_ && Equal(count1_, count2_);
    if (count1_ != nullptr && count2_ != nullptr) {
      // The second tier may be what the first is made of.
      if (!same_funds_ || doubled_) count_ = doubled_ ? count1_->number : count1_->number + count2_->number;
    } else if (count1_ != nullptr || count2_ != nullptr) {
      count_ = (count1_ != nullptr ? count1_ : count2_)->number;
    }
  }

  void Run() {
    TierCount(Kind::kTier1Count, "一级项目数", in_.tier1);
    TierCount(Kind::kTier2Count, "二级项目数", in_.tier2);
    if (const ReportFigure* funds = FigureOf(in_.overview, Kind::kFunds)) Funds(*funds);
    if (const ReportFigure* share = FigureOf(in_.overview, Kind::kShare)) Share(*share);
    if (in_.tier1 != nullptr) Tier(*in_.tier1, in_.tier2, "一级项目");
    if (in_.tier2 != nullptr) Tier(*in_.tier2, in_.tier1, "二级项目");
  }

 private:
  Decimal Stored() const { return Decimal::FromInt(static_cast<int64_t>(facts_.forms.size())); }
  // Whether the stored forms are as many as the report tells of.
  bool AllStored() const { return count_ && !count_->IsZero() && *count_ == Stored(); }

  void TierCount(Kind kind, const char* label, const Passage* tier) {
    const ReportFigure* figure = FigureOf(in_.overview, kind);
    if (figure == nullptr) return;
    Draft draft = Start(*figure, label, figure->number.ToString());
    if (const ReportFigure* told = FigureOf(tier, Kind::kFormCount)) {
      draft.expected = told->number.ToString();
      draft.verdict = Compared({figure->number, {}}, {told->number, {}});
      draft.rule = "自评个数 further down";
      draft.text = TextOf(draft.verdict, "后文自评个数", "自评个数 further down", draft.expected);
    } else {
      draft.text = {"后文没有自评个数可对照。", "no 自评个数 further down"};
    }
    items_->Add(draft);
  }

  // 共涉及资金: the tiers add up to it, or the projects do.
  void Funds(const ReportFigure& funds) {
    Draft draft = MoneyDraft(funds, "涉及资金");
    const ReportFigure* funds1 = FigureOf(in_.tier1, Kind::kFunds);
    const ReportFigure* funds2 = FigureOf(in_.tier2, Kind::kFunds);
    if (funds1 != nullptr && funds2 != nullptr) {
      const Decimal both = funds1->number + funds2->number;
      const bool either = same_funds_ && funds.number != both;
      const Decimal sum = either ? funds1->number : both;
      draft.verdict = Compared(
          {funds.number, MoneyHalf(funds.half) + MoneyHalf(funds1->half) + MoneyHalf(funds2->half)}, {sum, {}});
      draft.expected = MoneyText(sum);
      draft.rule = either ? "of either tier, which tell the same funds" : "sum of both tiers";
      draft.text = TextOf(draft.verdict, either ? "后文一、二级项目各自的涉及资金" : "后文一、二级项目涉及资金之和",
                          either ? "funds of either tier further down" : "sum of both tiers further down",
                          draft.expected + " 元");
      items_->Add(draft);
    }
    const auto told = SumOf(in_.projects, Kind::kBudget);
    const auto stored = SumOf(facts_.forms, &FormFacts::annual_budget);
    if (told && FitsProjects(funds, *told, "各项目综述全年预算数之和", "sum of 全年预算数 in the projects' paragraphs"))
      return;
    if (stored && AllStored()) {
      Add(funds, *stored, "各自评表全年预算数之和", "sum of the forms' annual budgets");
    } else if (stored && stored->amount.value > funds.number + stored->amount.half) {
      Add(funds, *stored, "系统中自评表的全年预算数已", "the stored forms alone have");
    } else if (funds1 == nullptr || funds2 == nullptr) {
      draft.text = {"没有可对照的合计。", "there is no sum to compare it with"};
      items_->Add(draft);
    }
  }

  bool FitsProjects(const ReportFigure& funds, const Sum& sum, const char* zh, const char* en) {
    const bool all = count_ && Decimal::FromInt(sum.terms) == *count_;
    const Verdict verdict = Compared(AmountOf(funds), sum.amount);
    if (verdict == CrossCheckItem::CONTRADICTION && !all) return false;
    Add(funds, sum, zh, en);
    return true;
  }

  void Add(const ReportFigure& funds, const Sum& sum, const char* zh, const char* en) {
    Draft draft = MoneyDraft(funds, "涉及资金");
    draft.verdict = Compared(AmountOf(funds), sum.amount);
    draft.expected = MoneyText(sum.amount.value);
    draft.rule = absl::StrCat("sum of ", sum.terms);
    draft.text = TextOf(draft.verdict, zh, en, draft.expected + " 元");
    items_->Add(draft);
  }

  // 占项目支出总额的: on its own basis, else on one that explains it.
  void Share(const ReportFigure& share) {
    Draft draft = Start(share, "占项目支出总额", StatedPercent(share));
    const ReportFigure* funds = FigureOf(in_.overview, Kind::kFunds);
    const ReportFigure* spent = ProjectSpending(in_.spending);
    std::optional<Amount> basis;
    std::string basis_zh = "项目支出决算数";
    if (facts_.project_expenditure && !facts_.project_expenditure->IsZero()) {
      basis = Amount{*facts_.project_expenditure, {}};
      draft.resource = facts_.year_facts;
      draft.field = "project_expenditure";
    } else if (spent != nullptr) {
      basis = AmountOf(*spent);
      basis_zh = "本报告项目支出";
      draft.rule = "÷ 项目支出 of the report";
    }
    if (!basis || funds == nullptr) {
      draft.text = {"没有项目支出决算数可对照；可用 heng year-facts set 设置。",
                    "there is no project spending to compare it with; set it with heng year-facts set"};
      return items_->Add(draft);
    }
    const Amount stated{share.number, share.half};
    draft.verdict = ComparedRatio(stated, AmountOf(*funds), *basis);
    draft.expected = PercentText(Percent(funds->number, basis->value), 2);
    const std::string amounts = absl::StrCat("（", MoneyText(funds->number), " ÷ ", MoneyText(basis->value), "）");
    draft.text = TextOf(draft.verdict, absl::StrCat("涉及资金÷", basis_zh, amounts),
                        absl::StrCat("funds covered ÷ project spending", amounts), draft.expected);
    if (draft.verdict == CrossCheckItem::CONTRADICTION) OtherBasis(stated, *funds, *basis, &draft);
    items_->Add(draft);
  }

  void OtherBasis(Amount share, const ReportFigure& funds, Amount basis, Draft* draft) const {
    const std::string at_first = draft->text.zh, at_first_en = draft->text.en;
    const auto explain = [&](const std::string& zh, const std::string& en) {
      draft->verdict = CrossCheckItem::OTHER_BASIS;
      draft->text = {absl::StrCat("口径不同：按", zh, "成立；", at_first),
                     absl::StrCat("right on another basis: ", en, "; ", at_first_en)};
    };
    const auto fits = [&](Amount part, Amount whole) {
      return !whole.value.IsZero() && ComparedRatio(share, part, whole) != CrossCheckItem::CONTRADICTION;
    };
    std::optional<Sum> executed = SumOf(in_.projects, Kind::kExecuted);
    if (!executed || !count_ || Decimal::FromInt(executed->terms) != *count_) {
      executed = AllStored() ? SumOf(facts_.forms, &FormFacts::executed) : std::nullopt;
    }
    if (executed && fits(executed->amount, basis)) {
      return explain(
          absl::StrCat("自评项目的执行数（", MoneyText(executed->amount.value), " 元）"),
          absl::StrCat("what was spent on the evaluated projects (", MoneyText(executed->amount.value), ")"));
    }
    if (facts_.project_budget && fits(AmountOf(funds), {*facts_.project_budget, {}})) {
      return explain(absl::StrCat("年初项目支出预算（", MoneyText(*facts_.project_budget), " 元）"),
                     absl::StrCat("the initial budget of projects (", MoneyText(*facts_.project_budget), ")"));
    }
    const ReportFigure* total = FigureOf(in_.spending, Kind::kSpending);
    if (total != nullptr && fits(AmountOf(funds), AmountOf(*total))) {
      return explain("本年支出合计", "all spending of the year");
    }
    draft->text.zh += "没有口径能说明：若指年初项目预算，请用 heng year-facts set 设置。";
    draft->text.en +=
        "; no basis that is known explains it: if the initial budget is meant, set it with heng "
        "year-facts set";
  }

  void Tier(const Passage& tier, const Passage* other, const std::string& name) {
    const ReportFigure* count = tier.First(Kind::kFormCount);
    if (count == nullptr) return;
    // Stored forms do not say their tier: they can be told apart only where all are in this one.
    const ReportFigure* beside = FigureOf(other, Kind::kFormCount);
    const bool alone = !count->number.IsZero() && (beside == nullptr || beside->number.IsZero() || doubled_);
    Draft draft = Start(*count, name + "自评个数", count->number.ToString());
    if (alone) {
      AgainstStored(&draft, count->number, Stored(), "份自评表", "form(s)");
    } else {
      draft.text = {"系统中的自评表不分一、二级，无可对照。", "stored forms do not say their tier"};
    }
    if (alone || !count->number.IsZero()) items_->Add(draft);
    Grades(tier, *count, name, alone);
  }

  // `told` of something, `stored` of which are in the system: more contradict, fewer may be the rest.
  void AgainstStored(Draft* draft, Decimal told, Decimal stored, const char* zh, const char* en) const {
    const std::string number = stored.ToString();
    draft->rule = "count of stored forms";
    if (told == stored || (told < stored) || AllStored()) {
      draft->expected = number;
      draft->verdict = told == stored ? CrossCheckItem::CONSISTENT : CrossCheckItem::CONTRADICTION;
      draft->text = {absl::StrCat("系统中有 ", number, " ", zh, "。"), absl::StrCat("stored: ", number, " ", en)};
      return;
    }
    draft->text = {absl::StrCat("系统中只有 ", number, " ", zh, "，其余无可对照。"),
                   absl::StrCat("only ", number, " ", en, " stored; nothing to compare the rest with")};
  }

  void Grades(const Passage& tier, const ReportFigure& count, const std::string& name, bool alone) {
    const ReportFigure* first = nullptr;
    const ReportFigure* last = nullptr;
    Decimal sum;
    for (const ReportFigure& figure : tier.figures) {
      if (figure.kind != Kind::kGradeCount) continue;
      if (first == nullptr) first = &figure;
      last = &figure;
      sum += figure.number;
    }
    if (first == nullptr) return;
    Draft draft = Start(*last, "各等级项目数合计", sum.ToString());
    draft.from = first;
    draft.expected = count.number.ToString();
    draft.rule = "自评个数";
    draft.verdict = Compared({sum, {}}, {count.number, {}});
    draft.text = TextOf(draft.verdict, absl::StrCat(name, "自评个数"), "number of forms of this tier", draft.expected);
    items_->Add(draft);
    if (!alone) return;
    for (const ReportFigure& figure : tier.figures) {
      if (figure.kind == Kind::kGradeCount) GradeCount(figure, name);
    }
  }

  void GradeCount(const ReportFigure& figure, const std::string& name) {
    const heng::v1::Grade grade = GradeOf(figure.detail);
    int64_t stored = 0, graded = 0;
    for (const FormFacts& form : facts_.forms) {
      stored += form.grade == grade ? 1 : 0;
      graded += form.grade != heng::v1::GRADE_UNSPECIFIED ? 1 : 0;
    }
    if (figure.number.IsZero() && stored == 0) return;
    Draft draft = Start(figure, absl::StrCat(name, "“", figure.detail, "”项目数"), figure.number.ToString());
    if (graded < static_cast<int64_t>(facts_.forms.size()) && Decimal::FromInt(stored) < figure.number) {
      draft.text = {"系统中有自评表还没有等级。", "some stored forms have no grade yet"};
    } else {
      AgainstStored(&draft, figure.number, Decimal::FromInt(stored), "份这个等级的自评表", "form(s) of this grade");
    }
    items_->Add(draft);
  }

  const UnitPassages& in_;
  const Facts& facts_;
  Items* const items_;
  const ReportFigure* count1_;
  const ReportFigure* count2_;
  bool same_funds_ = false;       // of both tiers
  bool doubled_ = false;          // and as many projects: the same ones
  std::optional<Decimal> count_;  // projects in all
};

}  // namespace

void CompareCoverage(const UnitPassages& passages, const Facts& facts, Items* items) {
  Coverage(passages, facts, items).Run();
}

}  // namespace heng::core::crosscheck
