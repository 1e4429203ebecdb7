// heng todo, heng due, heng diff and heng history.
#include "client/cli/choices.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "heng/v1/access.pb.h"

namespace heng::cli {

void CommandLine::AddFormType(CLI::App* sub, const std::string& description) {
  AddChoice(sub, "--type", "form_type", heng::v1::FormType_descriptor(), description);
}

void CommandLine::AddTodo() {
  CLI::App* sub = Sub(&app_, "todo",
                      T("待办：等着我处理的表，和该用的命令", "what waits for me, with the command for it"), RunTodo);
  AddOrg(sub, T("单位，连同它下面的所有单位", "organisation with all below it"));
  sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  AddFormType(sub, T("哪种表（默认两种）", "which form (default: both)"));
  AddLimit(sub);
  sub->footer(T("示例：\n  heng todo\n  heng todo --year 2022 --type 自评 -o json",
                "Examples:\n  heng todo\n  heng todo --year 2022 --type evaluation -o json"));
}

void CommandLine::AddDue() {
  CLI::App* sub = Sub(&app_, "due", T("催报：哪些项目还没有报", "who has not filed yet"), RunDue);
  AddOrg(sub, T("单位，连同它下面的所有单位", "organisation with all below it"));
  sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  AddFormType(sub, T("哪种表（默认自评）", "which form (default: evaluation)"));
  sub->add_flag_function(
      "--late", [this](int64_t) { options_.fields["late"] = {"true"}; },
      T("只列已过最后一天的", "only those whose last day has passed"));
  sub->footer(T("示例：\n  heng due --year 2022 --org sx-datong\n  heng due --year 2026 --type 目标 --late",
                "Examples:\n  heng due --year 2022 --org sx-datong\n  heng due --year 2026 --type target --late"));
}

void CommandLine::AddDiff() {
  CLI::App* sub =
      Sub(&app_, "diff", T("比较两张表：增加、删去、改动了什么", "what two forms say differently"), RunDiff);
  // Two by their own names, so that each can be completed and one that is missing is named.
  const auto add = [&](const char* name, const std::string& description) {
    Takes(sub->add_option_function<std::string>(
                 name, [this](const std::string& form) { options_.names.push_back(form); }, description)
              ->required(),
          FileNames());
  };
  add("A", T("旧的一张：名称、名称@版本，或 .json 文件", "the old one: name, name@etag or a .json file"));
  add("B", T("新的一张，写法同上", "the new one, likewise"));
  sub->add_flag("--full", options_.full, T("长文字全部显示", "long texts whole"));
  sub->add_flag("--exit-code", options_.fail_if_different, T("有不同时退出码为 5", "end with 5 if they differ"));
  sub->footer(
      T("名称不写前缀时是自评表；目标表写 targets/…。版本是 heng history 列出的版本。\n"
        "目标表与自评表相比时，年度目标值既与年初指标值比，也与实际完成值比；目标表没有写的不比。\n"
        "能比较时退出码为 0，有没有不同都一样；--exit-code 使有不同时为 5。\n"
        "示例：\n  heng diff dt-2022-bangfu@3 dt-2022-bangfu@5\n  heng diff targets/dt-2022-bangfu dt-2022-bangfu\n"
        "  heng diff dt-2021-bangfu dt-2022-bangfu --full\n  heng diff dt-2022-bangfu 自评表.json",
        "A name without a collection is an evaluation; targets are targets/…. Etags are those heng history lists.\n"
        "Of a target and an evaluation, the target's annual value is compared with the initial target and with the\n"
        "actual value; what the target leaves empty is not compared.\n"
        "Ends with 0 when they could be compared, whether they differ or not; with --exit-code with 5 if they do.\n"
        "Examples:\n  heng diff dt-2022-bangfu@3 dt-2022-bangfu@5\n  heng diff targets/dt-2022-bangfu dt-2022-bangfu\n"
        "  heng diff dt-2021-bangfu dt-2022-bangfu --full\n  heng diff dt-2022-bangfu form.json"));
}

void CommandLine::AddHistory() {
  CLI::App* sub = Sub(&app_, "history",
                      T("一张表的全部经过：谁在何时做了什么，意见、答复、复核",
                        "the whole story of a form: who did what when, comments, answers, rechecks"),
                      RunHistory);
  sub->add_option("NAME", options_.name, T("名称；不写前缀则为自评表", "name; an evaluation if it has no collection"))
      ->transform([](const std::string& name) {
        return name.find('/') == std::string::npos ? WithCollection("evaluations", name) : name;
      })
      ->required();
  sub->add_flag("--full", options_.full, T("哈希和长文字全部显示", "hashes and long texts whole"));
  sub->footer(T("示例：\n  heng history dt-2022-bangfu\n  heng history targets/dt-2026-bangfu -o json",
                "Examples:\n  heng history dt-2022-bangfu\n  heng history targets/dt-2026-bangfu -o json"));
}

}  // namespace heng::cli
