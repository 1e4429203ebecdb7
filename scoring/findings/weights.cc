// Findings of the weights: their sum, and headings that print points of their own.
#include <string>

#include "absl/strings/str_cat.h"
#include "scoring/findings/checks.h"
#include "scoring/steps.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

using heng::v1::Heading;

// What a row would have to score to reach the printed total; nullopt: can't be told.
std::optional<Decimal> MissingPoints(const CheckedForm& checked) {
  const auto& total = checked.form.funds().total();
  const auto printed = FieldDecimal(total.has_claimed_score(), total.claimed_score());
  const std::optional<Decimal> execution = printed ? printed : checked.execution.score;
  if (!checked.claimed_total || !execution) return std::nullopt;
  Decimal sum = *execution;
  for (const ScoredRow& row : checked.rows) {
    if (!row.Counts()) continue;
    const std::optional<Decimal>& points = row.claimed ? row.claimed : row.score;
    if (!points) return std::nullopt;
    sum += *points;
  }
  return *checked.claimed_total - sum;
}

void CheckSum(const CheckedForm& checked, Findings& findings) {
  Decimal sum;
  bool any = false;
  for (const ScoredRow& row : checked.rows) {
    if (row.role != Role::kWeighted && row.role != Role::kNotApplicable) continue;
    sum += *row.weight;
    any = true;
  }
  std::optional<Found> found = any ? WrongWeights(checked.rules, sum) : std::nullopt;
  if (!found) return;
  const Decimal off = OffFullMarks(checked.rules, sum);
  std::string missing_points;
  if (found->variant.empty()) {
    const auto points = MissingPoints(checked);
    if (points && *points > Decimal() && *points <= off) {
      found->variant = "row-missing";
      missing_points = points->ToString();
    }
  }
  findings.Add(
      *std::move(found),
      {{"off", off.ToString()}, {"points", missing_points}, {"execution", checked.rules.execution_weight.ToString()}});
}

// 产出 of 产出指标, 产出指标(60分).
std::string LevelKey(std::string_view text) {
  const std::string folded = FoldText(text);
  return folded.substr(0, folded.find("指标"));
}

bool IsUnder(const Heading& heading, const heng::v1::Indicator& row) {
  return LevelKey(heading.level1()) == LevelKey(row.level1()) &&
         (heading.level2().empty() || LevelKey(heading.level2()) == LevelKey(row.level2()));
}

void CheckHeadings(const CheckedForm& checked, Findings& findings) {
  Decimal level1_sum;
  bool any_level1 = false;
  for (int i = 0; i < checked.form.headings_size(); ++i) {
    const Heading& heading = checked.form.headings(i);
    const auto printed = FieldDecimal(heading.has_weight(), heading.weight());
    if (!printed) continue;
    if (heading.level2().empty()) {
      level1_sum += *printed;
      any_level1 = true;
    }
    Decimal sum;
    bool any = false;
    for (const ScoredRow& row : checked.rows) {
      if (row.role != Role::kWeighted || !IsUnder(heading, *row.indicator)) continue;
      sum += *row.weight;
      any = true;
    }
    if (!any || sum == *printed) continue;
    Found found;
    found.id = "heading-weights-mismatch";
    found.place = FormPlace(absl::StrCat("headings[", i, "].weight"));
    found.stated = heading.weight();
    found.expected = sum.ToString();
    const std::string name = Quoted(heading.level2().empty() ? heading.level1() : heading.level2());
    findings.Add(std::move(found), {{"heading", name}});
  }
  const Decimal full = checked.rules.full_marks;
  if (!any_level1 || level1_sum == full || level1_sum + checked.rules.execution_weight == full) return;
  Found found;
  found.id = "heading-weights-mismatch";
  found.variant = "total";
  found.place = FormPlace("headings");
  found.stated = level1_sum.ToString();
  found.expected = full.ToString();
  findings.Add(std::move(found));
}

}  // namespace

Decimal OffFullMarks(const PolicyRules& rules, Decimal rows) { return (rows - rules.IndicatorMarks()).Abs(); }

std::optional<Found> WrongWeights(const PolicyRules& rules, Decimal rows) {
  // Weights of forms the policy scales are right as those forms print them.
  const auto& scaling = rules.scaling;
  if (scaling && scaling->indicator_weights && rows == *scaling->indicator_weights) return std::nullopt;
  if (rows == rules.IndicatorMarks()) return std::nullopt;
  Found found;
  found.id = "weights-not-100";
  found.variant = rows > rules.IndicatorMarks() ? "over" : "";
  found.place = FormPlace("indicators");
  found.stated = (rows + rules.execution_weight).ToString();
  found.expected = rules.full_marks.ToString();
  return found;
}

void CheckWeights(const CheckedForm& checked, Findings& findings) {
  if (checked.form.subject_kind() == heng::v1::TRANSFER) return;
  CheckSum(checked, findings);
  CheckHeadings(checked, findings);
}

}  // namespace heng::scoring
