#include "client/cli/table.h"

#include <gtest/gtest.h>

namespace heng::cli {
namespace {

Table Sample() {
  Table table({{"项目", Align::kLeft, true}, {"得分", Align::kRight}, {"等级"}, {"执行得分", Align::kRight}});
  table.AddRow({"J残疾人就业保障金", "100.00", "优", "10"});
  table.AddRow({"社保大楼维护、安全及运行费", "95.00", "优", "8.76"});
  return table;
}

TEST(Table, ChineseColumnsLineUp) {
  EXPECT_EQ(Sample().Render(),
            "项目                          得分  等级  执行得分\n"
            "J残疾人就业保障金           100.00  优          10\n"
            "社保大楼维护、安全及运行费   95.00  优        8.76\n");
}

TEST(Table, NothingIsCutWithoutATerminalOrOnAWideOne) {
  EXPECT_EQ(Sample().Render(0), Sample().Render(50));
  EXPECT_NE(Sample().Render(0), Sample().Render(49));
}

TEST(Table, NarrowTerminalShortensTheNameOnly) {
  EXPECT_EQ(Sample().Render(40),
            "项目                得分  等级  执行得分\n"
            "J残疾人就业保障…  100.00  优          10\n"
            "社保大楼维护、…    95.00  优        8.76\n");
}

TEST(Table, VeryNarrowTerminalStillShowsEveryColumn) {
  EXPECT_EQ(Sample().Render(5),
            "项目        得分  等级  执行得分\n"
            "J残疾人…  100.00  优          10\n"
            "社保大…    95.00  优        8.76\n");
}

TEST(Table, WithoutTitlesThereIsNoTitleLine) {
  Table table({{""}, {""}});
  table.AddRow({"名称", "x"});
  table.AddRow({"State", "y"});
  EXPECT_EQ(table.Render(), "名称   x\nState  y\n");
}

TEST(Table, CellsAreMadeSafe) {
  Table table({{"项目"}, {"得分", Align::kRight}});
  table.AddRow({"a\n\x1b[2J", "1"});
  EXPECT_EQ(table.Render(), "项目        得分\na\\n\\x1b[2J     1\n");
}

}  // namespace
}  // namespace heng::cli
