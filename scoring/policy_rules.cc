#include "scoring/policy_rules.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "scoring/findings/catalogue.h"
#include "scoring/text.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

using heng::v1::Policy;
using heng::v1::Rounding;

constexpr int kMaxScorePlaces = 4;  // of weights and scores
constexpr int kMaxBands = 9;
constexpr int kMaxDoubledDigits = 9;

// Collects the mistakes of one policy while reading it.
class Reader {
 public:
  Reader(const Policy& policy, std::vector<std::string>& mistakes) : policy_(policy), mistakes_(mistakes) {}

  PolicyRules Read() {
    ReadHead();
    ReadWeights();
    ReadTemplate();
    ReadTotals();
    ReadRows();
    ReadShares();
    ReadBands();
    ReadGrades();
    ReadPhrases();
    ReadSeverities();
    ReadWaivers();
    ReadThresholds();
    ReadClauses();
    CheckCases();
    return std::move(rules_);
  }

 private:
  void Mistake(std::string_view field, std::string_view what) {
    mistakes_.push_back(
        absl::StrCat(absl::string_view(field.data(), field.size()), ": ", absl::string_view(what.data(), what.size())));
  }

  // A decimal of the policy between `least` and `most`; 0 with a mistake where it is none.
  Decimal Number(const std::string& text, const std::string& field, std::string_view least, std::string_view most,
                 int places = kMaxScorePlaces) {
    const std::optional<Decimal> value = Decimal::Parse(text, places);
    if (!value) {
      Mistake(field, absl::StrCat("\"", text, "\" is not a decimal of at most ", places,
                                  " places; write one such as \"10\" or \"0.8\""));
      return Decimal();
    }
    if (*value < *Decimal::Parse(least) || *value > *Decimal::Parse(most)) {
      Mistake(field, absl::StrCat(text, " is not between ", std::string(least), " and ", std::string(most)));
    }
    return *value;
  }

  // Empty is absent.
  std::optional<Decimal> Optional(const std::string& text, const std::string& field, std::string_view least,
                                  std::string_view most) {
    if (text.empty()) return std::nullopt;
    return Number(text, field, least, most);
  }

  Rounding RoundingOf(bool present, const Rounding& rounding, const std::string& field) {
    if (!present) {
      Mistake(field, "missing; write e.g. { places: 2 mode: HALF_UP }");
      return Rounding();
    }
    if (rounding.places() < 0 || rounding.places() > Decimal::kPlaces) {
      Mistake(field + ".places", absl::StrCat(rounding.places(), " is not between 0 and 6"));
    }
    if (rounding.mode() == Rounding::MODE_UNSPECIFIED || !Rounding::Mode_IsValid(rounding.mode())) {
      Mistake(field + ".mode", "must be HALF_UP, HALF_EVEN or DOWN");
    }
    return rounding;
  }

  void Required(const std::string& text, const std::string& field) {
    if (text.empty()) Mistake(field, "is empty");
  }

  // An enum value that is neither 0 nor unknown.
  template <typename Enum>
  void Chosen(Enum value, bool valid, const std::string& field) {
    if (static_cast<int>(value) == 0 || !valid) Mistake(field, "must be chosen");
  }

