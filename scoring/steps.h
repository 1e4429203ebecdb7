// Writing the steps of an explanation, and reading the form's decimals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/decimal.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {

using Steps = google::protobuf::RepeatedPtrField<heng::v1::Step>;

// A decimal of the form; nullopt where it is absent, no number, or beyond 10^12 (which no form may hold).
std::optional<Decimal> FieldDecimal(bool present, const std::string& text);

// A new step at the end of the steps of `message`, a part of the sheet; null where there is none.
template <typename Message>
heng::v1::Step* NewStep(Message* message) {
  return message == nullptr ? nullptr : message->add_steps();
}

// Fill a new place.
void SetPlace(const heng::v1::Indicator& row, std::string_view field, heng::v1::Place* place);
void SetPlace(const heng::v1::FundLine& line, std::string_view field, heng::v1::Place* place);

heng::v1::Place PlaceOf(const heng::v1::Indicator& row, std::string_view field);
heng::v1::Place PlaceOf(const heng::v1::FundLine& line, std::string_view field);
// A field of the form itself.
heng::v1::Place FormPlace(std::string_view field);

// One step while it is written into its place in the sheet. Made of null it writes nothing, which is how scores alone
// are computed with the same rules.
class StepWriter {
 public:
  // Goes on with a step that was begun.
  explicit StepWriter(heng::v1::Step* step) : step_(step) {}
  StepWriter(heng::v1::Step* step, std::string_view rule) : step_(step) {
    if (step_ != nullptr) step_->set_rule(rule.data(), rule.size());
  }

  void Operand(std::string_view name, Decimal value) {
    if (step_ != nullptr) AddOperand(name, value.ToString());
  }
  // `at`: the row or fund line in whose field `field` the value stands.
  template <typename Line>
  void Operand(std::string_view name, Decimal value, const Line& at, std::string_view field) {
    if (step_ != nullptr) SetPlace(at, field, AddOperand(name, value.ToString())->mutable_place());
  }
  template <typename Line>
  void TextOperand(std::string_view name, std::string_view value, const Line& at, std::string_view field) {
    if (step_ != nullptr) SetPlace(at, field, AddOperand(name, std::string(value))->mutable_place());
  }
  // A value that stands in a field of the form itself.
  void FormOperand(std::string_view name, Decimal value, std::string_view field) {
    if (step_ != nullptr) AddOperand(name, value.ToString())->mutable_place()->set_field(field.data(), field.size());
  }

  void Rounded(const heng::v1::Rounding& rounding) {
    if (step_ != nullptr) *step_->mutable_rounding() = rounding;
  }
  void Unrounded(Decimal value) {
    if (step_ != nullptr) step_->set_unrounded(value.ToString());
  }
  void Result(Decimal value, int min_places = 0) {
    if (step_ != nullptr) step_->set_result(value.ToString(min_places));
  }
  void TextResult(const std::string& text) {
    if (step_ != nullptr) step_->set_result(text);
  }
  // Where the step's rule stands in the policy.
  void Clause(const PolicyRules& rules) {
    if (step_ != nullptr) step_->set_clause(rules.ClauseOf(step_->rule()));
  }
  // a x b / c rounded once; the step keeps the unrounded text, the rounding and the result. Pre: c != 0.
  Decimal Quotient(Decimal a, Decimal b, Decimal c, const heng::v1::Rounding& rounding);

 private:
  heng::v1::Operand* AddOperand(std::string_view name, std::string value);

  heng::v1::Step* step_;
};

}  // namespace heng::scoring
