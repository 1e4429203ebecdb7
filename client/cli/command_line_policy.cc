// heng policy: what comes with heng, and what a server has in force.
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "heng/v1/access.pb.h"

namespace heng::cli {

void CommandLine::AddPolicy() {
  CLI::App* policy = Group("policy", T("评分规则：自带的和服务器上的，哪些在哪里施行",
                                       "scoring policies: those of heng and of a server, and where they are in force"));
  CLI::App* list = Sub(policy, "list", T("列出自带的评分规则", "list the policies that come with heng"), RunPolicyList,
                       Needs::kNothing);
  AddRemote(list, RunPolicyList, RunRemotePolicyList);
  CLI::App* show = Sub(policy, "show", T("查看一套评分规则", "show a policy"), RunPolicyShow, Needs::kNothing);
  Takes(show->add_option("NAME", options_.policy,
                         T("规则名，或 .textproto 文件", "name of a policy, or a .textproto file"))
            ->required(),
        {PolicyNames, true});
  AddRemote(show, RunPolicyShow, RunRemotePolicyShow);
  show->footer(T("示例：\n  heng policy show shanxi-2022\n  heng policy show 本地规则.textproto -o json",
                 "Examples:\n  heng policy show shanxi-2022\n  heng policy show local.textproto -o json"));
  CLI::App* test = Sub(policy, "test", T("检查规则文件并运行其中的用例", "check policy files and run their cases"),
                       RunPolicyTest, Needs::kNothing);
  Takes(test->add_option("FILE", options_.files, T("规则文件（textproto）", "policy files (textproto)"))->required(),
        FileNames());
  AddRemote(test, RunPolicyTest, RunRemotePolicyTest);
  test->footer(T("示例：\n  heng policy test 本地规则.textproto", "Examples:\n  heng policy test local.textproto"));
  AddPolicySimulate(policy);
  AddPolicyInForce(policy);
}

void CommandLine::AddRemote(CLI::App* sub, Run local, Run remote) {
  sub->add_flag("--remote", options_.remote,
                T("问服务器；不写则只看 heng 自带的和文件里的，不需要服务器",
                  "ask the server; without it only what comes with heng or is in files, and no server is needed"));
  sub->callback([this, local, remote] {
    options_.run = options_.remote ? remote : local;
    options_.offline = !options_.remote;
  });
}

void CommandLine::AddPolicyInForce(CLI::App* policy) {
  CLI::App* create =
      Sub(policy, "create", T("把规则文件作为新的修订存到服务器", "keep a policy file on the server as a revision"),
          RunPolicyCreate);
  Takes(create->add_option("FILE", options_.files, T("规则文件（textproto）", "policy file (textproto)"))
            ->required()
            ->expected(1),
        FileNames());
  AddDryRun(create);
  create->footer(T("示例：\n  heng policy test 本地规则.textproto && heng policy create 本地规则.textproto",
                   "Examples:\n  heng policy test local.textproto && heng policy create local.textproto"));
  CLI::App* activate = Sub(policy, "activate",
                           T("让一套规则从某年度起在某单位及其下级施行",
                             "put a policy in force for an org and all below it, from a year on"),
                           RunPolicyActivate);
  Takes(activate
            ->add_option("NAME", options_.policy,
                         T("规则名，如 shanxi-2022 或 shanxi-2022@1", "policy: shanxi-2022 or shanxi-2022@1"))
            ->required(),
        {PolicyNames, false});
  AddOrg(activate, T("单位", "organisation"));
  activate->get_option("--org")->required();
  activate->add_option("--from-year", options_.fiscal_year, T("从哪个年度起", "first fiscal year"))->required();
  AddDryRun(activate);
  activate->footer(T("示例：\n  heng policy activate shanxi-2022 --org shanxi --from-year 2022",
                     "Examples:\n  heng policy activate shanxi-2022 --org shanxi --from-year 2022"));
  CLI::App* deactivate =
      Sub(policy, "deactivate", T("结束一次施行：改由上级的规则管", "end one: what is above counts again"),
          RunPolicyDeactivate);
  AddName(deactivate, "activations",
          T("施行的名称，见 heng policy activations", "its name, see heng policy activations"));
  AddDryRun(deactivate);
  AddYes(deactivate);
  CLI::App* activations = Sub(policy, "activations", T("列出哪套规则在哪里施行", "list which policy is in force where"),
                              RunPolicyActivations);
  AddOrg(activations, T("单位，连同它下面的所有单位", "organisation with all below it"));
  activations->add_option(
      "--year", options_.fiscal_year,
      T("与 --org 一起：这一年度在该单位施行的是哪一套", "with --org: what is in force there in this year"));
}

void CommandLine::AddPolicySimulate(CLI::App* policy) {
  CLI::App* sub = Sub(policy, "simulate", T("换一套规则，得分和等级会怎样", "what another policy would change"),
                      RunPolicySimulate, Needs::kNothing);
  AddFiles(sub)->required(false);
  Takes(sub->add_option("--policy", options_.policy,
                        T("新规则：规则名，或 .textproto 文件", "new policy: a name or a .textproto file"))
            ->required(),
        {PolicyNames, true});
  Takes(sub->add_option("--against", options_.against, T("原规则（默认 mof-2020）", "old policy (default mof-2020)")),
        {PolicyNames, true});
  AddRemote(sub, RunPolicySimulate, RunRemotePolicySimulate);
  AddOrg(sub, T("与 --remote 一起：这个单位连同它下面的所有单位", "with --remote: this org with all below it"));
  sub->add_option("--year", options_.fiscal_year, T("与 --remote 一起：年度", "with --remote: fiscal year"));
  Takes(sub->add_option("--state", state_, T("与 --remote 一起：状态", "with --remote: state")),
        WordsOf({"draft", "checked", "submitted", "returned", "approved", "accepted", "published", "discarded"}));
  sub->add_flag("--changes", options_.changes,
                T("与 --remote 一起：列出得分或等级会变的每一份", "with --remote: name every form that would change"));
  sub->footer(
      T("不加 --remote 时试算文件；加了则试算服务器上您能看到的全部自评表，什么也不改动。\n"
        "示例：\n  heng policy simulate --policy shanxi-2022 *.json\n"
        "  heng policy simulate --policy 新规则.textproto --against shanxi-2022 *.json\n"
        "  heng policy simulate --remote --policy 新规则.textproto --org sx-datong --year 2022 --changes",
        "Without --remote files are simulated; with it all evaluations on the server that you may see, and nothing is\n"
        "changed there.\n"
        "Examples:\n  heng policy simulate --policy shanxi-2022 *.json\n"
        "  heng policy simulate --policy new.textproto --against shanxi-2022 *.json\n"
        "  heng policy simulate --remote --policy new.textproto --org sx-datong --year 2022 --changes"));
}

}  // namespace heng::cli
