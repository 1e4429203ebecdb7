// The labels of figures: what a number is, from what stands before it and behind it.
#pragma once

#include <optional>
#include <string_view>

#include "service/core/reports/crosscheck/report_text.h"

namespace heng::core::crosscheck {

// The unit behind a number.
enum class Unit : uint8_t { kNone, kYuan, kPoints, kPercent, kPieces };

struct Labelled {
  Kind kind = Kind::kScore;
  std::string_view detail;
  size_t label_bytes = 0;  // how far before the number its label begins
  Sign sign = Sign::kNone;
};

// `before`: the sentence as far as the number; `behind`: what follows its unit.
std::optional<Labelled> LabelOf(PassageKind passage, Unit unit, std::string_view before, std::string_view behind);

// The grade that stands next in `text`, in quotation marks or not: one of 优 良 中 差; empty: none.
std::string_view GradeIn(std::string_view text);

}  // namespace heng::core::crosscheck
