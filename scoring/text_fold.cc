// Folding: one spelling for texts that are compared. See text.h.
#include <algorithm>
#include <array>
#include <iterator>

#include "scoring/text.h"

namespace heng::scoring {
namespace {

// The one spelling of a code point. What it returns folds to itself.
char32_t FoldGlyph(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms
  switch (c) {
    case U'\t':
    case U'\n':
    case U'\v':
    case U'\f':
    case U'\r':
    case 0xA0:
    case 0x200B:
    case 0x3000:
    case 0xFEFF:
      return U' ';
    case U'≧':
    case U'⩾':
    case U'≮':
      return U'≥';
    case U'≦':
    case U'⩽':
    case U'≯':
      return U'≤';
    case U'﹦':
    case U'═':
      return U'=';
    case U'﹥':
      return U'>';
    case U'﹤':
      return U'<';
    case U'﹪':
      return U'%';
    case U'﹣':
    case U'−':
      return U'-';
    case U'〜':
    case U'∼':
      return U'~';
    default:
      return c;
  }
}

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view WithoutOuterBlanks(std::string_view text) {
  text.remove_suffix(text.size() - (text.find_last_not_of(' ') + 1));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

struct Comparison {
  std::string_view word;
  std::string_view sign;
};

// A word stands before every word it begins with.
constexpr std::array<Comparison, 28> kComparisons = {{
    {"不低于", "≥"},   {"不少于", "≥"}, {"不小于", "≥"},     {"大于或等于", "≥"}, {"大于等于", "≥"},
    {"至少", "≥"},     {"不高于", "≤"}, {"不超过", "≤"},     {"不多于", "≤"},     {"不大于", "≤"},
    {"不晚于", "≤"},   {"不迟于", "≤"}, {"小于或等于", "≤"}, {"小于等于", "≤"},   {"低于或等于", "≤"},
    {"低于等于", "≤"}, {"至多", "≤"},   {"高于或等于", "≥"}, {"高于等于", "≥"},   {"大于", ">"},
    {"高于", ">"},     {"多于", ">"},   {"超过", ">"},       {"小于", "<"},       {"低于", "<"},
    {"少于", "<"},     {"早于", "<"},   {"等于", "="},
}};

// True for the characters that words begin with: 不大至小低高多超少早等.
bool MayBeginComparison(std::string_view text) {
  if (text.size() < 3) return false;
  switch (ByteAt(text, 0) << 16 | ByteAt(text, 1) << 8 | ByteAt(text, 2)) {
    case 0xE4B88D:
    case 0xE5A4A7:
    case 0xE887B3:
    case 0xE5B08F:
    case 0xE4BD8E:
    case 0xE9AB98:
    case 0xE5A49A:
    case 0xE8B685:
    case 0xE5B091:
    case 0xE697A9:
    case 0xE7AD89:
      return true;
    default:
      return false;
  }
}

// The word that `text` begins with; null: none.
const Comparison* FindComparison(std::string_view text) {
  const auto* hit = std::find_if(kComparisons.begin(), kComparisons.end(),
                                 [text](const Comparison& c) { return text.starts_with(c.word); });
  return hit == kComparisons.end() ? nullptr : hit;
}

// The length of the run at the front of `text` in which no word begins.
size_t RunWithoutComparison(std::string_view text) {
  size_t end = 0;
  while (end < text.size()) {
    if (static_cast<unsigned char>(text[end]) < 0xE4) {
      ++end;
    } else if (MayBeginComparison(text.substr(end))) {
      break;
    } else {
      end += AtCommonChinese(text.substr(end)) ? 3 : 1;
    }
  }
  return end;
}

std::string FoldWords(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t run = RunWithoutComparison(text);
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    const Comparison* const hit = FindComparison(text);
    if (hit != nullptr) {
      out += hit->sign;
      text.remove_prefix(hit->word.size());
    } else {
      constexpr size_t kCharacter = 3;  // all that words begin with
      out += text.substr(0, kCharacter);
      text.remove_prefix(kCharacter);
    }
  }
  return out;
}

// True for a run of digits and commas such as "1,234,567".
bool IsGrouped(std::string_view run) {
  const size_t first = std::min(run.find(','), run.size());
  if (first == 0 || first > 3 || (run.size() - first) % 4 != 0) return false;
  for (size_t i = first; i < run.size(); ++i) {
    if ((run[i] == ',') != ((i - first) % 4 == 0)) return false;
  }
  return true;
}

// Writes >= and <= as one sign and takes the commas out of grouped digits.
std::string FoldPairsAndGroups(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (text.substr(i, 2) == ">=" || text.substr(i, 2) == "<=") {
      out += text[i] == '>' ? "≥" : "≤";
      i += 2;
    } else if (IsDigit(text[i])) {
      size_t end = i;
      while (end < text.size() && (IsDigit(text[end]) || text[end] == ',')) ++end;
      const std::string_view run = text.substr(i, end - i);
      const bool decimals = i > 0 && text[i - 1] == '.';
      const bool ungroup = !decimals && IsGrouped(run);
      std::copy_if(run.begin(), run.end(), std::back_inserter(out), [ungroup](char c) { return !ungroup || c != ','; });
      i = end;
    } else {
      size_t end = i + 1;
      while (end < text.size() && text[end] != '>' && text[end] != '<' && !IsDigit(text[end])) ++end;
      out.append(text.substr(i, end - i));
      i = end;
    }
  }
  return out;
}

// What a text needs to be folded, seen in one pass.
struct Spelling {
  bool glyphs = false;       // some glyph may have another spelling
  bool comparisons = false;  // FoldComparisons may change something
};

// True where a character begins that FoldGlyphs may change. `length`: of the others, in bytes.
bool MayFoldGlyph(std::string_view text, size_t& length) {
  constexpr std::string_view kAtLeast = "≥", kAtMost = "≤";
  if (ByteAt(text, 0) < 0x80) {
    length = 1;
    return text.front() != ' ' && IsBlank(text.front());
  }
  length = 3;
  return !AtCommonChinese(text) && !text.starts_with(kAtLeast) && !text.starts_with(kAtMost);
}

bool MayFoldGlyphs(std::string_view text) {
  for (size_t length = 0; !text.empty(); text.remove_prefix(length)) {
    if (MayFoldGlyph(text, length)) return true;
  }
  return false;
}

// True where FoldComparisons may change something that begins at `i`.
bool MayFoldComparison(std::string_view text, size_t i) {
  const char c = text[i];
  if (c == ',') return i > 0 && IsDigit(text[i - 1]);
  if (c == '<' || c == '>') return text.substr(i + 1, 1) == "=";
  const std::string_view rest = text.substr(i);
  return MayBeginComparison(rest) && FindComparison(rest) != nullptr;
}

Spelling SpellingOf(std::string_view text) {
  Spelling spelling;
  size_t length = 0;
  for (size_t i = 0; i < text.size(); i += length) {
    if (MayFoldGlyph(text.substr(i), length)) return {true, true};
    spelling.comparisons |= MayFoldComparison(text, i);
  }
  return spelling;
}

// `folded`: a result of FoldGlyphs.
bool MayFoldComparisons(std::string_view folded) {
  for (size_t i = 0; i < folded.size(); ++i) {
    if (MayFoldComparison(folded, i)) return true;
  }
  return false;
}

}  // namespace

