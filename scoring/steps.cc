#include "scoring/steps.h"

#include <utility>

namespace heng::scoring {
namespace {

using heng::v1::Operand;
using heng::v1::Place;
using heng::v1::Step;

Operand& NewOperand(Step& step, std::string_view name, std::string value) {
  Operand* operand = step.add_operands();
  operand->set_name(name.data(), name.size());
  operand->set_value(std::move(value));
  return *operand;
}

}  // namespace

std::optional<Decimal> FieldDecimal(bool present, const std::string& text) {
  constexpr Decimal kBeyond = Decimal::FromInt(1'000'000'000'000);
  if (!present) return std::nullopt;
  const std::optional<Decimal> value = Decimal::Parse(text);
  if (!value || value->Abs() >= kBeyond) return std::nullopt;
  return value;
}

Place PlaceOf(const heng::v1::Indicator& row, std::string_view field) {
  Place place;
  place.set_row_id(row.id());
  place.set_field(field.data(), field.size());
  if (!row.cell().empty()) place.set_cell(row.cell());
  return place;
}

Place PlaceOf(const heng::v1::FundLine& line, std::string_view field) {
  Place place;
  place.set_row_id(line.id());
  place.set_field(field.data(), field.size());
  return place;
}

Place FormPlace(std::string_view field) {
  Place place;
  place.set_field(field.data(), field.size());
  return place;
}

Step MakeStep(std::string_view rule) {
  Step step;
  step.set_rule(rule.data(), rule.size());
  return step;
}

void AddOperand(Step& step, std::string_view name, std::string value) { NewOperand(step, name, std::move(value)); }

void AddOperand(Step& step, std::string_view name, Decimal value) { NewOperand(step, name, value.ToString()); }

void AddOperand(Step& step, std::string_view name, Decimal value, Place place) {
  *NewOperand(step, name, value.ToString()).mutable_place() = std::move(place);
}

void AddOperand(Step& step, std::string_view name, std::string value, Place place) {
  *NewOperand(step, name, std::move(value)).mutable_place() = std::move(place);
}

Decimal RoundedQuotient(Step& step, Decimal a, Decimal b, Decimal c, const heng::v1::Rounding& rounding) {
  const Decimal result = MulDiv(a, b, c, rounding.places(), rounding.mode());
  step.set_unrounded(MulDivText(a, b, c));
  *step.mutable_rounding() = rounding;
  step.set_result(result.ToString());
  return result;
}

}  // namespace heng::scoring
