// The catalogue's part about who may do what, and about what is in force.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/access/methods.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/errors_internal.h"

namespace heng::core {
namespace {

absl::Status Unauthenticated(const char* reason, std::string zh, std::string en,
                             std::map<std::string, std::string> metadata = {}) {
  return MakeError({.code = absl::StatusCode::kUnauthenticated,
                    .reason = reason,
                    .zh = std::move(zh),
                    .en = std::move(en),
                    .metadata = std::move(metadata)});
}

}  // namespace

absl::Status NotInitialized() {
  return Unauthenticated(
      "NOT_INITIALIZED", "服务尚未初始化：还没有任何用户。请管理员停止服务，运行 hengd init 建立根单位和第一位管理员。",
      "this server has no users yet; its administrator has to stop it and run `hengd init`, which makes the root org "
      "and the first administrator");
}

absl::Status CredentialsMissing() {
  return Unauthenticated("CREDENTIALS_MISSING",
                         "没有提供身份凭据。请用 heng login 登录，或用 --token-file 指定令牌文件，或使用客户端证书。",
                         "no credentials were sent; log in with `heng login`, name a token file with --token-file, or "
                         "use a client certificate");
}

absl::Status TokenMalformed() {
  return Unauthenticated(
      "TOKEN_MALFORMED", "令牌不完整或抄写有误。完整的令牌以 heng_ 开头；请重新复制，或请管理员另发一个。",
      "the token is not whole or was mistyped; a token begins with heng_: copy it again, or ask your "
      "administrator for another one");
}

absl::Status TokenUnknown() {
  return Unauthenticated("TOKEN_UNKNOWN", "本服务没有签发过这个令牌。请核对服务地址，或请管理员另发一个。",
                         "this server never issued this token; check the server's address, or ask your administrator "
                         "for another one");
}

absl::Status TokenExpired(std::string_view token, int64_t expire_time) {
  const std::string day = MinuteOf(expire_time);
  return Unauthenticated("TOKEN_EXPIRED",
                         absl::StrCat("令牌 ", std::string(token), " 已于 ", day, " 过期。请管理员另发一个。"),
                         absl::StrCat("the token ", std::string(token), " expired at ", day,
                                      " (+08:00); ask your administrator for another one"),
                         {{"token", std::string(token)}});
}

absl::Status TokenRevoked(std::string_view token) {
  return Unauthenticated(
      "TOKEN_REVOKED", absl::StrCat("令牌 ", std::string(token), " 已被撤销。请管理员另发一个。"),
      absl::StrCat("the token ", std::string(token), " was revoked; ask your administrator for another one"),
      {{"token", std::string(token)}});
}

absl::Status CertificateUnknown(const std::vector<std::string>& names) {
  const std::string list = Shortened(absl::StrJoin(names, ", "));
  return Unauthenticated(
      "CERTIFICATE_UNKNOWN",
      absl::StrCat("客户端证书的名称（", list, "）没有登记给任何用户。请管理员用 heng access update 登记。"),
      absl::StrCat("no user is registered for the names of this client certificate (", list,
                   "); an administrator registers them with `heng access update`"));
}

absl::Status PrincipalDisabled(std::string_view principal) {
  return Unauthenticated("PRINCIPAL_DISABLED", absl::StrCat("用户 ", std::string(principal), " 已停用。请联系管理员。"),
                         absl::StrCat("the user ", std::string(principal), " is disabled; ask your administrator"),
                         {{"principal", std::string(principal)}});
}

absl::Status PermissionDenied(Method method, std::string_view resource) {
  const MethodRule& rule = RuleOf(method);
  std::vector<std::string> zh, en;
  for (const auto role : kAllRoles) {
    if (!Contains(rule.roles, role)) continue;
    zh.push_back(RoleInChinese(role));
    en.push_back(RoleName(role));
  }
  const std::string thing = resource.empty() ? "" : Quoted(resource);
  return MakeError({.code = absl::StatusCode::kPermissionDenied,
                    .reason = "PERMISSION_DENIED",
                    .zh = absl::StrCat("您不能", thing.empty() ? "" : "对 " + thing + " ", "执行 ", rule.name,
                                       thing.empty() ? "" : "，或者它不存在", "。需要的角色：", absl::StrJoin(zh, "、"),
                                       "；heng whoami 显示您的角色。"),
                    .en = absl::StrCat("you may not call ", rule.name, thing.empty() ? "" : " on ", thing,
                                       thing.empty() ? "" : ", or it does not exist", "; it takes one of the roles ",
                                       absl::StrJoin(en, ", "), "; `heng whoami` shows yours"),
                    .metadata = {{"method", rule.name}, {"resource", Shortened(resource)}}});
}

absl::Status BeyondAuthority(std::string_view principal, std::string_view org, bool clearance) {
  const std::string who = Quoted(principal), where = Quoted(org);
  return MakeError(
      {.code = absl::StatusCode::kPermissionDenied,
       .reason = "BEYOND_AUTHORITY",
       .zh = absl::StrCat("此事涉及用户 ", who, " 在 ", where, " 的", clearance ? "涉密" : "", "授权，须由",
                          clearance ? "有涉密授权、" : "", "管理 ", where, " 的系统管理员办理。"),
       .en = absl::StrCat("this concerns what ", who, " may do on ", where, clearance ? " with clearance" : "",
                          "; it takes an administrator of ", where, clearance ? " with clearance" : ""),
       .metadata = {{"principal", Shortened(principal)}, {"org", Shortened(org)}}});
}

absl::Status GrantNotFound(std::string_view principal, heng::v1::Role role, std::string_view org) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "GRANT_NOT_FOUND",
                    .zh = absl::StrCat("用户 ", Quoted(principal), " 在 ", Quoted(org), " 没有授过角色 ",
                                       RoleInChinese(role), "；heng access get 显示已有的授权。"),
                    .en = absl::StrCat(Quoted(principal), " was not granted ", RoleName(role), " on ", Quoted(org),
                                       "; `heng access get` shows what was"),
                    .metadata = {{"principal", Shortened(principal)}, {"org", Shortened(org)}}});
}

