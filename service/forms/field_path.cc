#include "service/forms/field_path.h"

#include "absl/strings/str_replace.h"
#include "heng/v1/form.pb.h"

namespace heng::forms {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::LayoutRow;

std::string_view FirstName(std::string_view path) { return path.substr(0, path.find('.')); }
std::string_view AfterFirst(std::string_view path) {
  const size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
}

const FieldDescriptor* FieldNamed(const Descriptor* descriptor, std::string_view name) {
  return descriptor->FindFieldByName(std::string(name));
}

const FieldDescriptor* LastField(const Descriptor* descriptor, std::string_view path) {
  while (descriptor != nullptr) {
    const FieldDescriptor* field = FieldNamed(descriptor, FirstName(path));
    if (field == nullptr || field->is_repeated()) return nullptr;
    const std::string_view rest = AfterFirst(path);
    if (rest.empty()) return field->message_type() == nullptr ? field : nullptr;
    descriptor = field->message_type();
    path = rest;
  }
  return nullptr;
}

}  // namespace

const Descriptor* ContentOf(heng::v1::FormType type) {
  return type == heng::v1::TARGET ? heng::v1::TargetContent::descriptor() : heng::v1::FormContent::descriptor();
}

const Descriptor* ElementOf(heng::v1::FormType type, LayoutRow::Repeat repeat) {
  const bool target = type == heng::v1::TARGET;
  switch (repeat) {
    case LayoutRow::FUND_LINES:
      return target ? nullptr : heng::v1::FundLine::descriptor();
    case LayoutRow::GOALS:
      return target ? nullptr : heng::v1::Goal::descriptor();
    case LayoutRow::MAIN_TASKS:
      return target ? nullptr : heng::v1::MainTask::descriptor();
    case LayoutRow::INDICATORS:
      return target ? heng::v1::TargetIndicator::descriptor() : heng::v1::Indicator::descriptor();
    case LayoutRow::TARGET_FUND_LINES:
      return target ? heng::v1::TargetFundLine::descriptor() : nullptr;
    default:
      return nullptr;
  }
}

const FieldDescriptor* FieldOf(const heng::v1::Layout& layout, const LayoutRow& row, std::string_view path) {
  if (row.repeat() == LayoutRow::REPEAT_UNSPECIFIED) {
    if (FirstName(path) == "contacts") return LastField(heng::v1::Contacts::descriptor(), AfterFirst(path));
    return LastField(ContentOf(layout.form_type()), path);
  }
  if (row.repeat() == LayoutRow::TARGET_FUND_LINES) {
    if (FirstName(path) != "term" && FirstName(path) != "annual") return nullptr;
    path = AfterFirst(path);
  }
  return LastField(ElementOf(layout.form_type(), row.repeat()), path);
}

FieldAt FindField(const Message& message, std::string_view path) {
  const Message* at = &message;
  while (at != nullptr) {
    const FieldDescriptor* field = FieldNamed(at->GetDescriptor(), FirstName(path));
    if (field == nullptr || field->is_repeated()) return {};
    const std::string_view rest = AfterFirst(path);
    if (rest.empty()) return {at, field};
    if (field->message_type() == nullptr || !at->GetReflection()->HasField(*at, field)) return {};
    at = &at->GetReflection()->GetMessage(*at, field);
    path = rest;
  }
  return {};
}

std::string TextOf(const FieldAt& at) {
  if (at.message == nullptr) return {};
  const auto* reflection = at.message->GetReflection();
  if (at.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) return reflection->GetString(*at.message, at.field);
  if (at.field->cpp_type() != FieldDescriptor::CPPTYPE_INT32) return {};
  const int year = reflection->GetInt32(*at.message, at.field);
  return year == 0 ? std::string() : std::to_string(year);
}

bool SaysSomething(const FieldAt& at) { return !TextOf(at).empty(); }

std::string LabelText(std::string_view label, heng::v1::MoneyUnit unit, int year) {
  const std::string_view unit_text = unit == heng::v1::YUAN ? "元" : unit == heng::v1::WAN_YUAN ? "万元" : "  ";
  const std::string year_text = year == 0 ? "    " : std::to_string(year);
  return absl::StrReplaceAll({label.data(), label.size()},
                             {{{kUnitMark.data(), kUnitMark.size()}, {unit_text.data(), unit_text.size()}},
                              {{kYearMark.data(), kYearMark.size()}, year_text}});
}

}  // namespace heng::forms
