// The text of a cell: UTF-8 that may be broken, spelled with full-width and look-alike glyphs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <utility>

namespace heng::scoring {

struct CodePoint {
  char32_t value = 0;  // U+FFFD for a byte that is not UTF-8
  size_t length = 0;   // bytes; 0 only at the end of the text
  bool valid = true;
};

// The code point of a text that begins with neither ASCII nor a common Chinese character.
CodePoint OtherCodePoint(std::string_view text);

inline uint32_t ByteAt(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }

// True at the common Chinese characters (U+4000 to U+9FFF), three bytes each: forms consist of them, nothing folds
// them.
inline bool AtCommonChinese(std::string_view text) {
  return text.size() >= 3 && ByteAt(text, 0) >= 0xE4 && ByteAt(text, 0) <= 0xE9 && (ByteAt(text, 1) & 0xC0) == 0x80 &&
         (ByteAt(text, 2) & 0xC0) == 0x80;
}

// The first code point of `text`. A byte that is not UTF-8 counts as one code point.
inline CodePoint FirstCodePoint(std::string_view text) {
  if (text.empty()) return {0, 0, true};
  if (ByteAt(text, 0) < 0x80) return {static_cast<char32_t>(ByteAt(text, 0)), 1, true};
  if (!AtCommonChinese(text)) return OtherCodePoint(text);
  const uint32_t value = (ByteAt(text, 0) & 0x0F) << 12 | (ByteAt(text, 1) & 0x3F) << 6 | (ByteAt(text, 2) & 0x3F);
  return {static_cast<char32_t>(value), 3, true};
}

bool IsValidUtf8(std::string_view text);
// Pre: a code point that is no surrogate.
void AppendUtf8(char32_t code, std::string* text);
size_t CountCodePoints(std::string_view text);

// `text` for a message: the first 40 code points (then "…"), control characters as blanks, broken bytes as U+FFFD.
std::string Excerpt(std::string_view text);

// Glyph by glyph to one spelling: full-width to ASCII, ≧ to ≥, ═ to =, every blank to U+0020; outer blanks away.
// Other code points (㎡ among them) and broken bytes stay as they are.
std::string FoldGlyphs(std::string_view text);

// Words and glyph pairs for comparisons to one sign (不低于 and >= to ≥), and thousands separators away. Takes a result
// of FoldGlyphs.
std::string FoldComparisons(std::string_view folded);

// Texts that had to be spelled anew while a form is read. They stay where they are as long as the pool lives.
class TextPool {
 public:
  std::string_view Keep(std::string text) { return texts_.emplace_front(std::move(text)); }

 private:
  std::forward_list<std::string> texts_;
};

// A text in the spellings it is read and compared in. Most cells are spelled so already: then these are views of the
// text itself, else of the pool.
struct FoldedText {
  std::string_view glyphs;      // FoldGlyphs
  std::string_view text;        // FoldComparisons of that
  bool has_comparison = false;  // false: FoldComparisons changes nothing in any part of `glyphs`
};
FoldedText Fold(std::string_view text, TextPool& pool);
// One of the two steps alone.
std::string_view FoldGlyphs(std::string_view text, TextPool& pool);
std::string_view FoldComparisons(std::string_view folded, TextPool& pool);

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
  bool Take(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  // Takes the first of `literals` that comes next.
  template <typename Literals>
  bool TakeAny(const Literals& literals) {
    for (const std::string_view literal : literals) {
      if (Take(literal)) return true;
    }
    return false;
  }
  std::string_view TakeDigits() {
    size_t count = 0;
    while (count < rest_.size() && IsDigit(rest_[count])) ++count;
    return TakeBytes(count);
  }
  std::string_view TakeBytes(size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  void SkipBlanks() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }

 private:
  std::string_view rest_;
};

}  // namespace heng::scoring
