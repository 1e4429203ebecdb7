#include "scoring/phrases.h"

#include <algorithm>
#include <utility>

#include "scoring/text.h"

namespace heng::scoring {
namespace {

constexpr size_t kKeyBytes = 3;  // one Chinese character

// The comparison of the last byte settles most.
bool BeginsWith(std::string_view text, std::string_view phrase) {
  return text.size() >= phrase.size() && text[phrase.size() - 1] == phrase.back() && text.starts_with(phrase);
}

template <typename Phrases, typename TextOf>
void SortLongestFirst(Phrases& phrases, const TextOf& text_of) {
  std::stable_sort(phrases.begin(), phrases.end(),
                   [&](const auto& a, const auto& b) { return text_of(a).size() > text_of(b).size(); });
}

}  // namespace

ValuePhrases::ValuePhrases(const heng::v1::Phrases& phrases) : doubled_digits_(phrases.doubled_digits()) {
  for (const std::string& text : phrases.missing()) missing_.push_back(FoldGlyphs(text));
  for (const heng::v1::BandPhrase& phrase : phrases.bands()) {
    if (phrase.band() < 1 || phrase.text().empty()) continue;
    bands_.push_back({FoldGlyphs(phrase.text()), phrase.band(), phrase.match() != heng::v1::BandPhrase::PREFIX});
  }
  SortLongestFirst(bands_, [](const BandPhrase& phrase) -> const std::string& { return phrase.text; });
  for (const std::string& text : phrases.increase_prefixes()) {
    if (!text.empty()) increase_prefixes_.push_back(FoldGlyphs(text));
  }
  SortLongestFirst(increase_prefixes_, [](const std::string& text) -> const std::string& { return text; });
}

bool ValuePhrases::IsMissing(std::string_view folded) const {
  return folded.empty() || std::any_of(missing_.begin(), missing_.end(),
                                       [folded](const std::string& phrase) { return folded == phrase; });
}

int ValuePhrases::FindBand(std::string_view folded) const {
  const auto it = std::find_if(bands_.begin(), bands_.end(), [folded](const BandPhrase& phrase) {
    return phrase.whole ? folded == phrase.text : BeginsWith(folded, phrase.text);
  });
  return it == bands_.end() ? 0 : it->band;
}

size_t ValuePhrases::IncreasePrefix(std::string_view folded) const {
  const auto it = std::find_if(increase_prefixes_.begin(), increase_prefixes_.end(),
                               [folded](const std::string& prefix) { return BeginsWith(folded, prefix); });
  return it == increase_prefixes_.end() ? 0 : it->size();
}

size_t PhraseSearch::KeyOf(std::string_view text) {
  return (ByteAt(text, 0) << 8 ^ ByteAt(text, 1) << 4 ^ ByteAt(text, 2)) % kKeys;
}

PhraseSearch::PhraseSearch(std::vector<std::string> phrases) : phrases_(std::move(phrases)) {
  for (const std::string& phrase : phrases_) {
    if (phrase.size() < kKeyBytes) {
      short_phrases_ = true;
    } else {
      beginnings_[KeyOf(phrase)] = true;
    }
  }
}

const std::string* PhraseSearch::FirstIn(std::string_view text) const {
  size_t first = phrases_.size();
  for (size_t at = NextCandidate(text, 0); at < text.size() && first > 0; at = NextCandidate(text, at + 1)) {
    const std::string_view rest = text.substr(at);
    for (size_t i = 0; i < first; ++i) {
      if (BeginsWith(rest, phrases_[i])) first = i;
    }
  }
  return first == phrases_.size() ? nullptr : &phrases_[first];
}

// The first place from `at` on where a phrase may begin; the end of the text where none may. Most of the time of a
// search goes here.
size_t PhraseSearch::NextCandidate(std::string_view text, size_t at) const {
  if (short_phrases_) return at;
  if (phrases_.empty() || text.size() < kKeyBytes) return text.size();
  for (const size_t last = text.size() - kKeyBytes; at <= last; ++at) {
    const bool inside = (ByteAt(text, at) & 0xC0) == 0x80;  // of a character
    if (!inside && beginnings_[KeyOf(text.substr(at))]) return at;
  }
  return text.size();
}

}  // namespace heng::scoring
