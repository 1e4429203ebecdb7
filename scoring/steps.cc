#include "scoring/steps.h"

#include <utility>

namespace heng::scoring {

using heng::v1::Place;

std::optional<Decimal> FieldDecimal(bool present, const std::string& text) {
  constexpr Decimal kBeyond = Decimal::FromInt(1'000'000'000'000);
  if (!present) return std::nullopt;
  const std::optional<Decimal> value = Decimal::Parse(text);
  if (!value || value->Abs() >= kBeyond) return std::nullopt;
  return value;
}

void SetPlace(const heng::v1::Indicator& row, std::string_view field, Place* place) {
  place->set_row_id(row.id());
  place->set_field(field.data(), field.size());
  if (!row.cell().empty()) place->set_cell(row.cell());
}

void SetPlace(const heng::v1::FundLine& line, std::string_view field, Place* place) {
  place->set_row_id(line.id());
  place->set_field(field.data(), field.size());
}

Place PlaceOf(const heng::v1::Indicator& row, std::string_view field) {
  Place place;
  SetPlace(row, field, &place);
  return place;
}

Place PlaceOf(const heng::v1::FundLine& line, std::string_view field) {
  Place place;
  SetPlace(line, field, &place);
  return place;
}

Place FormPlace(std::string_view field) {
  Place place;
  place.set_field(field.data(), field.size());
  return place;
}

heng::v1::Operand* StepWriter::AddOperand(std::string_view name, std::string value) {
  heng::v1::Operand* operand = step_->add_operands();
  operand->set_name(name.data(), name.size());
  operand->set_value(std::move(value));
  return operand;
}

Decimal StepWriter::Quotient(Decimal a, Decimal b, Decimal c, const heng::v1::Rounding& rounding) {
  const Decimal result = MulDiv(a, b, c, rounding.places(), rounding.mode());
  if (step_ != nullptr) {
    step_->set_unrounded(MulDivText(a, b, c));
    *step_->mutable_rounding() = rounding;
    step_->set_result(result.ToString());
  }
  return result;
}

}  // namespace heng::scoring
