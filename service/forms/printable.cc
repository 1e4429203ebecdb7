#include "service/forms/printable.h"

#include <unicode/utf8.h>

namespace heng::forms {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool Unseen(UChar32 c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool direction =
      (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
  const bool no_character = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
  const bool tag = c >= 0xE0000 && c <= 0xE007F;
  return control || direction || no_character || tag;
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (c == '\r') {
      if (at < text.size() && text[at] == '\n') ++at;
      out += '\n';
    } else if (c == '\n' || c == 0x2028 || c == 0x2029) {
      out += '\n';
    } else if (c == '\t') {
      out += ' ';
    } else if (c < 0 || Unseen(c)) {
      out += kReplacement;
    } else {
      out.append(text, start, at - start);
    }
  }
  return out;
}

}  // namespace heng::forms
