// Files made to do harm, and files that harm befell: the reader answers, within its memory and in good time.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "service/forms/xlsx/workbook.h"
#include "tests/unit/forms/workbook_dump.h"
#include "tests/unit/forms/xlsx_builder.h"

namespace heng::forms {
namespace {

using test::Book;
using test::Dump;
using test::ZipPart;

#if defined(__SANITIZE_ADDRESS__)
constexpr long kMostMegabytes = 2000;  // the sanitizer's own memory
#else
constexpr long kMostMegabytes = 200;
#endif

struct Outcome {
  std::string said;  // the id of the refusal, or "read" and the count of cells
  long megabytes = 0;
  double seconds = 0;
};

// Reads a file in a process of its own and says what came of it and how much memory that process had at most.
Outcome ReadApart(const std::string& file) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    const auto read = ReadWorkbook(file);
    size_t cells = 0;
    if (const auto* workbook = std::get_if<Workbook>(&read)) {
      for (const auto& sheet : workbook->sheets) cells += sheet.cells.size();
    }
    const std::string said = read.index() == 1 ? std::get<Mistake>(read).id : "read " + std::to_string(cells);
    const auto written = write(ends[1], said.data(), said.size());
    _exit(written == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  close(ends[1]);
  char said[200];
  const ssize_t size = read(ends[0], said, sizeof(said));
  close(ends[0]);
  int status = -1;
  rusage usage = {};
  EXPECT_EQ(wait4(child, &status, 0, &usage), child);
  EXPECT_EQ(status, 0) << "the reader died";
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  Outcome outcome = {std::string(said, size > 0 ? static_cast<size_t>(size) : 0), usage.ru_maxrss / 1024, took.count()};
  std::fprintf(stderr, "%zu bytes: %s, at most %ld MB, %.2f s\n", file.size(), outcome.said.c_str(), outcome.megabytes,
               outcome.seconds);
  EXPECT_LT(outcome.megabytes, kMostMegabytes);
  EXPECT_LT(outcome.seconds, 60);
  return outcome;
}

std::string WithSheet(ZipPart sheet) {
  std::vector<ZipPart> parts = Book{}.Parts();
  parts[3] = std::move(sheet);
  return test::Zip(parts);
}

constexpr uint64_t kGigabyte = 1024;  // megabytes
const std::string kSheet = "xl/worksheets/sheet1.xml";

TEST(Hostile, GigabyteOfZeros) {
  EXPECT_EQ(ReadApart(WithSheet(test::Repeated(kSheet, '\0', kGigabyte))).said, "part-too-large");
  EXPECT_EQ(ReadApart(WithSheet(test::Repeated(kSheet, ' ', kGigabyte))).said, "part-too-large");
}

TEST(Hostile, GigabyteTheDirectoryDenies) {
  for (const char byte : {'\0', ' '}) {
    ZipPart bomb = test::Repeated(kSheet, byte, kGigabyte);
    bomb.unpacked = 31u << 20;
    EXPECT_EQ(ReadApart(WithSheet(bomb)).said, "damaged");
  }
}

TEST(Hostile, GigabyteInAPartNobodyReads) {
  std::vector<ZipPart> parts = Book{.rows = "<row><c><v>1</v></c></row>"}.Parts();
  parts.push_back(test::Repeated("xl/media/image1.png", '\0', kGigabyte));
  EXPECT_EQ(ReadApart(test::Zip(parts)).said, "read 1");
}

// 4000 rows of 250 cells.
std::string MillionTimes(const std::string& cell) {
  std::string row = "<row>", rows;
  for (int column = 0; column < 250; ++column) row += cell;
  row += "</row>";
  for (int i = 0; i < 4000; ++i) rows += row;
  return Book{.rows = rows, .formats = test::Formats({"0"})}.Bytes();
}

TEST(Hostile, MillionCells) {
  const std::string file = MillionTimes("<c><v>12.5</v></c>"), blank = MillionTimes("<c s=\"0\"/>");
  EXPECT_EQ(ReadApart(file).said, "too-many-cells");
  EXPECT_EQ(ReadApart(blank).said, "read 0");
}

// As much of everything as is allowed.
std::string FullBook() {
  const WorkbookLimits limits;
  std::string rows, strings, merges;
  for (int row = 0; row < limits.rows; ++row) {
    rows += "<row>";
    for (int column = 0; column < 10; ++column) {
      const std::string index = std::to_string(row * 10 + column);
      rows += "<c t=\"s\"><v>" + index + "</v></c>";
      strings += "<si><t>" + index + std::string(78 - index.size(), 'x') + "</t></si>";
    }
    rows += "</row>";
    const std::string name = std::to_string(row + 1);
    merges.append("<mergeCell ref=\"A").append(name).append(":AX").append(name).append("\"/>");
  }
  return Book{.rows = rows, .after = "<mergeCells>" + merges + "</mergeCells>", .strings = strings}.Bytes();
}

TEST(Hostile, UpToTheLimits) {
  const std::string file = FullBook();
  EXPECT_EQ(ReadApart(file).said, "read 200000");
}

// Texts nobody uses, and numbers too long to be kept in place.
TEST(Hostile, UpToTheLimitsWithNumbers) {
  std::string row = "<row>", rows;
  for (int column = 0; column < 10; ++column) row += "<c><v>-1234567.8901234567</v></c>";
  for (int i = 0; i < 20'000; ++i) rows += row + "</row>";
  const std::string strings = "<si><t>" + std::string(15u << 20, 'x') + "</t></si>";
  const std::string file = Book{.rows = rows, .strings = strings}.Bytes();
  EXPECT_EQ(ReadApart(file).said, "read 200000");
}

TEST(Hostile, OneLongTextForManyCells) {
  std::string rows;
  for (int row = 0; row < 2000; ++row) rows += "<row><c t=\"s\"><v>0</v></c></row>";
  const std::string file = Book{.rows = rows, .strings = "<si><t>" + std::string(1u << 20, 'x') + "</t></si>"}.Bytes();
  EXPECT_EQ(ReadApart(file).said, "too-much-text");
}

TEST(Hostile, MarkupWithoutEnd) {
  for (const auto& [before, after] :
       {std::pair("<a b=\"", "\"/>"), std::pair("<!--", "-->"), std::pair("<", "/>"), std::pair("<?a ", "?>")}) {
    const std::string file = Book{.before = before + std::string(30u << 20, 'x') + after}.Bytes();
    EXPECT_EQ(ReadApart(file).said, "damaged") << before;
  }
}

// The parser remembers every name it has seen.
TEST(Hostile, ManyNames) {
  const auto names = [](int count, const std::string& before, const std::string& after) {
    std::string xml;
    for (int i = 0; i < count; ++i) xml.append(before).append(std::to_string(i)).append(after);
    return Book{.before = "<a>" + xml + "</a>"}.Bytes();
  };
  const std::string elements = names(1'200'000, "<a", "/>"), attributes = names(1'200'000, "<a a", "=\"\"/>");
  EXPECT_EQ(ReadApart(elements).said, "too-much-xml");
  EXPECT_EQ(ReadApart(attributes).said, "too-much-xml");
  std::string one = "<a";
  for (int i = 0; i < 70'000; ++i) one += " a" + std::to_string(i) + "=\"\"";
  const std::string element = Book{.before = one + "/>"}.Bytes();
  EXPECT_EQ(ReadApart(element).said, "read 0");
}

TEST(Hostile, ManySheetsOfOnePart) {
  std::vector<ZipPart> parts = Book{.rows = std::string(2u << 20, ' ')}.Parts();
  parts[2].content = test::WorkbookXml(std::vector<std::string>(50, "name=\"表\" r:id=\"rId1\""));
  const std::string file = test::Zip(parts);
  EXPECT_EQ(ReadApart(file).said, "too-large-unpacked");
}

std::string SmallFile() {
  return Book{.rows = "<row><c t=\"s\"><v>0</v></c><c s=\"0\"><v>0.98</v></c></row>",
              .strings = "<si><t>得分</t></si>",
              .formats = test::Formats({"9"})}
      .Bytes();
}

TEST(Hostile, CutAnywhere) {
  const std::string file = SmallFile();
  ASSERT_EQ(Dump(ReadWorkbook(file)), "A1 得分\nB1 98% percent\n");
  for (size_t size = 0; size < file.size(); ++size) {
    // A copy of its own, so that reading beyond the end is seen.
    const std::vector<char> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const auto read = ReadWorkbook({cut.data(), cut.size()});
    ASSERT_TRUE(std::holds_alternative<Mistake>(read)) << "cut at " << size;
  }
}

// Whatever one wrong byte does, no other cells are read for it.
TEST(Hostile, AnyByteWrong) {
  const std::string file = SmallFile();
  const std::string right = Dump(ReadWorkbook(file));
  size_t refused = 0;
  for (size_t i = 0; i < file.size(); ++i) {
    for (const int flip : {0x01, 0x20, 0x80, 0xFF}) {
      std::string wrong = file;
      wrong[i] = static_cast<char>(wrong[i] ^ flip);
      const std::string read = Dump(ReadWorkbook(wrong));
      if (read.starts_with("refused: ")) {
        ++refused;
      } else {
        ASSERT_EQ(read, right) << "byte " << i << " flipped by " << flip;
      }
    }
  }
  EXPECT_GT(refused, file.size() * 2);
}

}  // namespace
}  // namespace heng::forms
