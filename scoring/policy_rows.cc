#include "absl/strings/str_cat.h"
#include "scoring/policy_reader.h"

namespace heng::scoring {
namespace {

constexpr int kMaxBands = 9;
constexpr int kMaxDoubledDigits = 9;

}  // namespace

void PolicyReader::ReadRows() {
  using heng::v1::RowRule;
  const RowRule& rows = policy_.rows();
  Chosen(rows.target_missing(), RowRule::OnMissing_IsValid(rows.target_missing()), "rows.target_missing");
  Chosen(rows.actual_missing(), RowRule::OnMissing_IsValid(rows.actual_missing()), "rows.actual_missing");
  Chosen(rows.at_most(), RowRule::AtMost_IsValid(rows.at_most()), "rows.at_most");
  Chosen(rows.late_date(), RowRule::LateDate_IsValid(rows.late_date()), "rows.late_date");
  if (rows.late_date() == RowRule::LATE_BAND && policy_.bands_size() < 2) {
    Mistake("rows.late_date", "LATE_BAND needs a band 2");
  }
  if (rows.money_units().empty()) Mistake("rows.money_units", "is empty");
  if (rows.cost_levels().empty()) Mistake("rows.cost_levels", "is empty");
  rules_.rows = rows;
  rules_.reading.lower_is_better_endings = FoldedTexts(rows.lower_is_better_endings(), "rows.lower_is_better_endings");
  rules_.reading.money_units = FoldedTexts(rows.money_units(), "rows.money_units");
  rules_.reading.cost_levels = FoldedTexts(rows.cost_levels(), "rows.cost_levels");
}

void PolicyReader::ReadShares() {
  using heng::v1::RowRule;
  const RowRule& rows = policy_.rows();
  const bool per_day = rows.late_date() == RowRule::LATE_PER_DAY;
  if (per_day) {
    rules_.late_share_per_day = Number(rows.late_share_per_day(), "rows.late_share_per_day", "0.0001", "1");
  } else if (!rows.late_share_per_day().empty()) {
    Mistake("rows.late_share_per_day", "is only of use with late_date: LATE_PER_DAY");
  }
  rules_.pass_share = Optional(rows.pass_share(), "rows.pass_share", "0", "1");
  rules_.share_steps = StepsOf(rows.share_steps(), "rows.share_steps", "0", "1");
  rules_.overshoot_steps = StepsOf(rows.overshoot_steps(), "rows.overshoot_steps", "1", "1000");
  for (size_t i = 1; i < rules_.share_steps.size(); ++i) {
    if (rules_.share_steps[i].share > rules_.share_steps[i - 1].share) {
      Mistake(absl::StrCat("rows.share_steps[", i, "].share"), "must not be above the step before");
    }
  }
  for (size_t i = 0; i < rules_.overshoot_steps.size(); ++i) {
    const std::string field = absl::StrCat("rows.overshoot_steps[", i, "]");
    if (rules_.overshoot_steps[i].from <= Decimal::FromInt(1)) Mistake(field + ".from", "must be above 1");
    if (i > 0 && rules_.overshoot_steps[i].share < rules_.overshoot_steps[i - 1].share) {
      Mistake(field + ".share", "must not be below the step before: a smaller overshoot loses less");
    }
  }
  if (!RowRule::Coefficient_IsValid(rows.coefficient())) Mistake("rows.coefficient", "must be chosen");
}

std::vector<ShareStepRule> PolicyReader::StepsOf(const google::protobuf::RepeatedPtrField<heng::v1::ShareStep>& steps,
                                                 const std::string& name, std::string_view least,
                                                 std::string_view most) {
  std::vector<ShareStepRule> rules;
  for (int i = 0; i < steps.size(); ++i) {
    const std::string field = absl::StrCat(name, "[", i, "]");
    const ShareStepRule rule = {Number(steps[i].from(), field + ".from", least, most),
                                Number(steps[i].share(), field + ".share", "0", "1")};
    if (i > 0 && rule.from >= rules.back().from) Mistake(field + ".from", "must be below the step before");
    rules.push_back(rule);
  }
  return rules;
}

void PolicyReader::ReadBands() {
  if (policy_.bands().empty() || policy_.bands_size() > kMaxBands) {
    Mistake("bands", absl::StrCat(policy_.bands_size(), " bands; there must be 1 to ", kMaxBands));
  }
  for (int i = 0; i < policy_.bands_size(); ++i) {
    const auto& band = policy_.bands(i);
    const std::string field = absl::StrCat("bands[", i, "]");
    if (band.number() != i + 1) Mistake(field + ".number", absl::StrCat("must be ", i + 1));
    const BandRule rule = {i + 1, Number(band.upper(), field + ".upper", "0", "1"),
                           Number(band.lower(), field + ".lower", "0", "1"),
                           Optional(band.claim_cap(), field + ".claim_cap", "0", "1")};
    const Decimal expected_upper = i == 0 ? Decimal::FromInt(1) : rules_.bands.back().lower;
    if (rule.upper != expected_upper) {
      Mistake(field + ".upper",
              absl::StrCat("must be ", expected_upper.ToString(), i == 0 ? "" : ", the lower edge of the band before"));
    }
    if (rule.lower >= rule.upper) Mistake(field + ".lower", "must be below upper");
    rules_.bands.push_back(rule);
  }
  if (!rules_.bands.empty() && !rules_.bands.back().lower.IsZero()) {
    Mistake(absl::StrCat("bands[", rules_.bands.size() - 1, "].lower"), "the last band must end at 0");
  }
}

void PolicyReader::ReadPhrases() {
  const auto& phrases = policy_.phrases();
  for (int i = 0; i < phrases.bands_size(); ++i) {
    const auto& phrase = phrases.bands(i);
    const std::string field = absl::StrCat("phrases.bands[", i, "]");
    Required(phrase.text(), field + ".text");
    if (phrase.band() < 1 || phrase.band() > policy_.bands_size()) {
      Mistake(field + ".band", absl::StrCat("there is no band ", phrase.band()));
    }
    Chosen(phrase.match(), heng::v1::BandPhrase::Match_IsValid(phrase.match()), field + ".match");
  }
  if (phrases.bands().empty()) Mistake("phrases.bands", "is empty");
  if (phrases.missing().empty()) Mistake("phrases.missing", "is empty");
  if (phrases.doubled_digits() < 0 || phrases.doubled_digits() > kMaxDoubledDigits) {
    Mistake("phrases.doubled_digits", absl::StrCat("must be 0 to ", kMaxDoubledDigits));
  }
  rules_.reading.phrases = ValuePhrases(phrases);
  rules_.reading.zero_for_zero = FoldedTexts(phrases.zero_for_zero(), "phrases.zero_for_zero");
  rules_.empty_reasons = FoldedTexts(phrases.empty_reasons(), "phrases.empty_reasons");
  rules_.not_applicable = FoldedTexts(phrases.not_applicable(), "phrases.not_applicable");
  if (!phrases.not_applicable().empty() && !(rules_.scaling && rules_.scaling->redistribute)) {
    Mistake("phrases.not_applicable", "is only of use with scaling.not_applicable: REDISTRIBUTE");
  }
  rules_.savings = SearchFor(phrases.savings(), "phrases.savings");
  rules_.template_texts = SearchFor(phrases.template_texts(), "phrases.template_texts");
}

}  // namespace heng::scoring