std::string FoldGlyphs(std::string_view text) {
  std::string out(text.size(), '\0');  // folding never makes a text longer
  char* end = out.data();
  const auto write = [&end](std::string_view bytes) {
    for (const char byte : bytes) *end++ = byte;
  };
  while (!text.empty()) {
    size_t length = 3;
    if (ByteAt(text, 0) < 0x80) {
      *end++ = IsBlank(text.front()) ? ' ' : text.front();
      length = 1;
    } else if (AtCommonChinese(text)) {
      write(text.substr(0, 3));
    } else {
      const CodePoint c = FirstCodePoint(text);
      const char32_t folded = c.valid ? FoldGlyph(c.value) : c.value;
      length = c.length;
      if (!c.valid || folded == c.value) {
        write(text.substr(0, length));
      } else if (folded < 0x80) {
        *end++ = static_cast<char>(folded);
      } else {
        write(folded == U'≥' ? "≥" : "≤");
      }
    }
    text.remove_prefix(length);
  }
  out.resize(static_cast<size_t>(end - out.data()));
  out.erase(out.find_last_not_of(' ') + 1);
  out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
  return out;
}

std::string FoldComparisons(std::string_view folded) { return FoldPairsAndGroups(FoldWords(folded)); }

FoldedText Fold(std::string_view text, TextPool& pool) {
  const Spelling spelling = SpellingOf(text);
  FoldedText folded;
  folded.glyphs = spelling.glyphs ? pool.Keep(FoldGlyphs(text)) : WithoutOuterBlanks(text);
  folded.has_comparison = spelling.glyphs ? MayFoldComparisons(folded.glyphs) : spelling.comparisons;
  folded.text = folded.has_comparison ? pool.Keep(FoldComparisons(folded.glyphs)) : folded.glyphs;
  return folded;
}

std::string_view FoldComparisons(std::string_view folded, TextPool& pool) {
  return MayFoldComparisons(folded) ? pool.Keep(FoldComparisons(folded)) : folded;
}

std::string_view FoldGlyphs(std::string_view text, TextPool& pool) {
  return MayFoldGlyphs(text) ? pool.Keep(FoldGlyphs(text)) : WithoutOuterBlanks(text);
}

}  // namespace heng::scoring
