// Target forms: any target is checked and judged without harm, twice the same.
// Input: one record a line, fields separated by tabs, the first field a letter:
//   f total amount amount …          the funds of the year; F: of the whole term
//   p project_term annual_goal overview plan
//   k                                a transfer; k and a blank: a whole unit
//   any other: level1 level2 name value weight unit term_level2 term_name term_value
// An empty field is absent.
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "heng/v1/form.pb.h"
#include "scoring/policy.h"
#include "scoring/target_check.h"
#include "scoring/target_findings.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
using heng::fuzz::TakeUntil;
using heng::v1::TargetContent;
using heng::v1::TargetFunds;
using heng::v1::TargetIndicator;
using Findings = google::protobuf::RepeatedPtrField<heng::v1::Finding>;

namespace {

constexpr int kMaxRows = 40;

std::string Next(std::string_view& line) { return std::string(TakeUntil(line, '\t')); }

void FillFunds(std::string_view line, TargetFunds* funds) {
  funds->set_printed_unit(heng::v1::WAN_YUAN);
  funds->set_printed_decimals(funds->lines_size() % 7);
  if (std::string total = Next(line); !total.empty()) funds->set_total(std::move(total));
  while (!line.empty() && funds->lines_size() < kMaxRows) {
    auto* source = funds->add_lines();
    source->set_id(absl::StrCat("s", funds->lines_size()));
    if (std::string amount = Next(line); !amount.empty()) source->set_amount(std::move(amount));
  }
}

void FillTexts(std::string_view line, TargetContent& target) {
  target.set_project_term(Next(line));
  target.set_annual_goal(Next(line));
  target.set_overview(Next(line));
  target.set_plan(Next(line));
}

void FillRow(std::string_view line, TargetIndicator* row) {
  row->set_level1(Next(line));
  row->mutable_annual()->set_level2(Next(line));
  row->mutable_annual()->set_name(Next(line));
  if (std::string value = Next(line); !value.empty()) row->mutable_annual()->set_value(std::move(value));
  if (std::string weight = Next(line); !weight.empty()) row->set_weight(std::move(weight));
  row->set_unit(Next(line));
  row->mutable_term()->set_level2(Next(line));
  row->mutable_term()->set_name(Next(line));
  row->mutable_term()->set_value(Next(line));
}

void AddLine(std::string_view line, TargetContent& target) {
  const std::string_view kind = TakeUntil(line, '\t');
  if (kind == "f") {
    FillFunds(line, target.mutable_annual_funds());
  } else if (kind == "F") {
    FillFunds(line, target.mutable_term_funds());
  } else if (kind == "p") {
    FillTexts(line, target);
  } else if (kind == "k") {
    target.set_subject_kind(line.empty() ? heng::v1::TRANSFER : heng::v1::WHOLE_UNIT);
  } else if (target.indicators_size() < kMaxRows) {
    TargetIndicator* row = target.add_indicators();
    row->set_id(absl::StrCat("r", target.indicators_size()));
    FillRow(line, row);
  }
}

TargetContent ReadTarget(std::string_view text) {
  TargetContent target;
  target.set_subject("projects/p-1");
  target.set_subject_kind(heng::v1::PROJECT);
  target.set_org("orgs/o-1");
  target.set_fiscal_year(2026);
  while (!text.empty()) AddLine(TakeUntil(text, '\n'), target);
  return target;
}

std::string Bytes(const Findings& findings) {
  std::string bytes;
  for (const auto& finding : findings) absl::StrAppend(&bytes, finding.SerializeAsString(), "\n");
  return bytes;
}

void CheckFindings(const heng::scoring::CompiledPolicy& policy, const TargetContent& target) {
  Findings findings, again;
  heng::scoring::AddTargetFindings(policy, target, &findings);
  heng::scoring::AddTargetFindings(policy, target, &again);
  Require(Bytes(findings) == Bytes(again), "twice the same");
  for (const auto& finding : findings) {
    Require(!finding.message().zh().empty() && !finding.message().en().empty(), "a finding says what is wrong");
    Require(!finding.place().field().empty(), "a finding stands somewhere");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& shipped = heng::scoring::ShippedPolicies::Get();
  heng::fuzz::SilenceProtobuf();
  const TargetContent target = ReadTarget(heng::fuzz::AsText(data, size));
  for (const auto& violation : heng::scoring::CheckTarget(target)) {
    Require(!violation.zh.empty() && !violation.en.empty(), "a violation says what is wrong");
  }
  for (const std::string& name : shipped.Names()) CheckFindings(*shipped.Find(name), target);
  return 0;
}
