// Spending as the accounts of a report tell it: only within its own sentences.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/reports/crosscheck/compare_unit.h"

namespace heng::core::crosscheck {
namespace {

void Share(const ReportFigure& share, const ReportFigure& part, const ReportFigure& total, Items* items) {
  if (total.number.IsZero() || (part.number.IsZero() && share.number.IsZero())) return;
  Draft draft;
  draft.figure = &share;
  draft.from = &part;
  draft.label = part.detail + "占比";
  draft.stated = StatedPercent(share);
  draft.verdict = ComparedRatio({share.number, share.half}, {part.number, MoneyHalf(part.half)},
                                {total.number, MoneyHalf(total.half)});
  draft.expected = PercentText(Percent(part.number, total.number), 2);
  draft.rule = "part ÷ 支出合计";
  draft.text = TextOf(draft.verdict, absl::StrCat(part.detail, "÷支出合计"), "part ÷ total spending", draft.expected);
  items->Add(draft);
}

}  // namespace

const ReportFigure* ProjectSpending(const Passage* spending) {
  if (spending == nullptr) return nullptr;
  for (const ReportFigure& figure : spending->figures) {
    if (figure.kind == Kind::kSpendingPart && figure.detail == "项目支出" && !figure.number.IsZero()) return &figure;
  }
  return nullptr;
}

void CompareSpending(const Passage& passage, Items* items) {
  const ReportFigure* total = passage.First(Kind::kSpending);
  if (total == nullptr) return;
  const ReportFigure* part = nullptr;
  std::vector<std::string> seen;
  Decimal sum, tolerance = MoneyHalf(total->half);
  for (const ReportFigure& figure : passage.figures) {
    if (figure.kind == Kind::kSpendingShare && part != nullptr && figure.begin - part->end <= 3) {
      Share(figure, *part, *total, items);
    }
    part = nullptr;
    if (figure.kind != Kind::kSpendingPart) continue;
    part = &figure;
    if (std::find(seen.begin(), seen.end(), figure.detail) != seen.end()) return;  // told twice
    seen.push_back(figure.detail);
    sum += figure.number;
    tolerance += MoneyHalf(figure.half);
  }
  // What was not read may be the rest.
  const auto told = [&seen](std::string_view part_name) {
    return std::find(seen.begin(), seen.end(), part_name) != seen.end();
  };
  if (!told("基本支出") || !told("项目支出")) return;
  Draft draft;
  draft.figure = total;
  draft.label = "支出合计";
  draft.stated = MoneyText(total->number);
  draft.verdict = Compared({total->number, tolerance}, {sum, Decimal()});
  draft.expected = MoneyText(sum);
  draft.rule = "sum of its parts";
  draft.text = TextOf(draft.verdict, "各部分之和", "sum of the parts", draft.expected + " 元");
  items->Add(draft);
}

void CompareAccounts(const Passage& passage, Items* items) {
  const ReportFigure* planned = nullptr;
  const ReportFigure* spent = nullptr;
  size_t sentence = 0;
  for (const ReportFigure& figure : passage.figures) {
    if (figure.sentence != sentence) planned = spent = nullptr;
    sentence = figure.sentence;
    if (figure.kind == Kind::kPlanned) {
      planned = &figure;
      spent = nullptr;
    } else if (figure.kind == Kind::kSpent) {
      spent = &figure;
    } else if (figure.kind == Kind::kPlanRate) {
      if (planned != nullptr && spent != nullptr && !planned->number.IsZero()) {
        Draft draft;
        draft.figure = &figure;
        draft.from = planned;
        draft.label = "完成预算";
        draft.stated = StatedPercent(figure);
        draft.verdict = ComparedRatio({figure.number, figure.half}, {spent->number, MoneyHalf(spent->half)},
                                      {planned->number, MoneyHalf(planned->half)});
        draft.expected = PercentText(Percent(spent->number, planned->number), 2);
        draft.rule = "支出决算 ÷ 预算";
        const std::string amounts =
            absl::StrCat("（", MoneyText(spent->number), " ÷ ", MoneyText(planned->number), "）");
        draft.text = TextOf(draft.verdict, absl::StrCat("同句支出决算÷预算", amounts),
                            absl::StrCat("spent ÷ planned in this sentence", amounts), draft.expected);
        items->Add(draft);
      }
      planned = spent = nullptr;
    }
  }
}

}  // namespace heng::core::crosscheck
