#include <gtest/gtest.h>

#include "service/forms/xlsx/workbook.h"

namespace heng::forms {
namespace {

TEST(CellName, OfRowAndColumnAndBack) {
  const std::pair<CellAt, const char*> cases[] = {
      {{0, 0}, "A1"}, {{11, 5}, "F12"}, {{0, 25}, "Z1"}, {{8, 26}, "AA9"}, {{1'048'575, 16'383}, "XFD1048576"}};
  for (const auto& [at, name] : cases) {
    EXPECT_EQ(CellName(at), name);
    CellAt back;
    ASSERT_TRUE(ReadCellName(name, &back)) << name;
    EXPECT_EQ(back, at);
  }
}

TEST(CellName, WhatIsNone) {
  CellAt at;
  for (const char* name : {"", "A", "1", "A0", "a1", "A1B", "XFE1", "A1048577", "A01", "AAAAAAAAAAAAAAAA1", "$A$1"}) {
    EXPECT_FALSE(ReadCellName(name, &at)) << name;
  }
}

}  // namespace
}  // namespace heng::forms
