#include "scoring/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace heng::scoring {
namespace {

constexpr size_t kExcerptChars = 40;
constexpr CodePoint kBroken = {0xFFFD, 1, false};

// Lead byte to sequence length; 0: no lead byte.
size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// True for code points too small for their length, surrogates, and those beyond Unicode.
bool IsForbidden(char32_t value, size_t length) {
  return (length == 3 && value < 0x800) || (length == 4 && value < 0x10000) || (value >= 0xD800 && value <= 0xDFFF) ||
         value > 0x10FFFF;
}

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

// Appends a result of FoldGlyph that differs from its argument: ASCII, ≥ or ≤.
void AppendFolded(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else {
    out += c == U'≥' ? "≥" : "≤";
  }
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

// The length of the run at the front of `text` that is common Chinese characters (U+4000 to U+9FFF) only: long texts
// are mostly these, and nothing folds them.
size_t CommonRun(std::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  size_t end = 0;
  while (end + 2 < text.size() && byte(end) >= 0xE4 && byte(end) <= 0xE9 && (byte(end + 1) & 0xC0) == 0x80 &&
         (byte(end + 2) & 0xC0) == 0x80) {
    end += 3;
  }
  return end;
}

// True for the characters that words begin with: 不大至小低高多超少早等.
bool MayBeginComparison(std::string_view text) {
  if (text.size() < 3) return false;
  const auto byte = [text](size_t i) { return uint32_t{static_cast<unsigned char>(text[i])}; };
  switch (byte(0) << 16 | byte(1) << 8 | byte(2)) {
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

// The length of the run at the front of `text` in which no word begins.
size_t RunWithoutComparison(std::string_view text) {
  size_t end = 0;
  while (end < text.size()) {
    if (static_cast<unsigned char>(text[end]) < 0xE4) {
      ++end;
    } else if (MayBeginComparison(text.substr(end))) {
      break;
    } else {
      end += CommonRun(text.substr(end, 3)) == 3 ? 3 : 1;
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
    const auto* hit = std::find_if(kComparisons.begin(), kComparisons.end(),
                                   [text](const Comparison& c) { return text.starts_with(c.word); });
    if (hit != kComparisons.end()) {
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

}  // namespace

CodePoint FirstCodePoint(std::string_view text) {
  if (text.empty()) return {};
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t length = SequenceLength(lead);
  if (length == 1) return {lead, 1, true};
  if (length == 0 || length > text.size()) return kBroken;
  char32_t value = lead & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0u) != 0x80u) return kBroken;
    value = (value << 6) | (byte & 0x3Fu);
  }
  if (IsForbidden(value, length)) return kBroken;
  return {value, length, true};
}

bool IsValidUtf8(std::string_view text) {
  while (true) {
    text.remove_prefix(CommonRun(text));
    if (text.empty()) return true;
    const CodePoint c = FirstCodePoint(text);
    if (!c.valid) return false;
    text.remove_prefix(c.length);
  }
}

size_t CountCodePoints(std::string_view text) {
  size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(FirstCodePoint(text).length);
  return count;
}

std::string Excerpt(std::string_view text) {
  std::string out;
  for (size_t count = 0; !text.empty(); ++count) {
    if (count == kExcerptChars) return out + "…";
    const CodePoint c = FirstCodePoint(text);
    if (!c.valid) {
      out += "\uFFFD";
    } else if (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0)) {
      out += ' ';
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::string FoldGlyphs(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (const size_t common = CommonRun(text); common > 0) {
      out += text.substr(0, common);
      text.remove_prefix(common);
      continue;
    }
    const CodePoint c = FirstCodePoint(text);
    const char32_t folded = FoldGlyph(c.value);
    if (c.valid && folded != c.value) {
      AppendFolded(out, folded);
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
  return out;
}

size_t MatchPhrase(std::string_view folded, std::string_view phrase) {
  const size_t size = folded.size();
  while (!phrase.empty()) {
    const CodePoint want = FirstCodePoint(phrase);
    const CodePoint have = FirstCodePoint(folded);
    if (have.length == 0 || FoldGlyph(want.value) != have.value) return 0;
    phrase.remove_prefix(want.length);
    folded.remove_prefix(have.length);
  }
  return size - folded.size();
}

std::string FoldComparisons(std::string_view folded) { return FoldPairsAndGroups(FoldWords(folded)); }

bool HasDigit(std::string_view text) { return std::any_of(text.begin(), text.end(), IsDigit); }

bool Cursor::Take(std::string_view literal) {
  if (!rest_.starts_with(literal)) return false;
  rest_.remove_prefix(literal.size());
  return true;
}

std::string_view Cursor::TakeDigits() {
  size_t count = 0;
  while (count < rest_.size() && IsDigit(rest_[count])) ++count;
  return TakeBytes(count);
}

std::string_view Cursor::TakeBytes(size_t count) {
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(taken.size());
  return taken;
}

void Cursor::SkipBlanks() {
  while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
}

}  // namespace heng::scoring
