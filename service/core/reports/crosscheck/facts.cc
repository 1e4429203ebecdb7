#include "service/core/reports/crosscheck/facts.h"

#include <algorithm>
#include <map>

#include "scoring/project_name.h"
#include "scoring/text.h"

namespace heng::core::crosscheck {
namespace {

using heng::v1::FormContent;
using heng::v1::Reading;
using heng::v1::ScoreSheet;

std::optional<Decimal> Read(bool has, const std::string& text) { return has ? Decimal::Parse(text) : std::nullopt; }

Decimal PrintedHalf(const heng::v1::Funds& funds) {
  Decimal half = Decimal::FromMillionths(500'000);
  if (funds.printed_unit() == heng::v1::WAN_YUAN) half = Decimal::FromInt(5000);
  for (int i = 0; i < funds.printed_decimals(); ++i) {
    half = scoring::MulDiv(half, Decimal::FromInt(1), Decimal::FromInt(10), Decimal::kPlaces, heng::v1::Rounding::DOWN);
  }
  // 元 with two decimals is exact.
  return half < Decimal::FromMillionths(10'000) ? Decimal() : half;
}

Sign SignOf(Reading::Operator sign) {
  switch (sign) {
    case Reading::AT_LEAST:
      return Sign::kAtLeast;
    case Reading::AT_MOST:
      return Sign::kAtMost;
    case Reading::GREATER:
      return Sign::kMore;
    case Reading::LESS:
      return Sign::kLess;
    default:
      return Sign::kNone;
  }
}

bool AsksForSatisfaction(const heng::v1::Indicator& row) {
  return row.level1().find("满意") != std::string::npos || row.level2().find("满意") != std::string::npos ||
         row.name().find("满意") != std::string::npos;
}

void AddRows(const FormContent& form, const ScoreSheet& sheet, FormFacts* facts) {
  for (int i = 0; i < form.indicators_size(); ++i) {
    const auto& row = form.indicators(i);
    const heng::v1::RowScore* score = i < sheet.rows_size() ? &sheet.rows(i) : nullptr;
    if (score == nullptr) continue;
    if (score->actual().state() == Reading::NUMBER && score->actual().unit() == "%" && AsksForSatisfaction(row)) {
      const auto number = Read(score->actual().has_number(), score->actual().number());
      if (number) {
        facts->satisfaction.push_back({row.id(), row.name(), *number, SignOf(score->actual().operator_())});
      }
    }
    if (!row.has_weight() || row.weight().empty()) continue;
    const std::string level = LevelStem(row.level1());
    auto found = std::find_if(facts->levels.begin(), facts->levels.end(),
                              [&](const LevelPoints& known) { return known.level == level; });
    if (found == facts->levels.end()) {
      found = facts->levels.insert(facts->levels.end(), LevelPoints{level, Decimal()});
    }
    auto points = Read(score->has_claimed(), score->claimed());
    if (!points) points = Read(score->has_score(), score->score());
    if (!points) {
      found->points.reset();
    } else if (found->points) {
      *found->points += *points;
    }
  }
}

}  // namespace

std::string LevelStem(std::string_view level) {
  constexpr std::string_view kIndicator = "指标";
  std::string folded = scoring::FoldGlyphs(level);
  if (folded.ends_with(kIndicator)) folded.resize(folded.size() - kIndicator.size());
  if (folded == "服务对象满意度") folded = "满意度";
  return folded;
}

FormFacts FactsOf(std::string_view resource, const FormContent& form, const ScoreSheet& sheet) {
  FormFacts facts;
  facts.resource = std::string(resource);
  facts.project_name = scoring::ProjectName(form);
  facts.total = Read(sheet.has_total(), sheet.total());
  facts.claimed_total = Read(sheet.has_claimed_total(), sheet.claimed_total());
  facts.indicator_total = Read(sheet.has_indicator_total(), sheet.indicator_total());
  if (sheet.has_scaled_indicator_total()) facts.indicator_total = Decimal::Parse(sheet.scaled_indicator_total());
  facts.execution_score = Read(sheet.execution().has_score(), sheet.execution().score());
  const auto& total = form.funds().total();
  facts.annual_budget = Read(total.has_annual_budget(), total.annual_budget());
  facts.executed = Read(total.has_executed(), total.executed());
  facts.printed_half = PrintedHalf(form.funds());
  facts.grade = sheet.grade();
  AddRows(form, sheet, &facts);
  return facts;
}

}  // namespace heng::core::crosscheck
