// ReadValue: any cell is read as something, its numbers are decimals, and folding a text twice changes nothing.
// Input: a letter (t target, else actual), then the cell.
#include <string>

#include "scoring/decimal.h"
#include "scoring/policy.h"
#include "scoring/value.h"
#include "tests/fuzz/fuzz.h"

using heng::fuzz::Require;
using heng::scoring::CellKind;
using heng::scoring::Decimal;
using heng::scoring::Value;
using heng::v1::Reading;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto policy = heng::scoring::ShippedPolicies::Get().Find("mof-2020");
  std::string_view text = heng::fuzz::AsText(data, size);
  const CellKind kind = text.starts_with('t') ? CellKind::kTarget : CellKind::kActual;
  if (!text.empty()) text.remove_prefix(1);

  const heng::v1::Phrases& phrases = policy->proto().phrases();
  const Value value = heng::scoring::ReadValue(text, kind, phrases, 2022);
  const Reading reading = value.ToProto();
  Require(reading.state() != Reading::STATE_UNSPECIFIED, "a reading has a state");
  Require(!reading.has_number() || Decimal::Parse(reading.number()).has_value(), "a number is a decimal");
  Require(!reading.has_upper() || Decimal::Parse(reading.upper()).has_value(), "an upper end is a decimal");
  Require(value.state != Reading::RANGE || value.number <= value.upper, "a range is in order");
  Require(value.state != Reading::BAND || (value.band >= 1 && value.band <= 3), "a band has a number");
  Require(heng::scoring::IsMissing(text, phrases) == (value.state == Reading::MISSING), "missing is missing");
  const std::string folded = heng::scoring::FoldText(text);
  Require(folded.size() <= text.size() * 2, "folding does not blow up");
  static_cast<void>(heng::scoring::ScaleOfUnit(text));
  return 0;
}
