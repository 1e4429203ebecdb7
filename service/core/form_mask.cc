#include "service/core/form_mask.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kFormPrefix[] = "form.";

// "form.funds" -> the field "funds"; null: not a top-level field of the form.
const FieldDescriptor* FormField(const Message& form, const std::string& path) {
  if (path.rfind(kFormPrefix, 0) != 0) return nullptr;
  return form.GetDescriptor()->FindFieldByName(path.substr(sizeof(kFormPrefix) - 1));
}

// Presence goes along: a field that is absent in `given` becomes absent.
void ReplaceField(const FieldDescriptor* field, const Message& given, Message* form) {
  const std::unique_ptr<Message> copy(given.New());
  copy->CopyFrom(given);
  form->GetReflection()->SwapFields(copy.get(), form, {field});
}

}  // namespace

absl::Status ApplyMask(const Message& given, const heng::v1::Contacts* given_contacts,
                       const google::protobuf::FieldMask& mask, Message* form, heng::v1::Contacts* contacts) {
  if (mask.paths().empty()) {
    form->CopyFrom(given);
    if (given_contacts != nullptr) *contacts = *given_contacts;
    return absl::OkStatus();
  }
  std::vector<scoring::Violation> unknown;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    if (path == "form") {
      form->CopyFrom(given);
    } else if (path == "contacts") {
      *contacts = given_contacts == nullptr ? heng::v1::Contacts() : *given_contacts;
    } else if (const FieldDescriptor* const field = FormField(given, path); field != nullptr) {
      ReplaceField(field, given, form);
    } else {
      unknown.push_back(
          {absl::StrCat("updateMask.paths[", i, "]"),
           absl::StrCat(Quoted(path), " 不能修改；可写 form、contacts 或 form 的一级字段，如 form.funds。"),
           absl::StrCat(Quoted(path),
                        " can't be updated; write form, contacts or a top-level field such as form.funds")});
    }
  }
  return unknown.empty() ? absl::OkStatus() : InvalidFields(unknown);
}

}  // namespace heng::core
