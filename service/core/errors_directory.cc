// The catalogue's part about orgs and projects.
#include "absl/strings/str_cat.h"
#include "service/core/access/methods.h"
#include "service/core/errors.h"
#include "service/core/errors_internal.h"

namespace heng::core {

absl::Status ClearanceNeeded(Method method, std::string_view resource) {
  const MethodRule& rule = RuleOf(method);
  return MakeError(
      {.code = absl::StatusCode::kPermissionDenied,
       .reason = "CLEARANCE_NEEDED",
       .zh = absl::StrCat("对 ", Quoted(resource), " 执行 ", rule.name,
                          " 需要涉密授权。请由在该单位有涉密授权的人办理。"),
       .en = absl::StrCat("calling ", rule.name, " on ", Quoted(resource),
                          " takes clearance for classified projects of the org; let somebody who has it do "
                          "this"),
       .metadata = {{"method", rule.name}, {"resource", Shortened(resource)}}});
}

absl::Status ResourceExists(std::string_view name) {
  return MakeError({.code = absl::StatusCode::kAlreadyExists,
                    .reason = "RESOURCE_EXISTS",
                    .zh = absl::StrCat(Quoted(name), " 已存在。请换一个名称，或修改已有的。"),
                    .en = absl::StrCat(Quoted(name), " exists already; choose another name or update it"),
                    .metadata = {{"name", Shortened(name)}}});
}

absl::Status OrgCodeTaken(std::string_view code, std::string_view region, std::string_view by_name) {
  const std::string of = by_name.empty() ? "" : absl::StrCat("（", std::string(by_name), "）");
  const std::string by = by_name.empty() ? "" : absl::StrCat(", ", std::string(by_name));
  return MakeError({.code = absl::StatusCode::kAlreadyExists,
                    .reason = "ORG_CODE_TAKEN",
                    .zh = absl::StrCat("编码 ", Quoted(code), " 在 ", std::string(region), " 已由另一在用单位", of,
                                       "使用。请核对编码。"),
                    .en = absl::StrCat("the code ", Quoted(code), " belongs to another org in use", by, ", in ",
                                       std::string(region), "; check the code"),
                    .metadata = {{"code", Shortened(code)}, {"name", Shortened(by_name)}}});
}

absl::Status OrgInUse(std::string_view org, int64_t orgs, int64_t projects, int64_t forms) {
  return MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "ORG_IN_USE",
       .zh = absl::StrCat("单位 ", Quoted(org), " 尚有在用的下级单位 ", orgs, " 个、在用项目 ", projects,
                          " 个、未提交的表 ", forms,
                          " 份，不能停用。请先处理这些；由别的单位承继的，请用 heng org merge。"),
       .en = absl::StrCat("org ", Quoted(org), " still has ", orgs, " open orgs below it, ", projects,
                          " open projects and ", forms,
                          " forms that are not submitted; see to them first, or merge it into the org that takes them "
                          "over (`heng org merge`)"),
       .metadata = {{"org", Shortened(org)},
                    {"orgs", absl::StrCat(orgs)},
                    {"projects", absl::StrCat(projects)},
                    {"forms", absl::StrCat(forms)}}});
}

absl::Status ProjectClosed(std::string_view project, std::string_view end_date) {
  return MakeError({.code = absl::StatusCode::kFailedPrecondition,
                    .reason = "PROJECT_CLOSED",
                    .zh = absl::StrCat("项目 ", Quoted(project), " 已于 ", std::string(end_date), " 结束，不能再改。"),
                    .en = absl::StrCat("project ", Quoted(project), " ended on ", std::string(end_date),
                                       " and can't be changed any more"),
                    .metadata = {{"project", Shortened(project)}, {"end_date", std::string(end_date)}}});
}

}  // namespace heng::core
