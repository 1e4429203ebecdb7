// heng access, heng token and heng window.
#include "client/cli/choices.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "heng/v1/access.pb.h"

namespace heng::cli {

void CommandLine::AddPrincipals() {
  CLI::App* access = Group("access", T("谁可以做什么：用户和角色", "who may do what: principals and roles"));
  const auto add_name = [this](CLI::App* sub) {
    AddName(sub, "principals", T("用户的名称或编号", "name or id of the principal"));
  };
  const auto add_fields = [this](CLI::App* sub) {
    AddField(sub, "--title", "title", T("称呼，如 张三", "as people know them"));
    AddField(sub, "--org", "org", T("所在单位", "where they belong"), "orgs");
    sub->add_option_function<std::vector<std::string>>(
        "--certificate-name",
        [this](const std::vector<std::string>& names) { options_.fields["certificate_names"] = names; },
        T("客户端证书上的名字（SAN 或 CN），可给多个；全部换成这些",
          "names a client certificate may carry (SAN or CN), several allowed; they replace all"));
  };
  CLI::App* list = Sub(access, "principals", T("列出用户", "list principals"), RunPrincipals);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  AddLimit(list);
  add_name(Sub(access, "show", T("查看一个用户和它的角色", "show a principal with its roles"), RunPrincipalShow));
  CLI::App* create = Sub(access, "create", T("新建用户：一个人或一个程序", "create a principal: a person or a program"),
                         RunPrincipalCreate);
  add_name(create);
  add_fields(create);
  create->get_option("--title")->required();
  create->get_option("--org")->required();
  AddDryRun(create);
  create->footer(
      T("示例：\n  heng access create zhang-san --title 张三 --org sx-datong-121005\n"
        "  heng access grant zhang-san --role 经办 --org sx-datong-121005\n"
        "  heng token create --principal zhang-san --title 办公室电脑 --out zhang-san.token",
        "Examples:\n  heng access create zhang-san --title 张三 --org sx-datong-121005\n"
        "  heng access grant zhang-san --role preparer --org sx-datong-121005\n"
        "  heng token create --principal zhang-san --title office --out zhang-san.token"));
  CLI::App* update = Sub(access, "update", T("修改称呼、单位或证书上的名字", "change title, org or certificate names"),
                         RunPrincipalUpdate);
  add_name(update);
  add_fields(update);
  AddEtag(update);
  AddDryRun(update);
  const auto add_grant = [&](CLI::App* sub) {
    add_name(sub);
    AddChoice(sub, "--role", "role", heng::v1::Role_descriptor(), T("角色", "role"))->required();
    AddField(sub, "--org", "org", T("在哪个单位及其下级", "on which org and all below it"), "orgs")->required();
    sub->add_flag_function(
        "--clearance", [this](int64_t) { options_.fields["clearance"] = {"true"}; },
        T("连同涉密项目", "classified projects too"));
    AddDryRun(sub);
  };
  add_grant(Sub(access, "grant", T("授予角色", "grant a role"), RunGrant));
  CLI::App* ungrant = Sub(access, "ungrant", T("收回角色", "take a role back"), RunUngrant);
  add_grant(ungrant);
  AddYes(ungrant);
  CLI::App* disable =
      Sub(access, "disable", T("停用：凭什么令牌和证书都不再接受", "disable: whatever it shows is refused"),
          RunPrincipalDisable);
  add_name(disable);
  AddYes(disable);
  AddDryRun(disable);
  CLI::App* enable = Sub(access, "enable", T("恢复停用的用户", "enable again"), RunPrincipalEnable);
  add_name(enable);
  AddDryRun(enable);
}

void CommandLine::AddTokens() {
  CLI::App* token = Group("token", T("访问令牌：新建、列出、撤销", "tokens: create, list, revoke"));
  CLI::App* create =
      Sub(token, "create", T("新建令牌；只在这时能看到它", "create one; it is shown only now"), RunTokenCreate);
  AddField(create, "--principal", "principal", T("给谁（默认自己）", "for whom (default: oneself)"), "principals");
  AddField(create, "--title", "title", T("用途，如 办公室电脑", "what it is for"))->required();
  create->add_option("--days", options_.days,
                     T("有效天数，1 至 400（默认 90）", "valid for so many days, 1 to 400 (default 90)"));
  Takes(create->add_option("--out", options_.out,
                           T("把令牌写入这个新文件（0600）；- 为标准输出。不写时只在终端上显示",
                             "write the token to this new file (0600); - is stdout. Without it: only to a terminal")),
        FileNames());
  create->footer(T("示例：\n  heng token create --principal zhang-san --title 办公室电脑 --out zhang-san.token",
                   "Examples:\n  heng token create --principal zhang-san --title office --out zhang-san.token"));
  CLI::App* list = Sub(token, "list", T("列出令牌（看不到令牌本身）", "list tokens (not the secrets)"), RunTokenList);
  AddField(list, "--principal", "principal", T("谁的（默认自己）", "whose (default: one's own)"), "principals");
  list->add_flag("--all", options_.show_ended, T("也列出过期和已撤销的", "expired and revoked ones too"));
  AddLimit(list);
  CLI::App* revoke = Sub(token, "revoke", T("撤销，立即生效", "revoke, from now on"), RunTokenRevoke);
  AddName(revoke, "tokens", T("令牌的名称，见 heng token list", "its name, see heng token list"));
  AddDryRun(revoke);
  AddYes(revoke);
}

void CommandLine::AddWindows() {
  CLI::App* window = Group("window", T("填报期和延期", "filing windows and extensions"));
  const auto add_key = [this](CLI::App* sub) {
    AddField(sub, "--org", "org", T("单位，连同它下面的所有单位", "organisation with all below it"), "orgs")
        ->required();
    sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
    AddChoice(sub, "--type", "form_type", heng::v1::FormType_descriptor(), T("哪种表", "which form"))->required();
  };
  CLI::App* list = Sub(window, "list", T("列出填报期和延期", "list windows and extensions"), RunWindowList);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  list->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  CLI::App* set = Sub(window, "set", T("设定填报期", "set a window"), RunWindowSet);
  add_key(set);
  AddField(set, "--open", "open_date", T("第一天（不写：一直开放）", "first day (without: open since ever)"));
  AddField(set, "--close", "close_date", T("最后一天", "last day"))->required();
  AddDryRun(set);
  set->footer(T(
      "示例：\n  heng window set --org shanxi --year 2022 --type 自评 --open 2023-03-01 --close 2023-04-30",
      "Examples:\n  heng window set --org shanxi --year 2022 --type evaluation --open 2023-03-01 --close 2023-04-30"));
  CLI::App* remove = Sub(window, "delete", T("删除填报期：改由上级的管", "delete a window: what is above counts again"),
                         RunWindowDelete);
  AddName(remove, "windows", T("名称，见 heng window list", "its name, see heng window list"));
  AddDryRun(remove);
  AddYes(remove);
  CLI::App* extend = Sub(window, "extend", T("给一个单位延期", "give an org more time"), RunWindowExtend);
  add_key(extend);
  AddField(extend, "--until", "until", T("延到哪一天", "last day"))->required();
  AddField(extend, "--reason", "reason", T("原因", "why"))->required();
  AddDryRun(extend);
  CLI::App* unextend = Sub(window, "unextend", T("取消延期", "take an extension back"), RunWindowUnextend);
  AddName(unextend, "extensions", T("名称，见 heng window list", "its name, see heng window list"));
  AddDryRun(unextend);
  AddYes(unextend);
}

}  // namespace heng::cli
