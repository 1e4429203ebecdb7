#include "service/forms/pdf_flow.h"

#include <gtest/gtest.h>

namespace heng::forms {
namespace {

// Rows ten high with two of padding above and below, a sheet of a hundred.
class FlowTest : public ::testing::Test {
 protected:
  FlowTest() {
    flow_.padding = 2;
    flow_.height = 100;
    flow_.max_sheets = 20;
  }
  void Rows(int count) { flow_.rows.resize(flow_.rows.size() + static_cast<size_t>(count), {.min_height = 10}); }
  void Cell(int row, int rows, int lines, bool repeat = false) {
    FlowCell cell{.row = row, .rows = rows, .lines = {}, .repeat = repeat};
    cell.lines.assign(static_cast<size_t>(lines), 6.0);
    flow_.cells.push_back(cell);
  }
  std::vector<Sheet> Run() {
    auto sheets = FlowOver(flow_);
    EXPECT_TRUE(sheets.ok()) << sheets.status();
    std::vector<Sheet> out = sheets.ok() ? *std::move(sheets) : std::vector<Sheet>();
    for (const Sheet& sheet : out) {
      for (const Piece& piece : sheet) EXPECT_LE(piece.top + piece.height, flow_.height + 0.1);
    }
    return out;
  }
  // The piece of a cell on a sheet; a piece of height 0 where there is none.
  static Piece Of(const Sheet& sheet, int cell) {
    for (const Piece& piece : sheet) {
      if (piece.cell == cell) return piece;
    }
    return {};
  }

  Flow flow_;
};

TEST_F(FlowTest, RowsAreAsHighAsTheirTexts) {
  Rows(2);
  Cell(0, 1, 1);
  Cell(1, 1, 5);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 1u);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 0).height, 10);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 1).top, 10);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 1).height, 34);
}

TEST_F(FlowTest, AMergedCellGivesItsMissingHeightToItsLastRow) {
  Rows(3);
  Cell(0, 3, 10);
  Cell(0, 1, 1);
  Cell(2, 1, 1);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 1u);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 0).height, 64);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 1).height, 10);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 2).height, 44);
}

TEST_F(FlowTest, ARowThatFitsOnASheetIsNotDivided) {
  Rows(3);
  Cell(0, 1, 10);
  Cell(1, 1, 10);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 2u);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 1).height, 0);
  EXPECT_EQ(Of(sheets[1], 1).end_line, 10);
}

TEST_F(FlowTest, ARowHigherThanASheetGoesOn) {
  Rows(2);
  Cell(0, 1, 1);
  Cell(1, 1, 40);
  Cell(1, 1, 1, true);
  Cell(1, 1, 1, false);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 3u);
  int line = 0;
  for (const Sheet& sheet : sheets) {
    const Piece piece = Of(sheet, 1);
    EXPECT_EQ(piece.first_line, line);
    EXPECT_GT(piece.end_line, line);
    line = piece.end_line;
    // The label stands again beside it, another text does not.
    EXPECT_EQ(Of(sheet, 2).end_line - Of(sheet, 2).first_line, 1);
  }
  EXPECT_EQ(line, 40);
  EXPECT_EQ(Of(sheets[1], 3).first_line, Of(sheets[1], 3).end_line);
}

TEST_F(FlowTest, HeadersAreRepeatedWhereTheirRowsGoOn) {
  Rows(30);
  flow_.rows[0].header = true;
  flow_.headers = {{.first = 0, .body = 1, .end = 25}};
  for (int row = 0; row < 30; ++row) Cell(row, 1, 1);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 4u);
  for (const size_t with : {size_t{0}, size_t{1}, size_t{2}}) {
    EXPECT_EQ(Of(sheets[with], 0).end_line, 1) << with;
    EXPECT_EQ(Of(sheets[with], 0).first_line, 0) << with;
  }
  EXPECT_DOUBLE_EQ(Of(sheets[3], 0).height, 0) << "row 28 is not headed";
}

