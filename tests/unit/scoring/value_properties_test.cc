// What holds for every cell: any bytes, any mix of the pieces of real cells, any value written down plainly.
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "scoring/text.h"
#include "scoring/value.h"
#include "test_phrases.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;
using testing::kFiscalYear;
using testing::TestPhrases;

// Cells made of the pieces that real ones are made of, in any order, with broken bytes between.
std::string AnyCell() {
  static const std::vector<std::string> kPieces = {
      "≥",      "≦",      "＞＝", "=",    "不低于", "以上",         "以内",     "提高",   "1",  "9",  "0",
      "100",    "５",     ",",    ".",    "-",      "～",           "至",       "万",     "亿", "%",  "％",
      "元",     "次",     "个月", "年",   "月",     "日",           "22",       "2022",   "12", "31", "第",
      "三季度", "上半年", "底",   "前",   "完成",   "达成预期指标", "部分达成", "未填报", "/",  "——", " ",
      "　",     "\n",     "\xE5", "\xFF", "㎡",     "m2",           "𠮷"};
  std::string cell;
  for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)))
    cell += piece;
  return cell;
}

void CheckReading(const std::string& cell) {
  for (const CellKind kind : {CellKind::kTarget, CellKind::kActual}) {
    const Value value = ReadValue(cell, kind, TestPhrases(), kFiscalYear);
    RC_ASSERT(value.state != Reading::STATE_UNSPECIFIED);
    RC_ASSERT(ReadValue(cell, kind, TestPhrases(), kFiscalYear).ToProto().SerializeAsString() ==
              value.ToProto().SerializeAsString());
    if (value.state == Reading::NUMBER) RC_ASSERT(Decimal::Parse(value.number.ToString()).has_value());
    if (value.state == Reading::RANGE) RC_ASSERT(value.number <= value.upper);
    if (value.state == Reading::NUMBER || value.state == Reading::RANGE) RC_ASSERT(IsValidUtf8(value.unit));
    RC_ASSERT((value.state == Reading::MISSING) == IsMissing(cell, TestPhrases()));
  }
}

RC_GTEST_PROP(ReadValueProperty, ReadsAnyBytes, (const std::string& cell)) { CheckReading(cell); }

RC_GTEST_PROP(ReadValueProperty, ReadsAnyMixOfGlyphs, ()) { CheckReading(AnyCell()); }

RC_GTEST_PROP(ReadValueProperty, FoldTextFoldsToItself, ()) {
  const std::string folded = FoldText(AnyCell());
  RC_ASSERT(FoldText(folded) == folded);
}

RC_GTEST_PROP(ReadValueProperty, FoldingChangesNoReading, ()) {
  const std::string cell = AnyCell();
  const Value value = ReadValue(cell, CellKind::kTarget, TestPhrases(), kFiscalYear);
  const Value folded = ReadValue(FoldText(cell), CellKind::kTarget, TestPhrases(), kFiscalYear);
  RC_ASSERT(folded.ToProto().SerializeAsString() == value.ToProto().SerializeAsString());
}

// ---- what was read, written down plainly ----

std::string Sign(Reading::Operator op) {
  switch (op) {
    case Reading::AT_LEAST:
      return "≥";
    case Reading::AT_MOST:
      return "≤";
    case Reading::EXACTLY:
      return "=";
    case Reading::GREATER:
      return ">";
    case Reading::LESS:
      return "<";
    default:
      return "";
  }
}

// "≥96次", "80%～90%", "2022年12月31日", "提高10%".
std::string Printed(const Value& value) {
  // A number without unit whose digits come twice is taken for a slip; with a decimal it is none.
  const auto number = [&](Decimal n) { return n.ToString(value.unit.empty() ? 1 : 0) + value.unit; };
  if (value.state == Reading::RANGE) return number(value.number) + "～" + number(value.upper);
  if (value.state == Reading::DATE) {
    return Sign(value.op) + std::to_string(value.date.year()) + "年" + std::to_string(value.date.month()) + "月" +
           std::to_string(value.date.day()) + "日";
  }
  return (value.state == Reading::INCREASE ? "提高" : "") + Sign(value.op) + number(value.number);
}

// Up to 12 digits before the point and any number of decimals up to four.
Decimal AnyNumber() {
  const int64_t least = *rc::gen::arbitrary<bool>() ? -1'000'000 : -1'000'000'000'000'000;
  return Decimal::FromMillionths(absl::int128(*rc::gen::inRange<int64_t>(least, -least)) * 100);
}

