// Phrases made ready, and folding that leaves texts where they are.
#include "scoring/phrases.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "scoring/text.h"
#include "scoring/value.h"

namespace heng::scoring {
namespace {

using heng::v1::BandPhrase;

heng::v1::Phrases Phrases() {
  heng::v1::Phrases phrases;
  const auto band = [&](const char* text, int number, BandPhrase::Match match) {
    auto* phrase = phrases.add_bands();
    phrase->set_text(text);
    phrase->set_band(number);
    phrase->set_match(match);
  };
  band("完成", 1, BandPhrase::WHOLE);
  band("未", 2, BandPhrase::PREFIX);
  band("未完成", 3, BandPhrase::PREFIX);
  phrases.add_missing("／");
  phrases.add_increase_prefixes("提");
  phrases.add_increase_prefixes("提高");
  return phrases;
}

TEST(ValuePhrasesTest, TheLongestBandPhraseThatFitsDecides) {
  const ValuePhrases phrases(Phrases());
  EXPECT_EQ(phrases.FindBand("完成"), 1);
  EXPECT_EQ(phrases.FindBand("完成了"), 0);
  EXPECT_EQ(phrases.FindBand("未开展"), 2);
  EXPECT_EQ(phrases.FindBand("未完成任务"), 3);
  EXPECT_EQ(phrases.FindBand("尚未完成"), 0);
  EXPECT_EQ(phrases.FindBand(""), 0);
}

TEST(ValuePhrasesTest, MissingPhrasesAreSpelledLikeCells) {
  const ValuePhrases phrases(Phrases());
  EXPECT_TRUE(phrases.IsMissing("/"));
  EXPECT_TRUE(phrases.IsMissing(""));
  EXPECT_FALSE(phrases.IsMissing("//"));
}

TEST(ValuePhrasesTest, TheLongestIncreasePrefixIsCut) {
  const ValuePhrases phrases(Phrases());
  EXPECT_EQ(phrases.IncreasePrefix("提高10%"), std::string("提高").size());
  EXPECT_EQ(phrases.IncreasePrefix("提10%"), std::string("提").size());
  EXPECT_EQ(phrases.IncreasePrefix("10%"), 0U);
}

TEST(ValuePhrasesTest, EqualWhereTheyReadAlike) {
  heng::v1::Phrases other = Phrases();
  other.add_savings("节约");  // says nothing of values
  EXPECT_EQ(ValuePhrases(Phrases()), ValuePhrases(other));
  other.add_missing("无");
  EXPECT_NE(ValuePhrases(Phrases()), ValuePhrases(other));
}

std::string FirstIn(const std::vector<std::string>& phrases, const std::string& text) {
  const PhraseSearch search(phrases);
  const std::string* found = search.FirstIn(text);
  return found == nullptr ? "-" : *found;
}

TEST(PhraseSearchTest, FindsTheFirstOfTheListWhereverItStands) {
  EXPECT_EQ(FirstIn({"节约", "尾款"}, "尾款未付，已节约"), "节约");
  EXPECT_EQ(FirstIn({"节约", "尾款"}, "尾款未付"), "尾款");
  EXPECT_EQ(FirstIn({"节约", "尾款"}, "节省"), "-");
  EXPECT_EQ(FirstIn({"节约"}, "节"), "-");
  EXPECT_EQ(FirstIn({"节约"}, ""), "-");
  EXPECT_EQ(FirstIn({}, "节约"), "-");
}

TEST(PhraseSearchTest, PhrasesOfOneByteAndBrokenTexts) {
  EXPECT_EQ(FirstIn({"_", "节约"}, "a_"), "_");
  EXPECT_EQ(FirstIn({"节约"}, "\xE8\xE8节约"), "节约");
  EXPECT_EQ(FirstIn({"XXX"}, "\xE8XXX"), "XXX");
}

RC_GTEST_PROP(PhraseSearchTest, AgreesWithFind, ()) {
  const auto pieces = rc::gen::elementOf(std::vector<std::string>{"节", "约", "省", "X", "_", "\xE8", "，", " "});
  const auto text = [&](int most) {
    std::string joined;
    for (int i = *rc::gen::inRange(0, most); i > 0; --i) joined += *pieces;
    return joined;
  };
  const std::vector<std::string> phrases = {"节约", "省X", "__", "约省节"};
  const std::string searched = text(30);
  std::string expected = "-";
  for (auto it = phrases.rbegin(); it != phrases.rend(); ++it) {
    if (searched.find(*it) != std::string::npos) expected = *it;
  }
  RC_ASSERT(FirstIn(phrases, searched) == expected);
}

// ---- folding without copies ----

TEST(FoldTest, WhatIsSpelledRightStaysWhereItIs) {
  TextPool pool;
  for (const std::string text : {"≥42万人", "=100%", "达成预期指标", "有所提高", "22年12月31日", ""}) {
    const FoldedText folded = Fold(text, pool);
    EXPECT_EQ(folded.glyphs.data(), text.data()) << text;
    EXPECT_EQ(folded.text.data(), text.data()) << text;
    EXPECT_FALSE(folded.has_comparison) << text;
  }
  const std::string blanks = "  5 次 ";
  EXPECT_EQ(Fold(blanks, pool).text, "5 次");
  EXPECT_EQ(Fold(blanks, pool).text.data(), blanks.data() + 2);
}

TEST(FoldTest, TheRestIsSpelledAnew) {
  TextPool pool;
  EXPECT_EQ(Fold("1,234,567元", pool).text, "1234567元");
  EXPECT_EQ(Fold("不低于5次", pool).text, "≥5次");
  EXPECT_EQ(Fold("5<=6", pool).text, "5≤6");
  EXPECT_EQ(Fold("５　次", pool).text, "5 次");
  EXPECT_EQ(Fold("a\tb", pool).text, "a b");
  EXPECT_EQ(Fold("不低于5次", pool).glyphs, "不低于5次");
  EXPECT_TRUE(Fold("1,234元", pool).has_comparison);
}

RC_GTEST_PROP(FoldTest, TheSameAsTheCopies, ()) {
  const auto pieces =
      rc::gen::elementOf(std::vector<std::string>{"≥",      "≤",  ">",    "＝", "=",  "1", "234", ",",  "，",   ".",
                                                  "不低于", "不", "低于", "次", "％", " ", "　",  "\t", "\xE8", "㎡"});
  std::string text;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) text += *pieces;
  TextPool pool;
  const FoldedText folded = Fold(text, pool);
  RC_ASSERT(folded.glyphs == FoldGlyphs(text));
  RC_ASSERT(folded.text == FoldText(text));
  RC_ASSERT(FoldGlyphs(text, pool) == FoldGlyphs(text));
  if (folded.has_comparison) return;
  for (size_t size = 0; size <= folded.glyphs.size(); ++size) {
    RC_ASSERT(FoldComparisons(folded.glyphs.substr(0, size)) == folded.glyphs.substr(0, size));
  }
}

}  // namespace
}  // namespace heng::scoring