TEST_F(FlowTest, ALabelReachingFromTheHeaderDownStandsOnEverySheet) {
  Rows(20);
  flow_.rows[0].header = true;
  flow_.headers = {{.first = 0, .body = 1, .end = 20}};
  Cell(0, 20, 3, true);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 3u);
  for (const Sheet& sheet : sheets) {
    EXPECT_DOUBLE_EQ(Of(sheet, 0).top, 0);
    EXPECT_EQ(Of(sheet, 0).end_line - Of(sheet, 0).first_line, 3);
  }
}

TEST_F(FlowTest, AMergedCellIsDividedBetweenRows) {
  Rows(12);
  Cell(0, 12, 18);       // goes on
  Cell(5, 7, 2, true);   // stands on both
  Cell(5, 7, 1, false);  // stands once: a score of several rows is one score
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 2u);
  EXPECT_EQ(Of(sheets[0], 0).end_line, 16);
  EXPECT_EQ(Of(sheets[1], 0).first_line, 16);
  EXPECT_EQ(Of(sheets[1], 0).end_line, 18);
  for (const Sheet& sheet : sheets) EXPECT_EQ(Of(sheet, 1).end_line - Of(sheet, 1).first_line, 2);
  EXPECT_EQ(Of(sheets[0], 2).end_line - Of(sheets[0], 2).first_line, 1);
  EXPECT_EQ(Of(sheets[1], 2).end_line - Of(sheets[1], 2).first_line, 0);
}

TEST_F(FlowTest, ABreakIsNotBelowAHeaderNorAboveASignature) {
  Rows(11);
  flow_.rows[9].header = true;
  flow_.headers = {{.first = 9, .body = 10, .end = 11}};
  for (int row = 0; row < 11; ++row) Cell(row, 1, 1);
  auto sheets = Run();
  ASSERT_EQ(sheets.size(), 2u);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 9).height, 0) << "the header goes with the row below it";
  EXPECT_DOUBLE_EQ(Of(sheets[1], 9).top, 0);

  flow_.rows[9].header = false;
  flow_.headers.clear();
  flow_.rows[10].tail = true;
  sheets = Run();
  ASSERT_EQ(sheets.size(), 2u);
  EXPECT_DOUBLE_EQ(Of(sheets[1], 9).top, 0) << "the last row goes with the signature";
  EXPECT_DOUBLE_EQ(Of(sheets[1], 10).top, 10);
}

TEST_F(FlowTest, TheRowBelowAListGoesWithItsLastRow) {
  Rows(12);
  flow_.rows[0].header = true;
  flow_.headers = {{.first = 0, .body = 1, .end = 10}};
  for (int row = 0; row < 12; ++row) Cell(row, 1, 1);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 2u);
  EXPECT_EQ(Of(sheets[1], 0).end_line, 1) << "the header again";
  EXPECT_DOUBLE_EQ(Of(sheets[1], 9).top, 10);
  EXPECT_DOUBLE_EQ(Of(sheets[1], 10).top, 20);
}

TEST_F(FlowTest, ALabelIsNotBegunWhereItHasNoRoom) {
  Rows(12);
  Cell(9, 3, 3, true);
  const auto sheets = Run();
  ASSERT_EQ(sheets.size(), 2u);
  EXPECT_DOUBLE_EQ(Of(sheets[0], 0).height, 0);
  EXPECT_EQ(Of(sheets[1], 0).end_line, 3);
}

TEST_F(FlowTest, TooManySheets) {
  Rows(1);
  Cell(0, 1, 10'000);
  EXPECT_EQ(FlowOver(flow_).status().code(), absl::StatusCode::kResourceExhausted);
}

// Lines higher than a sheet can't be printed; they end the work instead of going on for ever.
TEST_F(FlowTest, ALineHigherThanASheetEnds) {
  Rows(1);
  Cell(0, 1, 1);
  flow_.cells[0].lines[0] = 200;
  EXPECT_FALSE(FlowOver(flow_).ok());
}

}  // namespace
}  // namespace heng::forms
