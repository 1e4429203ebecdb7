// Score: any form is scored without harm, twice the same; a well-made one keeps the promises of its policy.
// Input: one record a line, fields separated by tabs, the first field a letter:
//   f annual_budget executed claimed_rate claimed_score claimed_unspent   the total row of the funds
//   s the same                                                           a source
//   t claimed_total claimed_grade claimed_indicator_total
//   h level1 level2 weight                                               a heading
//   k                                                                    a transfer; k and a blank: a whole unit
//   any other: target actual weight claimed level1 level2 name reason adjusted group bonus unit
// An empty field is absent.
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "heng/v1/form.pb.h"
#include "scoring/decimal.h"
#include "scoring/form_check.h"
#include "scoring/policy.h"
#include "scoring/score.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
using heng::fuzz::TakeUntil;
using heng::scoring::Decimal;
using heng::v1::FormContent;
using heng::v1::FundLine;
using heng::v1::Indicator;
using heng::v1::ScoreSheet;

namespace {

constexpr int kMaxRows = 40;

template <typename Message>
void Fill(std::string_view line, Message* message, std::initializer_list<void (*)(Message*, std::string)> setters) {
  for (const auto setter : setters) {
    const std::string_view field = TakeUntil(line, '\t');
    if (!field.empty()) setter(message, std::string(field));
  }
}

#define HENG_SET(Message, field) [](Message* m, std::string v) { m->set_##field(std::move(v)); }

void FillFunds(std::string_view line, FundLine* funds) {
  Fill<FundLine>(line, funds,
                 {HENG_SET(FundLine, annual_budget), HENG_SET(FundLine, executed), HENG_SET(FundLine, claimed_rate),
                  HENG_SET(FundLine, claimed_score), HENG_SET(FundLine, claimed_unspent)});
}

void FillIndicator(std::string_view line, Indicator* row) {
  Fill<Indicator>(
      line, row,
      {HENG_SET(Indicator, initial_target), HENG_SET(Indicator, actual), HENG_SET(Indicator, weight),
       HENG_SET(Indicator, claimed), HENG_SET(Indicator, level1), HENG_SET(Indicator, level2),
       HENG_SET(Indicator, name), HENG_SET(Indicator, deviation_reason), HENG_SET(Indicator, adjusted_target),
       HENG_SET(Indicator, score_group), HENG_SET(Indicator, bonus_max), HENG_SET(Indicator, unit)});
}

void AddLine(std::string_view line, FormContent& form) {
  const std::string_view kind = TakeUntil(line, '\t');
  if (kind == "f") {
    FillFunds(line, form.mutable_funds()->mutable_total());
  } else if (kind == "s") {
    auto* funds = form.mutable_funds();
    if (funds->breakdowns().empty()) funds->add_breakdowns()->set_name("按资金来源");
    FundLine* source = funds->mutable_breakdowns(0)->add_lines();
    source->set_id(absl::StrCat("s", funds->breakdowns(0).lines_size()));
    FillFunds(line, source);
  } else if (kind == "t") {
    Fill<FormContent>(line, &form,
                      {HENG_SET(FormContent, claimed_total), HENG_SET(FormContent, claimed_grade),
                       HENG_SET(FormContent, claimed_indicator_total)});
  } else if (kind == "h") {
    using heng::v1::Heading;
    Fill<Heading>(line, form.add_headings(),
                  {HENG_SET(Heading, level1), HENG_SET(Heading, level2), HENG_SET(Heading, weight)});
  } else if (kind == "k") {
    form.set_subject_kind(line.empty() ? heng::v1::TRANSFER : heng::v1::WHOLE_UNIT);
  } else if (form.indicators_size() < kMaxRows) {
    Indicator* row = form.add_indicators();
    row->set_id(absl::StrCat("r", form.indicators_size()));
    FillIndicator(line, row);
  }
}

FormContent ReadForm(std::string_view text) {
  FormContent form;
  form.set_subject("projects/p-1");
  form.set_subject_kind(heng::v1::PROJECT);
  form.set_org("orgs/o-1");
  form.set_fiscal_year(2022);
  form.mutable_funds()->mutable_total()->set_id("total");
  while (!text.empty()) AddLine(TakeUntil(text, '\n'), form);
  return form;
}

Decimal Number(bool has, const std::string& text) {
  if (!has) return Decimal();
  const std::optional<Decimal> number = Decimal::Parse(text);
  Require(number.has_value(), "a number of the sheet is a decimal");
  return number.value_or(Decimal());
}

// What a well-made form may rely on.
void CheckPromises(const heng::scoring::CompiledPolicy& policy, const FormContent& form, const ScoreSheet& sheet) {
  const bool checked = policy.proto().claims() == heng::v1::CHECKED;
  Require(sheet.rows_size() == form.indicators_size(), "one score a row");
  for (int i = 0; i < sheet.rows_size(); ++i) {
    const auto& row = sheet.rows(i);
    const Decimal weight = Number(row.has_weight(), row.weight());
    const Decimal computed = Number(row.has_computed(), row.computed());
    const Decimal score = Number(row.has_score(), row.score());
    const Decimal bonus = Number(form.indicators(i).has_bonus_max(), form.indicators(i).bonus_max());
    Require(!row.has_computed() || (computed >= Decimal() && computed <= weight), "0 <= computed <= weight");
    if (!checked || !row.has_weight()) continue;
    Require(score >= Decimal() && score <= weight + bonus, "0 <= score <= weight + bonus");
  }
  const Decimal execution = Number(sheet.execution().has_score(), sheet.execution().score());
  Require(execution <= Number(true, policy.proto().execution().weight()), "execution <= its weight");
  Require(sheet.has_total() == (sheet.grade() != heng::v1::GRADE_UNSPECIFIED), "a total has a grade");
}

void CheckSheet(const heng::scoring::CompiledPolicy& policy, const FormContent& form) {
  const ScoreSheet sheet = heng::scoring::Score(policy, form);
  for (const auto& row : sheet.rows()) {
    for (const auto& reading : {row.target(), row.actual()}) {
      Number(reading.has_number(), reading.number());
      Number(reading.has_upper(), reading.upper());
    }
    Number(row.has_score(), row.score());
  }
  Number(sheet.has_total(), sheet.total());
  Number(sheet.has_computed_total(), sheet.computed_total());
  for (const auto& finding : sheet.findings()) {
    Require(!finding.message().zh().empty() && !finding.message().en().empty(), "a finding says what is wrong");
  }
  Require(sheet.SerializeAsString() == heng::scoring::Score(policy, form).SerializeAsString(), "twice the same");
  if (heng::scoring::CheckForm(form).empty()) CheckPromises(policy, form, sheet);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& shipped = heng::scoring::ShippedPolicies::Get();
  heng::fuzz::SilenceProtobuf();
  const FormContent form = ReadForm(heng::fuzz::AsText(data, size));
  for (const std::string& name : shipped.Names()) CheckSheet(*shipped.Find(name), form);
  return 0;
}
