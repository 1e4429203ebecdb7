#include "scoring/policy_fields.h"

#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "scoring/value.h"

namespace heng::scoring {

using heng::v1::Rounding;

void PolicyFields::Mistake(std::string_view field, std::string_view what) {
  mistakes_.push_back(
      absl::StrCat(absl::string_view(field.data(), field.size()), ": ", absl::string_view(what.data(), what.size())));
}

Decimal PolicyFields::Number(const std::string& text, const std::string& field, std::string_view least,
                             std::string_view most) {
  const std::optional<Decimal> value = Decimal::Parse(text, kMaxScorePlaces);
  if (!value) {
    Mistake(field, absl::StrCat("\"", text, "\" is not a decimal of at most ", kMaxScorePlaces,
                                " places; write one such as \"10\" or \"0.8\""));
    return Decimal();
  }
  if (*value < *Decimal::Parse(least) || *value > *Decimal::Parse(most)) {
    Mistake(field, absl::StrCat(text, " is not between ", std::string(least), " and ", std::string(most)));
  }
  return *value;
}

std::optional<Decimal> PolicyFields::Optional(const std::string& text, const std::string& field, std::string_view least,
                                              std::string_view most) {
  if (text.empty()) return std::nullopt;
  return Number(text, field, least, most);
}

Rounding PolicyFields::RoundingOf(bool present, const Rounding& rounding, const std::string& field) {
  if (!present) {
    Mistake(field, "missing; write e.g. { places: 2 mode: HALF_UP }");
    return Rounding();
  }
  if (rounding.places() < 0 || rounding.places() > Decimal::kPlaces) {
    Mistake(field + ".places", absl::StrCat(rounding.places(), " is not between 0 and 6"));
  }
  if (rounding.mode() == Rounding::MODE_UNSPECIFIED || !Rounding::Mode_IsValid(rounding.mode())) {
    Mistake(field + ".mode", "must be HALF_UP, HALF_EVEN or DOWN");
  }
  return rounding;
}

void PolicyFields::Required(const std::string& text, const std::string& field) {
  if (text.empty()) Mistake(field, "is empty");
}

std::string PolicyFields::Folded(const std::string& text, const std::string& field) {
  return NotEmpty(FoldText(text), field);
}

std::string PolicyFields::FoldedGlyphs(const std::string& text, const std::string& field) {
  return NotEmpty(FoldGlyphs(text), field);
}

std::string PolicyFields::NotEmpty(std::string folded, const std::string& field) {
  if (folded.empty()) Mistake(field, "an entry is empty");
  return folded;
}

}  // namespace heng::scoring
