// Which files are refused, and that a refusal says how to go on.
#include <gtest/gtest.h>

#include <algorithm>

#include "service/forms/xlsx/workbook.h"
#include "tests/unit/forms/xlsx_builder.h"

namespace heng::forms {
namespace {

using test::Book;
using test::ZipPart;

// The mistake of a file that has to be refused.
Mistake Refused(const std::string& file, const WorkbookLimits& limits = {}) {
  const auto read = ReadWorkbook(file, limits);
  const auto* mistake = std::get_if<Mistake>(&read);
  if (mistake == nullptr) {
    ADD_FAILURE() << "was read";
    return {};
  }
  EXPECT_NE(mistake->zh.find("请"), std::string::npos) << mistake->zh << ": how to go on";
  EXPECT_TRUE(mistake->en.ends_with('.')) << mistake->en;
  EXPECT_GE(std::count(mistake->en.begin(), mistake->en.end(), ' '), 10) << mistake->en;
  return *mistake;
}

std::string RefusedId(const std::string& file, const WorkbookLimits& limits = {}) { return Refused(file, limits).id; }

bool Says(const Mistake& mistake, const std::string& what) {
  return mistake.zh.find(what) != std::string::npos && mistake.en.find(what) != std::string::npos;
}

const std::string kOneRow = "<row><c><v>1</v></c></row>";
const std::string kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

// A workbook in which one part is another than it should be.
std::string With(const std::string& name, const std::string& content) {
  std::vector<ZipPart> parts =
      Book{.rows = kOneRow, .strings = "<si><t>a</t></si>", .formats = test::Formats({"0"})}.Parts();
  const auto part = std::find_if(parts.begin(), parts.end(), [&](const ZipPart& one) { return one.name == name; });
  if (part == parts.end()) {
    parts.push_back({name, content});
  } else {
    part->content = content;
  }
  return test::Zip(parts);
}
std::string Without(const std::string& name) {
  std::vector<ZipPart> parts =
      Book{.rows = kOneRow, .strings = "<si><t>a</t></si>", .formats = test::Formats({"0"})}.Parts();
  std::erase_if(parts, [&](const ZipPart& one) { return one.name == name; });
  return test::Zip(parts);
}

TEST(Refusal, OtherFilesByWhatIsInThem) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "empty"},
      {"%PDF-1.7\n%\xE2\xE3\xCF\xD3", "PDF"},
      {"{\\rtf1\\ansi", "RTF"},
      {"\x89PNG\r\n\x1A\n", "picture"},
      {"\xFF\xD8\xFF\xE0", "picture"},
      {"Rar!\x1A\x07\x01", "RAR"},
      {"7z\xBC\xAF\x27\x1C", "7z"},
      {"\x1F\x8B\x08", "gzip"},
      {"序号,项目,得分\r\n1,驻村,88.77\r\n", ".csv"},
      {"\xD0\xF2\xBA\xC5,\xCF\xEE\xC4\xBF\n", ".csv"},
      {"<!DOCTYPE html><html><table>", "HTML"},
      {"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "XML spreadsheet"},
      {std::string("\0\1\2\3", 4), "another kind"},
      {test::Zip({}), "empty archive"},
      {test::Zip({{"a.txt", "a"}}), "archive (zip)"},
      {test::Zip({{"form.xlsx", Book{.rows = kOneRow}.Bytes()}}), "archive (zip)"},
      {test::Zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", true}, {"content.xml", "<a/>"}}),
       ".ods"},
      {test::Zip({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<a/>"}}), ".docx"},
      {test::Zip({{"[Content_Types].xml", "<Types/>"}, {"ppt/presentation.xml", "<a/>"}}), ".pptx"},
      {test::Zip({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.bin", "a"}}), ".xlsb"},
      {test::Zip({{"OFD.xml", "<a/>"}}), "OFD"}};
  for (const auto& [file, kind] : cases) {
    const Mistake mistake = Refused(file);
    EXPECT_EQ(mistake.id, "not-a-spreadsheet") << kind;
    EXPECT_NE(mistake.en.find(kind), std::string::npos) << mistake.en;
  }
}

TEST(Refusal, OldFormats) {
  const Mistake mistake = Refused(kOle + std::string(504, '\0') + std::string("W\0o\0r\0k\0b\0o\0o\0k\0", 16));
  EXPECT_EQ(mistake.id, "old-format");
  EXPECT_NE(mistake.zh.find("另存为"), std::string::npos);
}

TEST(Refusal, Encrypted) {
  const std::string name("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
  EXPECT_EQ(RefusedId(kOle + std::string(504, '\0') + name + std::string(100, '\0')), "encrypted");
  // Encryption of the archive itself: bit 0 of the flags, in the header and in the directory.
  std::string file = Book{.rows = kOneRow}.Bytes();
  file[6] |= 1;
  file[file.find("PK\1\2") + 8] |= 1;
  EXPECT_EQ(RefusedId(file), "encrypted");
}

TEST(Refusal, Macros) {
  EXPECT_EQ(RefusedId(With("xl/vbaProject.bin", "a")), "macro");
  EXPECT_EQ(RefusedId(With("xl/VBAPROJECT.BIN", "a")), "macro");
  EXPECT_EQ(RefusedId(With("xl/macrosheets/sheet1.xml", "<a/>")), "macro");
  EXPECT_EQ(RefusedId(With("[Content_Types].xml",
                           test::ContentTypes("application/vnd.ms-excel.sheet.macroEnabled.main+xml"))),
            "macro");
  EXPECT_EQ(
      RefusedId(With("xl/_rels/workbook.xml.rels", test::Relationships({{"xlMacrosheet", "worksheets/sheet1.xml"}}))),
      "macro");
}

TEST(Refusal, ArchivesWithin) {
  for (const std::string& content : {Book{.rows = kOneRow}.Bytes(), test::Zip({}), std::string("Rar!\x1A\x07\x01"),
                                     std::string("7z\xBC\xAF\x27\x1C\x01")}) {
    const Mistake mistake = Refused(With("xl/embeddings/a.bin", content));
    EXPECT_EQ(mistake.id, "nested-archive");
    EXPECT_TRUE(Says(mistake, "xl/embeddings/a.bin")) << mistake.en;
  }
  const auto read = ReadWorkbook(With("xl/media/image1.emz", "\x1F\x8B\x08 a picture"));
  EXPECT_TRUE(std::holds_alternative<Workbook>(read));
}

TEST(Refusal, Entities) {
  std::string laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">";
  for (int i = 1; i < 10; ++i) {
    const std::string one = i == 1 ? "&lol;" : "&lol" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY lol" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) laughs += one;
    laughs += "\">";
  }
  laughs += "]>";
  const std::string sheet = "<worksheet><sheetData><row><c t=\"str\"><v>&lol9;</v></c></row></sheetData></worksheet>";
  for (const std::string& head :
       {laughs, std::string("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">"), std::string("<!DOCTYPE a>")}) {
    for (const char* part : {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                             "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}) {
      const Mistake mistake = Refused(With(part, head + sheet));
      EXPECT_EQ(mistake.id, "entities") << part;
      EXPECT_TRUE(Says(mistake, part)) << mistake.en;
    }
  }
  EXPECT_EQ(RefusedId(With("xl/worksheets/sheet1.xml", sheet)), "damaged") << "an entity nobody defined";
}

TEST(Refusal, DamagedPartsAreNamed) {
  const std::pair<const char*, std::string> cases[] = {
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row><c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row>").substr(0, 120)},
      {"xl/worksheets/sheet1.xml", ""},
      {"xl/worksheets/sheet1.xml", "<html/>"},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row><c t=\"str\"><v>\xB1\xED</v></c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row><c t=\"str\"><v>\xED\xA0\x80</v></c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row><c t=\"str\"><v>\xC0\x80</v></c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row><c t=\"str\"><v>&#0;</v></c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row><c r=\"1A\"><v>1</v></c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row r=\"0\"><c><v>1</v></c></row>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("<row r=\"1048577\"/>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("", "<cols><col min=\"a\" max=\"3\" hidden=\"1\"/></cols>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("", "", "<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>")},
      {"xl/worksheets/sheet1.xml", test::SheetXml("", "", "<mergeCells><mergeCell/></mergeCells>")},
      {"xl/workbook.xml", "<workbook><sheets>"},
      {"xl/workbook.xml", test::WorkbookXml({})},
      {"xl/workbook.xml", test::WorkbookXml({R"(name="表" r:id="rId9")"})},
      {"xl/sharedStrings.xml", "<sst><si></sst>"},
      {"xl/styles.xml", "<styleSheet"}};
  for (const auto& [part, content] : cases) {
    const Mistake mistake = Refused(With(part, content));
    EXPECT_EQ(mistake.id, "damaged") << content;
    EXPECT_TRUE(Says(mistake, part)) << mistake.en;
  }
}

TEST(Refusal, DamagedCellsAreNamed) {
  for (const char* cell :
       {"<c r=\"F12\" t=\"s\"><v>1</v></c>", "<c r=\"F12\" t=\"s\"><v>-1</v></c>", "<c r=\"F12\" t=\"s\"><v>x</v></c>",
        "<c r=\"F12\" s=\"1\"><v>1</v></c>", "<c r=\"F12\" s=\"x\"><v>1</v></c>", "<c r=\"F12\" t=\"x\"><v>1</v></c>",
        "<c r=\"F12\"><v>1</v></c><c r=\"F12\"><v>2</v></c>"}) {
    const Mistake mistake =
        Refused(With("xl/worksheets/sheet1.xml", test::SheetXml(std::string("<row r=\"12\">") + cell + "</row>")));
    EXPECT_EQ(mistake.id, "damaged");
    EXPECT_TRUE(Says(mistake, "F12")) << mistake.en;
  }
}

TEST(Refusal, MissingParts) {
  for (const char* part : {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                           "xl/sharedStrings.xml", "xl/styles.xml"}) {
    const Mistake mistake = Refused(Without(part));
    EXPECT_EQ(mistake.id, "damaged");
    EXPECT_TRUE(Says(mistake, part)) << mistake.en;
  }
  EXPECT_EQ(RefusedId(Without("[Content_Types].xml")), "not-a-spreadsheet");
  EXPECT_TRUE(std::holds_alternative<Workbook>(ReadWorkbook(Without("_rels/.rels"))));
}

TEST(Refusal, TwoPartsOfOneName) {
  std::vector<ZipPart> parts = Book{.rows = kOneRow}.Parts();
  parts.push_back({"XL/Worksheets/Sheet1.xml", test::SheetXml("<row><c><v>2</v></c></row>")});
  EXPECT_EQ(RefusedId(test::Zip(parts)), "damaged");
}

TEST(Refusal, PartsThatOverlap) {
  // Both entries of the directory point to the first one's bytes.
  std::vector<ZipPart> parts = Book{.rows = kOneRow}.Parts();
  parts.push_back({"a1", "same"});
  parts.push_back({"a2", "same"});
  std::string file = test::Zip(parts);
  const size_t first = file.rfind("a1") - 46, second = file.rfind("a2") - 46;
  ASSERT_EQ(file.compare(first, 4, "PK\1\2"), 0);
  std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(first) + 42, 4,
              file.begin() + static_cast<std::ptrdiff_t>(second) + 42);
  const Mistake mistake = Refused(file);
  EXPECT_EQ(mistake.id, "damaged");
  EXPECT_NE(mistake.en.find("overlap"), std::string::npos) << mistake.en;
}

TEST(Refusal, WrongChecksum) {
  std::vector<ZipPart> parts = Book{.rows = kOneRow}.Parts();
  parts[3].stored = true;
  std::string file = test::Zip(parts);
  file[file.find("<v>1") + 3] = '2';
  const Mistake mistake = Refused(file);
  EXPECT_EQ(mistake.id, "damaged");
  EXPECT_TRUE(Says(mistake, "xl/worksheets/sheet1.xml")) << mistake.en;
}

TEST(Refusal, PathsAreOnlyNames) {
  const auto read = ReadWorkbook(With("../../../../etc/passwd", "root"));
  EXPECT_TRUE(std::holds_alternative<Workbook>(read));
}

// Each limit: a book with just as much is read, one more refused with the limit in the sentence.
TEST(Refusal, BeyondEachLimit) {
  const auto cells = [](const std::string& rows) { return Book{.rows = rows}.Bytes(); };
  const auto at = [](const std::string& cell) { return "<row><c r=\"" + cell + "\"><v>1</v></c></row>"; };
  const auto merges = [](const std::string& all) {
    return Book{.after = "<mergeCells>" + all + "</mergeCells>"}.Bytes();
  };
  const auto strings = [](const std::string& all) { return Book{.strings = all}.Bytes(); };
  const auto sheets = [](size_t count) {
    std::vector<ZipPart> parts = Book{}.Parts();
    parts[2].content = test::WorkbookXml(std::vector<std::string>(count, "name=\"表\" r:id=\"rId1\""));
    return test::Zip(parts);
  };
  const auto deep = [](int levels) {
    std::string open, close;
    for (int i = 1; i < levels; ++i) open += "<a>", close += "</a>";
    return Book{.after = open + close}.Bytes();
  };
  const std::string text(100, 'a');
  const std::string long_cell = "<row><c t=\"str\"><v>" + text + "</v></c></row>";

  struct Case {
    const char* id;
    const char* limit;
    WorkbookLimits limits;
    std::string most, more;
  };
  const Case cases[] = {
      {"too-large", "2000", {.file_bytes = 2000}, cells(kOneRow), cells(kOneRow) + std::string(2000, ' ')},
      {"too-many-parts", "5", {.parts = 5}, cells(kOneRow), Book{.rows = kOneRow, .more = {{"a", "a"}}}.Bytes()},
      {"too-many-sheets", "3", {.sheets = 3}, sheets(3), sheets(4)},
      {"too-many-rows", "10", {.rows = 10}, cells(at("A10")), cells(at("A11"))},
      {"too-many-columns", "26", {.columns = 26}, cells(at("Z1")), cells(at("AA1"))},
      {"too-many-cells",
       "3",
       {.cells = 3},
       cells(at("A1") + at("A2") + at("A3")),
       cells(at("A1") + at("A2") + at("A3") + at("A4"))},
      {"too-much-text", "100", {.text_bytes = 100}, cells(long_cell), cells(long_cell + at("A2"))},
      {"too-much-text",
       "100",
       {.text_bytes = 100},
       cells(long_cell),
       cells("<row><c t=\"str\"><v>" + text + "a</v></c></row>")},
      {"too-much-text",
       "100",
       {.text_bytes = 100},
       strings("<si><t>" + text + "</t></si>"),
       strings("<si><t>" + text + "</t></si><si><t>a</t></si>")},
      {"too-many-strings", "1", {.shared_strings = 1}, strings("<si><t>a</t></si>"), strings("<si><t>a</t></si><si/>")},
      {"too-many-merges",
       "1",
       {.merges = 1},
       merges("<mergeCell ref=\"A1:B1\"/>"),
       merges("<mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A2:B2\"/>")},
      {"too-much-merged",
       "1000000",
       {},
       merges("<mergeCell ref=\"A1:AX20000\"/>"),
       merges("<mergeCell ref=\"A1:AX20000\"/><mergeCell ref=\"A1\"/>")},
      {"too-deep", "8", {.xml_depth = 8}, deep(8), deep(9)}};
  for (const Case& one : cases) {
    const auto read = ReadWorkbook(one.most, one.limits);
    EXPECT_TRUE(std::holds_alternative<Workbook>(read))
        << one.id << ": " << (read.index() == 1 ? std::get<Mistake>(read).en : "");
    const Mistake mistake = Refused(one.more, one.limits);
    EXPECT_EQ(mistake.id, one.id);
    EXPECT_TRUE(Says(mistake, one.limit)) << mistake.en;
  }
}

TEST(Refusal, BeyondTheLimitsOfWhatIsUnpacked) {
  const std::vector<ZipPart> parts = Book{.rows = std::string(5000, ' ') + kOneRow}.Parts();
  const std::string file = test::Zip(parts);
  const size_t part = parts[3].content.size();
  size_t total = 0;
  for (const ZipPart& one : parts) total += one.name == "_rels/.rels" ? 0 : one.content.size();  // which is not read
  EXPECT_TRUE(std::holds_alternative<Workbook>(ReadWorkbook(file, {.part_bytes = part, .total_bytes = total})));
  EXPECT_EQ(RefusedId(file, {.part_bytes = part - 1, .total_bytes = total}), "part-too-large");
  EXPECT_EQ(RefusedId(file, {.part_bytes = part, .total_bytes = total - 1}), "too-large-unpacked");
}

TEST(Refusal, TooManyFormats) {
  std::string formats = "<cellXfs>";
  for (int i = 0; i < 100'001; ++i) formats += "<xf/>";
  EXPECT_EQ(RefusedId(Book{.formats = formats + "</cellXfs>"}.Bytes()), "too-many-styles");
}

}  // namespace
}  // namespace heng::forms