  void ReadHead() {
    const std::string& name = policy_.name();
    const std::string prefix = "policies/";
    const bool prefixed = name.rfind(prefix, 0) == 0;
    const std::string id = prefixed ? name.substr(prefix.size()) : "";
    const bool well_formed = id.size() >= 3 && id.size() <= 63 && id.front() >= 'a' && id.front() <= 'z' &&
                             id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!well_formed) Mistake("name", "must be \"policies/\" and an id of 3 to 63 lower-case letters, digits and -");
    if (policy_.revision() < 1) Mistake("revision", "must be 1 or more");
    Required(policy_.title().zh(), "title.zh");
    Required(policy_.title().en(), "title.en");
    Required(policy_.authority(), "authority");
    absl::CivilDay day;
    if (policy_.effective_date().size() != 10 || !absl::ParseCivilTime(policy_.effective_date(), &day)) {
      Mistake("effective_date", absl::StrCat("\"", policy_.effective_date(), "\" is not a date such as 2020-02-25"));
    }
    Chosen(policy_.claims(), heng::v1::ClaimRule_IsValid(policy_.claims()), "claims");
    rules_.claims = policy_.claims();
  }

  void ReadWeights() {
    rules_.full_marks = Number(policy_.full_marks(), "full_marks", "1", "1000");
    rules_.execution_weight = Number(policy_.execution().weight(), "execution.weight", "0", "1000");
    if (policy_.execution().has_rate_rounding()) {
      rules_.rate_rounding = RoundingOf(true, policy_.execution().rate_rounding(), "execution.rate_rounding");
    }
    rules_.execution_rounding = RoundingOf(policy_.execution().has_score_rounding(),
                                           policy_.execution().score_rounding(), "execution.score_rounding");
    if (rules_.execution_weight > rules_.full_marks) Mistake("execution.weight", "is more than full_marks");
    rules_.row_rounding = RoundingOf(policy_.rounding().has_row(), policy_.rounding().row(), "rounding.row");
    rules_.total_rounding = RoundingOf(policy_.rounding().has_total(), policy_.rounding().total(), "rounding.total");
  }

  // The weights per level. With a scaling they sum to what the forms print, else to what the indicators are worth.
  void ReadTemplate() {
    if (!heng::v1::WeightRule_IsValid(policy_.weights())) Mistake("weights", "must be chosen");
    rules_.weights_template = policy_.weights() != heng::v1::WEIGHTS_NONE;
    if (!rules_.weights_template) {
      if (!policy_.level_weights().empty()) Mistake("level_weights", "must be empty with weights: WEIGHTS_NONE");
      return;
    }
    Decimal sum;
    absl::flat_hash_set<std::string> seen;
    for (int i = 0; i < policy_.level_weights_size(); ++i) {
      const auto& level = policy_.level_weights(i);
      const std::string field = absl::StrCat("level_weights[", i, "]");
      Required(level.level1(), field + ".level1");
      if (!seen.insert(level.level1()).second) Mistake(field + ".level1", level.level1() + " is there twice");
      rules_.level_weights.push_back({level.level1(), Number(level.weight(), field + ".weight", "0", "1000")});
      sum += rules_.level_weights.back().weight;
    }
    if (policy_.level_weights().empty()) Mistake("level_weights", "is empty");
    const bool scaled = !policy_.scaling().indicator_weights().empty();
    const Decimal expected =
        scaled ? Number(policy_.scaling().indicator_weights(), "scaling.indicator_weights", "1", "1000")
               : rules_.IndicatorMarks();
    if (sum != expected) {
      Mistake("level_weights",
              absl::StrCat("they sum to ", sum.ToString(), ", not to ", expected.ToString(),
                           scaled ? ", scaling.indicator_weights" : ", full_marks less execution.weight"));
    }
  }

  void ReadTotals() {
    if (policy_.has_scaling()) {
      using heng::v1::Scaling;
      const Scaling& scaling = policy_.scaling();
      ScalingRule rule;
      rule.indicator_weights = Optional(scaling.indicator_weights(), "scaling.indicator_weights", "1", "1000");
      rule.rounding = RoundingOf(scaling.has_rounding(), scaling.rounding(), "scaling.rounding");
      if (!Scaling::NotApplicable_IsValid(scaling.not_applicable()))
        Mistake("scaling.not_applicable", "must be chosen");
      rule.redistribute = scaling.not_applicable() == Scaling::REDISTRIBUTE;
      rules_.scaling = rule;
    }
    for (int i = 0; i < policy_.total_caps_size(); ++i) {
      const auto& cap = policy_.total_caps(i);
      const std::string field = absl::StrCat("total_caps[", i, "]");
      rules_.total_caps.push_back({Number(cap.below_rate(), field + ".below_rate", "0", "1000"),
                                   Number(cap.cap(), field + ".cap", "0", "1000")});
      if (i == 0) continue;
      const TotalCapRule& before = rules_.total_caps[static_cast<size_t>(i) - 1];
      if (rules_.total_caps.back().below_rate >= before.below_rate) {
        Mistake(field + ".below_rate", "must be below the rate before");
      }
      if (rules_.total_caps.back().cap > before.cap) Mistake(field + ".cap", "must not be above the cap before");
    }
    const auto& lights = policy_.lights();
    rules_.red_gap = Optional(lights.red_gap_percent(), "lights.red_gap_percent", "0", "100");
    rules_.yellow_unspent = Optional(lights.yellow_unspent_percent(), "lights.yellow_unspent_percent", "0", "100");
    if (policy_.has_lights() && !rules_.red_gap && !rules_.yellow_unspent) Mistake("lights", "is empty");
  }

  void ReadRows() {
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
    rules_.reading.lower_is_better_endings =
        FoldedTexts(rows.lower_is_better_endings(), "rows.lower_is_better_endings");
    rules_.reading.money_units = FoldedTexts(rows.money_units(), "rows.money_units");
    rules_.reading.cost_levels = FoldedTexts(rows.cost_levels(), "rows.cost_levels");
  }

  void ReadShares() {
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

  template <typename Steps>
  std::vector<ShareStepRule> StepsOf(const Steps& steps, const std::string& name, std::string_view least,
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

  std::string Folded(const std::string& text, const std::string& field) { return NotEmpty(FoldText(text), field); }
  template <typename Texts>
  std::vector<std::string> FoldedTexts(const Texts& texts, const std::string& field) {
    std::vector<std::string> folded;
    for (const std::string& text : texts) folded.push_back(Folded(text, field));
    return folded;
  }
  // For phrases that are looked for in long texts, where words such as 低于 are no comparison.
  template <typename Texts>
  PhraseSearch FoldedGlyphs(const Texts& texts, const std::string& field) {
    std::vector<std::string> folded;
    for (const std::string& text : texts) folded.push_back(NotEmpty(FoldGlyphs(text), field));
    return PhraseSearch(std::move(folded));
  }
  std::string NotEmpty(std::string folded, const std::string& field) {
    if (folded.empty()) Mistake(field, "an entry is empty");
    return folded;
  }

  void ReadBands() {
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
        Mistake(field + ".upper", absl::StrCat("must be ", expected_upper.ToString(),
                                               i == 0 ? "" : ", the lower edge of the band before"));
      }
      if (rule.lower >= rule.upper) Mistake(field + ".lower", "must be below upper");
      rules_.bands.push_back(rule);
    }
    if (!rules_.bands.empty() && !rules_.bands.back().lower.IsZero()) {
      Mistake(absl::StrCat("bands[", rules_.bands.size() - 1, "].lower"), "the last band must end at 0");
    }
  }

  void ReadGrades() {
    if (policy_.grades().empty()) Mistake("grades", "is empty");
    absl::flat_hash_set<std::string> labels;
    absl::flat_hash_set<int> grades;
    for (int i = 0; i < policy_.grades_size(); ++i) {
      const auto& band = policy_.grades(i);
      const std::string field = absl::StrCat("grades[", i, "]");
      Chosen(band.grade(), heng::v1::Grade_IsValid(band.grade()), field + ".grade");
      if (!grades.insert(band.grade()).second) Mistake(field + ".grade", "is there twice");
      GradeRule rule = {band.grade(), Number(band.from(), field + ".from", "0", "1000"), FoldText(band.label()), {}};
      if (i > 0 && rule.from >= rules_.grades.back().from) Mistake(field + ".from", "must be below the grade before");
      Required(rule.label, field + ".label");
      if (!labels.insert(rule.label).second) Mistake(field + ".label", rule.label + " is there twice");
      for (const std::string& alias : band.aliases()) {
        rule.aliases.push_back(Folded(alias, field + ".aliases"));
        if (!labels.insert(rule.aliases.back()).second) Mistake(field + ".aliases", alias + " is there twice");
      }
      rules_.grades.push_back(std::move(rule));
    }
    if (!rules_.grades.empty() && !rules_.grades.back().from.IsZero()) {
      Mistake(absl::StrCat("grades[", rules_.grades.size() - 1, "].from"), "the last grade must start at 0");
    }
  }

  void ReadPhrases() {
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
    rules_.savings = FoldedGlyphs(phrases.savings(), "phrases.savings");
    rules_.template_texts = FoldedGlyphs(phrases.template_texts(), "phrases.template_texts");
  }

  void ReadSeverities() {
    using heng::v1::Finding;
    const auto& severities = policy_.severities();
    Chosen(severities.default_severity(), Finding::Severity_IsValid(severities.default_severity()),
           "severities.default_severity");
    rules_.default_severity = severities.default_severity();
    for (int i = 0; i < severities.of_size(); ++i) {
      const auto& of = severities.of(i);
      const std::string field = absl::StrCat("severities.of[", i, "]");
      if (FindFinding(of.finding()) == nullptr) Mistake(field + ".finding", "no such finding: " + of.finding());
      Chosen(of.severity(), Finding::Severity_IsValid(of.severity()), field + ".severity");
      if (!rules_.severities.emplace(of.finding(), of.severity()).second) {
        Mistake(field + ".finding", of.finding() + " is there twice");
      }
    }
  }

  void ReadWaivers() {
    for (int i = 0; i < policy_.preparer_may_waive_size(); ++i) {
      const std::string& id = policy_.preparer_may_waive(i);
      const std::string field = absl::StrCat("preparer_may_waive[", i, "]");
      if (FindFinding(id) == nullptr) Mistake(field, "no such finding: " + id);
      if (!rules_.preparer_may_waive.insert(id).second) Mistake(field, id + " is there twice");
    }
  }

  void ReadThresholds() {
    const auto& limits = policy_.thresholds();
    rules_.outrun_percent = Optional(limits.outrun_percent(), "thresholds.outrun_percent", "0", "100");
    rules_.unspent_percent = Optional(limits.unspent_percent(), "thresholds.unspent_percent", "0", "100");
    rules_.budget_cut_percent = Optional(limits.budget_cut_percent(), "thresholds.budget_cut_percent", "0", "100");
    rules_.overshoot_ratio = Number(limits.overshoot_ratio(), "thresholds.overshoot_ratio", "1", "1000");
    rules_.undershoot_ratio = Number(limits.undershoot_ratio(), "thresholds.undershoot_ratio", "0", "1");
    rules_.low_execution_percent =
        Number(limits.low_execution_percent(), "thresholds.low_execution_percent", "0", "100");
    rules_.execution_tolerance = Number(limits.execution_tolerance(), "thresholds.execution_tolerance", "0", "1");
    rules_.concentrated_weight = Number(limits.concentrated_weight(), "thresholds.concentrated_weight", "0", "1000");
  }

  void ReadClauses() {
    for (int i = 0; i < policy_.clauses_size(); ++i) {
      const auto& clause = policy_.clauses(i);
      const std::string field = absl::StrCat("clauses[", i, "]");
      Required(clause.rule(), field + ".rule");
      Required(clause.source(), field + ".source");
      if (!rules_.clauses.emplace(clause.rule(), clause.source()).second) {
        Mistake(field + ".rule", clause.rule() + " is there twice");
      }
    }
    const auto fallback = rules_.clauses.find("*");
    if (fallback == rules_.clauses.end()) {
      Mistake("clauses", "there is none for \"*\", the rules not named otherwise");
    } else {
      rules_.default_clause = fallback->second;
    }
  }

  void CheckCases() {
    absl::flat_hash_set<std::string> names;
    for (int i = 0; i < policy_.cases_size(); ++i) {
      const std::string field = absl::StrCat("cases[", i, "].name");
      Required(policy_.cases(i).name(), field);
      if (!names.insert(policy_.cases(i).name()).second) Mistake(field, policy_.cases(i).name() + " is there twice");
    }
  }

  const Policy& policy_;
  std::vector<std::string>& mistakes_;
  PolicyRules rules_;
};

}  // namespace

heng::v1::Finding::Severity PolicyRules::SeverityOf(std::string_view finding) const {
  const auto it = severities.find(absl::string_view(finding.data(), finding.size()));
  return it == severities.end() ? default_severity : it->second;
}

const std::string& PolicyRules::ClauseOf(std::string_view rule) const {
  const auto it = clauses.find(absl::string_view(rule.data(), rule.size()));
  return it == clauses.end() ? default_clause : it->second;
}

const BandRule& PolicyRules::Band(int number) const {
  const int last = static_cast<int>(bands.size());
  return bands[static_cast<size_t>(std::clamp(number, 1, last) - 1)];
}

bool Lists(const std::vector<std::string>& texts, std::string_view text) {
  return std::any_of(texts.begin(), texts.end(), [text](const std::string& listed) { return listed == text; });
}

PolicyRules ReadPolicyRules(const Policy& policy, std::vector<std::string>& mistakes) {
  return Reader(policy, mistakes).Read();
}

}  // namespace heng::scoring
