#include "client/cli/offline_batch.h"

#include "scoring/form_check.h"

namespace heng::cli {

std::optional<RpcError> CheckFields(const heng::v1::Evaluation& evaluation, bool contacts) {
  RpcError error;
  const auto add = [&error](const std::string& prefix, const std::vector<scoring::Violation>& violations) {
    for (const auto& violation : violations) {
      const std::string field = violation.field.empty() ? prefix : prefix + "." + violation.field;
      error.fields.push_back({field, violation.zh + " / " + violation.en});
    }
  };
  add("form", scoring::CheckForm(evaluation.form()));
  if (contacts) add("contacts", scoring::CheckContacts(evaluation.contacts()));
  if (error.fields.empty()) return std::nullopt;
  const std::string count = std::to_string(error.fields.size());
  error.code = grpc::StatusCode::INVALID_ARGUMENT;
  error.reason = "INVALID_FIELDS";
  error.zh = count + " 处填写不符合要求，第一处：" + error.fields.front().field + "。请按各处说明修改后重试。";
  error.en = count + " field(s) are not well-formed, the first is " + error.fields.front().field +
             "; correct them and try again";
  return error;
}

}  // namespace heng::cli
