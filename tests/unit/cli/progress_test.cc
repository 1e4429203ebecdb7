// How far a long command is: a bar on a terminal, plain lines elsewhere; the time is the test's.
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/console.h"
#include "client/cli/grade_moves.h"

namespace heng::cli {
namespace {

class ProgressTest : public ::testing::Test {
 protected:
  Console ConsoleOf(bool terminal, Language language = Language::kEnglish, int width = 80) {
    return {.in = in_, .out = out_, .err = err_, .language = language, .width = width, .err_is_terminal = terminal};
  }
  CountProgress::Clock Clock() {
    return [this] { return now_; };
  }
  std::string Taken() {
    std::string text = err_.str();
    err_.str("");
    return text;
  }

  std::istringstream in_;
  std::ostringstream out_, err_;
  absl::Time now_ = absl::UnixEpoch();
};

TEST_F(ProgressTest, ABarThatIsRewritten) {
  const Console console = ConsoleOf(true);
  CountProgress progress(console, "imported ", Clock());
  progress.Show(0, 400);
  EXPECT_EQ(Taken(), "\r\x1b[Kimported [" + std::string(40, '-') + "] 0/400  0%");
  now_ += absl::Milliseconds(50);
  progress.Show(10, 400);
  EXPECT_EQ(Taken(), "") << "ten times a second is enough";
  now_ += absl::Seconds(10);
  progress.Show(100, 400);
  EXPECT_EQ(Taken(), "\r\x1b[Kimported [#########" + std::string(28, '-') + "] 100/400  25%  10/s  left 0:30");
  progress.Show(400, 400);
  EXPECT_EQ(Taken().substr(0, 20), "\r\x1b[Kimported [######");
  progress.Clear();
  EXPECT_EQ(Taken(), "\r\x1b[K");
  progress.Clear();
  EXPECT_EQ(Taken(), "");
}

TEST_F(ProgressTest, InChineseAndWithoutRoomOrEnd) {
  const Console narrow = ConsoleOf(true, Language::kChinese, 30);
  CountProgress progress(narrow, "已导入 ", Clock());
  progress.Show(5, 10);
  EXPECT_EQ(Taken(), "\r\x1b[K已导入 [####-----] 5/10  50%");
  now_ += absl::Seconds(3700);
  progress.Show(6, 100000);
  EXPECT_LE(Taken().size(), 60u) << "one line, whatever it takes";
  now_ += absl::Seconds(1);
  progress.Show(12, 0);
  EXPECT_EQ(Taken(), "\r\x1b[K已导入 12  0/秒");
}

TEST_F(ProgressTest, PlainLinesNowAndThen) {
  const Console console = ConsoleOf(false);
  CountProgress progress(console, "imported ", Clock());
  progress.Show(0, 1000);
  now_ += absl::Seconds(1);
  progress.Show(100, 1000);
  EXPECT_EQ(Taken(), "") << "a short command says nothing";
  now_ += absl::Seconds(1);
  progress.Show(150, 1000);
  EXPECT_EQ(Taken(), "imported 150/1000  15%  75/s  left 0:11\n");
  now_ += absl::Seconds(3);
  progress.Show(180, 1000);
  EXPECT_EQ(Taken(), "");
  now_ += absl::Seconds(7);
  progress.Show(190, 1000);
  EXPECT_EQ(Taken(), "imported 190/1000  19%  15/s  left 0:51\n");
  progress.Clear();
  EXPECT_EQ(Taken(), "");
}

TEST_F(ProgressTest, WhatWasLeftOutTookNoTime) {
  const Console console = ConsoleOf(false);
  CountProgress progress(console, "imported ", Clock());
  progress.Show(900, 1000);
  now_ += absl::Seconds(10);
  progress.Show(950, 1000);
  EXPECT_EQ(Taken(), "imported 950/1000  95%  5/s  left 0:10\n");
}

TEST_F(ProgressTest, QuietSaysNothing) {
  Console console = ConsoleOf(true);
  console.quiet = true;
  CountProgress progress(console, "imported ", Clock());
  now_ += absl::Hours(1);
  progress.Show(1, 2);
  EXPECT_EQ(Taken(), "");
}

TEST_F(ProgressTest, GradesFromAndTo) {
  GradeMoves moves;
  moves.Add(heng::v1::EXCELLENT, heng::v1::EXCELLENT, 5);
  moves.Add(heng::v1::EXCELLENT, heng::v1::GOOD, 2);
  moves.Add(heng::v1::GRADE_UNSPECIFIED, heng::v1::POOR);
  EXPECT_EQ(moves.Forms(), 8);
  EXPECT_EQ(moves.Changed(), 3);
  const Console console = ConsoleOf(false, Language::kEnglish, 0);
  EXPECT_EQ(moves.Sentence(console, 4),
            "Forms: 8; total changes: 4, grade changes: 3 (none→Poor 1, Excellent→Good 2).\n");
  EXPECT_EQ(moves.Json(4),
            "{\"summary\":{\"forms\":8,\"totalChanged\":4,\"gradeChanged\":3,\"moves\":["
            "{\"old\":\"GRADE_UNSPECIFIED\",\"new\":\"POOR\",\"forms\":1},"
            "{\"old\":\"EXCELLENT\",\"new\":\"EXCELLENT\",\"forms\":5},"
            "{\"old\":\"EXCELLENT\",\"new\":\"GOOD\",\"forms\":2}]");
  const std::string table = moves.Render(console);
  EXPECT_NE(table.find("Excellent"), std::string::npos) << table;
  EXPECT_NE(table.find("sum"), std::string::npos) << table;
}

}  // namespace
}  // namespace heng::cli
