#include "service/core/samples/ranking.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "scoring/decimal.h"
#include "service/core/hash.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using heng::v1::Sample;
using scoring::Decimal;

constexpr int kScorePlaces = 4;
constexpr int kMoneyPlaces = 2;

// The table of README.md.
constexpr int kMostWarningPoints = 10;
constexpr int kReturnedPoints = 5, kMostReturnedPoints = 15;
constexpr int kLatePoints = 5;
constexpr int64_t kVeryLowRate = 50'000'000, kLowRate = 80'000'000;  // 10^-6 percent
constexpr int kVeryLowRatePoints = 15, kLowRatePoints = 8;
constexpr int64_t kFullScore = 1'000'000;  // 10^-4 points
constexpr int64_t kNearBorder = 5'000;     // 10^-4 points
constexpr int kScorePoints = 5;
constexpr int64_t kLargeBudget = 1'000'000'000;  // 分
constexpr int kLargeBudgetPoints = 5;

std::string Text(int64_t scaled, int places) {
  absl::int128 units = scaled;
  for (int i = places; i < Decimal::kPlaces; ++i) units *= 10;
  return Decimal::FromMillionths(units).ToString(2);
}

// The border of a grade the total stands on, or no more than half a point above; nullptr: none. The lowest grade
// begins at 0 and has no border.
const heng::v1::GradeBand* BorderBelow(int64_t total, const heng::v1::Policy& policy) {
  for (const auto& band : policy.grades()) {
    const auto from = Decimal::Parse(band.from(), kScorePlaces);
    if (!from || from->IsZero()) continue;
    const int64_t above = total - from->Scaled(kScorePlaces);
    if (above >= 0 && above <= kNearBorder) return &band;
  }
  return nullptr;
}

class Points {
 public:
  void Add(int points, const std::string& zh, const std::string& en) {
    if (points == 0) return;
    risk_.points += points;
    heng::v1::LocalizedText reason;
    reason.set_zh(absl::StrCat(zh, "（", points, " 分）"));
    reason.set_en(absl::StrCat(en, " (", points, points == 1 ? " point)" : " points)"));
    risk_.reasons.push_back(std::move(reason));
  }
  Risk Take() { return std::move(risk_); }

 private:
  Risk risk_;
};

void AddExecution(const store::Header& form, Points* points) {
  if (!form.execution_rate || *form.execution_rate >= kLowRate) return;
  const bool very_low = *form.execution_rate < kVeryLowRate;
  points->Add(very_low ? kVeryLowRatePoints : kLowRatePoints, absl::StrCat("预算执行率低于 ", very_low ? 50 : 80, "%"),
              absl::StrCat("less than ", very_low ? 50 : 80, " % of the budget was spent"));
}

void AddTotal(const store::Header& form, const heng::v1::Policy* policy, Points* points) {
  if (!form.total) return;
  if (*form.total == kFullScore) return points->Add(kScorePoints, "自评满分", "a full score");
  const auto* const border = policy == nullptr ? nullptr : BorderBelow(*form.total, *policy);
  if (border == nullptr) return;
  points->Add(kScorePoints, absl::StrCat("得分 ", Text(*form.total, kScorePlaces), " 刚过", border->label(), "的界线"),
              absl::StrCat("the total of ", Text(*form.total, kScorePlaces), " has just reached the grade from ",
                           border->from()));
}

}  // namespace

Risk RiskOf(const store::Header& form, const heng::v1::Policy* policy) {
  Points points;
  points.Add(std::min(form.warnings, kMostWarningPoints), absl::StrCat("有 ", form.warnings, " 条提示"),
             absl::StrCat(form.warnings, " warnings"));
  points.Add(std::min(form.returned * kReturnedPoints, kMostReturnedPoints),
             absl::StrCat("被退回 ", form.returned, " 次"), absl::StrCat("returned ", form.returned, " times"));
  if ((form.flags & store::kLate) != 0) points.Add(kLatePoints, "逾期提交", "submitted late");
  AddExecution(form, &points);
  AddTotal(form, policy, &points);
  if (form.annual_budget && *form.annual_budget >= kLargeBudget) {
    points.Add(kLargeBudgetPoints, "全年预算不低于 1000 万元", "an annual budget of 10 000 000 元 or more");
  }
  return points.Take();
}

bool operator<(const Ranked& a, const Ranked& b) {
  return std::tie(b.weight, a.hash, a.form.id) < std::tie(a.weight, b.hash, b.form.id);
}

Ranked Rank(Sample::Method method, const std::string& seed, const store::Header& form, const heng::v1::Policy* policy) {
  Ranked ranked{.form = form, .weight = 0, .hash = {}};
  if (method == Sample::RANDOM) ranked.hash = Sha256(absl::StrCat(seed, "\n", EvaluationName(form.id)));
  if (method == Sample::BY_RISK) ranked.weight = RiskOf(form, policy).points;
  // A form that says no amount stands behind those that say 0.
  if (method == Sample::BY_AMOUNT) ranked.weight = form.annual_budget.value_or(-1);
  return ranked;
}

heng::v1::SampledForm ToSampledForm(Sample::Method method, const Ranked& ranked, const heng::v1::Policy* policy) {
  heng::v1::SampledForm sampled;
  sampled.set_evaluation(EvaluationName(ranked.form.id));
  sampled.set_org(OrgName(ranked.form.org_id));
  sampled.set_project_name(ranked.form.project_name);
  if (method == Sample::RANDOM) sampled.set_measure(absl::BytesToHexString(ranked.hash));
  if (method == Sample::BY_AMOUNT && ranked.weight >= 0) sampled.set_measure(Text(ranked.weight, kMoneyPlaces));
  if (method != Sample::BY_RISK) return sampled;
  const Risk risk = RiskOf(ranked.form, policy);
  sampled.set_measure(absl::StrCat(risk.points));
  for (const auto& reason : risk.reasons) *sampled.add_reasons() = reason;
  return sampled;
}

std::string PopulationSha256(std::vector<std::string>* names) {
  std::sort(names->begin(), names->end());
  std::string all;
  for (const std::string& name : *names) absl::StrAppend(&all, name, "\n");
  return absl::BytesToHexString(Sha256(all));
}

}  // namespace heng::core