absl::Status CertificateNameTaken(std::string_view certificate_name) {
  return MakeError(
      {.code = absl::StatusCode::kAlreadyExists,
       .reason = "CERTIFICATE_NAME_TAKEN",
       .zh = absl::StrCat("证书名称 ", Quoted(certificate_name), " 已登记给另一位用户；一个名称只能属于一位用户。"),
       .en = absl::StrCat("the certificate name ", Quoted(certificate_name),
                          " is registered for another user; a name belongs to one user only"),
       .metadata = {{"certificate_name", Shortened(certificate_name)}}});
}

absl::Status LastAdministrator(std::string_view principal) {
  return MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "LAST_ADMINISTRATOR",
       .zh = absl::StrCat("用户 ", Quoted(principal),
                          " 是根单位最后一位有涉密授权的系统管理员，不能停用、调离或收回其授权。请先另设一位。"),
       .en = absl::StrCat("the user ", Quoted(principal),
                          " is the last administrator of the root with clearance and can't be disabled, "
                          "moved or have the grant removed; make another one first"),
       .metadata = {{"principal", Shortened(principal)}}});
}

absl::Status TooMany(std::string_view zh_what, std::string_view en_what, size_t limit) {
  const std::string zh(zh_what), en(en_what);
  return MakeError({.code = absl::StatusCode::kResourceExhausted,
                    .reason = "TOO_MANY",
                    .zh = absl::StrCat(zh, "已达上限 ", limit, " 个；请先清理不再需要的。"),
                    .en = absl::StrCat("there are already ", limit, " ", en,
                                       ", the most there may be; remove what is no longer needed first")});
}

absl::Status NoWindow(std::string_view org, int32_t year) {
  return MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "NO_WINDOW",
       .zh = absl::StrCat(year, " 年度没有适用于单位 ", Quoted(org), " 的填报期，随时可以填报，无需延期。"),
       .en = absl::StrCat("no filing window applies to ", Quoted(org), " for ", year,
                          ": it may file at any time and needs no extension"),
       .metadata = {{"org", Shortened(org)}}});
}

