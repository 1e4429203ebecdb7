// heng summary, heng narrative, heng disclosure, heng department-evaluation and heng year-facts.
#include "absl/strings/str_join.h"
#include "client/cli/command_line.h"
#include "client/cli/commands.h"

namespace heng::cli {

void CommandLine::AddFormat(CLI::App* sub, std::vector<std::string> formats) {
  const std::string all = absl::StrJoin(formats, T("、", ", "));
  CLI::Option* format = sub->add_option_function<std::string>(
      "--format",
      [this, formats, all](const std::string& value) {
        options_.format = value;
        for (const std::string& known : formats) {
          if (value == known) return;
        }
        choice_mistake_ = T("--format 没有 \"", "--format: there is no \"") + value +
                          T("\"。可用：", "\". There are: ") + all + T("。", ".");
      },
      T("文件格式：", "as a file: ") + all + T("（不写则看 --out 的扩展名）", " (default: as --out ends)"));
  Takes(format, WordsOf(std::move(formats)));
  Takes(
      sub->add_option("--out", options_.out, T("写入这个新文件；- 为标准输出", "write to this new file; - is stdout")),
      FileNames());
}

void CommandLine::AddSummary() {
  CLI::App* sub = Sub(&app_, "summary",
                      T("汇总：一个单位连同它下面的所有单位，一个年度的项目自评",
                        "sum up a year's evaluations of projects: an org with all below it"),
                      RunSummary);
  AddName(sub, "orgs", T("单位", "organisation"));
  sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  AddFormat(sub, {"csv", "xlsx"});
  sub->add_flag("--full", options_.full, T("汇总表和风险清单全部列出", "the whole table and all risks"));
  sub->footer(
      T("示例：\n  heng summary sx-datong --year 2022\n  heng summary sx-datong --year 2022 --out 汇总表.xlsx",
        "Examples:\n  heng summary sx-datong --year 2022\n  heng summary sx-datong --year 2022 --out table.xlsx"));
}

void CommandLine::AddTexts() {
  CLI::App* narrative =
      Sub(&app_, "narrative", T("一份自评表的自评综述", "the paragraph about one evaluation"), RunNarrative);
  AddName(narrative, "evaluations", T("自评表的名称或编号", "evaluation, name or id"));
  narrative->add_option("--appendix", options_.appendix,
                        T("详见附件几（默认 1）", "number of its appendix (default 1)"));
  AddFormat(narrative, {"text", "html"});
  narrative->footer(T("示例：\n  heng narrative dt-2022-canjiren\n  heng narrative dt-2022-canjiren --out 综述.html",
                      "Examples:\n  heng narrative dt-2022-canjiren\n"
                      "  heng narrative dt-2022-canjiren --out text.html"));
  CLI::App* disclosure =
      Sub(&app_, "disclosure",
          T("决算公开的（四）预算绩效情况说明", "the performance section of the published accounts"), RunDisclosure);
  AddName(disclosure, "orgs", T("单位", "organisation"));
  disclosure->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  AddFormat(disclosure, {"text", "html"});
  disclosure->footer(T(
      "只计审核通过、已接收和已公开的自评表；涉密项目不在其中。占比的基数先用 heng year-facts set 设定。\n"
      "提示（缺什么、略去了什么）写到标准错误，不在正文里。\n"
      "示例：\n  heng disclosure dt-shebao --year 2022\n  heng disclosure dt-shebao --year 2022 --out 说明.html",
      "Counts what is approved, accepted or published; classified projects are not in it. Set the basis of the share\n"
      "first: heng year-facts set. Remarks (what is missing or left out) go to stderr and are no part of the text.\n"
      "Examples:\n  heng disclosure dt-shebao --year 2022\n  heng disclosure dt-shebao --year 2022 --out text.html"));
}

void CommandLine::AddDepartmentEvaluations() {
  CLI::App* group = Group("department-evaluation", T("部门评价的记录", "records of department evaluations"));
  CLI::App* record =
      Sub(group, "record", T("记录一次部门评价；写名称则修改已有的", "record one; with a name, change it"),
          RunDepartmentEvaluationRecord);
  record->add_option("NAME", options_.name, T("已有记录的名称或编号", "name or id of the one to change"))
      ->transform([](const std::string& name) { return WithCollection("departmentEvaluations", name); });
  AddField(record, "--org", "org", T("主管部门", "the department"), "orgs");
  AddField(record, "--year", "fiscal_year", T("年度", "fiscal year"));
  AddField(record, "--title", "title", T("评价的名称", "what was evaluated"));
  record
      ->add_option_function<std::vector<std::string>>(
          "--project",
          [this](const std::vector<std::string>& names) {
            for (const auto& name : names) options_.fields["projects"].push_back(WithCollection("projects", name));
          },
          T("被评价的项目，可写多个", "a project that was evaluated; several may be given"))
      ->take_all();
  AddField(record, "--funds", "funds", T("涉及资金（元）", "money covered (yuan)"));
  AddField(record, "--score", "score", T("得分，0 至 100", "score, 0 to 100"));
  AddField(record, "--grade", "grade", T("等级：优、良、中、差", "grade: 优, 良, 中, 差"));
  AddField(record, "--conclusion", "conclusion", T("评价结论", "conclusion"));
  AddField(record, "--report", "report", T("评价报告在哪里公开", "where the report is published"));
  AddEtag(record);
  AddDryRun(record);
  record->footer(
      T("示例：\n  heng department-evaluation record --org dt-renshe --year 2022 --title 社保网络运行维护费评价 \\\n"
        "      --project dt-shebao-wangluo --funds 550000 --score 91.5 --grade 优",
        "Examples:\n  heng department-evaluation record --org dt-renshe --year 2022 --title network \\\n"
        "      --project dt-shebao-wangluo --funds 550000 --score 91.5 --grade 优"));
  CLI::App* list = Sub(group, "list", T("列出", "list them"), RunDepartmentEvaluationList);
  AddOrg(list, T("单位，连同它下面的所有单位", "organisation with all below it"));
  list->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"));
  AddLimit(list);
  CLI::App* remove =
      Sub(group, "delete", T("删除记错的", "take back one recorded by mistake"), RunDepartmentEvaluationDelete);
  AddName(remove, "departmentEvaluations", T("名称或编号", "name or id"));
  AddEtag(remove);
  AddYes(remove);
  AddDryRun(remove);
}

void CommandLine::AddYearFacts() {
  CLI::App* group = Group("year-facts", T("决算公开要用、自评表里没有的数字", "figures of a year that no form says"));
  CLI::App* show = Sub(group, "show", T("查看", "show them"), RunYearFactsShow);
  CLI::App* set =
      Sub(group, "set", T("设定；没有写的保持原样", "set them; those not named stay as they are"), RunYearFactsSet);
  for (CLI::App* sub : {show, set}) {
    AddOrgRequired(sub, T("单位", "organisation"));
    sub->add_option("--year", options_.fiscal_year, T("年度", "fiscal year"))->required();
  }
  AddField(set, "--project-expenditure", "project_expenditure",
           T("项目支出决算数（元），不含涉密项目", "project spending of the accounts (yuan), without classified ones"));
  AddField(set, "--project-budget", "project_budget",
           T("年初项目支出预算数（元），不含涉密项目", "initial project budget (yuan), without classified ones"));
  AddField(set, "--source", "source", T("数字出自哪里，如 公开03表", "where the figures come from"));
  AddField(set, "--general-public", "general_public_funds",
           T("自评资金中一般公共预算（元）", "of the funds evaluated: general public budget (yuan)"));
  AddField(set, "--government-fund", "government_fund_funds", T("政府性基金预算（元）", "government funds (yuan)"));
  AddField(set, "--state-capital", "state_capital_funds", T("国有资本经营预算（元）", "state capital (yuan)"));
  AddField(set, "--social-insurance", "social_insurance_funds",
           T("社会保险基金预算（元）", "social insurance funds (yuan)"));
  AddField(set, "--measures", "measures_for_fair_and_poor",
           T("对“中”“差”项目的改进管理措施", "measures for projects graded fair or poor"));
  AddField(set, "--other", "other_matters", T("其他需要说明的事项，没有就写 无", "other matters; write 无 for none"));
  AddEtag(set);
  AddDryRun(set);
  set->footer(
      T("空值清除：--measures \"\"。\n"
        "示例：\n  heng year-facts set --org dt-shebao --year 2022 --project-expenditure 7110994.38 --source 公开03表",
        "An empty value clears: --measures \"\".\nExamples:\n"
        "  heng year-facts set --org dt-shebao --year 2022 --project-expenditure 7110994.38"));
}

}  // namespace heng::cli
