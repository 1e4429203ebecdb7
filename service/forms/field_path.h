// A layout's path of proto names, "funds.total.annual_budget", in the message it is about.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "heng/v1/layout.pb.h"

namespace heng::forms {

// What a path of a row that stands once is about: FormContent or TargetContent. Paths that begin with "contacts." are
// about Contacts instead.
const google::protobuf::Descriptor* ContentOf(heng::v1::FormType type);
// What a path of a repeated row is about; null: the kind of form has no such list. TARGET_FUND_LINES: TargetFundLine,
// of which paths name one by "term." or "annual." in front.
const google::protobuf::Descriptor* ElementOf(heng::v1::FormType type, heng::v1::LayoutRow::Repeat repeat);

// The field a cell of the row is about; null: the path names none. Lists can't be named, nor messages.
const google::protobuf::FieldDescriptor* FieldOf(const heng::v1::Layout& layout, const heng::v1::LayoutRow& row,
                                                 std::string_view path);

// A field of a message, found by its path.
struct FieldAt {
  const google::protobuf::Message* message = nullptr;  // null: a message on the way is not there
  const google::protobuf::FieldDescriptor* field = nullptr;
};
FieldAt FindField(const google::protobuf::Message& message, std::string_view path);

// A field as text: a string as it is, a year in digits, empty where it says nothing.
std::string TextOf(const FieldAt& at);
bool SaysSomething(const FieldAt& at);

// "{money_unit}" and "{fiscal_year}" filled in; 0 and unspecified leave room to write.
inline constexpr std::string_view kYearMark = "{fiscal_year}";
inline constexpr std::string_view kUnitMark = "{money_unit}";
std::string LabelText(std::string_view label, heng::v1::MoneyUnit unit, int year);

}  // namespace heng::forms
