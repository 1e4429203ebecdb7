#include "client/cli/set_field.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "client/cli/choices.h"

namespace heng::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

WrongValue Wrong(const std::string& text, const std::string& zh, const std::string& en) {
  return {"\"" + text + "\" 不对：应当是" + zh + "。", "\"" + text + "\" is wrong: it is to be " + en + "."};
}

std::optional<bool> ParseBool(const std::string& text) {
  for (const char* yes : {"是", "true", "yes", "1"}) {
    if (absl::EqualsIgnoreCase(text, yes)) return true;
  }
  for (const char* no : {"否", "false", "no", "0"}) {
    if (absl::EqualsIgnoreCase(text, no)) return false;
  }
  return std::nullopt;
}

const FieldDescriptor* Find(const std::string& name, const Message& message) {
  return message.GetDescriptor()->FindFieldByName(name);
}

}  // namespace

std::optional<WrongValue> SetField(const std::string& field, const std::string& text, Message* message) {
  const FieldDescriptor* descriptor = Find(field, *message);
  const auto* reflection = message->GetReflection();
  if (text.empty()) {
    reflection->ClearField(message, descriptor);
    return std::nullopt;
  }
  if (descriptor->type() == FieldDescriptor::TYPE_ENUM) {
    const auto value = ParseChoice(descriptor->enum_type(), text);
    if (!value) {
      return Wrong(text, ChoiceList(descriptor->enum_type(), Language::kChinese),
                   "one of " + ChoiceList(descriptor->enum_type(), Language::kEnglish));
    }
    reflection->SetEnumValue(message, descriptor, *value);
  } else if (descriptor->type() == FieldDescriptor::TYPE_BOOL) {
    const auto value = ParseBool(text);
    if (!value) return Wrong(text, "是或否", "true or false");
    reflection->SetBool(message, descriptor, *value);
  } else if (descriptor->type() == FieldDescriptor::TYPE_INT32) {
    int32_t value = 0;
    if (!absl::SimpleAtoi(text, &value)) return Wrong(text, "整数", "a whole number");
    reflection->SetInt32(message, descriptor, value);
  } else {
    reflection->SetString(message, descriptor, text);
  }
  return std::nullopt;
}

std::optional<WrongValue> SetFields(const std::map<std::string, std::vector<std::string>>& fields, Message* message) {
  for (const auto& [field, values] : fields) {
    const FieldDescriptor* descriptor = Find(field, *message);
    if (descriptor->is_repeated()) {
      message->GetReflection()->ClearField(message, descriptor);
      for (const std::string& value : values) {
        if (!value.empty()) message->GetReflection()->AddString(message, descriptor, value);
      }
    } else if (auto wrong = SetField(field, values.back(), message)) {
      return WrongValue{field + "：" + wrong->zh, field + ": " + wrong->en};
    }
  }
  return std::nullopt;
}

google::protobuf::FieldMask MaskOf(const std::map<std::string, std::vector<std::string>>& fields) {
  google::protobuf::FieldMask mask;
  for (const auto& [field, values] : fields) mask.add_paths(field);
  return mask;
}

}  // namespace heng::cli
