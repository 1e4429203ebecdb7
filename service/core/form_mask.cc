#include "service/core/form_mask.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using heng::v1::FormContent;

constexpr char kFormPrefix[] = "form.";

// "form.funds" -> "funds"; empty: not a top-level field of the form.
std::string FormField(const std::string& path) {
  if (path.rfind(kFormPrefix, 0) != 0) return "";
  const std::string field = path.substr(sizeof(kFormPrefix) - 1);
  return FormContent::descriptor()->FindFieldByName(field) == nullptr ? "" : field;
}

// Presence goes along: a field that is absent in `from` becomes absent.
void ReplaceField(const std::string& field, FormContent from, FormContent* to) {
  const auto* descriptor = FormContent::descriptor()->FindFieldByName(field);
  FormContent::GetReflection()->SwapFields(&from, to, {descriptor});
}

}  // namespace

absl::Status ApplyMask(const heng::v1::Evaluation& evaluation, const google::protobuf::FieldMask& mask,
                       FormContent* form, heng::v1::Contacts* contacts) {
  if (mask.paths().empty()) {
    *form = evaluation.form();
    if (evaluation.has_contacts()) *contacts = evaluation.contacts();
    return absl::OkStatus();
  }
  std::vector<scoring::Violation> unknown;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    if (path == "form") {
      *form = evaluation.form();
    } else if (path == "contacts") {
      *contacts = evaluation.contacts();
    } else if (const std::string field = FormField(path); !field.empty()) {
      ReplaceField(field, evaluation.form(), form);
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
