#include "service/core/reports/crosscheck/compare_unit.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/reports/crosscheck/unit_figures.h"

namespace heng::core::crosscheck {
namespace {

void MentionFunds(const UnitPassages& in, const Facts& facts, const ReportFigure& funds, Items* items) {
  Draft draft = MoneyDraft(funds, "整体支出涉及资金");
  const ReportFigure* budget = FigureOf(in.unit, Kind::kBudget);
  const ReportFigure* score = FigureOf(in.unit, Kind::kScore);
  const ReportFigure* total = FigureOf(in.spending, Kind::kSpending);
  const bool none = in.unit != nullptr && (in.unit->says_none || (budget != nullptr && budget->number.IsZero() &&
                                                                  score != nullptr && score->number.IsZero()));
  const auto against = [&](Amount expected, const char* zh, const char* en) {
    draft.verdict = Compared(AmountOf(funds), expected);
    draft.expected = MoneyText(expected.value);
    draft.text = TextOf(draft.verdict, zh, en, draft.expected + " 元");
  };
  if (none) {
    against({}, "后文整体支出绩效自评综述称未开展，涉及资金应", "further down the text says it was not carried out");
    draft.rule = "整体支出绩效自评综述";
    if (draft.verdict == CrossCheckItem::CONSISTENT) {
      draft.text = {"没有开展，后文也这样说；宜写“未开展”，不写零。",
                    "not carried out, and the text says so further down; better say so than write zeros"};
    }
  } else if (facts.whole_unit && facts.whole_unit->annual_budget) {
    against({*facts.whole_unit->annual_budget, facts.whole_unit->printed_half}, "整体支出自评表全年预算数",
            "annual budget of the whole unit's form");
    draft.resource = facts.whole_unit->resource;
    draft.field = "form.funds.total.annual_budget";
  } else if (budget != nullptr) {
    against(AmountOf(*budget), "后文整体支出全年预算数", "annual budget of the whole unit further down");
    draft.rule = "整体支出绩效自评综述";
  } else if (total != nullptr && total->number == funds.number) {
    against(AmountOf(*total), "支出合计", "total spending");
  } else {
    draft.text = {"系统中没有整体支出自评表可对照。", "no form of the whole unit is stored"};
  }
  items->Add(draft);
}

void Reviews(const Passage& passage, const Facts& facts, Items* items) {
  int projects = 0;
  Decimal recorded;
  for (const ReviewFacts& review : facts.reviews) {
    projects += review.projects;
    recorded += review.funds;
  }
  const std::string resource = facts.reviews.size() == 1 ? facts.reviews.front().resource : "";
  const Text none = {"系统中没有部门评价记录可对照。", "no evaluation by the department is recorded"};
  if (const ReportFigure* count = passage.First(Kind::kReviewedCount)) {
    Draft draft = Start(*count, "部门评价项目数", count->number.ToString());
    draft.text = none;
    if (!facts.reviews.empty()) {
      draft.verdict = Compared({count->number, {}}, {Decimal::FromInt(projects), {}});
      draft.expected = absl::StrCat(projects);
      draft.text = TextOf(draft.verdict, "部门评价记录", "recorded department evaluations", draft.expected);
      draft.resource = resource;
      draft.field = "projects";
    }
    items->Add(draft);
  }
  if (const ReportFigure* funds = passage.First(Kind::kFunds)) {
    Draft draft = MoneyDraft(*funds, "部门评价涉及资金");
    draft.text = none;
    if (!facts.reviews.empty()) {
      draft.verdict = Compared(AmountOf(*funds), {recorded, {}});
      draft.expected = MoneyText(recorded);
      draft.text = TextOf(draft.verdict, "部门评价记录", "recorded department evaluations", draft.expected + " 元");
      draft.resource = resource;
      draft.field = "funds";
    }
    items->Add(draft);
  }
}

}  // namespace

UnitPassages FindUnitPassages(const Report& report) {
  UnitPassages found;
  const auto first = [](const Passage** slot, const Passage& passage) {
    if (*slot == nullptr && (!passage.figures.empty() || passage.says_none)) *slot = &passage;
  };
  for (const Passage& passage : report.passages) {
    switch (passage.kind) {
      case PassageKind::kOverview:
        first(&found.overview, passage);
        break;
      case PassageKind::kTier1:
        first(&found.tier1, passage);
        break;
      case PassageKind::kTier2:
        first(&found.tier2, passage);
        break;
      case PassageKind::kUnitMention:
        first(&found.mention, passage);
        break;
      case PassageKind::kUnit:
        first(&found.unit, passage);
        break;
      case PassageKind::kReviews:
        first(&found.reviews, passage);
        break;
      case PassageKind::kSpending:
        first(&found.spending, passage);
        break;
      case PassageKind::kProject:
        if (!passage.figures.empty()) found.projects.push_back(&passage);
        break;
      default:
        break;
    }
  }
  return found;
}

void CompareBudgetParts(const Passage& passage, Items* items) {
  const ReportFigure* funds = nullptr;
  const ReportFigure* first = nullptr;
  const ReportFigure* last = nullptr;
  std::vector<std::string_view> seen;
  Decimal sum, tolerance;
  for (const ReportFigure& figure : passage.figures) {
    if (figure.kind == Kind::kFunds && funds == nullptr) funds = &figure;
    if (figure.kind != Kind::kBudgetPart || funds == nullptr || figure.sentence != funds->sentence) continue;
    if (std::find(seen.begin(), seen.end(), figure.detail) != seen.end()) return;
    seen.push_back(figure.detail);
    if (first == nullptr) first = &figure;
    last = &figure;
    sum += figure.number;
    tolerance += MoneyHalf(figure.half);
  }
  if (last == nullptr || seen.size() < 2) return;
  Draft draft = Start(*last, "四项预算合计", MoneyText(sum));
  draft.from = first;
  draft.verdict = Compared({sum, tolerance + MoneyHalf(funds->half)}, {funds->number, {}});
  draft.expected = MoneyText(funds->number);
  draft.rule = "涉及资金 of the same sentence";
  draft.text = TextOf(draft.verdict, "同句涉及资金", "funds in the same sentence", draft.expected + " 元");
  items->Add(draft);
}

void CompareCarriedOut(const UnitPassages& passages, const Facts& facts, Items* items) {
  if (const ReportFigure* funds = FigureOf(passages.mention, Kind::kFunds)) {
    MentionFunds(passages, facts, *funds, items);
  }
  if (passages.reviews != nullptr) Reviews(*passages.reviews, facts, items);
}

}  // namespace heng::core::crosscheck
