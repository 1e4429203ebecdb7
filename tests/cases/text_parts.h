// Cutting lines into words and cells.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace heng::cases {

inline std::string_view Strip(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// What stands before and after the first `separator`, blanks around both taken off.
inline std::pair<std::string_view, std::string_view> SplitOnce(std::string_view text, char separator) {
  const size_t at = text.find(separator);
  if (at == std::string_view::npos) return {Strip(text), {}};
  return {Strip(text.substr(0, at)), Strip(text.substr(at + 1))};
}

inline std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t at = text.find(separator);
    parts.push_back(Strip(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// The words of a line; blanks of any number between them.
template <typename Strings>
Strings Words(std::string_view text) {
  Strings words;
  for (const std::string_view word : Split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

}  // namespace heng::cases
