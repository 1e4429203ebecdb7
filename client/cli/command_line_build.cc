// The commands and flags of `heng`, with their help and what completes them.
#include <memory>

#include "client/cli/choices.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "client/cli/completion.h"
#include "client/cli/policy_source.h"
#include "client/cli/version.h"
#include "scoring/findings/catalogue.h"

namespace heng::cli {
namespace {

std::vector<std::string> FindingIds() {
  std::vector<std::string> ids;
  for (const auto& entry : scoring::Catalogue().entries()) ids.push_back(entry.id());
  return ids;
}

}  // namespace

Values WordsOf(std::vector<std::string> words) {
  return {[words = std::move(words)] { return words; }, false};
}

Values FileNames() {
  return {[] { return std::vector<std::string>(); }, true};
}

std::vector<std::string> PolicyNames() {
  std::vector<std::string> names;
  for (const std::string& name : scoring::ShippedPolicies::Get().Names()) names.push_back(ShortPolicyName(name));
  return names;
}

void CommandLine::Build() {
  app_.description(
      T("衡：预算绩效自评的提交、评分与查询", "heng: file, score and look up budget performance self-evaluations"));
  app_.footer(
      T("示例：\n"
        "  heng check *.json                   检查表中的问题，不需要服务器\n"
        "  heng score 自评表.json              只评分，不保存\n"
        "  heng submit *.json                  提交；重复执行不会重复提交\n"
        "  heng eval list --year 2022          列出\n"
        "  heng todo                           我的待办\n"
        "  heng policy list                    有哪些评分规则\n"
        "  heng login                          保存访问令牌；heng whoami 查看身份\n"
        "  heng completion --help              在命令行中按 Tab 补全\n\n"
        "退出码：0 成功，1 失败，2 用法错误，3 身份或权限，4 冲突或状态不符，5 有阻止提交的问题，\n"
        "        6 部分文件失败，7 连接不上服务器，130 被中断",
        "Examples:\n"
        "  heng check *.json                   what is wrong with forms; needs no server\n"
        "  heng score form.json                score only, nothing is kept\n"
        "  heng submit *.json                  submit; running it twice is harmless\n"
        "  heng eval list --year 2022          list\n"
        "  heng todo                           what waits for me\n"
        "  heng policy list                    the scoring policies there are\n"
        "  heng login                          keep a token; heng whoami says who you are\n"
        "  heng completion --help              completion with the Tab key\n\n"
        "Exit codes: 0 ok, 1 failure, 2 usage, 3 identity or permission, 4 conflict or wrong state,\n"
        "            5 findings that block, 6 part of a batch failed, 7 server not reachable, 130 interrupted"));
  app_.require_subcommand(0, 1);  // not 1: a misspelt command is to be named, not called missing
  app_.fallthrough();
  if (language_ == Language::kChinese) UseChineseHeadings();
  AddGlobalOptions();
  AddScore();
  AddCheck();
  AddSubmit();
  AddImportForms();
  AddExport();
  AddLayouts();
  AddEval();
  AddTarget();
  AddReview();
  AddEvents();
  AddWatch();
  AddPolicy();
  AddExplainFinding();
  AddOrgs();
  AddProjects();
  AddPrincipals();
  AddTokens();
  AddWindows();
  AddTodo();
  AddDue();
  AddDiff();
  AddHistory();
  AddSamples();
  AddWorkflow();
  AddBudgets();
  AddResults();
  AddSummary();
  AddTexts();
  AddDepartmentEvaluations();
  AddYearFacts();
  AddCrossCheck();
  AddLogin();
  AddConfig();
  AddCompletion();
  Sub(&app_, "version", T("显示版本", "print the version"), RunVersion, Needs::kNothing);
  NameGroups(&app_);
}

// Titles of the sections of a help text; CLI11 takes them from groups.
void CommandLine::NameGroups(CLI::App* app) {
  for (CLI::Option* option : app->get_options()) option->group(T("选项", "Options"));
  for (CLI::App* sub : app->get_subcommands([](CLI::App*) { return true; })) {
    sub->group(T("命令", "Commands"));
    NameGroups(sub);
  }
}

void CommandLine::UseChineseHeadings() {
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->label("Usage", "用法");
  formatter->label("OPTIONS", "选项");
  formatter->label("SUBCOMMAND", "命令");
  formatter->label("Positionals", "参数");
  formatter->label("REQUIRED", "必填");
  formatter->label("Env", "环境变量");
  formatter->column_width(34);
  app_.formatter(formatter);
}

void CommandLine::SetHelp(CLI::App* app) { app->set_help_flag("-h,--help", T("显示帮助", "show this help")); }

CLI::App* CommandLine::Group(const std::string& name, const std::string& description) {
  CLI::App* group = app_.add_subcommand(name, description);
  SetHelp(group);
  group->footer("");
  group->require_subcommand(0, 1);
  return group;
}

CLI::App* CommandLine::Sub(CLI::App* parent, const std::string& name, const std::string& description, Run run,
                           Needs needs) {
  CLI::App* sub = parent->add_subcommand(name, description);
  SetHelp(sub);
  sub->footer("");
  sub->callback([this, run, needs] {
    options_.run = run;
    if (needs == Needs::kNothing) options_.offline = true;
  });
  return sub;
}

CLI::Option* CommandLine::AddName(CLI::App* sub, const std::string& collection, const std::string& description) {
  return sub->add_option("NAME", options_.name, description)
      ->transform([collection](const std::string& name) { return WithCollection(collection, name); })
      ->required();
}

CLI::Option* CommandLine::AddNames(CLI::App* sub, const std::string& collection, const std::string& description) {
  return sub->add_option("NAME", options_.names, description)
      ->transform([collection](const std::string& name) { return WithCollection(collection, name); })
      ->required();
}

CLI::Option* CommandLine::AddField(CLI::App* sub, const std::string& flag, const std::string& field,
                                   const std::string& description, const std::string& collection) {
  return sub->add_option_function<std::string>(
      flag,
      [this, field, collection](const std::string& value) {
        options_.fields[field] = {collection.empty() ? value : WithCollection(collection, value)};
      },
      description);
}

CLI::Option* CommandLine::AddChoice(CLI::App* sub, const std::string& flag, const std::string& field,
                                    const EnumDescriptor* choice, const std::string& description) {
  CLI::Option* option = sub->add_option_function<std::string>(
      flag,
      [this, flag, field, choice](const std::string& value) {
        options_.fields[field] = {value};
        if (value.empty() || ParseChoice(choice, value)) return;
        choice_mistake_ = flag + T(" 没有 \"", ": there is no \"") + value + T("\"。可用：", "\". There are: ") +
                          ChoiceList(choice, language_) + T("。", ".");
      },
      description + T("：", ": ") + ChoiceList(choice, language_));
  return Takes(option, WordsOf(ChoiceWords(choice)));
}

void CommandLine::AddOrg(CLI::App* sub, const std::string& description) {
  sub->add_option("--org", options_.org, description)->transform([](const std::string& name) {
    return WithCollection("orgs", name);
  });
}

void CommandLine::AddLimit(CLI::App* sub) {
  sub->add_option("--limit", options_.limit, T("最多列出多少个（默认全部）", "list at most this many (default: all)"));
}

void CommandLine::AddDryRun(CLI::App* sub) {
  sub->add_flag("--dry-run", options_.dry_run, T("只检查，不写入", "only check, write nothing"));
}

void CommandLine::AddEtag(CLI::App* sub) {
  sub->add_option("--etag", options_.etag, T("只在仍是这一版本时才做", "only if this is still the version"));
}

void CommandLine::AddYes(CLI::App* sub) { sub->add_flag("-y,--yes", options_.yes, T("不再询问", "do not ask")); }

CLI::Option* CommandLine::Takes(CLI::Option* option, Values values) {
  values_[option] = std::move(values);
  return option;
}

void CommandLine::AddGlobalOptions() {
  SetHelp(&app_);
  app_.set_version_flag("--version", std::string("heng ") + kVersion, T("显示版本", "print the version"));
  AddConnectionOptions();
  Takes(app_.add_option("-o,--output", output_, T("输出格式：table 或 json", "output: table or json")),
        WordsOf({"table", "json"}));
  Takes(
      app_.add_option("--lang", lang_, T("语言：zh 或 en（环境变量 HENG_LANG）", "language: zh or en (env HENG_LANG)")),
      WordsOf({"zh", "en"}));
  app_.add_option("--timeout", timeout_,
                  T("一次调用连同重试的时限，如 30s、2m（默认 30s）",
                    "time for one call with its retries, 30s or 2m (default 30s)"));
  app_.add_option(
      "--request-id", options_.request_id,
      T("请求号；不给则由内容算出，重复执行不会重复提交", "request id; derived from the content if not given"));
  app_.add_flag("-q,--quiet", options_.quiet, T("不显示进度和提示", "no progress and no notes"));
  app_.add_flag("--no-color", options_.no_color, T("不用颜色（环境变量 NO_COLOR）", "no colours (env NO_COLOR)"));
}

CLI::Option* CommandLine::AddFiles(CLI::App* sub) {
  return Takes(
      sub->add_option("FILE", options_.files,
                      T("自评表文件（.json 或 .xlsx）；- 为标准输入", "form files (.json or .xlsx); - is stdin"))
          ->required(),
      FileNames());
}

void CommandLine::AddPolicyOption(CLI::App* sub, const std::string& description) {
  Takes(sub->add_option("--policy", options_.policy, description), {PolicyNames, false});
}

void CommandLine::AddPolicyFile(CLI::App* sub) {
  Takes(sub->add_option("--policy-file", options_.policy_file,
                        T("用这个文件里的评分规则（textproto）", "score by the policy in this file (textproto)")),
        FileNames());
}

void CommandLine::AddFailOn(CLI::App* sub) {
  Takes(sub->add_option("--fail-on", fail_on_,
                        T("有此级别的问题时退出码为 5：error 或 warning",
                          "exit 5 if there are findings of this level: error or warning")),
        WordsOf({"error", "warning"}));
}

void CommandLine::AddScore() {
  CLI::App* sub = Sub(&app_, "score", T("给自评表评分，不保存", "score forms, keep nothing"), RunScore);
  AddFiles(sub);
  AddPolicyOption(sub, T("评分规则，如 shanxi-2022；不给则用服务器的默认规则（--offline 时为 mof-2020）",
                         "scoring policy, e.g. shanxi-2022; default: the server's (with --offline mof-2020)"));
  sub->add_flag("--offline", options_.offline, T("在本机评分，不需要服务器", "score here, without a server"));
  AddPolicyFile(sub);
  AddSheetYear(sub);
  sub->add_flag("--explain", options_.explain, T("说明每个分数怎么得出", "say how every score came about"));
  AddFailOn(sub);
  sub->footer(
      T("示例：\n  heng score 自评表.json --explain\n  heng score *.json -o json\n"
        "  heng score --offline --policy shanxi-2022 *.json\n"
        "  heng score --offline --policy-file 本地规则.textproto 自评表.json",
        "Examples:\n  heng score form.json --explain\n  heng score *.json -o json\n"
        "  heng score --offline --policy shanxi-2022 *.json\n"
        "  heng score --offline --policy-file local.textproto form.json"));
}

void CommandLine::AddCheck() {
  CLI::App* sub = Sub(&app_, "check",
                      T("检查自评表的问题，不评分，不需要服务器", "find what is wrong with forms; no server needed"),
                      RunCheck, Needs::kNothing);
  AddFiles(sub);
  AddPolicyOption(sub, T("评分规则（默认 mof-2020）", "scoring policy (default mof-2020)"));
  AddPolicyFile(sub);
  AddSheetYear(sub);
  AddFailOn(sub);
  sub->footer(
      T("示例：\n  heng check 自评表.xlsx\n  heng check --fail-on error *.json\n"
        "  heng explain-finding weights-not-100      某个问题的说明",
        "Examples:\n  heng check form.xlsx\n  heng check --fail-on error *.json\n"
        "  heng explain-finding weights-not-100      what a finding means"));
}

void CommandLine::AddSubmit() {
  CLI::App* sub = Sub(&app_, "submit", T("提交自评表", "submit forms"), RunSubmit);
  AddFiles(sub);
  AddPolicyOption(sub, T("评分规则，如 shanxi-2022；不给则用服务器的默认规则",
                         "scoring policy, e.g. shanxi-2022; default: the server's"));
  AddSheetOwner(sub);
  sub->add_flag("--dry-run", options_.dry_run, T("只检查能否提交，不写入", "only check whether it could be submitted"));
  sub->footer(
      T("示例：\n  heng submit 自评表.json\n  heng submit 自评表.xlsx --org dt-shebao --year 2022\n  heng submit "
        "*.json --dry-run",
        "Examples:\n  heng submit form.json\n  heng submit form.xlsx --org dt-shebao --year 2022\n  heng submit *.json "
        "--dry-run"));
}

void CommandLine::AddEval() {
  CLI::App* eval = Group("eval", T("查询和管理自评表", "look up and manage evaluations"));
  CLI::App* list = Sub(eval, "list", T("列出自评表", "list evaluations"), RunEvalList);
  AddEvaluationFilter(list);
  list->add_option("--limit", options_.limit, T("最多列出多少份（默认全部）", "list at most this many (default: all)"));
  list->footer(T("示例：\n  heng eval list --year 2022 --grade 良\n  heng eval list --org dt-shebao -o json",
                 "Examples:\n  heng eval list --year 2022 --grade good\n  heng eval list --org dt-shebao -o json"));
  CLI::App* count =
      Sub(eval, "count", T("有多少份，预算和执行各多少", "how many there are, and their money"), RunEvalCount);
  AddEvaluationFilter(count);
  count->footer(T("示例：\n  heng eval count --org sx-datong --year 2022",
                  "Examples:\n  heng eval count --org sx-datong --year 2022"));
  CLI::App* show = Sub(eval, "show", T("查看一份自评表", "show one evaluation"), RunEvalShow);
  AddName(show, "evaluations", T("名称或编号", "name or id"));
  show->add_option("--revision", options_.revision, T("以前的某一版本", "as it was at this etag"));
  AddEvalLife(eval);
  AddEvalImport(eval);
}

void CommandLine::AddEvaluationFilter(CLI::App* sub) {
  AddOrg(sub,
         T("单位，连同它下面的所有单位，如 orgs/sx-datong", "organisation with all below it, e.g. orgs/sx-datong"));
  sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  Takes(sub->add_option("--state", state_, T("状态：草稿 draft、已提交 submitted …", "state: draft, submitted …")),
        WordsOf({"draft", "checked", "submitted", "returned", "approved", "accepted", "published", "discarded"}));
  Takes(sub->add_option("--grade", grade_, T("等级：优、良、中、差", "grade: excellent, good, fair, poor")),
        WordsOf({"excellent", "good", "fair", "poor"}));
}

void CommandLine::AddExplainFinding() {
  CLI::App* sub =
      Sub(&app_, "explain-finding", T("说明一种问题；不给编号则全部列出", "explain a finding; without ID list all"),
          RunExplainFinding, Needs::kNothing);
  Takes(sub->add_option("ID", options_.finding, T("问题编号，如 weights-not-100", "id of a finding: weights-not-100")),
        {FindingIds, false});
  sub->footer(T("示例：\n  heng explain-finding\n  heng explain-finding weights-not-100",
                "Examples:\n  heng explain-finding\n  heng explain-finding weights-not-100"));
}

void CommandLine::AddCompletion() {
  CLI::App* sub =
      Sub(&app_, "completion", T("输出命令行补全脚本：bash 或 zsh", "print the completion script of bash or zsh"),
          RunCompletion, Needs::kNothing);
  Takes(sub->add_option("SHELL", options_.shell, T("bash 或 zsh", "bash or zsh"))->required(),
        WordsOf({"bash", "zsh"}));
  sub->footer(
      T("安装：\n"
        "  bash：在 ~/.bashrc 中加一行   source <(heng completion bash)\n"
        "  zsh： 在 ~/.zshrc 中 compinit 之后加一行   source <(heng completion zsh)",
        "Installation:\n"
        "  bash: in ~/.bashrc                   source <(heng completion bash)\n"
        "  zsh:  in ~/.zshrc, after compinit    source <(heng completion zsh)"));
}

}  // namespace heng::cli
