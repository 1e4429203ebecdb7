#include "service/forms/xlsx/rich_text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "scoring/text.h"

namespace heng::forms::xlsx {
namespace {

constexpr size_t kEscape = 7;  // _xHHHH_

// The UTF-16 unit of an escape at the beginning of `text`.
std::optional<uint32_t> EscapeAt(std::string_view text) {
  if (text.size() < kEscape || text[0] != '_' || text[1] != 'x' || text[6] != '_') return std::nullopt;
  uint32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return std::nullopt;
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    unit = unit * 16 + static_cast<uint32_t>(lower <= '9' ? lower - '0' : lower - 'a' + 10);
  }
  return unit;
}

bool IsText(uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0x7F && (c < 0xD800 || c > 0xDFFF) && c < 0xFFFE;
}

// Decodes the escape at the beginning of `text` (two of them for a pair of surrogates); 0: there is none.
size_t DecodeOne(std::string_view text, std::string* to) {
  const std::optional<uint32_t> unit = EscapeAt(text);
  if (!unit.has_value()) return 0;
  if (IsText(*unit)) {
    scoring::AppendUtf8(*unit, to);
    return kEscape;
  }
  if (*unit < 0xD800 || *unit > 0xDBFF) return 0;
  const std::optional<uint32_t> low = EscapeAt(text.substr(kEscape));
  if (!low.has_value() || *low < 0xDC00 || *low > 0xDFFF) return 0;
  scoring::AppendUtf8(0x10000 + ((*unit & 0x3FF) << 10) + (*low & 0x3FF), to);
  return 2 * kEscape;
}

}  // namespace

void DecodeEscapes(std::string* text, size_t begin) {
  size_t at = text->find("_x", begin);
  if (at == std::string::npos) return;
  std::string decoded = text->substr(0, at);
  while (at < text->size()) {
    const size_t taken = DecodeOne(std::string_view(*text).substr(at), &decoded);
    if (taken == 0) decoded.push_back((*text)[at]);
    const size_t next = at + (taken == 0 ? 1 : taken);
    at = text->find("_x", next);
    if (at == std::string::npos) at = text->size();
    decoded.append(*text, next, at - next);
  }
  *text = std::move(decoded);
}

}  // namespace heng::forms::xlsx
