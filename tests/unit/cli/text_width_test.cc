#include "client/cli/text_width.h"

#include <gtest/gtest.h>

namespace heng::cli {
namespace {

TEST(DisplayWidth, ChineseTakesTwoColumns) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("残疾人"), 6);
  EXPECT_EQ(DisplayWidth("Ｊ：，"), 6) << "full-width signs";
  EXPECT_EQ(DisplayWidth("≥96次"), 5) << "ambiguous signs take one";
  EXPECT_EQ(DisplayWidth("é"), 1) << "a combining accent takes none";
  EXPECT_EQ(DisplayWidth("𠮷"), 2);
}

TEST(SafeText, ControlCharactersBecomeVisible) {
  EXPECT_EQ(SafeText("项目 ok ≥5"), "项目 ok ≥5");
  EXPECT_EQ(SafeText("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
  EXPECT_EQ(SafeText("a\r\n\tb\x7f"), "a\\r\\n\\tb\\x7f");
  EXPECT_EQ(SafeText("\xC2\x9B"), "\\x9b") << "C1 controls steer terminals too";
  EXPECT_EQ(SafeText("a\u202Eb\u200Bc\u2028"), "a\\u202eb\\u200bc\\u2028");
}

TEST(SafeText, BytesThatAreNoUtf8BecomeVisible) {
  EXPECT_EQ(SafeText("a\xFFz"), "a\\xffz");
  EXPECT_EQ(SafeText("\xE6\xAE"), "\\xe6\\xae");
}

TEST(SafeLines, KeepsLineBreaksAndIndents) { EXPECT_EQ(SafeLines("a\nb\x1b\n", "  "), "a\n  b\\x1b\n  "); }

TEST(Shorten, CutsAtTheWidth) {
  EXPECT_EQ(Shorten("残疾人就业", 10), "残疾人就业");
  EXPECT_EQ(Shorten("残疾人就业", 9), "残疾人就…");
  EXPECT_EQ(Shorten("残疾人就业", 8), "残疾人…") << "half a character is not shown";
  EXPECT_EQ(Shorten("abc", 1), "…");
}

}  // namespace
}  // namespace heng::cli
