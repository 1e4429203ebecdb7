// A policy's phrases made ready once: what the reader of values looks for in cells, and what findings look for in long
// texts.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heng/v1/policy.pb.h"

namespace heng::scoring {

// Phrases a value is read with, their glyphs folded.
class ValuePhrases {
 public:
  ValuePhrases() = default;
  explicit ValuePhrases(const heng::v1::Phrases& phrases);

  // `folded` is a text whose glyphs are folded.
  bool IsMissing(std::string_view folded) const;
  // The band of the longest phrase that fits; 0: none.
  int FindBand(std::string_view folded) const;
  // Bytes of the longest prefix such as 提高; 0: none.
  size_t IncreasePrefix(std::string_view folded) const;
  int doubled_digits() const { return doubled_digits_; }

  friend bool operator==(const ValuePhrases&, const ValuePhrases&) = default;

 private:
  struct BandPhrase {
    std::string text;
    int band = 0;
    bool whole = true;  // false: the beginning of the cell
    friend bool operator==(const BandPhrase&, const BandPhrase&) = default;
  };

  std::vector<std::string> missing_;
  std::vector<BandPhrase> bands_;               // longest first
  std::vector<std::string> increase_prefixes_;  // longest first
  int doubled_digits_ = 0;
};

// Several phrases looked for in one pass over a long text.
class PhraseSearch {
 public:
  // `phrases` are UTF-8 and not empty; texts are spelled as they are.
  PhraseSearch() = default;
  explicit PhraseSearch(std::vector<std::string> phrases);

  // The first of the phrases, in their order, that stands anywhere in `text`; null: none.
  const std::string* FirstIn(std::string_view text) const;

 private:
  static constexpr size_t kKeys = 4096;
  static size_t KeyOf(std::string_view text);  // of its first three bytes
  size_t NextCandidate(std::string_view text, size_t at) const;

  std::vector<std::string> phrases_;
  bool short_phrases_ = false;               // some have fewer than three bytes
  std::array<bool, kKeys> beginnings_ = {};  // keys of the others
};

}  // namespace heng::scoring