Value AnyValue() {
  Value value;
  value.state = *rc::gen::element(Reading::NUMBER, Reading::NUMBER, Reading::RANGE, Reading::DATE, Reading::INCREASE);
  const bool has_sign = value.state == Reading::NUMBER || value.state == Reading::INCREASE;
  if (has_sign) {
    value.op = *rc::gen::element(Reading::OPERATOR_UNSPECIFIED, Reading::AT_LEAST, Reading::AT_MOST, Reading::EXACTLY,
                                 Reading::GREATER, Reading::LESS);
  }
  if (value.state == Reading::DATE) {
    value.date = absl::CivilDay(2000 + *rc::gen::inRange(0, 100), 1, 1) + *rc::gen::inRange(0, 365);
    return value;
  }
  value.number = AnyNumber();
  value.unit = *rc::gen::elementOf(std::vector<std::string>{"", "%", "次", "元", "人", "平方米", "次/年", "m2", "台"});
  if (value.state == Reading::INCREASE) value.number = value.number.Abs();
  if (value.state == Reading::RANGE) {
    value.number = value.number.Abs();
    value.upper = value.number + AnyNumber().Abs();
  }
  return value;
}

RC_GTEST_PROP(ReadValueProperty, WhatIsPrintedReadsBack, ()) {
  const Value value = AnyValue();
  const std::string text = Printed(value);
  const Value again = ReadValue(text, CellKind::kTarget, TestPhrases(), kFiscalYear);
  RC_LOG() << text << " -> " << again.ToProto().ShortDebugString();
  Value expected = value;
  expected.unit = again.unit.empty() ? value.unit : FoldText(value.unit);
  RC_ASSERT(again.ToProto().SerializeAsString() == expected.ToProto().SerializeAsString());
}

// However a number, a range or a date was spelled: written down plainly it is read as the same.
std::string AnySpelling() {
  const auto one_of = [](const std::vector<std::string>& pieces) { return *rc::gen::elementOf(pieces); };
  const auto number = [&] { return one_of({"5", "1,250.00", "４２", "0.5", "-3", "007", "99.5", "100100"}); };
  const std::string unit = one_of({"", "万", "亿"}) + one_of({"", "人", "次", "元", "％", "百分比", "㎡"});
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return number() + one_of({"-", "～", "至", "~"}) + number() + unit;
    case 1:
      return one_of({"", "22年", "2022年"}) + one_of({"12月31日", "6月", "9月底前", "第三季度", "上半年"});
    default:
      return one_of({"", "≥", "＞＝", "<=", "不低于", "不超过", "＝", "＞", "小于"}) + number() + unit +
             one_of({"", "以上", "以内", "（含）"});
  }
}

RC_GTEST_PROP(ReadValueProperty, AReadingIsReadAgainFromItsPlainText, ()) {
  const std::string cell = AnySpelling();
  const Value value = ReadValue(cell, CellKind::kTarget, TestPhrases(), kFiscalYear);
  const bool plain = value.state == Reading::NUMBER || value.state == Reading::RANGE || value.state == Reading::DATE;
  RC_PRE(plain);
  const Value again = ReadValue(Printed(value), CellKind::kTarget, TestPhrases(), kFiscalYear);
  RC_LOG() << cell << " -> " << Printed(value) << " -> " << again.ToProto().ShortDebugString();
  RC_ASSERT(again.ToProto().SerializeAsString() == value.ToProto().SerializeAsString());
}

// Multiplied out exactly, or no number at all: a value that has no room is never another one.
RC_GTEST_PROP(ReadValueProperty, MultipliersAreExactOrRefused, ()) {
  const auto [word, zeros] =
      *rc::gen::elementOf(std::vector<std::pair<std::string, int>>{{"", 0}, {"万", 4}, {"亿", 8}, {"万亿", 12}});
  // Every other number ends within a digit of the 18 there is room for.
  const int digits = *rc::gen::arbitrary<bool>() ? *rc::gen::inRange(18 - zeros, 21 - zeros) : *rc::gen::inRange(1, 20);
  const auto digit_from = [](char least) { return *rc::gen::inRange(least, static_cast<char>('9' + 1)); };
  std::string text(1, digit_from('1'));
  while (text.size() < static_cast<size_t>(digits)) text += digit_from('0');
  __int128 expected = 0;
  for (const char digit : text) expected = expected * 10 + (digit - '0');
  for (int i = 0; i < zeros; ++i) expected *= 10;
  const Value value = ReadValue("≥" + text + word + "元", CellKind::kTarget, TestPhrases(), kFiscalYear);
  RC_LOG() << text << word << " -> " << value.ToProto().ShortDebugString();
  const __int128 limit = __int128{1'000'000'000'000'000'000};
  if (expected < limit) {
    RC_ASSERT(value.state == Reading::NUMBER);
    RC_ASSERT(value.number == Decimal::FromMillionths(expected * 1'000'000));
  } else {
    RC_ASSERT(value.state == Reading::AMBIGUOUS);
  }
}

}  // namespace
}  // namespace heng::scoring
