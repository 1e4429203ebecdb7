// Reading one field of a policy at a time and keeping what is wrong with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"
#include "scoring/phrases.h"

namespace heng::scoring {

// Every function adds a line "field: what is wrong" to the mistakes where the field has one.
class PolicyFields {
 public:
  static constexpr int kMaxScorePlaces = 4;  // of weights and scores

  explicit PolicyFields(std::vector<std::string>& mistakes) : mistakes_(mistakes) {}

  void Mistake(std::string_view field, std::string_view what);

  // A decimal of the policy between `least` and `most`; 0 where it is none.
  Decimal Number(const std::string& text, const std::string& field, std::string_view least, std::string_view most);
  // Empty is absent.
  std::optional<Decimal> Optional(const std::string& text, const std::string& field, std::string_view least,
                                  std::string_view most);
  heng::v1::Rounding RoundingOf(bool present, const heng::v1::Rounding& rounding, const std::string& field);
  // Not empty.
  void Required(const std::string& text, const std::string& field);
  // An enum value that is neither 0 nor unknown.
  template <typename Enum>
  void Chosen(Enum value, bool valid, const std::string& field) {
    if (static_cast<int>(value) == 0 || !valid) Mistake(field, "must be chosen");
  }

  // Texts that cells are compared with; none may be empty.
  std::string Folded(const std::string& text, const std::string& field);
  template <typename Texts>
  std::vector<std::string> FoldedTexts(const Texts& texts, const std::string& field) {
    std::vector<std::string> folded;
    for (const std::string& text : texts) folded.push_back(Folded(text, field));
    return folded;
  }
  // Phrases that are looked for in long texts, where words such as 低于 are no comparison.
  template <typename Texts>
  PhraseSearch SearchFor(const Texts& texts, const std::string& field) {
    std::vector<std::string> folded;
    for (const std::string& text : texts) folded.push_back(FoldedGlyphs(text, field));
    return PhraseSearch(std::move(folded));
  }

 private:
  std::string FoldedGlyphs(const std::string& text, const std::string& field);
  std::string NotEmpty(std::string folded, const std::string& field);

  std::vector<std::string>& mistakes_;
};

}  // namespace heng::scoring
