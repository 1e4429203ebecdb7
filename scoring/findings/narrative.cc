// Labelled figures of the summary against the table: 自评得分, 全年预算数, 执行数, 执行率, points of a level. Free
// prose is never compared.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/figure.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"
#include "scoring/text.h"

namespace heng::scoring {
namespace {

using heng::v1::Rounding;

constexpr Decimal kOne = Decimal::FromInt(1);
constexpr Decimal kHundred = Decimal::FromInt(100);

void SkipFillers(Cursor& in) {
  constexpr std::array<std::string_view, 8> kFillers = {"为", "是", ":", ",", "，", "：", "达", " "};
  while (in.TakeAny(kFillers)) {
  }
}

// The first figure that follows `label`, and `second` where that is not empty; nullopt: none.
std::optional<Figure> FigureAfter(std::string_view text, std::string_view label, std::string_view second = "") {
  for (size_t at = text.find(label); at != std::string_view::npos; at = text.find(label, at + label.size())) {
    Cursor in(text.substr(at + label.size()));
    SkipFillers(in);
    if (!second.empty()) {
      if (!in.Take(second)) continue;
      SkipFillers(in);
    }
    if (auto figure = TakeFigure(in)) return figure;
  }
  return std::nullopt;
}

class NarrativeCheck {
 public:
  NarrativeCheck(const CheckedForm& checked, Findings& findings)
      : checked_(checked),
        findings_(findings),
        text_(FoldComparisons(checked.texts.Glyphs(checked.form.narrative().summary()), pool_)) {}

  void Run() {
    if (text_.empty()) return;
    const auto& total = checked_.form.funds().total();
    Score("自评得分", FigureAfter(text_, "自评得分"), Total());
    Money("全年预算数", FieldDecimal(total.has_annual_budget(), total.annual_budget()));
    Money("执行数", FieldDecimal(total.has_executed(), total.executed()));
    Rate();
    Levels();
  }

 private:
  std::optional<Decimal> Total() const {
    if (checked_.claimed_total) return checked_.claimed_total;
    return FieldDecimal(checked_.sheet.has_total(), checked_.sheet.total());
  }

  Decimal PrintedHalfDigit() const {
    const auto& funds = checked_.form.funds();
    return HalfLastPrintedDigit(funds.printed_unit(), funds.printed_decimals());
  }

  void Add(std::string_view id, std::string_view label, const Figure& figure, const std::string& expected) {
    Found found;
    found.id = id;
    found.place = FormPlace("narrative.summary");
    if (id == "money-unit-suspect") found.variant = "narrative";
    found.stated = figure.digits;
    found.expected = expected;
    findings_.Add(std::move(found), {{"label", std::string(label)}});
  }

  void Score(std::string_view label, const std::optional<Figure>& figure, const std::optional<Decimal>& table) {
    if (!figure || !table || (figure->number - *table).Abs() <= figure->HalfLastDigit()) return;
    Add("narrative-mismatch", label, *figure, table->ToString());
  }

  void Money(std::string_view label, const std::optional<Decimal>& table) {
    const std::optional<Figure> figure = FigureAfter(text_, label);
    if (!figure || !table) return;
    const auto yuan = [&](Decimal number) {
      return MulDiv(number, figure->unit, kOne, Decimal::kPlaces, Rounding::HALF_UP);
    };
    const Decimal stated = yuan(figure->number);
    const Decimal tolerance = yuan(figure->HalfLastDigit()) + PrintedHalfDigit();
    if ((stated - *table).Abs() <= tolerance) return;
    Add(IsOffByTenThousand(stated, *table) ? "money-unit-suspect" : "narrative-mismatch", label, *figure,
        table->ToString(2));
  }

  // 执行率, or 完成预算的 76.13%. A rate as the table prints it is right as well.
  void Rate() {
    std::optional<Figure> figure = FigureAfter(text_, "执行率");
    if (!figure) figure = FigureAfter(text_, "完成预算的");
    const ExecutionNumbers& numbers = checked_.execution;
    if (!figure || !numbers.rate) return;
    const Decimal rate =
        MulDiv(*numbers.executed, kHundred, *numbers.annual_budget, Decimal::kPlaces, Rounding::HALF_UP);
    const auto& total = checked_.form.funds().total();
    const auto printed = FieldDecimal(total.has_claimed_rate(), total.claimed_rate());
    const Decimal half = figure->HalfLastDigit();
    if ((figure->number - rate).Abs() <= half || (printed && (figure->number - *printed).Abs() <= half)) return;
    Add("narrative-mismatch", "执行率", *figure, rate.Rounded(2, Rounding::HALF_UP).ToString());
  }

  // 一是产出指标，得分50分.
  void Levels() {
    std::vector<std::string_view> seen;
    for (const ScoredRow& row : checked_.rows) {
      const std::string& level = row.indicator->level1();
      if (level.empty() || !row.Counts() || std::find(seen.begin(), seen.end(), level) != seen.end()) continue;
      seen.push_back(level);
      Score(level, FigureAfter(text_, level, "得分"), PointsOf(level));
    }
  }

  std::optional<Decimal> PointsOf(const std::string& level) const {
    Decimal sum;
    for (const ScoredRow& row : checked_.rows) {
      if (!row.Counts() || row.indicator->level1() != level) continue;
      const std::optional<Decimal>& points = row.claimed ? row.claimed : row.score;
      if (!points) return std::nullopt;
      sum += *points;
    }
    return sum;
  }

  const CheckedForm& checked_;
  Findings& findings_;
  TextPool pool_;
  const std::string_view text_;
};

}  // namespace

void CheckNarrative(const CheckedForm& checked, Findings& findings) { NarrativeCheck(checked, findings).Run(); }

}  // namespace heng::scoring
