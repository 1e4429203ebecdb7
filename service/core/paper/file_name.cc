#include "service/core/paper/file_name.h"

#include "absl/strings/str_cat.h"
#include "scoring/text.h"

namespace heng::core {
namespace {

constexpr size_t kMaxPartBytes = 110;  // about 36 Chinese characters
constexpr size_t kMaxNameBytes = 240;  // file systems take 255; some programs add "(1)"

bool IsRefused(char32_t c) {
  constexpr std::u32string_view kRefused = U"/\\:*?\"<>|%\uFFFD\u061C\u2028\u2029\uFEFF";
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool direction = (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
  return control || direction || kRefused.find(c) != std::u32string_view::npos;
}

std::string Part(std::string_view text) {
  std::string part;
  bool refused = false;
  while (!text.empty()) {
    const scoring::CodePoint c = scoring::FirstCodePoint(text);
    const std::string_view bytes = text.substr(0, c.length);
    text.remove_prefix(c.length);
    if (part.size() + bytes.size() > kMaxPartBytes) break;
    // Several in a row are one "_".
    const bool bad = !c.valid || IsRefused(c.value);
    if (!bad) absl::StrAppend(&part, std::string(bytes));
    if (bad && !refused) part += '_';
    refused = bad;
  }
  // Windows drops blanks and dots at the end, and a dot at the beginning hides a file.
  const size_t first = part.find_first_not_of(" .-");
  if (first == std::string::npos) return "";
  return part.substr(first, part.find_last_not_of(" .") - first + 1);
}

}  // namespace

std::string FileNameOf(const std::vector<std::string>& parts, std::string_view extension) {
  std::string name;
  for (const std::string& given : parts) {
    const std::string part = Part(given);
    if (part.empty() || name.size() + part.size() + extension.size() + 1 > kMaxNameBytes) continue;
    absl::StrAppend(&name, name.empty() ? "" : "-", part);
  }
  return absl::StrCat(name.empty() ? "form" : name, std::string(extension));
}

}  // namespace heng::core
