// Building the steps of an explanation, and reading the form's decimals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"

namespace heng::scoring {

using Steps = google::protobuf::RepeatedPtrField<heng::v1::Step>;

// A decimal of the form; nullopt where it is absent, no number, or beyond 10^12 (which no form may hold).
std::optional<Decimal> FieldDecimal(bool present, const std::string& text);

heng::v1::Place PlaceOf(const heng::v1::Indicator& row, std::string_view field);
heng::v1::Place PlaceOf(const heng::v1::FundLine& line, std::string_view field);
// A field of the form itself.
heng::v1::Place FormPlace(std::string_view field);

heng::v1::Step MakeStep(std::string_view rule);
void AddOperand(heng::v1::Step& step, std::string_view name, std::string value);
void AddOperand(heng::v1::Step& step, std::string_view name, Decimal value);
void AddOperand(heng::v1::Step& step, std::string_view name, Decimal value, heng::v1::Place place);
void AddOperand(heng::v1::Step& step, std::string_view name, std::string value, heng::v1::Place place);

// a x b / c rounded once; the step keeps the unrounded text, the rounding and the result. Pre: c != 0.
Decimal RoundedQuotient(heng::v1::Step& step, Decimal a, Decimal b, Decimal c, const heng::v1::Rounding& rounding);

}  // namespace heng::scoring
