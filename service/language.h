// Which language the people who run hengd read. Chinese unless something says English.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace heng {

enum class Language { kChinese, kEnglish };

// A sentence in both languages.
struct Text {
  std::string zh, en;
};

inline const std::string& Say(Language language, const Text& text) {
  return language == Language::kChinese ? text.zh : text.en;
}

// Value of an environment variable; nullopt: not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> ProcessEnvironment(const char* name);

// HENG_LANG ("zh" or "en"), else the first of LC_ALL, LC_MESSAGES, LANG that is set, as heng does.
Language ChooseLanguage(const Environment& environment);

// What is wrong with HENG_LANG; nullopt: nothing, or it is not set.
std::optional<Text> LanguageProblem(const Environment& environment);

}  // namespace heng
