#include "scoring/value.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_phrases.h"

namespace heng::scoring {
namespace {

using heng::v1::Reading;

using testing::kFiscalYear;
using testing::TestPhrases;

// A reading in one line: "NUMBER ≥ 420000 人", "RANGE 80..90 %", "DATE 2022-12-31", "BAND 2", "TEXT".
std::string Describe(const Value& value) {
  constexpr const char* kSigns[] = {"", " ≥", " ≤", " =", " >", " <"};
  const Reading reading = value.ToProto();
  std::string text = Reading::State_Name(reading.state());
  text += kSigns[reading.operator_()];
  if (reading.has_number()) text += " " + reading.number();
  if (reading.has_upper()) text += ".." + reading.upper();
  if (!reading.unit().empty()) text += " " + reading.unit();
  if (!reading.date().empty()) text += " " + reading.date();
  if (reading.band() != 0) text += " " + std::to_string(reading.band());
  return text;
}

struct Case {
  std::string_view text;
  std::string_view reading;
};

void ExpectReadings(CellKind kind, const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(Describe(ReadValue(c.text, kind, TestPhrases(), kFiscalYear)), c.reading) << "cell: " << c.text;
  }
}

TEST(ReadTarget, NumbersWithOperatorAndUnit) {
  const std::vector<Case> cases = {
      {"≥42万人", "NUMBER ≥ 420000 人"},
      {"≥3000册", "NUMBER ≥ 3000 册"},
      {"=0次", "NUMBER = 0 次"},
      {"≤49.88万元", "NUMBER ≤ 498800 元"},
      {"≥98%", "NUMBER ≥ 98 %"},
      {"100百分比", "NUMBER 100 %"},
      {"≥100百分比", "NUMBER ≥ 100 %"},
      {"12次/年", "NUMBER 12 次/年"},
      {"5亿元", "NUMBER 500000000 元"},
      {"6.47亿元", "NUMBER 647000000 元"},
      {"1.2万亿元", "NUMBER 1200000000000 元"},
      {"5万", "NUMBER 50000"},
      {"≥-3%", "NUMBER ≥ -3 %"},
      {"0.000001", "NUMBER 0.000001"},
      {"120㎡", "NUMBER 120 ㎡"},
      {"120m2", "NUMBER 120 m2"},
      {"≤3‰", "NUMBER ≤ 3 ‰"},
      {"5个百分点", "NUMBER 5 个百分点"},
      {"99年", "NUMBER 99 年"},
      {"1年", "NUMBER 1 年"},
      {"6个月", "NUMBER 6 个月"},
      {"30日", "NUMBER 30 日"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, OperatorsInEverySpelling) {
  for (const std::string_view sign :
       {"≥", "≧", "⩾", "≮", "＞＝", ">=", "＞=", "不低于", "不少于", "不小于", "大于等于", "大于或等于", "至少"}) {
    ExpectReadings(CellKind::kTarget, {{std::string(sign) + "5次", "NUMBER ≥ 5 次"}});
  }
  for (const std::string_view sign :
       {"≤", "≦", "⩽", "≯", "＜＝", "<=", "不超过", "不高于", "不多于", "不大于", "小于等于", "小于或等于", "至多"}) {
    ExpectReadings(CellKind::kTarget, {{std::string(sign) + "5次", "NUMBER ≤ 5 次"}});
  }
  for (const std::string_view sign : {"=", "＝", "﹦", "═", "等于"}) {
    ExpectReadings(CellKind::kTarget, {{std::string(sign) + "5次", "NUMBER = 5 次"}});
  }
  for (const std::string_view sign : {">", "＞", "﹥", "大于", "高于", "超过"}) {
    ExpectReadings(CellKind::kTarget, {{std::string(sign) + "5次", "NUMBER > 5 次"}});
  }
  for (const std::string_view sign : {"<", "＜", "﹤", "小于", "低于", "少于"}) {
    ExpectReadings(CellKind::kTarget, {{std::string(sign) + "5次", "NUMBER < 5 次"}});
  }
}

TEST(ReadTarget, OperatorsBehindTheNumber) {
  const std::vector<Case> cases = {
      {"98%以上", "NUMBER ≥ 98 %"},       {"5次及以上", "NUMBER ≥ 5 次"},         {"3以上", "NUMBER ≥ 3"},
      {"5万元以内", "NUMBER ≤ 50000 元"}, {"10次以下", "NUMBER ≤ 10 次"},         {"3天内", "NUMBER ≤ 3 天"},
      {"24小时内", "NUMBER ≤ 24 小时"},   {"5个工作日内", "NUMBER ≤ 5 个工作日"}, {"≥98%以上", "NUMBER ≥ 98 %"},
      {"≤98%以上", "AMBIGUOUS"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, FullWidthSeparatorsAndBlanks) {
  const std::vector<Case> cases = {
      {"≥９８．５％", "NUMBER ≥ 98.5 %"},
      {"≧ 735 人次", "NUMBER ≥ 735 人次"},
      {"═ 100 %", "NUMBER = 100 %"},
      {"　=100%　", "NUMBER = 100 %"},
      {"\t≥5次\r\n", "NUMBER ≥ 5 次"},
      {"1,910,000元", "NUMBER 1910000 元"},
      {"≤１，９１０，０００．５０元", "NUMBER ≤ 1910000.5 元"},
      {"≥95%。", "NUMBER ≥ 95 %"},
      {"≥95%；", "NUMBER ≥ 95 %"},
      {"−5℃", "NUMBER -5 ℃"},
      {"1,00", "AMBIGUOUS"},
      {"1,2,3", "AMBIGUOUS"},
      {"1.23,456", "AMBIGUOUS"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, Ranges) {
  const std::vector<Case> cases = {
      {"80%-90%", "RANGE 80..90 %"},
      {"3～5个", "RANGE 3..5 个"},
      {"3~5个", "RANGE 3..5 个"},
      {"3—5个", "RANGE 3..5 个"},
      {"3——5个", "RANGE 3..5 个"},
      {"3至5个", "RANGE 3..5 个"},
      {"3个到5个", "RANGE 3..5 个"},
      {"80 % - 90 %", "RANGE 80..90 %"},
      {"3-5万元", "RANGE 30000..50000 元"},
      {"9000元-1万元", "RANGE 9000..10000 元"},
      {"90%-80%", "AMBIGUOUS"},
      {"9000-1万元", "AMBIGUOUS"},
      {"3人-5次", "AMBIGUOUS"},
      {"≥80%-90%", "AMBIGUOUS"},
      {"1-12月", "AMBIGUOUS"},
      {"1-2-3", "AMBIGUOUS"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, Dates) {
  const std::vector<Case> cases = {
      {"2022年12月31日", "DATE 2022-12-31"},
      {"22年12月31日", "DATE 2022-12-31"},
      {"２０２２年１２月３１日", "DATE 2022-12-31"},
      {"2022-12-31", "DATE 2022-12-31"},
      {"2022/6/5", "DATE 2022-06-05"},
      {"2022.06.05", "DATE 2022-06-05"},
      {"2021年12月完成", "DATE 2021-12-31"},
      {"2021年2月", "DATE 2021-02-28"},
      {"2024年2月底前", "DATE 2024-02-29"},
      {"2022-11", "DATE 2022-11-30"},
      {"12月底前", "DATE 2022-12-31"},
      {"9月前", "DATE 2022-09-30"},
      {"9月30日前完成", "DATE 2022-09-30"},
      {"6月上旬", "DATE 2022-06-10"},
      {"6月中旬前", "DATE 2022-06-20"},
      {"6月下旬", "DATE 2022-06-30"},
      {"第三季度", "DATE 2022-09-30"},
      {"四季度末", "DATE 2022-12-31"},
      {"2021年第1季度", "DATE 2021-03-31"},
      {"上半年", "DATE 2022-06-30"},
      {"2023年下半年完成", "DATE 2023-12-31"},
      {"年底前", "DATE 2022-12-31"},
      {"当年底", "DATE 2022-12-31"},
      {"本年度内完成", "DATE 2022-12-31"},
      {"2022年底前", "DATE 2022-12-31"},
      {"2022年", "DATE 2022-12-31"},
      {"2022年度", "DATE 2022-12-31"},
      {"≤2022年12月31日", "DATE ≤ 2022-12-31"},
      {"不晚于12月31日", "DATE ≤ 2022-12-31"},
      {"截至2022年12月31日", "DATE 2022-12-31"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, WhatOnlyBeginsLikeADate) {
  const std::vector<Case> cases = {
      {"2022年2月30日", "AMBIGUOUS"},
      {"2022年13月", "AMBIGUOUS"},
      {"2022-02-30", "AMBIGUOUS"},
      {"3月内", "AMBIGUOUS"},  // in March, or within three months
      {"2022年1月1日至2022年12月31日", "AMBIGUOUS"},
      {"2022年培训3次", "AMBIGUOUS"},
      {"2022年预算执行情况", "TEXT"},
      {"年报编制", "TEXT"},
      {"当年", "TEXT"},
      {"一月一次", "TEXT"},
      {"在项目计划完成时间内完成", "TEXT"},
      {"每月10日前", "TEXT"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, DatesNeedAYearThatCanBe) {
  EXPECT_EQ(Describe(ReadValue("12月底前", CellKind::kTarget, TestPhrases(), 0)), "AMBIGUOUS");
  EXPECT_EQ(Describe(ReadValue("12月底前", CellKind::kTarget, TestPhrases(), 2'147'483'647)), "AMBIGUOUS");
  EXPECT_EQ(Describe(ReadValue("2020年12月底前", CellKind::kTarget, TestPhrases(), 0)), "DATE 2020-12-31");
  EXPECT_EQ(Describe(ReadValue("2月底前", CellKind::kTarget, TestPhrases(), 2024)), "DATE 2024-02-29");
}

TEST(ReadTarget, QualitativeTexts) {
  const std::vector<Case> cases = {
      {"及时足额", "TEXT"},   {"有所提高", "TEXT"}, {"健全", "TEXT"},
      {"不超过预算", "TEXT"}, {"及时", "TEXT"},     {"达成预期指标", "TEXT"},
      {"优", "TEXT"},         {"无", "TEXT"},       {"满意度达到95%", "TEXT"},
      {"100%完成", "TEXT"},   {"50余人", "TEXT"},   {"5次左右", "TEXT"},
      {"≥", "TEXT"},          {"提高", "TEXT"},     {"明显提高100%", "TEXT"},
      {"5日前", "TEXT"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, IncreasesHaveNoBase) {
  const std::vector<Case> cases = {
      {"提高100%", "INCREASE 100 %"}, {"提升5个百分点", "INCREASE 5 个百分点"},
      {"提高≥5%", "INCREASE ≥ 5 %"},  {"提高5%以上", "INCREASE ≥ 5 %"},
      {"提高到95%", "TEXT"},  // a level
      {"提高3%-5%", "AMBIGUOUS"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, DoubledNumbersAreCorrupt) {
  const std::vector<Case> cases = {
      {"=100100", "CORRUPT"},
      {"100100", "CORRUPT"},
      {"提高100100", "CORRUPT"},
      {"-100100", "CORRUPT"},
      {"100100%", "NUMBER 100100 %"},
      {"100100元", "NUMBER 100100 元"},
      {"100100万", "NUMBER 1001000000"},
      {"100101", "NUMBER 100101"},
      {"1010", "NUMBER 1010"},  // groups shorter than the policy's three digits
      {"100.100", "NUMBER 100.1"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadTarget, NumbersThatCannotBeOneValue) {
  const std::vector<Case> cases = {
      {"3次5人", "AMBIGUOUS"},
      {"1:5", "AMBIGUOUS"},
      {"3/5", "AMBIGUOUS"},
      {"3年6个月", "AMBIGUOUS"},
      {"≥95%的群众满意", "AMBIGUOUS"},
      {"1234567890123456789", "AMBIGUOUS"},
      {"99999999999亿元", "AMBIGUOUS"},
      {"≥99.9999999%", "AMBIGUOUS"},
      {"123456789012345678", "NUMBER 123456789012345678"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadActual, BandPhrases) {
  const std::vector<Case> cases = {
      {"达成预期指标", "BAND 1"},
      {"达成预期指标。", "BAND 1"},
      {" 完成 ", "BAND 1"},
      {"达标", "BAND 1"},
      {"优", "BAND 1"},
      {"部分达成预期指标并具有一定效果", "BAND 2"},
      {"部分达成预期指标并具有一", "BAND 2"},
      {"基本完成", "BAND 2"},
      {"良", "BAND 2"},
      {"未见明显成效", "BAND 2"},
      {"未达成预期指标且效果较差", "BAND 3"},
      {"未完成预期指标且效果较差", "BAND 3"},
      {"差", "BAND 3"},
      {"优秀人才引进", "TEXT"},
      {"有所提高", "TEXT"},
  };
  ExpectReadings(CellKind::kActual, cases);
}

TEST(ReadActual, MissingValues) {
  const std::vector<Case> cases = {
      {"", "MISSING"},   {"　", "MISSING"}, {"未填报", "MISSING"}, {"/", "MISSING"},       {"／", "MISSING"},
      {"-", "MISSING"},  {"－", "MISSING"}, {"—", "MISSING"},      {"——", "MISSING"},      {"*", "MISSING"},
      {"＊", "MISSING"}, {"无", "TEXT"},    {"0", "NUMBER 0"},     {"0起", "NUMBER 0 起"},
  };
  ExpectReadings(CellKind::kActual, cases);
  EXPECT_TRUE(IsMissing(" 未填报 ", TestPhrases()));
  EXPECT_TRUE(IsMissing("", TestPhrases()));
  EXPECT_FALSE(IsMissing("0", TestPhrases()));
  EXPECT_FALSE(IsMissing("无", TestPhrases()));
}

TEST(ReadActual, PhrasesComeFromThePolicyOnly) {
  const heng::v1::Phrases none;
  EXPECT_EQ(Describe(ReadValue("达成预期指标", CellKind::kActual, none, kFiscalYear)), "TEXT");
  EXPECT_EQ(Describe(ReadValue("未填报", CellKind::kActual, none, kFiscalYear)), "TEXT");
  EXPECT_EQ(Describe(ReadValue("=100100", CellKind::kActual, none, kFiscalYear)), "NUMBER = 100100");
  EXPECT_EQ(Describe(ReadValue("提高100%", CellKind::kActual, none, kFiscalYear)), "TEXT");
  EXPECT_EQ(Describe(ReadValue("", CellKind::kActual, none, kFiscalYear)), "MISSING");
}

// Every spelling of a target or actual in the seven published forms.
TEST(ReadSeedForms, Targets) {
  const std::vector<Case> cases = {
      {"100", "NUMBER 100"},
      {"100%", "NUMBER 100 %"},
      {"=100%", "NUMBER = 100 %"},
      {"≥100%", "NUMBER ≥ 100 %"},
      {"=100100", "CORRUPT"},
      {"提高100100", "CORRUPT"},
      {"比例及时足额", "TEXT"},
      {"未填报", "MISSING"},
      {"≥50次", "NUMBER ≥ 50 次"},
      {"有所提高", "TEXT"},
      {"有所提升", "TEXT"},
      {"22年12月31日", "DATE 2022-12-31"},
      {"2022年12月31日", "DATE 2022-12-31"},
      {"≥5次", "NUMBER ≥ 5 次"},
      {"≥3000册", "NUMBER ≥ 3000 册"},
      {"≥42万人", "NUMBER ≥ 420000 人"},
      {"≥98%", "NUMBER ≥ 98 %"},
      {"≥2个", "NUMBER ≥ 2 个"},
      {"≥1200卷", "NUMBER ≥ 1200 卷"},
      {"≥6人", "NUMBER ≥ 6 人"},
      {"≥6000平米", "NUMBER ≥ 6000 平米"},
      {"=0次", "NUMBER = 0 次"},
      {"=3个", "NUMBER = 3 个"},
      {"≤0.7万元", "NUMBER ≤ 7000 元"},
      {"≤49.88万元", "NUMBER ≤ 498800 元"},
      {"≥90%", "NUMBER ≥ 90 %"},
      {"健全", "TEXT"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadSeedForms, Actuals) {
  const std::vector<Case> cases = {
      {"达成预期指标", "BAND 1"},
      {"部分达成预期指标并具有一", "BAND 2"},
      {"=100100", "CORRUPT"},
      {"提高100100", "CORRUPT"},
      {"≥96次", "NUMBER ≥ 96 次"},
      {"≤25.65万元", "NUMBER ≤ 256500 元"},
      {"≤0.6万元", "NUMBER ≤ 6000 元"},
      {"≥42万人", "NUMBER ≥ 420000 人"},
      {"100", "NUMBER 100"},
      {"≥6000平米", "NUMBER ≥ 6000 平米"},
  };
  ExpectReadings(CellKind::kActual, cases);
}

// Spellings of forms published in other provinces.
TEST(ReadOtherForms, TargetsAndActuals) {
  const std::vector<Case> cases = {
      {"/", "MISSING"},
      {"0起", "NUMBER 0 起"},
      {"1.5亩", "NUMBER 1.5 亩"},
      {"1000万元", "NUMBER 10000000 元"},
      {"12头", "NUMBER 12 头"},
      {"180只", "NUMBER 180 只"},
      {"6.47亿元", "NUMBER 647000000 元"},
      {"4557.51", "NUMBER 4557.51"},
      {"不超过预算", "TEXT"},
      {"98%以上", "NUMBER ≥ 98 %"},
      {"= 100 %", "NUMBER = 100 %"},
      {"= 100", "NUMBER = 100"},
      {"=42个", "NUMBER = 42 个"},
      {"≤202.6万元", "NUMBER ≤ 2026000 元"},
      {"≥11.376万元", "NUMBER ≥ 113760 元"},
      {"≧ 100 %", "NUMBER ≥ 100 %"},
      {"≧ 735 人次", "NUMBER ≥ 735 人次"},
      {"高", "TEXT"},
      {"144人", "NUMBER 144 人"},
      {"21572元", "NUMBER 21572 元"},
      {"专款专用", "TEXT"},
  };
  ExpectReadings(CellKind::kActual, cases);
}

TEST(ReadOtherForms, EveryTargetThatWasPublished) {
  const std::vector<Case> cases = {
      {"≥50个", "NUMBER ≥ 50 个"},
      {"≥100百分比", "NUMBER ≥ 100 %"},
      {"严格执行相关制度规定", "TEXT"},
      {"在项目计划完成时间内完成", "TEXT"},
      {"≤90万元", "NUMBER ≤ 900000 元"},
      {"符合相关规定", "TEXT"},
      {"效果明显", "TEXT"},
      {"=8个", "NUMBER = 8 个"},
      {"=42个", "NUMBER = 42 个"},
      {"合规", "TEXT"},
      {"及时", "TEXT"},
      {"≤202.6万元", "NUMBER ≤ 2026000 元"},
      {"1", "NUMBER 1"},
      {"/", "MISSING"},
      {"90%", "NUMBER 90 %"},
      {"29.5亩", "NUMBER 29.5 亩"},
      {"1.5亩", "NUMBER 1.5 亩"},
      {"5亩", "NUMBER 5 亩"},
      {"20亩", "NUMBER 20 亩"},
      {"3亩", "NUMBER 3 亩"},
      {"192只", "NUMBER 192 只"},
      {"180只", "NUMBER 180 只"},
      {"12头", "NUMBER 12 头"},
      {"95%", "NUMBER 95 %"},
      {"≥11.376万元", "NUMBER ≥ 113760 元"},
      {"90人", "NUMBER 90 人"},
      {"43.2", "NUMBER 43.2"},
      {"100", "NUMBER 100"},
      {"= 100", "NUMBER = 100"},
      {"=100%", "NUMBER = 100 %"},
      {"≤10次", "NUMBER ≤ 10 次"},
      {"≤5%", "NUMBER ≤ 5 %"},
      {"= 100 %", "NUMBER = 100 %"},
      {"20000", "NUMBER 20000"},
      {"4500", "NUMBER 4500"},
      {"3", "NUMBER 3"},
      {"获得目的国(地区)受众欢迎", "TEXT"},
      {"98%以上", "NUMBER ≥ 98 %"},
      {"是否利于企业走出去", "TEXT"},
      {"不超过预算", "TEXT"},
      {"专款专用", "TEXT"},
      {"1000万元", "NUMBER 10000000 元"},
      {"1年", "NUMBER 1 年"},
      {"5亿元", "NUMBER 500000000 元"},
      {"100%", "NUMBER 100 %"},
      {"0", "NUMBER 0"},
      {"高", "TEXT"},
      {"0起", "NUMBER 0 起"},
      {"≥90%", "NUMBER ≥ 90 %"},
      {"≧ 735 人次", "NUMBER ≥ 735 人次"},
      {"≧ 100 %", "NUMBER ≥ 100 %"},
      {"═ 100 %", "NUMBER = 100 %"},
      {"有效", "TEXT"},
      {"≧ 95 %", "NUMBER ≥ 95 %"},
  };
  ExpectReadings(CellKind::kTarget, cases);
}

TEST(ReadOtherForms, EveryActualThatWasPublished) {
  const std::vector<Case> cases = {
      {"50", "NUMBER 50"},
      {"100", "NUMBER 100"},
      {"达成预期指标", "BAND 1"},
      {"90", "NUMBER 90"},
      {"8", "NUMBER 8"},
      {"42", "NUMBER 42"},
      {"132.9", "NUMBER 132.9"},
      {"1", "NUMBER 1"},
      {"/", "MISSING"},
      {"100%", "NUMBER 100 %"},
      {"29.5亩", "NUMBER 29.5 亩"},
      {"1.5亩", "NUMBER 1.5 亩"},
      {"5亩", "NUMBER 5 亩"},
      {"20亩", "NUMBER 20 亩"},
      {"3亩", "NUMBER 3 亩"},
      {"192只", "NUMBER 192 只"},
      {"180只", "NUMBER 180 只"},
      {"12头", "NUMBER 12 头"},
      {"95%", "NUMBER 95 %"},
      {"12万元", "NUMBER 120000 元"},
      {"90人", "NUMBER 90 人"},
      {"37.24", "NUMBER 37.24"},
      {"23333.56", "NUMBER 23333.56"},
      {"4557.51", "NUMBER 4557.51"},
      {"3", "NUMBER 3"},
      {"受目的国受众欢迎显著", "TEXT"},
      {"有利于推动企业走出去", "TEXT"},
      {"不超过预算", "TEXT"},
      {"专款专用", "TEXT"},
      {"1000万元", "NUMBER 10000000 元"},
      {"1年", "NUMBER 1 年"},
      {"6.47亿元", "NUMBER 647000000 元"},
      {"0", "NUMBER 0"},
      {"无", "TEXT"},
      {"高", "TEXT"},
      {"0起", "NUMBER 0 起"},
      {"735", "NUMBER 735"},
      {"有效", "TEXT"},
      {"98%", "NUMBER 98 %"},
  };
  ExpectReadings(CellKind::kActual, cases);
}

TEST(FoldText, IsTheFormValuesAreComparedIn) {
  EXPECT_EQ(FoldText(" ＞＝５０次　"), "≥50次");
  EXPECT_EQ(FoldText("不低于50次"), FoldText(">=50次"));
  EXPECT_EQ(FoldText("1,234,567.50元"), "1234567.50元");
  EXPECT_EQ(FoldText("小于=5"), "≤5");
  EXPECT_EQ(FoldText("6000㎡"), "6000㎡");
  EXPECT_EQ(FoldText("Ａ（1）"), "A(1)");
  EXPECT_EQ(FoldText("\xFF\xE5"), "\xFF\xE5");
}

TEST(ScaleOfUnit, ConvertsWithinADimension) {
  const auto scale = [](std::string_view unit) {
    const std::optional<UnitScale> found = ScaleOfUnit(unit);
    return found ? found->factor.ToString() + " " + found->base : "none";
  };
  EXPECT_EQ(scale("元"), "1 元");
  EXPECT_EQ(scale("万元"), "10000 元");
  EXPECT_EQ(scale("亿元"), "100000000 元");
  EXPECT_EQ(scale("％"), "1 %");
  EXPECT_EQ(scale("百分比"), "1 %");
  EXPECT_EQ(scale("‰"), "0.1 %");
  EXPECT_EQ(scale("㎡"), "1 平方米");
  EXPECT_EQ(scale("平米"), "1 平方米");
  EXPECT_EQ(scale("公里"), "1000 米");
  EXPECT_EQ(scale("吨"), "1000 千克");
  EXPECT_EQ(scale("克"), "0.001 千克");
  EXPECT_EQ(scale("日"), "1 天");
  EXPECT_EQ(scale("万人"), "10000 人");
  EXPECT_EQ(scale("万册"), "10000 册");
  EXPECT_NE(scale("人次"), scale("人"));
  EXPECT_EQ(scale("册"), "none");
  EXPECT_EQ(scale("次/年"), "none");
  EXPECT_EQ(scale("个百分点"), "none");
  EXPECT_EQ(scale(""), "none");
}

// Not a time measurement: a quadratic reader would take minutes here.
TEST(ReadValue, ReadsVeryLongCells) {
  for (const std::string piece :
       {"9", "1,", "≥", "不低于5次", "万", "至 ", "年", "达成", "。", "12月", " ", "\xE5", "提高"}) {
    std::string cell;
    while (cell.size() < 400'000) cell += piece;
    ReadValue(cell, CellKind::kActual, TestPhrases(), kFiscalYear);
    ReadValue(cell, CellKind::kTarget, TestPhrases(), kFiscalYear);
  }
}

}  // namespace
}  // namespace heng::scoring