absl::Status OrgClosed(std::string_view org, std::string_view end_date, std::string_view successor) {
  const std::string zh_next = successor.empty() ? "" : absl::StrCat("，由 ", std::string(successor), " 承继");
  const std::string en_next = successor.empty() ? "" : absl::StrCat(" and was succeeded by ", std::string(successor));
  return MakeError({.code = absl::StatusCode::kFailedPrecondition,
                    .reason = "ORG_CLOSED",
                    .zh = absl::StrCat("单位 ", Quoted(org), " 已于 ", std::string(end_date), " 停用", zh_next,
                                       "，不能再为它填报或修改。"),
                    .en = absl::StrCat("org ", Quoted(org), " was closed on ", std::string(end_date), en_next,
                                       "; nothing can be filed or changed for it any more"),
                    .metadata = {{"org", Shortened(org)}, {"successor", Shortened(successor)}}});
}

absl::Status ProjectUnusable(std::string_view subject, std::string_view org) {
  return MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "PROJECT_UNUSABLE",
       .zh = absl::StrCat("单位 ", Quoted(org), " 没有在用的项目 ", Quoted(subject),
                          "。请用 heng project list 核对；新项目由主管部门或财政部门用 heng project create 登记。"),
       .en = absl::StrCat("org ", Quoted(org), " has no project ", Quoted(subject),
                          " in use; `heng project list` shows those there are; a new one is registered by the "
                          "department or finance with `heng project create`"),
       .metadata = {{"subject", Shortened(subject)}, {"org", Shortened(org)}}});
}

absl::Status PolicyNotInForce(std::string_view wanted, std::string_view in_force) {
  return MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "POLICY_NOT_IN_FORCE",
       .zh = absl::StrCat("该单位该年度执行的评分规则是 ", Quoted(in_force), "，不是 ", Quoted(wanted),
                          "。填报时不指定规则即可；试算其他规则请用 heng score --policy。"),
       .en = absl::StrCat("the policy in force for this org and year is ", Quoted(in_force), ", not ", Quoted(wanted),
                          "; leave the policy out, or use `heng score --policy` to try another one"),
       .metadata = {{"policy", Shortened(wanted)}, {"in_force", Shortened(in_force)}}});
}

absl::Status PolicyExists(std::string_view name) {
  return MakeError(
      {.code = absl::StatusCode::kAlreadyExists,
       .reason = "POLICY_EXISTS",
       .zh = absl::StrCat("评分规则 ", Quoted(name), " 已存在且内容不同；已有的版本不能改，请用下一个版本号。"),
       .en = absl::StrCat("policy ", Quoted(name),
                          " exists with another content; a revision never changes: use the next one"),
       .metadata = {{"name", Shortened(name)}}});
}

absl::Status WindowClosed(std::string_view org, int32_t year, std::string_view open_date, std::string_view last_date,
                          bool not_yet) {
  const std::string first(open_date), last(last_date);
  return MakeError(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "WINDOW_CLOSED",
       .zh = not_yet ? absl::StrCat(year, " 年度的填报 ", first, " 才开始。草稿可以先保存。")
                     : absl::StrCat(year, " 年度的填报已于 ", last,
                                    " 截止，草稿仍可保存。需要延期请联系财政部门（heng window extend）。"),
       .en = not_yet ? absl::StrCat("filing for ", year, " opens on ", first, "; drafts can be kept before")
                     : absl::StrCat("filing for ", year, " ended on ", last,
                                    "; drafts can still be kept; ask finance for an extension (`heng window extend`)"),
       .metadata = {{"org", Shortened(org)}, {"open_date", first}, {"last_date", last}}});
}

absl::Status RulesChanged() {
  return MakeError({.code = absl::StatusCode::kAborted,
                    .reason = "RULES_CHANGED",
                    .zh = "办理期间，单位、权限或评分规则有变动，没有写入。请重新提交一次。",
                    .en = "orgs, access or policies changed during the call; nothing was written; call again"});
}

}  // namespace heng::core
