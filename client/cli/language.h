// Which language the user reads. Chinese unless something says English.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "heng/v1/score.pb.h"

namespace heng::cli {

enum class Language { kChinese, kEnglish };

using Environment = std::function<std::optional<std::string>(const char* name)>;
// The environment of this process.
std::optional<std::string> ProcessEnvironment(const char* name);

// "zh" or "en"; nullopt: neither.
std::optional<Language> ParseLanguage(std::string_view text);

// `flag` (--lang, empty: not given), else HENG_LANG, else the first of LC_ALL, LC_MESSAGES, LANG that is set.
Language ChooseLanguage(std::string_view flag, const Environment& environment);

inline const char* Say(Language language, const char* zh, const char* en) {
  return language == Language::kChinese ? zh : en;
}
// The text in `language`, or in the other one where it is missing.
std::string Say(Language language, const heng::v1::LocalizedText& text);

}  // namespace heng::cli
