#include "client/cli/text_width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <cstdio>

namespace heng::cli {
namespace {

// One character of a text: its bytes and code point, negative where the byte is no UTF-8.
struct Character {
  std::string_view bytes;
  UChar32 code_point;
};

Character Next(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size() < 4 ? text.size() : 4);
  int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT(bytes, at, length, c);
  if (c < 0) return {text.substr(0, 1), c};
  return {text.substr(0, static_cast<std::size_t>(at)), c};
}

bool IsUnsafe(UChar32 c) {
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
      return true;
    default:
      return false;
  }
}

std::string Escaped(const Character& character) {
  char buffer[16];
  const UChar32 c = character.code_point;
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c == '\r') return "\\r";
  if (c < 0) {
    std::snprintf(buffer, sizeof(buffer), "\\x%02x", static_cast<unsigned char>(character.bytes[0]));
  } else if (c < 0x100) {
    std::snprintf(buffer, sizeof(buffer), "\\x%02x", static_cast<unsigned>(c));
  } else {
    std::snprintf(buffer, sizeof(buffer), "\\u%04x", static_cast<unsigned>(c));
  }
  return buffer;
}

int WidthOf(UChar32 c) {
  const int8_t type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string SafeText(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Character character = Next(text);
    if (character.code_point < 0 || IsUnsafe(character.code_point)) {
      safe += Escaped(character);
    } else {
      safe += character.bytes;
    }
    text.remove_prefix(character.bytes.size());
  }
  return safe;
}

std::string SafeLines(std::string_view text, std::string_view indent) {
  std::string safe;
  while (true) {
    const std::size_t end = text.find('\n');
    safe += SafeText(text.substr(0, end));
    if (end == std::string_view::npos) return safe;
    safe += '\n';
    safe += indent;
    text.remove_prefix(end + 1);
  }
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = Next(text);
    width += WidthOf(character.code_point);
    text.remove_prefix(character.bytes.size());
  }
  return width;
}

std::string Shorten(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut;
  int used = 1;  // the …
  while (!text.empty()) {
    const Character character = Next(text);
    used += WidthOf(character.code_point);
    if (used > width) break;
    cut += character.bytes;
    text.remove_prefix(character.bytes.size());
  }
  return cut + "…";
}

}  // namespace heng::cli
