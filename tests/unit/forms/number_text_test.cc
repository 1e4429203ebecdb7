// Numbers, dates and number formats as a spreadsheet has them.
#include "service/forms/xlsx/number_text.h"

#include <gtest/gtest.h>

#include "service/forms/xlsx/number_format.h"

namespace heng::forms::xlsx {
namespace {

std::string Shown(std::string_view text) {
  const auto number = ReadNumber(text);
  return number.has_value() ? NumberText(*number) : "none";
}

TEST(Number, IsAnExactDecimal) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},         {"-0", "0"},   {"0.000", "0"},     {"1", "1"},         {"-1", "-1"},
      {"007", "7"},       {"+5", "5"},   {"88100", "88100"}, {"88.77", "88.77"}, {"1.50", "1.5"},
      {"-0.05", "-0.05"}, {".5", "0.5"}, {"5.", "5"},        {" 12 ", "12"},     {"1007943.96", "1007943.96"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(Shown(text), shown) << text;
}

TEST(Number, HasFifteenSignificantDigitsRoundedHalfUp) {
  const std::pair<const char*, const char*> cases[] = {{"88.769999999999996", "88.77"},
                                                       {"0.30000000000000004", "0.3"},
                                                       {"1.0049999999999999", "1.005"},
                                                       {"0.28999999999999998", "0.29"},
                                                       {"1.00000000000000499", "1"},
                                                       {"1.000000000000005", "1.00000000000001"},
                                                       {"-1.000000000000005", "-1.00000000000001"},
                                                       {"999999999999999.5", "1000000000000000"},
                                                       {"0.99999999999999999", "1"},
                                                       {"123456789012345678", "123456789012346000"},
                                                       {"100000000000000049", "100000000000000000"},
                                                       {"0.000123456789012345678", "0.000123456789012346"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(Shown(text), shown) << text;
}

TEST(Number, ExponentsAreWrittenOut) {
  const std::pair<const char*, const char*> cases[] = {
      {"1E3", "1000"},          {"1.5e-3", "0.0015"}, {"-4.7740000000000005E-1", "-0.4774"}, {"1.2E+2", "120"},
      {"1.23456E4", "12345.6"}, {"0e99999", "0"},     {"9.9999999999999995E-2", "0.1"},      {"1E-5", "0.00001"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(Shown(text), shown) << text;
  EXPECT_EQ(Shown("1E308"), "1" + std::string(308, '0'));
  EXPECT_EQ(Shown("1E-307"), "0." + std::string(306, '0') + "1");
}

TEST(Number, WhatIsNone) {
  for (const char* text : {"",   " ",    "-",   "+",   ".",     "e5",    "1e",     "1e+",       "1 2", "1,000",
                           "１", "0x10", "NaN", "INF", "1.2.3", "1E310", "1E-400", "1E9999999", "--1", "1-"}) {
    EXPECT_EQ(Shown(text), "none") << text;
  }
}

TEST(Number, PercentIsExact) {
  const std::pair<const char*, const char*> cases[] = {
      {"0.98", "98%"},     {"1", "100%"},         {"0", "0%"},
      {"-0.5", "-50%"},    {"0.4774", "47.74%"},  {"0.47739999999999999", "47.74%"},
      {"280.1", "28010%"}, {"0.00001", "0.001%"}, {"1.29E0", "129%"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(PercentText(*ReadNumber(text)), shown) << text;
}

std::string Date(std::string_view text, bool date1904 = false) {
  return DateText(*ReadNumber(text), date1904).value_or("none");
}

TEST(Date, OfBothCalendars) {
  const std::pair<const char*, const char*> cases[] = {
      {"1", "1900-01-01"},     {"59", "1900-02-28"},      {"60", "1900-02-29"},      {"61", "1900-03-01"},
      {"366", "1900-12-31"},   {"367", "1901-01-01"},     {"25569", "1970-01-01"},   {"36585", "2000-02-29"},
      {"36586", "2000-03-01"}, {"44926", "2022-12-31"},   {"45351", "2024-02-29"},   {"73109", "2100-02-28"},
      {"73110", "2100-03-01"}, {"2958465", "9999-12-31"}, {"4.4926E4", "2022-12-31"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(Date(text), shown) << text;
  EXPECT_EQ(Date("0", true), "1904-01-01");
  EXPECT_EQ(Date("60", true), "1904-03-01");
  EXPECT_EQ(Date("43464", true), "2022-12-31");
  EXPECT_EQ(Date("2957003", true), "9999-12-31");
  for (const char* text : {"0", "0.5", "-1", "2958466", "1E9", "1E300"}) EXPECT_EQ(Date(text), "none") << text;
  EXPECT_EQ(Date("2957004", true), "none");
}

TEST(Date, TimeOfDayIsKeptUnlessMidnight) {
  EXPECT_EQ(Date("44926.395833333336"), "2022-12-31 09:30");
  EXPECT_EQ(Date("44926.39589120370"), "2022-12-31 09:30:05");
  EXPECT_EQ(Date("44926.999999999"), "2023-01-01");
  EXPECT_EQ(Date("44926.5"), "2022-12-31 12:00");
  EXPECT_EQ(TimeText(*ReadNumber("0.5"), false), "12:00");
  EXPECT_EQ(TimeText(*ReadNumber("1E-320"), false), "00:00");
  EXPECT_EQ(TimeText(*ReadNumber("44926.5"), false), "2022-12-31 12:00");
  EXPECT_EQ(ElapsedText(*ReadNumber("1.5")), "36:00");
  EXPECT_EQ(ElapsedText(*ReadNumber("-1.5")), std::nullopt);
}

TEST(Date, AsIso) {
  EXPECT_EQ(IsoDateText("2022-12-31"), "2022-12-31");
  EXPECT_EQ(IsoDateText("2022-12-31T00:00:00"), "2022-12-31");
  EXPECT_EQ(IsoDateText("2022-12-31T09:30:00.000Z"), "2022-12-31 09:30");
  EXPECT_EQ(IsoDateText("2022-12-31T09:30"), "2022-12-31 09:30");
  for (const char* text :
       {"", "2022", "2022-13-01", "2022-12-32", "2022-12-31 09:30", "2022-12-31T25:00", "2022-12-31T09:30:00+08"}) {
    EXPECT_EQ(IsoDateText(text), std::nullopt) << text;
  }
}

TEST(Format, BuiltInIds) {
  for (int id = 0; id < 60; ++id) {
    const bool percent = id == 9 || id == 10;
    const bool date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
                      (id >= 50 && id <= 54) || id == 57 || id == 58;
    const bool time = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56;
    const NumberKind kind = percent    ? NumberKind::kPercent
                            : date     ? NumberKind::kDate
                            : time     ? NumberKind::kTime
                            : id == 46 ? NumberKind::kElapsed
                                       : NumberKind::kPlain;
    EXPECT_EQ(BuiltinFormat(id), NumberFormat::Of(kind)) << id;
  }
}

TEST(Format, CustomCodes) {
  const std::pair<const char*, NumberKind> cases[] = {
      {"General", NumberKind::kPlain},
      {"GENERAL", NumberKind::kPlain},
      {"G/通用格式", NumberKind::kPlain},
      {"G/通用格式\"万元\"", NumberKind::kPlain},
      {"@", NumberKind::kPlain},
      {"#,##0.00", NumberKind::kPlain},
      {"0.00_ ;[Red]\\-0.00\\ ", NumberKind::kPlain},
      {"_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", NumberKind::kPlain},
      {"0.00\"%\"", NumberKind::kPlain},
      {"0\"d\"", NumberKind::kPlain},
      {"0\\d", NumberKind::kPlain},
      {"0.0E+00", NumberKind::kPlain},
      {"##0.0e-0", NumberKind::kPlain},
      {"[DBNum1][$-804]General", NumberKind::kPlain},
      {"[Magenta]0", NumberKind::kPlain},
      {"0%", NumberKind::kPercent},
      {"0.00%;[Red]-0.00%", NumberKind::kPercent},
      {"[>0.5]0%;0.00", NumberKind::kPercent},
      {"yyyy\"年\"m\"月\"d\"日\"", NumberKind::kDate},
      {"yyyy\"年\"m\"月\"d\"日\";@", NumberKind::kDate},
      {"[$-804]yyyy年m月d日", NumberKind::kDate},
      {"[DBNum1][$-804]yyyy\"年\"m\"月\"", NumberKind::kDate},
      {"YYYY/MM/DD", NumberKind::kDate},
      {"m/d", NumberKind::kDate},
      {"mmmm", NumberKind::kDate},
      {"aaaa", NumberKind::kDate},
      {"[$-411]ge.m", NumberKind::kDate},
      {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", NumberKind::kDate},
      {"yyyy-mm-dd hh:mm:ss", NumberKind::kDate},
      {"h:mm AM/PM", NumberKind::kTime},
      {"上午/下午h\"时\"mm\"分\"", NumberKind::kTime},
      {"mm:ss.0", NumberKind::kTime},
      {"[h]:mm:ss", NumberKind::kElapsed},
      {"[mm]:ss", NumberKind::kElapsed},
      {"\"未闭合", NumberKind::kPlain},
      {"[h", NumberKind::kElapsed},
      {"0\\", NumberKind::kPlain}};
  for (const auto& [code, kind] : cases) EXPECT_EQ(ReadFormat(code).positive, kind) << code;
}

TEST(Format, SectionsBySign) {
  const NumberFormat format = ReadFormat("0%;0.00;yyyy;@");
  EXPECT_EQ(format.KindOf(1), NumberKind::kPercent);
  EXPECT_EQ(format.KindOf(-1), NumberKind::kPlain);
  EXPECT_EQ(format.KindOf(0), NumberKind::kDate);
  EXPECT_EQ(ReadFormat("0%"), NumberFormat::Of(NumberKind::kPercent));
  EXPECT_EQ(ReadFormat("0%;[Red]0").zero, NumberKind::kPercent);
  EXPECT_EQ(ReadFormat("0%;;").negative, NumberKind::kPercent);
  EXPECT_EQ(ReadFormat("\"a;b\"0;0%").negative, NumberKind::kPercent);
}

}  // namespace
}  // namespace heng::forms::xlsx
