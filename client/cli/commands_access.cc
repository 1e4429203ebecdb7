// heng access: principals and their grants.
#include "client/cli/change.h"
#include "client/cli/pages.h"
#include "client/cli/render_directory.h"
#include "client/cli/set_field.h"

namespace heng::cli {
namespace {

using heng::v1::Principal;

Answer<Principal> GetPrincipal(const Session& session) {
  heng::v1::GetPrincipalRequest request;
  request.set_name(session.options.name);
  return session.client.Call(&Access::GetPrincipal, request);
}

std::string Called(const Session& session, const Principal& principal) {
  return NameAndTitle(principal.name(), principal.title(), session.console.language);
}

// What grant and ungrant share. SetFields can't fail: the choices were checked with the command line.
template <typename Request>
Request GrantRequest(const Session& session) {
  Request request;
  request.set_principal(session.options.name);
  SetFields(session.options.fields, request.mutable_grant());
  Prepare(session, Meant::kAgain, &request);
  return request;
}

ExitCode SetDisabled(const Session& session, bool disabled, const std::string& what, const std::string& next) {
  const Options& options = session.options;
  const auto current = GetPrincipal(session);
  if (!current.ok()) return Report(session, options.name, *current.error);
  heng::v1::UpdatePrincipalRequest request;
  request.mutable_principal()->set_name(options.name);
  request.mutable_principal()->set_etag(current.value.etag());
  request.mutable_principal()->set_disabled(disabled);
  request.mutable_update_mask()->add_paths("disabled");
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Access::UpdatePrincipal, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, what + Called(session, answer.value), next);
}

}  // namespace

ExitCode RunPrincipals(const Session& session) {
  const Language language = session.console.language;
  heng::v1::ListPrincipalsRequest request;
  request.set_org(session.options.org);
  return PrintList(
      session, &Access::ListPrincipals, request, PrincipalTable(language),
      [](const heng::v1::ListPrincipalsResponse& response) -> const auto& { return response.principals(); },
      [language](const Principal& principal) { return Row(principal, language); },
      session.console.Say("没有用户。", "No principals."));
}

ExitCode RunPrincipalShow(const Session& session) {
  const auto principal = GetPrincipal(session);
  if (!principal.ok()) return Report(session, session.options.name, *principal.error);
  session.console.out << (session.Json() ? json::WriteMessage(principal.value)
                                         : RenderPrincipal(principal.value, session.console.language));
  return ExitCode::kOk;
}

ExitCode RunPrincipalCreate(const Session& session) {
  const Console& console = session.console;
  heng::v1::CreatePrincipalRequest request;
  request.mutable_principal()->set_name(session.options.name);
  SetFields(session.options.fields, request.mutable_principal());
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Access::CreatePrincipal, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value, console.Say("新建 ", "Create ") + Called(session, answer.value),
              console.Say("用 heng access grant 授予角色，再用 heng token create 给它令牌。",
                          "grant roles with heng access grant, then give it a token with heng token create."));
}

ExitCode RunPrincipalUpdate(const Session& session) {
  const Options& options = session.options;
  const Console& console = session.console;
  if (options.fields.empty()) {
    return ReportUsage(session, console.Say("没有要改的内容：至少给出 --title、--org、--certificate-name 之一。",
                                            "Nothing to change: give one of --title, --org, --certificate-name."));
  }
  heng::v1::UpdatePrincipalRequest request;
  request.mutable_principal()->set_name(options.name);
  request.mutable_principal()->set_etag(options.etag);
  if (options.etag.empty()) {
    const auto current = GetPrincipal(session);
    if (!current.ok()) return Report(session, options.name, *current.error);
    request.mutable_principal()->set_etag(current.value.etag());
  }
  SetFields(options.fields, request.mutable_principal());
  *request.mutable_update_mask() = MaskOf(options.fields);
  Prepare(session, Meant::kOnce, &request);
  const auto answer = session.client.Call(&Access::UpdatePrincipal, request);
  if (!answer.ok()) return Report(session, options.name, *answer.error);
  return Done(session, answer.value, console.Say("修改 ", "Update ") + Called(session, answer.value));
}

ExitCode RunGrant(const Session& session) {
  const Console& console = session.console;
  const auto request = GrantRequest<heng::v1::AddGrantRequest>(session);
  const auto answer = session.client.Call(&Access::AddGrant, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value,
              console.Say("授权 ", "Grant ") + Called(session, answer.value) + console.Say("：", ": ") +
                  GrantText(request.grant(), console.language),
              console.Say("它还没有令牌时：heng token create --principal ",
                          "if it has no token yet: heng token create --principal ") +
                  session.options.name);
}

ExitCode RunUngrant(const Session& session) {
  const Console& console = session.console;
  const auto request = GrantRequest<heng::v1::RemoveGrantRequest>(session);
  const std::string zh = GrantText(request.grant(), Language::kChinese);
  const std::string en = GrantText(request.grant(), Language::kEnglish);
  if (const auto end = Confirm(session, "收回 " + session.options.name + " 的 " + zh,
                               "Take " + en + " from " + session.options.name)) {
    return *end;
  }
  const auto answer = session.client.Call(&Access::RemoveGrant, request);
  if (!answer.ok()) return Report(session, session.options.name, *answer.error);
  return Done(session, answer.value,
              console.Say("收回 ", "Take from ") + Called(session, answer.value) + console.Say("：", ": ") +
                  console.Say(zh.c_str(), en.c_str()));
}

ExitCode RunPrincipalDisable(const Session& session) {
  const Console& console = session.console;
  if (const auto end = Confirm(session, "停用 " + session.options.name, "Disable " + session.options.name)) return *end;
  return SetDisabled(session, true, console.Say("停用 ", "Disable "),
                     console.Say("从现在起它的令牌和证书都不再接受；恢复用 heng access enable。",
                                 "its tokens and certificates are refused from now on; heng access enable undoes it."));
}

ExitCode RunPrincipalEnable(const Session& session) {
  return SetDisabled(session, false, session.console.Say("恢复 ", "Enable "), "");
}

}  // namespace heng::cli
