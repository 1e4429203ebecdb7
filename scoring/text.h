// The text of a cell: UTF-8 that may be broken, spelled with full-width and look-alike glyphs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heng::scoring {

struct CodePoint {
  char32_t value = 0;  // U+FFFD for a byte that is not UTF-8
  size_t length = 0;   // bytes; 0 only at the end of the text
  bool valid = true;
};

// The first code point of `text`. A byte that is not UTF-8 counts as one code point.
CodePoint FirstCodePoint(std::string_view text);

bool IsValidUtf8(std::string_view text);
size_t CountCodePoints(std::string_view text);

// `text` for a message: the first 40 code points (then "…"), control characters as blanks, broken bytes as U+FFFD.
std::string Excerpt(std::string_view text);

// Glyph by glyph to one spelling: full-width to ASCII, ≧ to ≥, ═ to =, every blank to U+0020; outer blanks away.
// Other code points (㎡ among them) and broken bytes stay as they are.
std::string FoldGlyphs(std::string_view text);

// Bytes of `folded` (a result of FoldGlyphs) that `phrase` covers at its beginning, the phrase's own glyphs folded on
// the way; 0: it does not begin with it.
size_t MatchPhrase(std::string_view folded, std::string_view phrase);

// Words and glyph pairs for comparisons to one sign (不低于 and >= to ≥), and thousands separators away. Takes a result
// of FoldGlyphs.
std::string FoldComparisons(std::string_view folded);

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool HasDigit(std::string_view text);

// A place in a text that is read from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  bool AtEnd() const { return rest_.empty(); }
  bool AtDigit() const { return !rest_.empty() && IsDigit(rest_.front()); }
  // Takes `literal` if it comes next.
  bool Take(std::string_view literal);
  // Takes the first of `literals` that comes next.
  template <typename Literals>
  bool TakeAny(const Literals& literals) {
    for (const std::string_view literal : literals) {
      if (Take(literal)) return true;
    }
    return false;
  }
  std::string_view TakeDigits();
  std::string_view TakeBytes(size_t count);
  void SkipBlanks();

 private:
  std::string_view rest_;
};

}  // namespace heng::scoring
