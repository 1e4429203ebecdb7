#include "client/cli/language.h"

#include <cstdlib>

namespace heng::cli {

std::optional<std::string> ProcessEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<Language> ParseLanguage(std::string_view text) {
  if (text == "zh") return Language::kChinese;
  if (text == "en") return Language::kEnglish;
  return std::nullopt;
}

Language ChooseLanguage(std::string_view flag, const Environment& environment) {
  if (const auto language = ParseLanguage(flag)) return *language;
  if (const auto language = ParseLanguage(environment("HENG_LANG").value_or(""))) return *language;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = environment(name).value_or("");
    if (!value.empty()) return value.starts_with("en") ? Language::kEnglish : Language::kChinese;
  }
  return Language::kChinese;
}

std::string Say(Language language, const heng::v1::LocalizedText& text) {
  const std::string& wanted = language == Language::kChinese ? text.zh() : text.en();
  if (!wanted.empty()) return wanted;
  return language == Language::kChinese ? text.en() : text.zh();
}

}  // namespace heng::cli
