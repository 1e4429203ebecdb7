// heng sample, heng workflow, heng budget and heng results.
#include "client/cli/choices.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"
#include "heng/v1/sample.pb.h"
#include "heng/v1/workflow.pb.h"

namespace heng::cli {

using heng::v1::WorkflowRules;

CLI::Option* CommandLine::AddOrgRequired(CLI::App* sub, const std::string& description) {
  AddOrg(sub, description);
  return sub->get_option("--org")->required();
}

void CommandLine::AddSampleDraw(CLI::App* sample) {
  CLI::App* draw = Sub(sample, "draw", T("从审核通过的自评表中抽取", "draw from approved evaluations"), RunSampleDraw);
  AddField(draw, "--org", "org", T("单位，连同它下面的所有单位", "organisation with all below it"), "orgs")->required();
  draw->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  AddChoice(draw, "--method", "method", heng::v1::Sample::Method_descriptor(), T("怎样抽", "how"))->required();
  AddField(draw, "--size", "size", T("抽多少份，1 至 1000", "how many, 1 to 1000"))->required();
  AddField(draw, "--seed", "seed",
           T("随机抽取的种子，随抽查公开（不写则生成一个）",
             "seed of a random draw, published with it (default: one is made)"));
  AddField(draw, "--title", "title", T("标题", "title"));
  AddDryRun(draw);
  draw->footer(
      T("示例：\n  heng sample draw --org sx-datong --year 2022 --method 随机 --size 20 --seed 2023-05-08\n"
        "  heng sample draw --org sx-datong --year 2022 --method 风险 --size 20 --dry-run",
        "Examples:\n  heng sample draw --org sx-datong --year 2022 --method random --size 20 --seed 2023-05-08\n"
        "  heng sample draw --org sx-datong --year 2022 --method risk --size 20 --dry-run"));
}

void CommandLine::AddSamples() {
  CLI::App* sample = Group("sample", T("抽查：抽取、查看、核对（复核用 heng review score）",
                                       "samples: draw, show, verify (recheck by heng review score)"));
  AddSampleDraw(sample);
  CLI::App* list = Sub(sample, "list", T("列出抽查", "list samples"), RunSampleList);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  AddLimit(list);
  CLI::App* show = Sub(sample, "show", T("查看一次抽查：抽中的表和结论", "show one: its forms and what came of them"),
                       RunSampleShow);
  AddName(show, "samples", T("名称或编号", "name or id"));
  show->add_flag("--full", options_.full, T("哈希全部显示", "hashes whole"));
  CLI::App* verify = Sub(sample, "verify", T("由种子重算随机抽取的哈希和次序", "recompute a random draw from its seed"),
                         RunSampleVerify);
  AddName(verify, "samples", T("名称或编号", "name or id"));
  verify->footer(T("无误时退出码为 0，有误时为 1。", "Ends with 0 if the draw is right and with 1 if not."));
}

void CommandLine::AddWorkflow() {
  CLI::App* workflow = Group("workflow", T("办理规则：核对、审核级数、接收、逾期",
                                           "rules of an office: checks, review steps, acceptance, late filing"));
  const std::string whose = T("单位，连同它下面的所有单位", "organisation with all below it");
  AddOrgRequired(Sub(workflow, "show", T("一个单位实际生效的规则", "what counts for an org"), RunWorkflowShow),
                 T("单位", "organisation"));
  AddOrg(Sub(workflow, "list", T("列出设定过的规则", "list the rules that were set"), RunWorkflowList), whose);
  CLI::App* set = Sub(workflow, "set", T("设定规则；没有写的保持原样", "set rules; those not named stay as they are"),
                      RunWorkflowSet);
  AddOrgRequired(set, whose);
  AddChoice(set, "--unit-check", "unit_check", WorkflowRules::Switch_descriptor(),
            T("单位负责人核对后才能提交", "the unit head checks before submission"));
  AddChoice(set, "--four-eyes", "four_eyes", WorkflowRules::FourEyes_descriptor(),
            T("谁也不审自己改过的表", "nobody approves what they edited"));
  AddField(set, "--review-steps", "review_steps",
           T("从近到远几级审核，1 至 3", "reviewers from the nearest org up, 1 to 3"));
  AddChoice(set, "--acceptance", "acceptance", WorkflowRules::Switch_descriptor(),
            T("财政接收后才能公开", "finance accepts before publication"));
  AddChoice(set, "--late", "late_filing", WorkflowRules::LateFiling_descriptor(), T("逾期提交", "late filing"));
  AddEtag(set);
  AddDryRun(set);
  set->footer(
      T("空值恢复为随上级：--late \"\"。\n示例：\n  heng workflow set --org sx-datong --unit-check 开 --review-steps 2",
        "An empty value leaves it to the orgs above: --late \"\".\n"
        "Examples:\n  heng workflow set --org sx-datong --unit-check on --review-steps 2"));
  CLI::App* remove = Sub(workflow, "delete",
                         T("删除一个单位的规则：改由上级的管", "delete the rules of an org: those above count again"),
                         RunWorkflowDelete);
  AddOrgRequired(remove, T("单位", "organisation"));
  AddEtag(remove);
  AddYes(remove);
  AddDryRun(remove);
}

void CommandLine::AddBudgets() {
  CLI::App* budget = Group("budget", T("导入的预算", "budgets as imported"));
  CLI::App* import =
      Sub(budget, "import", T("从表格导入预算数和执行数", "import budgets and what was spent from a table"),
          RunBudgetImport);
  AddImport(import, "");
  import->add_option("--system", options_.system,
                     T("数据来自哪个系统（默认 heng）", "where the figures come from (default: heng)"));
  import->add_option(
      "--batch", options_.batch,
      T("批次号；默认由文件内容得出，同一文件就是同一批", "id of the batch; made of the file by default"));
  import->add_option("--as-of", options_.date,
                     T("没有写截止日期的行，数据截至哪一天", "the day of rows that name none"));
  import->footer(
      T("CSV 的第一行是列名，顺序不限：\n"
        "  项目,单位,年度,目标申报数,预算编制数,全年预算数,全年执行数,截止日期\n"
        "分资金来源：加一列 资金来源（合计、中央、省级、市县、自筹、其他、结转），一个项目可有几行；\n"
        "  或把来源写在列名前，如 中央全年执行数。空着的数不改动已有的。\n"
        "同一批的同一行只算一次：中断后把同一命令再执行一遍即可。截止日期较早的不覆盖较晚的。\n"
        "示例：\n  heng budget import 预算.csv --as-of 2022-12-31 --dry-run",
        "The first line of a CSV names its columns, in any order:\n"
        "  project,org,year,declared_in_target,initial_budget,annual_budget,executed,as_of\n"
        "By source: add a column source (total, central, provincial, local, self-raised, other, "
        "carried-over), several rows of one project;\n"
        "  or put the source before the amount, as in central_executed. What is empty is left as it is.\n"
        "A row of a batch counts once: after an interruption run the same command again. An earlier day "
        "never replaces a later one.\n"
        "Example:\n  heng budget import budgets.csv --as-of 2022-12-31 --dry-run"));
  CLI::App* show = Sub(budget, "show", T("查看一个项目的预算", "show the budget of a project"), RunBudgetShow);
  AddField(show, "--project", "subject", T("项目", "project"), "projects")->required();
  AddField(show, "--org", "org", T("单位", "who spends it"), "orgs")->required();
  show->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  CLI::App* list = Sub(budget, "list", T("列出", "list them"), RunBudgetList);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  AddLimit(list);
}

void CommandLine::AddResults() {
  CLI::App* results = Group("results", T("自评结果，供预算系统使用", "what became of the evaluations, for budgeting"));
  CLI::App* sub = Sub(results, "export",
                      T("导出得分、等级、复核、执行率和结余，每份自评表一行",
                        "totals, grades, rechecks, rates and what was not spent: a row for each evaluation"),
                      RunResultsExport);
  AddEvaluationFilter(sub);
  AddFormat(sub, {"jsonl", "csv", "xlsx"});
  sub->add_flag("--force", options_.force, T("文件已存在则替换", "replace a file that is there"));
  sub->add_flag("--resume", options_.resume,
                T("从上次中断处继续（用同样的参数）", "go on where the last run ended, with the same arguments"));
  sub->footer(
      T("不写 --out 则输出到标准输出（xlsx 除外）。文件写完才出现在 --out 处，此前是 FILE.part。\n"
        "示例：\n  heng results export --year 2022 --out 结果.csv\n"
        "  heng results export --org sx-datong --year 2022 --state 已公开 --format jsonl",
        "Without --out it goes to stdout (but xlsx). The file appears at --out when it is whole; until then it is\n"
        "FILE.part.\nExamples:\n  heng results export --year 2022 --out results.csv\n"
        "  heng results export --org sx-datong --year 2022 --state published --format jsonl"));
}

}  // namespace heng::cli
