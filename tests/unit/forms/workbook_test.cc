// What is read of a spreadsheet, rule by rule, and what the writers in use make of them.
#include "service/forms/xlsx/workbook.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/unit/forms/workbook_dump.h"
#include "tests/unit/forms/xlsx_builder.h"

namespace heng::forms {
namespace {

using test::Book;
using test::Dump;
using test::Formats;

std::string Read(const Book& book) { return Dump(ReadWorkbook(book.Bytes())); }
std::string ReadRows(const std::string& rows) { return Read({.rows = rows}); }

std::string FileOf(const std::string& name) {
  std::ifstream in(std::string(HENG_SOURCE_DIR "/tests/data/sheets/") + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

WorkbookSheet OnlySheet(const Book& book) {
  auto read = ReadWorkbook(book.Bytes());
  if (const auto* mistake = std::get_if<Mistake>(&read)) {
    ADD_FAILURE() << mistake->en;
    return {};
  }
  return std::get<Workbook>(read).sheets.at(0);
}

TEST(Workbook, CellsOfEachType) {
  EXPECT_EQ(
      Read({.rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><v>88.769999999999996</v></c>"
                    "<c r=\"C2\" t=\"n\"><v>5</v></c><c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"b\"><v>0</v></c>"
                    "<c r=\"F2\" t=\"e\"><v>#DIV/0!</v></c><c r=\"G2\" t=\"d\"><v>2022-12-31T00:00:00</v></c>"
                    "<c r=\"H2\" t=\"inlineStr\"><is><t>行内</t></is></c><c r=\"I2\" t=\"str\"><v>文字</v></c></row>",
            .strings = "<si><t>甲</t></si><si><t>乙</t></si>"}),
      "A2 乙\nB2 88.77 number\nC2 5 number\nD2 TRUE boolean\nE2 FALSE boolean\nF2 #DIV/0! error\n"
      "G2 2022-12-31 date\nH2 行内\nI2 文字\n");
}

TEST(Workbook, RawIsWhatTheFileHas) {
  const WorkbookSheet sheet = OnlySheet({.rows = "<row><c><v>88.769999999999996</v></c><c s=\"1\"><v>0.98</v></c>"
                                                 "<c s=\"2\"><v>44926</v></c><c t=\"str\"><v>1</v></c></row>",
                                         .formats = Formats({"0", "9", "14"})});
  ASSERT_EQ(sheet.cells.size(), 4u);
  EXPECT_EQ(sheet.cells[0].raw, "88.769999999999996");
  EXPECT_EQ(sheet.cells[1].raw, "0.98");
  EXPECT_EQ(sheet.cells[2].raw, "44926");
  EXPECT_EQ(sheet.cells[3].raw, "");
}

TEST(Workbook, NumbersAreShownAsTheirFormatSays) {
  EXPECT_EQ(
      Read({.rows = "<row><c s=\"0\"><v>0.98</v></c><c s=\"1\"><v>0.98</v></c><c s=\"2\"><v>0.4774</v></c>"
                    "<c s=\"3\"><v>44926</v></c><c s=\"4\"><v>44926.395833333336</v></c><c s=\"5\"><v>44926</v></c>"
                    "<c s=\"6\"><v>0.5</v></c><c s=\"7\"><v>1.5</v></c><c s=\"8\"><v>-0.5</v></c><c "
                    "s=\"3\"><v>-1</v></c></row>",
            .formats =
                Formats({"0", "9", "0.00%", "31", "22", "yyyy\"年\"m\"月\"d\"日\";@", "20", "[h]:mm", "0%;0.0"})}),
      "A1 0.98 number\nB1 98% percent\nC1 47.74% percent\nD1 2022-12-31 date\nE1 2022-12-31 09:30 date\n"
      "F1 2022-12-31 date\nG1 12:00 date\nH1 36:00 date\nI1 -0.5 number\nJ1 -1 number\n");
}

TEST(Workbook, FormatsByTheirIdEvenIfBuiltIn) {
  EXPECT_EQ(Read({.rows = "<row><c s=\"0\"><v>44926</v></c></row>",
                  .formats = "<numFmts><numFmt numFmtId=\"14\" formatCode=\"0.00\"/></numFmts><cellXfs><xf "
                             "numFmtId=\"14\"/></cellXfs>"}),
            "A1 44926 number\n");
  // Without styles, what a cell says of them means nothing.
  EXPECT_EQ(ReadRows("<row><c s=\"7\"><v>44926</v></c></row>"), "A1 44926 number\n");
}

TEST(Workbook, DatesFrom1904) {
  for (const char* property : {"date1904=\"1\"", "date1904=\"true\""}) {
    EXPECT_EQ(Read({.rows = "<row><c s=\"0\"><v>43464</v></c></row>",
                    .formats = Formats({"14"}),
                    .workbook_properties = property}),
              "A1 2022-12-31 date\n");
  }
}

TEST(Workbook, CellsWithoutAPlaceAreTheNext) {
  EXPECT_EQ(ReadRows("<row><c><v>1</v></c><c><v>2</v></c><c r=\"F1\"><v>3</v></c><c><v>4</v></c></row>"
                     "<row><c><v>5</v></c></row><row r=\"9\"><c><v>6</v></c></row><row><c><v>7</v></c></row>"),
            "A1 1 number\nB1 2 number\nF1 3 number\nG1 4 number\nA2 5 number\nA9 6 number\nA10 7 number\n");
}

TEST(Workbook, CellsAreInTheOrderOfTheSheet) {
  EXPECT_EQ(ReadRows("<row r=\"2\"><c r=\"B2\"><v>4</v></c><c r=\"A2\"><v>3</v></c></row>"
                     "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>2</v></c></row>"),
            "A1 1 number\nC1 2 number\nA2 3 number\nB2 4 number\n");
}

TEST(Workbook, BlankCellsAreLeftOut) {
  EXPECT_EQ(Read({.rows = "<row><c/><c s=\"0\"/><c><v/></c><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t/></is></c>"
                          "<c t=\"str\"><v></v></c><c t=\"s\"/><c><v>1</v></c></row>",
                  .strings = "<si><t></t></si>",
                  .formats = Formats({"0"})}),
            "H1 1 number\n");
}

TEST(Workbook, FormulasShowTheirRememberedResult) {
  EXPECT_EQ(Read({.rows = "<row><c><f>A2+1</f><v>3</v></c><c "
                          "t=\"str\"><f>A2</f><v>文</v></c><c><f>A3</f></c><c><f>A3</f><v></v></c>"
                          "<c t=\"str\"><f>IF(1,\"\")</f><v></v></c><c s=\"0\"><f t=\"shared\" si=\"0\"/><v>0.5</v></c>"
                          "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>",
                  .formats = Formats({"9"})}),
            "A1 3 number formula\nB1 文 formula\nC1  formula\nD1  formula\nF1 50% percent formula\nG1 #DIV/0! error "
            "formula\n");
}

TEST(Workbook, FormulasNeverCalculatedAreNamed) {
  EXPECT_EQ(
      ReadRows(
          "<row><c t=\"str\"><f>A2</f></c><c t=\"b\"><f>A2</f></c><c t=\"s\"><f>A2</f></c><c t=\"d\"><f/></c></row>"),
      "A1  formula\nB1  formula\nC1  formula\nD1  formula\n");
}

TEST(Workbook, NumbersThatAreNoneStayTexts) {
  const WorkbookSheet sheet = OnlySheet({.rows = "<row><c><v>12,5</v></c><c t=\"d\"><v>昨天</v></c></row>"});
  EXPECT_EQ(Dump(sheet), "A1 12,5\nB1 昨天\n");
  EXPECT_EQ(sheet.cells.at(0).raw, "");
}

TEST(Workbook, RunsAreJoinedAndReadingsSkipped) {
  EXPECT_EQ(Read({.rows = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c "
                          "t=\"inlineStr\"><is><r><rPr><b/></rPr><t>行</t></r>"
                          "<r><t>内</t></r><rPh sb=\"0\" eb=\"1\"><t>hang</t></rPh></is></c></row>",
                  .strings = "<si><r><rPr><sz val=\"9\"/></rPr><t xml:space=\"preserve\">≥ </t></r><r><t>98%</t></r>"
                             "<rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh><phoneticPr fontId=\"1\"/></si>"
                             "<si><t>东</t><rPh sb=\"0\" eb=\"1\"><t>とう</t></rPh></si>"}),
            "A1 ≥ 98%\nB1 东\nC1 行内\n");
}

TEST(Workbook, EscapesAreDecoded) {
  const auto text = [](const std::string& in) {
    return OnlySheet({.rows = "<row><c t=\"inlineStr\"><is><t>" + in + "</t></is></c></row>"}).cells.at(0).text;
  };
  EXPECT_EQ(text("一_x000D_\n二"), "一\r\n二");
  EXPECT_EQ(text("_x005F_x000D_"), "_x000D_");
  EXPECT_EQ(text("_x4E00_x_"), "一x_");
  EXPECT_EQ(text("_xD83D__xDE00_"), "😀");
  // No text would come of these.
  for (const char* in :
       {"_x0000_", "_x0007_", "_xD83D_", "_xDE00_", "_xD83D_x", "_xFFFF_", "_x00_", "_x000G_", "_x", "__x", "_x000D"}) {
    EXPECT_EQ(text(in), in);
  }
  EXPECT_EQ(Read({.rows = "<row><c t=\"s\"><v>0</v></c><c t=\"str\"><v>a_x0009_b</v></c></row>",
                  .strings = "<si><t>_x0041_</t></si>"}),
            "A1 A\nB1 a\tb\n");
}

TEST(Workbook, TextsStayAsTheyAre) {
  EXPECT_EQ(ReadRows("<row><c t=\"inlineStr\"><is><t xml:space=\"preserve\">  两端 </t></is></c>"
                     "<c t=\"inlineStr\"><is><t>=1+1 &lt;&amp;&gt; &#x2265;</t></is></c><c "
                     "t=\"inlineStr\"><is><t><![CDATA[<v>]]></t></is></c></row>"),
            "A1   两端 \nB1 =1+1 <&> ≥\nC1 <v>\n");
}

TEST(Workbook, Merges) {
  const WorkbookSheet sheet = OnlySheet({.rows = "<row><c><v>1</v></c></row>",
                                         .after = "<mergeCells count=\"3\"><mergeCell ref=\"A1:F1\"/><mergeCell "
                                                  "ref=\"B2:B9\"/><mergeCell ref=\"C1:C1048576\"/>"
                                                  "<mergeCell ref=\"ZZ1:ZZ2\"/></mergeCells>"});
  ASSERT_EQ(sheet.merges.size(), 3u);
  EXPECT_EQ(sheet.merges[0].first, (CellAt{0, 0}));
  EXPECT_EQ(sheet.merges[0].last, (CellAt{0, 5}));
  EXPECT_EQ(sheet.merges[1].last, (CellAt{8, 1}));
  EXPECT_EQ(sheet.merges[2].last, (CellAt{19'999, 2})) << "cut to the rows that are read";
}

TEST(Workbook, HiddenColumnsAreNamedAndHiddenRowsStay) {
  const WorkbookSheet sheet =
      OnlySheet({.rows = "<row hidden=\"1\"><c><v>1</v></c></row>",
                 .before = "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\"/><col min=\"500\" "
                           "max=\"16384\" hidden=\"true\"/></cols>"});
  EXPECT_EQ(sheet.hidden_columns, (std::vector<int>{1, 2, 499}));
  EXPECT_EQ(Dump(sheet), "A1 1 number\n");
}

TEST(Workbook, SheetsInTheOrderOfTheWorkbook) {
  Book book = {.rows = "<row><c><v>1</v></c></row>"};
  std::vector<test::ZipPart> parts = book.Parts();
  parts[2].content = test::WorkbookXml({R"(name="乙" sheetId="2" r:id="rId2")", R"(name="图" sheetId="4" r:id="rId4")",
                                        R"(name="甲" sheetId="1" state="hidden" r:id="rId1")",
                                        R"(name="丙" sheetId="3" state="veryHidden" r:id="rId3")"});
  parts.back().content = test::Relationships({{"worksheet", "worksheets/sheet1.xml"},
                                              {"worksheet", "/xl/Worksheets/other.xml"},
                                              {"worksheet", "../third.xml"},
                                              {"chartsheet", "chartsheets/sheet1.xml"}});
  parts.push_back({"xl/worksheets/other.xml", test::SheetXml("<row><c><v>2</v></c></row>")});
  parts.push_back({"third.xml", test::SheetXml("")});
  EXPECT_EQ(Dump(ReadWorkbook(test::Zip(parts))), "[乙]\nA1 2 number\n[甲] hidden\nA1 1 number\n[丙] hidden\n");
}

// Prefixes and namespaces as "Strict Open XML" of Excel and as libraries write them.
TEST(Workbook, AnyPrefix) {
  std::vector<test::ZipPart> parts = Book{.rows = "1", .strings = "1", .formats = "1"}.Parts();
  const std::string space = " xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"";
  parts[2].content = "<x:workbook" + space +
                     " xmlns:rel=\"http://purl.oclc.org/ooxml/officeDocument/relationships\" conformance=\"strict\">"
                     "<x:workbookPr date1904=\"1\"/><x:sheets><x:sheet name=\"表\" sheetId=\"1\" "
                     "rel:id=\"rId1\"/></x:sheets></x:workbook>";
  parts[3].content = "\xEF\xBB\xBF<x:worksheet" + space +
                     "><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c>"
                     "<x:c r=\"B1\" s=\"0\"><x:v>43464</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  parts[4].content = "<x:sst" + space + "><x:si><x:r><x:t>前</x:t></x:r><x:r><x:t>缀</x:t></x:r></x:si></x:sst>";
  parts[5].content = "<x:styleSheet" + space + "><x:cellXfs><x:xf numFmtId=\"14\"/></x:cellXfs></x:styleSheet>";
  parts[6].content =
      "<p:Relationships xmlns:p=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      "<p:Relationship Id=\"rId1\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet\" "
      "Target=\"worksheets/sheet1.xml\"/>"
      "<p:Relationship Id=\"rId2\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings\" "
      "Target=\"sharedStrings.xml\"/>"
      "<p:Relationship Id=\"rId3\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/styles\" "
      "Target=\"styles.xml\"/></p:Relationships>";
  EXPECT_EQ(Dump(ReadWorkbook(test::Zip(parts))), "A1 前缀\nB1 2022-12-31 date\n");
}

// WPS adds elements of its own, backslashes of paths nobody needs, and a customStorage part.
TEST(Workbook, ExtensionsAreSkipped) {
  EXPECT_EQ(Read({.rows = "<row r=\"1\" spans=\"1:2\"><c "
                          "r=\"A1\"><v>1</v><extLst><ext><v>9</v><c><v>8</v></c></ext></extLst></c></row>",
                  .before = "<sheetPr><tabColor rgb=\"1\"/></sheetPr><dimension ref=\"A1:ZZ99\"/>",
                  .after = "<extLst><ext uri=\"x\" "
                           "xmlns:etc=\"http://www.wps.cn/officeDocument/2017/etCustomData\"><etc:row><etc:c><etc:v>2</"
                           "etc:v></etc:c>"
                           "</etc:row><mergeCell ref=\"??\"/></ext></extLst>",
                  .more = {{"customStorage/customStorage.xml", "<customStorage/>"}, {"xl/media/", ""}}}),
            "A1 1 number\n");
}

TEST(Workbook, OtherEncodingsOfXml) {
  std::vector<test::ZipPart> parts = Book{.rows = ""}.Parts();
  const std::string xml = "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>";
  std::string wide = "\xFF\xFE";
  for (const char c : xml) wide += std::string{c, '\0'};
  parts[3].content = wide;
  EXPECT_EQ(Dump(ReadWorkbook(test::Zip(parts))), "A1 7 number\n");
}

TEST(Workbook, StoredPartsAndTemplates) {
  std::vector<test::ZipPart> parts = Book{.rows = "<row><c><v>1</v></c></row>"}.Parts();
  for (auto& part : parts) part.stored = true;
  parts[0].content =
      test::ContentTypes("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml");
  EXPECT_EQ(Dump(ReadWorkbook(test::Zip(parts))), "A1 1 number\n");
}

constexpr const char* kMade =
    "[自评表]\nA1 项目支出绩效自评表\nA2 指标\nB2 年度指标值\nC2 实际完成值\nD2 分值\nE2 得分\nF2 日期\n"
    "A3 补助 ≥ 标准\n（第二行）\nB3 98% percent\nC3 47.74% percent\nD3 88.77 number\nE3 0.3 number\nF3 2022-12-31 "
    "date\n";

TEST(Workbook, AsOpenpyxlWritesIt) {
  const auto read = ReadWorkbook(FileOf("openpyxl.xlsx"));
  EXPECT_EQ(Dump(read),
            std::string(kMade) +
                "A4  formula\nB4 TRUE boolean\nC4 #DIV/0! error\nD4 007\nE4 =100100\nF4 2023-01-05 09:30 date\n"
                "A5   前后有空格  \n[隐藏] hidden\nB2 1007943.96 number\n");
  const auto& sheet = std::get<Workbook>(read).sheets.at(0);
  ASSERT_EQ(sheet.merges.size(), 2u);
  EXPECT_EQ(sheet.merges[1].last, (CellAt{5, 1}));
  EXPECT_EQ(sheet.hidden_columns, std::vector<int>{7});
}

// Which calculates what was not, and writes TRUE as =TRUE().
TEST(Workbook, AsLibreOfficeWritesIt) {
  const auto read = ReadWorkbook(FileOf("libreoffice.xlsx"));
  EXPECT_EQ(Dump(read), std::string(kMade) +
                            "A4 89.07 number formula\nB4 TRUE boolean formula\nC4 #DIV/0! error formula\nD4 007\nE4 "
                            "=100100\nF4 2023-01-05 09:30 date\n"
                            "A5   前后有空格  \n[隐藏] hidden\nB2 1007943.96 number\n");
  const auto& sheet = std::get<Workbook>(read).sheets.at(0);
  ASSERT_EQ(sheet.merges.size(), 2u);
  EXPECT_EQ(sheet.merges[0].last, (CellAt{0, 5}));
  EXPECT_EQ(sheet.hidden_columns, std::vector<int>{7});
}

TEST(Workbook, OldAndOtherFormatsOfLibreOffice) {
  EXPECT_EQ(Dump(ReadWorkbook(FileOf("libreoffice.xls"))), "refused: old-format");
  EXPECT_EQ(Dump(ReadWorkbook(FileOf("libreoffice.ods"))), "refused: not-a-spreadsheet");
  EXPECT_EQ(Dump(ReadWorkbook(FileOf("password.xlsx"))), "refused: encrypted");
}

}  // namespace
}  // namespace heng::forms
