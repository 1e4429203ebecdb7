#include "scoring/text.h"

#include <string>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

namespace heng::scoring {
namespace {

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("≥96次"), 4u);
  EXPECT_EQ(CountCodePoints("𠮷a"), 2u);
  EXPECT_EQ(CountCodePoints("\xFF\xFE"), 2u);
}

TEST(Utf8, KnowsBrokenText) {
  for (const std::string text : {"", "abc", "预算", "𠮷", "\xEF\xBF\xBD"}) EXPECT_TRUE(IsValidUtf8(text)) << text;
  for (const std::string text : {"\x80", "\xC0\x80", "\xE9\xA2", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                 "\xF8\x88\x80\x80\x80", "预\xE7", "\xE0\x80\x80", "\xF0\x80\x80\x80"}) {
    EXPECT_FALSE(IsValidUtf8(text)) << testing::PrintToString(text);
  }
}

TEST(Excerpt, IsShortAndSafe) {
  EXPECT_EQ(Excerpt("≥96次"), "≥96次");
  EXPECT_EQ(Excerpt("a\nb\x7F"
                    "c\xC2\x85"),
            "a b c ");
  EXPECT_EQ(Excerpt("a\xFF"), "a\uFFFD");
  std::string forty;
  for (int i = 0; i < 40; ++i) forty += "字";
  EXPECT_EQ(Excerpt(forty), forty);
  EXPECT_EQ(Excerpt(forty + "字"), forty + "…");
}

RC_GTEST_PROP(TextProperty, ExcerptIsAlwaysValidUtf8, (const std::string& text)) {
  RC_ASSERT(IsValidUtf8(Excerpt(text)));
  RC_ASSERT(CountCodePoints(Excerpt(text)) <= 41u);
}

RC_GTEST_PROP(TextProperty, FoldedGlyphsFoldToThemselves, (const std::string& text)) {
  const std::string folded = FoldGlyphs(text);
  RC_ASSERT(FoldGlyphs(folded) == folded);
}

}  // namespace
}  // namespace heng::scoring
