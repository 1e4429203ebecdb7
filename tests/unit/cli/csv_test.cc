#include "client/cli/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "client/cli/text_encoding.h"

namespace heng::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Csv Read(std::string_view text) { return ReadCsv(text, 1000); }

TEST(Csv, CellsRowsAndLines) {
  const Csv csv = Read("a,b\r\n\n1,\"x,\"\"y\"\"\n z\"\n,");
  ASSERT_EQ(csv.bad_line, 0);
  ASSERT_EQ(csv.rows.size(), 3u);
  EXPECT_THAT(csv.rows[0].cells, ElementsAre("a", "b"));
  EXPECT_THAT(csv.rows[1].cells, ElementsAre("1", "x,\"y\"\n z"));
  EXPECT_THAT(csv.rows[2].cells, ElementsAre("", ""));
  EXPECT_EQ(csv.rows[1].line, 3);
  EXPECT_EQ(csv.rows[2].line, 5);
}

TEST(Csv, NothingIsTrimmedAndOnlyLineEndsEndRows) {
  EXPECT_THAT(Read(" a ,b\rc").rows[0].cells, ElementsAre(" a ", "b\rc"));
  EXPECT_THAT(Read("a,\"\"").rows[0].cells, ElementsAre("a", ""));
  EXPECT_THAT(Read("").rows, IsEmpty());
  EXPECT_THAT(Read("\r\n\n").rows, IsEmpty());
}

TEST(Csv, MistakesHaveTheirLine) {
  EXPECT_EQ(Read("a\nb\"c\n").bad_line, 2);
  EXPECT_EQ(Read("a\n\"b\"c\n").bad_line, 2);
  EXPECT_EQ(Read("a\n\n\"b\nc\nd").bad_line, 3);  // where the quotation mark is, not the end of the file
  EXPECT_EQ(Read(std::string_view("a\n\0b", 4)).bad_line, 2);
  EXPECT_EQ(ReadCsv("a\nb\nc\n", 2).bad_line, 3);
  EXPECT_EQ(ReadCsv("a\nb\n", 2).bad_line, 0);
  EXPECT_THAT(Read("a\"").rows, IsEmpty());
}

// Whatever cells there are: what is written is what is read.
TEST(Csv, WhatIsWrittenIsRead) {
  std::mt19937 random(1);
  const std::vector<std::string> parts = {"", "a", ",", "\"", "\n", "\r\n", "\r", "单位", " ", "\"\"", "=1+1"};
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> cells(1 + random() % 4);
    std::string line;
    for (std::string& cell : cells) {
      for (auto i = random() % 4; i > 0; --i) cell += parts[random() % parts.size()];
      line += (&cell == &cells.front() ? "" : ",") + CsvCell(cell);
    }
    if (cells.size() == 1 && cells[0].empty()) continue;
    const Csv csv = Read(line + "\r\n");
    ASSERT_EQ(csv.rows.size(), 1u) << line;
    EXPECT_EQ(csv.rows[0].cells, cells) << line;
  }
}

// Any bytes at all: an answer, and lines inside the text.
TEST(Csv, AnyBytesAreAnswered) {
  std::mt19937 random(2);
  const std::string alphabet = std::string("\"\"\",,\n\r\nab\xFF", 11) + '\0';
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto i = random() % 40; i > 0; --i) text += alphabet[random() % alphabet.size()];
    const Csv csv = Read(text);
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    EXPECT_LE(csv.bad_line, lines);
    EXPECT_TRUE(csv.bad_line == 0 || csv.rows.empty());
    for (const CsvRow& row : csv.rows) EXPECT_LE(row.line, lines);
  }
}

TEST(TextEncoding, Utf8WithAndWithoutMark) {
  EXPECT_EQ(DecodeText("编号").utf8, "编号");
  EXPECT_EQ(DecodeText("\xEF\xBB\xBF编号").utf8, "编号");
  EXPECT_TRUE(DecodeText("").ok);
}

TEST(TextEncoding, Gb18030AsSpreadsheetsWriteIt) {
  EXPECT_EQ(DecodeText("\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6").utf8, "编号,名称");
  EXPECT_EQ(DecodeText("\x81\x39\xEE\x39").utf8, "㐀");  // four bytes: not in GBK
}

TEST(TextEncoding, WhatIsNeitherIsRefusedWithItsLine) {
  const DecodedText marked = DecodeText("\xEF\xBB\xBF\n\nab\xFF");
  EXPECT_FALSE(marked.ok);
  EXPECT_THAT(marked.en, HasSubstr("Line 3"));
  const DecodedText neither = DecodeText("a\n\xFF\xFF\n");
  EXPECT_FALSE(neither.ok);
  EXPECT_THAT(neither.en, HasSubstr("line 2"));
  EXPECT_FALSE(DecodeText("a\xB1").ok);  // ends in the middle of a character
  EXPECT_THAT(DecodeText("\xFF\xFE\x16\x7F").en, HasSubstr("UTF-16"));
}

TEST(TextEncoding, Utf8IsCheckedToTheLetter) {
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE7"}) {
    EXPECT_EQ(FindBadUtf8(bad), 0u) << testing::PrintToString(bad);
  }
  EXPECT_EQ(FindBadUtf8("a编𠮷\xED\x9F\xBF"), std::string_view::npos);
  EXPECT_EQ(FindBadUtf8("编\xFF"), 3u);
}

}  // namespace
}  // namespace heng::cli
