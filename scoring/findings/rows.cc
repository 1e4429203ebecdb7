// Findings of one row: its values and its points.
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "scoring/findings/checks.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;

Found AtTarget(const ScoredRow& row, std::string_view id) {
  Found found = AtRow(row, id, row.reading->target_field);
  found.stated = std::string(row.reading->target_text);
  return found;
}

Found AtActual(const ScoredRow& row, std::string_view id) {
  Found found = AtRow(row, id, "actual");
  found.stated = std::string(row.reading->actual_text);
  return found;
}

// The finding stands at the target if that is the cell of this state, else at the actual.
Found AtState(const ScoredRow& row, std::string_view id, Reading::State state) {
  return row.reading->target.state == state ? AtTarget(row, id) : AtActual(row, id);
}

// A cell that is blank, or says that it was not filled in.
void AddMissing(Found found, Findings& findings) {
  if (found.stated == "") found.variant = "blank";
  findings.Add(std::move(found));
}

void AddLateDate(const ScoredRow& row, Findings& findings) {
  Found found = AtActual(row, "late-date");
  found.expected = absl::FormatCivilTime(row.reading->target.date);
  findings.Add(std::move(found));
}

void AddPercentScale(const ScoredRow& row, Findings& findings) {
  const Decimal percent = MulDiv(row.reading->actual.number, Decimal::FromInt(100), Decimal::FromInt(1),
                                 Decimal::kPlaces, heng::v1::Rounding::HALF_UP);
  Found found = AtActual(row, "percent-scale-suspect");
  found.expected = absl::StrCat(percent.ToString(), "%");
  findings.Add(std::move(found), {{"target", Quoted(row.reading->target_text)}});
}

void AddUnitMismatch(const ScoredRow& row, Findings& findings) {
  Found found = AtActual(row, "unit-mismatch");
  found.expected = row.reading->target.unit;
  findings.Add(std::move(found), {{"target", Quoted(row.reading->target_text)}});
}

void CheckValues(const ScoredRow& row, bool not_filled, Findings& findings) {
  switch (row.formula.outcome) {
    case Outcome::kTargetMissing:
      AddMissing(AtTarget(row, "target-missing"), findings);
      break;
    case Outcome::kActualMissing:
      if (!not_filled) AddMissing(AtActual(row, "actual-missing"), findings);
      break;
    case Outcome::kCorrupt:
      findings.Add(AtState(row, "value-corrupt", Reading::CORRUPT));
      break;
    case Outcome::kAmbiguous:
      findings.Add(AtState(row, "value-ambiguous", Reading::AMBIGUOUS));
      break;
    case Outcome::kBaseMissing:
      findings.Add(AtState(row, "base-missing", Reading::INCREASE));
      break;
    case Outcome::kPercentScale:
      AddPercentScale(row, findings);
      break;
    case Outcome::kUnitMismatch:
      AddUnitMismatch(row, findings);
      break;
    case Outcome::kNotProportional:
      findings.Add(AtActual(row, "not-proportional"), {{"target", Quoted(row.reading->target_text)}});
      break;
    case Outcome::kLate:
      AddLateDate(row, findings);
      break;
    case Outcome::kBandNotStated:
      findings.Add(AtActual(row, "band-not-stated"), {{"target", Quoted(row.reading->target_text)}});
      break;
    case Outcome::kNotApplicable:
    case Outcome::kMet:
    case Outcome::kUnmet:
    case Outcome::kBand:
      break;
  }
  if (row.formula.text_for_number) {
    findings.Add(AtActual(row, "text-for-number"), {{"target", Quoted(row.reading->target_text)}});
  }
  if (row.formula.outcome != Outcome::kBand && row.formula.guessed && row.reading->direction_guessed) {
    const bool at_most = row.reading->target.op == Reading::AT_MOST;
    findings.Add(AtTarget(row, "direction-inferred"), {{"sign", at_most ? "≤" : "≥"}});
  }
}

Found AtClaim(const ScoredRow& row, std::string_view id, Decimal expected) {
  Found found = AtRow(row, id, "claimed");
  found.stated = row.claimed->ToString();
  found.expected = expected.ToString();
  return found;
}

void CheckClaim(const ScoredRow& row, Findings& findings) {
  if (row.claimed->IsNegative()) findings.Add(AtClaim(row, "score-negative", Decimal()));
  if (row.role != Role::kWeighted) return;
  if (*row.claimed > row.ceiling) findings.Add(AtClaim(row, "score-over-weight", row.ceiling));
  if (!row.computed || row.formula.zero_by_rule) return;
  if (*row.claimed < *row.computed) {
    findings.Add(AtClaim(row, "met-but-deducted", *row.computed));
  } else if (*row.claimed > *row.computed && *row.computed < *row.weight && !row.formula.guessed) {
    const bool band = row.formula.outcome == Outcome::kBand;
    findings.Add(AtClaim(row, band ? "band-exceeded" : "missed-but-full", *row.computed),
                 {{"actual", Quoted(row.reading->actual_text)}, {"target", Quoted(row.reading->target_text)}});
  }
}

}  // namespace

void CheckRow(const CheckedForm& checked, const ScoredRow& row, Findings& findings) {
  if (row.role == Role::kIgnored) return;
  if (row.role != Role::kClaimOnly) CheckValues(row, checked.not_filled, findings);
  if (row.role == Role::kMember) return;
  if (row.claimed) {
    CheckClaim(row, findings);
  } else if (row.formula.unclaimed_band) {
    Found found = AtRow(row, "score-not-claimed", "claimed");
    found.expected = row.computed->ToString();
    findings.Add(std::move(found), {{"actual", Quoted(row.reading->actual_text)}});
  }
}

}  // namespace heng::scoring
