// Findings of the printed total and grade.
#include <string>

#include "scoring/findings/checks.h"
#include "scoring/grade.h"
#include "scoring/steps.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

bool Differ(const CheckedForm& checked, Decimal a, Decimal b) {
  return (a - b).Abs() > checked.rules.execution_tolerance;
}

// The points of all rows as printed, the computed ones where nothing is; nullopt: some are open.
std::optional<Decimal> PrintedRows(const CheckedForm& checked) {
  if (HasNoTable(checked.form)) {
    return FieldDecimal(checked.form.has_claimed_indicator_total(), checked.form.claimed_indicator_total());
  }
  Decimal sum;
  for (const ScoredRow& row : checked.rows) {
    if (!row.Counts()) continue;
    const std::optional<Decimal>& points = row.claimed ? row.claimed : row.score;
    if (!points) return std::nullopt;
    sum += *points;
  }
  return sum;
}

std::optional<Decimal> PrintedSum(const CheckedForm& checked) {
  const auto& total = checked.form.funds().total();
  const auto printed = FieldDecimal(total.has_claimed_score(), total.claimed_score());
  const std::optional<Decimal> execution = printed ? printed : checked.execution.score;
  const std::optional<Decimal> rows = PrintedRows(checked);
  if (!execution || !rows) return std::nullopt;
  return *execution + *rows;
}

void CheckTotal(const CheckedForm& checked, Findings& findings) {
  if (!checked.claimed_total) return;
  const std::optional<Decimal> printed_sum = PrintedSum(checked);
  const std::optional<Decimal> total = FieldDecimal(checked.sheet.has_total(), checked.sheet.total());
  const std::optional<Decimal> expected = total ? total : printed_sum;
  if (!expected || !Differ(checked, *checked.claimed_total, *expected)) return;
  Found found;
  found.id = "total-not-sum";
  found.place = FormPlace("claimed_total");
  found.stated = checked.claimed_total->ToString();
  found.expected = expected->ToString();
  // The author added up rightly, but the claims don't all count.
  if (printed_sum && !Differ(checked, *checked.claimed_total, *printed_sum)) found.variant = "claims-cut";
  findings.Add(std::move(found));
}

// A printed total of the indicators beside rows that sum to something else.
void CheckIndicatorTotal(const CheckedForm& checked, Findings& findings) {
  const auto printed = FieldDecimal(checked.form.has_claimed_indicator_total(), checked.form.claimed_indicator_total());
  const std::optional<Decimal> rows = PrintedRows(checked);
  if (!printed || !rows || HasNoTable(checked.form) || checked.not_filled || !Differ(checked, *printed, *rows)) {
    return;
  }
  Found found;
  found.id = "total-not-sum";
  found.variant = "indicators";
  found.place = FormPlace("claimed_indicator_total");
  found.stated = printed->ToString();
  found.expected = rows->ToString();
  findings.Add(std::move(found));
}

void CheckGrade(const CheckedForm& checked, Findings& findings) {
  const std::string& text = checked.form.claimed_grade();
  if (IsMissing(text, checked.rules.reading.phrases)) return;
  const PrintedGrade printed = ReadGrade(checked.rules, text);
  Found found;
  found.place = FormPlace("claimed_grade");
  found.stated = text;
  if (checked.sheet.has_total()) {
    const GradeRule& grade = GradeOf(checked.rules, *Decimal::Parse(checked.sheet.total()));
    found.expected = grade.label;
    if (printed.grade == grade.grade) {
      if (!printed.alias) return;
      found.id = "grade-alias";
    } else {
      found.id = "grade-mismatch";
    }
    findings.Add(std::move(found), {{"total", checked.sheet.total()}});
  } else if (printed.grade == heng::v1::GRADE_UNSPECIFIED) {
    found.id = "grade-mismatch";
    found.variant = "unknown";
    findings.Add(std::move(found));
  }
}

}  // namespace

void CheckTotals(const CheckedForm& checked, Findings& findings) {
  if (checked.form.subject_kind() == heng::v1::TRANSFER) return;
  CheckIndicatorTotal(checked, findings);
  CheckTotal(checked, findings);
  CheckGrade(checked, findings);
}

}  // namespace heng::scoring
