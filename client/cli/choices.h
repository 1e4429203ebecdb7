// What the values of the contract's enumerations are called: 预算单位 / unit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/cli/language.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace heng::cli {

using google::protobuf::EnumDescriptor;

// "" for the unspecified value; a value without a name of its own as the contract spells it.
std::string ChoiceLabel(const EnumDescriptor* choice, int value, Language language);
template <typename Enum>
std::string ChoiceLabel(Enum value, Language language) {
  return ChoiceLabel(google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value), language);
}

// Either language, or the name in the contract, in any case. nullopt: no such value.
std::optional<int> ParseChoice(const EnumDescriptor* choice, const std::string& text);

// The English words, as flags take them: region, department, unit.
std::vector<std::string> ChoiceWords(const EnumDescriptor* choice);
// "地区、主管部门、预算单位" / "region, department, unit".
std::string ChoiceList(const EnumDescriptor* choice, Language language);

}  // namespace heng::cli
