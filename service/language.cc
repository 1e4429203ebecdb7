#include "service/language.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace heng {

std::optional<std::string> ProcessEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Language ChooseLanguage(const Environment& environment) {
  const std::string wanted = environment("HENG_LANG").value_or("");
  if (wanted == "zh") return Language::kChinese;
  if (wanted == "en") return Language::kEnglish;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = environment(name).value_or("");
    if (!value.empty()) return value.starts_with("en") ? Language::kEnglish : Language::kChinese;
  }
  return Language::kChinese;
}

std::optional<Text> LanguageProblem(const Environment& environment) {
  const std::string wanted = environment("HENG_LANG").value_or("");
  if (wanted.empty() || wanted == "zh" || wanted == "en") return std::nullopt;
  return Text{absl::StrCat("没有语言 \"", wanted, "\"；请写 zh 或 en"),
              absl::StrCat("there is no language \"", wanted, "\"; write zh or en")};
}

}  // namespace heng
