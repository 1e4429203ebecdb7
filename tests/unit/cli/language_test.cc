#include "client/cli/language.h"

#include <gtest/gtest.h>

#include <map>

namespace heng::cli {
namespace {

Environment With(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(ChooseLanguage, ChineseUnlessSomethingSaysEnglish) {
  EXPECT_EQ(ChooseLanguage("", With({})), Language::kChinese);
  EXPECT_EQ(ChooseLanguage("", With({{"LANG", "C.UTF-8"}})), Language::kChinese);
  EXPECT_EQ(ChooseLanguage("", With({{"LANG", "en_US.UTF-8"}})), Language::kEnglish);
}

TEST(ChooseLanguage, FlagBeatsEnvironment) {
  EXPECT_EQ(ChooseLanguage("en", With({{"HENG_LANG", "zh"}})), Language::kEnglish);
  EXPECT_EQ(ChooseLanguage("zh", With({{"HENG_LANG", "en"}, {"LANG", "en_US"}})), Language::kChinese);
}

TEST(ChooseLanguage, HengLangBeatsTheLocale) {
  EXPECT_EQ(ChooseLanguage("", With({{"HENG_LANG", "zh"}, {"LANG", "en_US"}})), Language::kChinese);
  EXPECT_EQ(ChooseLanguage("", With({{"HENG_LANG", "fr"}, {"LANG", "en_US"}})), Language::kEnglish);
}

TEST(ChooseLanguage, FirstLocaleThatIsSetDecides) {
  EXPECT_EQ(ChooseLanguage("", With({{"LC_ALL", "zh_CN.UTF-8"}, {"LANG", "en_US"}})), Language::kChinese);
  EXPECT_EQ(ChooseLanguage("", With({{"LC_ALL", ""}, {"LC_MESSAGES", "en_GB"}, {"LANG", "zh_CN"}})),
            Language::kEnglish);
}

TEST(SayLocalized, FallsBackToTheOtherLanguage) {
  heng::v1::LocalizedText text;
  text.set_zh("中");
  EXPECT_EQ(Say(Language::kEnglish, text), "中");
  text.set_en("en");
  EXPECT_EQ(Say(Language::kEnglish, text), "en");
  EXPECT_EQ(Say(Language::kChinese, text), "中");
}

}  // namespace
}  // namespace heng::cli
