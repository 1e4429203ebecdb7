// What a number format makes of a number: a plain number, a percentage, a date. Formats are told by their code
// ("yyyy\"年\"m\"月\"d\"日\"") or by a built-in id that stands for one.
#pragma once

#include <cstdint>
#include <string_view>

namespace heng::forms::xlsx {

enum class NumberKind : uint8_t { kPlain, kPercent, kDate, kTime, kElapsed };

// A code has up to three sections for numbers, by sign.
struct NumberFormat {
  NumberKind positive = NumberKind::kPlain;
  NumberKind negative = NumberKind::kPlain;
  NumberKind zero = NumberKind::kPlain;
  bool operator==(const NumberFormat&) const = default;

  static constexpr NumberFormat Of(NumberKind kind) { return {kind, kind, kind}; }
  NumberKind KindOf(int64_t number) const { return number > 0 ? positive : number < 0 ? negative : zero; }
};

// Ids with the meaning they have in Chinese spreadsheets; what is not known is plain.
NumberFormat BuiltinFormat(int id);
NumberFormat ReadFormat(std::string_view code);

}  // namespace heng::forms::xlsx
